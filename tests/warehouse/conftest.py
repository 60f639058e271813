from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from warehouse.history import RunResult, take_in_all
from warehouse.landing import Landing
from warehouse.source import Source, declare
from warehouse.workspace import Workspace

DAY_0 = datetime(2026, 3, 1, 2)


@dataclass
class Registry:
    """One source in a workspace: `run` lands a list of rows on a day and takes it in."""

    workspace: Workspace
    source: Source

    def run(
        self,
        day: int,
        *rows: dict[str, str | None],
        outcome: str = "complete",
        address: str = "list",
        requests: tuple[tuple[str, str], ...] = (),
        questions: tuple[tuple[str, str], ...] = (),
        **note: Any,
    ) -> RunResult:
        at = DAY_0 + timedelta(days=day)
        landing = Landing(self.workspace, self.source, "crawl", at)
        landing.add_rows(rows, address=address, url=f"https://example.org/{address}", retrieved_at=at)
        for asked, result in requests:
            landing.fetched(address=asked, url=asked, outcome=result, fetched_at=at)
        for asked, result in questions:
            landing.asked(address=asked, asked_at=at, outcome=result)
        landing.close(outcome, at, **note)
        with self.workspace.warehouse() as con:
            (result,) = take_in_all(self.workspace, con, {self.source.id: self.source})
        return result

    def spells(self) -> list[tuple[str, int, int | None, str | None]]:
        """(record, day it opened, day it closed, closed as), in order."""
        return self.query(
            "SELECT source_record_id, date_diff('day', DATE '2026-03-01', first_seen_at::DATE), "
            "date_diff('day', DATE '2026-03-01', closed_at::DATE), closed_as FROM spell ORDER BY ALL"
        )

    def query(self, sql: str) -> list[Any]:
        with self.workspace.warehouse() as con:
            return con.execute(sql).fetchall()


@pytest.fixture
def make_registry(tmp_path: Path) -> Callable[..., Registry]:
    def make(**changes: Any) -> Registry:
        values: dict[str, Any] = {
            "id": "xx_test_list",
            "title": "名单",
            "publisher": "某单位",
            "tier": "commercial",
            "licence": "made up",
            "key": ("source_key",),
            "fields": {"source_key": "编号", "name": "姓名", "title": "职称"},
        }
        source = declare("test", **values | changes)
        return Registry(Workspace.create(tmp_path / "workspace", secret="0" * 32), source)

    return make


@pytest.fixture
def registry(make_registry: Callable[..., Registry]) -> Registry:
    return make_registry()
