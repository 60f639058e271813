"""The past of a made-up world: today's rules over what is known of an earlier day, against reconcile and the truth."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from benchmarks.truth import attach_truth, golden_rightness
from reconcile.past import known_on, open_past
from tests.world.test_truth import DAYS, build_world
from warehouse.workspace import Workspace


@pytest.fixture
def world(tmp_path: Path) -> tuple[Workspace, Path]:
    return build_world(tmp_path, 2_000, 7), tmp_path / "truth"


@contextmanager
def past_of_all(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    with workspace.warehouse(read_only=True) as con:
        everybody = [id for (id,) in con.execute("SELECT practitioner_id FROM practitioner").fetchall()]
    with open_past(workspace.root / "warehouse.duckdb", everybody) as con:
        yield con


def test_the_past_is_what_reconcile_said_and_near_the_truth(world: tuple[Workspace, Path]) -> None:
    workspace, truth = world
    with past_of_all(workspace) as past:
        attach_truth(past, truth)
        # On the last day it is what reconcile says of that day, row for row.
        known_on(past, DAYS[-1])
        for table in ("registration", "practitioner", "practice_site", "settled_claim", "adverse_act"):
            # Of people: an institution is called as it is today, on any day.
            of_people = "WHERE entity_kind <> 'institution'" if table == "settled_claim" else ""
            here, there = (f"SELECT * FROM {schema}.{table} {of_people}" for schema in ("past", "warehouse"))
            assert past.sql(f"{here} EXCEPT ALL {there}").fetchall() == [], table
            assert past.sql(f"{there} EXCEPT ALL {here}").fetchall() == [], table
            assert past.sql(f"SELECT count(*) FROM past.{table}").fetchall() > [(0,)], table
        # On earlier days it is as near the truth as the registers are.
        for day in (DAYS[0], DAYS[0] + timedelta(days=40), DAYS[-1] - timedelta(days=1)):
            known_on(past, day)
            shares = {name: right / total for name, (right, total) in golden_rightness(past, truth, day).items()}
            assert min(shares[name] for name in ("level", "category")) >= 0.999, (day, shares)
            assert min(shares[name] for name in ("scope", "main_institution", "province", "status")) >= 0.97, (
                day,
                shares,
            )
        # Before anything was known nobody is.
        known_on(past, date(2000, 1, 1))
        assert past.sql("SELECT count(*) FROM registration").fetchall() == [(0,)]
