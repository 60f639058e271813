"""The past of a made-up world: today's rules over what is known of an earlier day, against reconcile and the truth."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from benchmarks.truth import attach_truth, golden_rightness
from reconcile.past import known_on, open_past
from tests.world.test_truth import DAYS, build_world
from warehouse.workspace import Workspace


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    folder = tmp_path_factory.mktemp("past")
    return build_world(folder, 2_000, 7), folder / "truth"


@pytest.fixture
def past(world: tuple[Workspace, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    workspace, _ = world
    with workspace.warehouse(read_only=True) as con:
        everybody = [id for (id,) in con.execute("SELECT practitioner_id FROM practitioner").fetchall()]
    with open_past(workspace.root / "warehouse.duckdb", everybody) as con:
        yield con


@pytest.mark.parametrize("table", ["registration", "practitioner", "practice_site", "settled_claim", "adverse_act"])
def test_the_last_day_is_what_reconcile_says_of_it(past: duckdb.DuckDBPyConnection, table: str) -> None:
    known_on(past, DAYS[-1])
    assert past.sql(f"SELECT * FROM past.{table} EXCEPT ALL SELECT * FROM warehouse.{table}").fetchall() == []
    assert past.sql(f"SELECT * FROM warehouse.{table} EXCEPT ALL SELECT * FROM past.{table}").fetchall() == []
    assert past.sql(f"SELECT count(*) FROM past.{table}").fetchall() > [(0,)]


def test_earlier_days_are_as_near_the_truth_as_the_registers_are(
    past: duckdb.DuckDBPyConnection, world: tuple[Workspace, Path]
) -> None:
    _, truth = world
    attach_truth(past, truth)
    for day in (DAYS[0], DAYS[0] + timedelta(days=40), DAYS[-1] - timedelta(days=1)):
        known_on(past, day)
        shares = {name: right / total for name, (right, total) in golden_rightness(past, truth, day).items()}
        assert min(shares[name] for name in ("level", "category")) >= 0.999, (day, shares)
        assert min(shares[name] for name in ("scope", "main_institution", "province", "status")) >= 0.97, (day, shares)


def test_before_anything_was_known_nobody_is(past: duckdb.DuckDBPyConnection) -> None:
    known_on(past, date(2000, 1, 1))
    assert past.sql("SELECT count(*) FROM registration").fetchall() == [(0,)]
