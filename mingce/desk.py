"""The desk where look-ups are answered: the current release's index, its day, and the workspace's key for receipts.

Reads settings and manifest itself: `warehouse.workspace` brings DuckDB and Arrow, which take longer to load than a
look-up takes.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reconcile.lookup.answering import Answer, answer
from reconcile.lookup.houses import Houses, institutions
from reconcile.lookup.question import Question, read_question
from reconcile.lookup.receipt import seal
from reconcile.lookup.search import open_index
from warehouse.days import day_of
from warehouse.errors import WorkspaceError
from warehouse.toml import read_toml


@dataclass(frozen=True)
class Desk:
    """An open index; `as_of` is the release's day."""

    index: sqlite3.Connection
    release_id: str
    as_of: date
    is_simulated: bool
    secret: str
    language: str

    def answer(self, questions: Sequence[Question], day: date | None = None) -> list[Answer]:
        """One answer per question, in order; of an earlier day if given, by all that the release knows.

        Raises WorkspaceError for a day after the release's.
        """
        if day and day > self.as_of:
            raise WorkspaceError(
                f"{day}: the release is of {self.as_of} and says nothing of later days; "
                "`mingce nightly` publishes a newer one"
            )
        return answer(self.index, questions, self.as_of, day)

    def receipt(self, answer: Answer) -> dict[str, Any]:
        """The answer as JSON, bound by digest to itself and what it rests on."""
        return seal(
            answer.as_json(), release_id=self.release_id, as_of=self.as_of.isoformat(),
            is_simulated=self.is_simulated, secret=self.secret,
        )  # fmt: skip

    def institutions(self, values: Mapping[str, str | None]) -> Houses:
        """What an institution's name may mean (`institution`, `province`); see `houses.institutions`."""
        return institutions(self.index, read_question(values), self.as_of)


@contextmanager
def open_desk(root: Path) -> Iterator[Desk]:
    """Open the current release of the workspace at `root`; raises WorkspaceError where there is none."""
    settings = read_settings(root)
    current = root / "releases" / "current"
    if not current.exists():
        raise WorkspaceError(f"{root}: no release yet; `mingce nightly` publishes one")
    # Followed once, so that a release published meanwhile does not mix in.
    folder = current.resolve()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    with open_index(folder / "lookup.sqlite") as index:
        yield Desk(
            index=index,
            release_id=manifest["release_id"],
            as_of=day_of(datetime.fromisoformat(manifest["as_of"])),
            is_simulated=bool(manifest.get("simulated", False)),
            secret=settings["secret"],
            language=settings.get("language", "zh"),
        )


def read_settings(root: Path) -> dict[str, Any]:
    """The settings as they stand in mingce.toml; raises WorkspaceError without a workspace or its key."""
    config = root / "mingce.toml"
    if not config.is_file():
        raise WorkspaceError(f"{root} is no workspace; `mingce init {root}` makes one")
    settings = read_toml(config, WorkspaceError)
    if not isinstance(settings.get("secret"), str):
        raise WorkspaceError(f"{config}: secret: a key is needed for receipts")
    return settings
