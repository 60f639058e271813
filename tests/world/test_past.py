"""The past of a made-up world: what was officially so on earlier days, against the rules run anew and the truth."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from benchmarks.truth import attach_truth, golden_rightness
from reconcile.past import judge, judged_on, open_past
from reconcile.past.timeline import history_of
from tests.world.test_truth import DAYS, build_world
from warehouse.workspace import Workspace

FIELDS = (
    "name",
    "instrument",
    "level",
    "category",
    "scope",
    "province",
    "main_institution_id",
    "status",
    "status_since",
)
SO = ", ".join(FIELDS)


def days(first: date, count: int) -> list[date]:
    """Days drawn at random, from a seed, up to the last night."""
    random = Random(7)
    return [first + timedelta(days=random.randrange((DAYS[-1] - first).days)) for _ in range(count)]


def on(day: date) -> str:
    return f"valid_from <= DATE '{day}' AND coalesce(valid_to >= DATE '{day}', true)"


def judge_all(con: duckdb.DuckDBPyConnection, days: list[date]) -> None:
    con.execute("DROP TABLE IF EXISTS moment")
    con.execute("CREATE TABLE moment AS SELECT practitioner_id, unnest($days) AS day FROM person", {"days": days})
    judge(con)


def assert_same(con: duckdb.DuckDBPyConnection, here: str, there: str) -> None:
    for one, other in ((here, there), (there, here)):
        assert con.sql(f"{one} EXCEPT ALL {other}").fetchall() == [], one
    assert con.sql(f"SELECT count(*) FROM ({here})").fetchall() > [(0,)]


@pytest.fixture
def world(tmp_path: Path) -> tuple[Workspace, Path]:
    return build_world(tmp_path, 2_000, 7), tmp_path / "truth"


def test_the_past_is_what_reconcile_says_and_near_the_truth(world: tuple[Workspace, Path]) -> None:
    workspace, truth = world
    path = workspace.root / "warehouse.duckdb"
    with workspace.warehouse(read_only=True) as con:
        everybody = [id for (id,) in con.execute("SELECT practitioner_id FROM practitioner").fetchall()]
        ((first,),) = con.execute("SELECT min(valid_from) FROM registration_history").fetchall()
    some = [DAYS[0], *days(first, 3)]
    with open_past(path, everybody) as past:
        judge_all(past, [DAYS[-1], *some, first - timedelta(days=1)])
        # On the last day it is what reconcile says of that day, row for row.
        for table in ("registration", "practitioner", "practice_site", "settled_claim", "adverse_act"):
            # Of people: an institution is called as it is today, on any day.
            of_people = "WHERE entity_kind <> 'institution'" if table == "settled_claim" else ""
            assert_same(past, judged_on(table, DAYS[-1]), f"SELECT * FROM warehouse.{table} {of_people}")
        # On every other day the table says what the rules say of the day; before the first day, nothing.
        for day in some:
            judged = (
                f"SELECT registration_id, {SO} FROM ({judged_on('registration', day)}) "
                f"JOIN (SELECT practitioner_id, name FROM ({judged_on('practitioner', day)})) USING (practitioner_id)"
            )
            assert_same(past, f"SELECT registration_id, {SO} FROM registration_history WHERE {on(day)}", judged)
        assert past.sql(judged_on("registration", first - timedelta(days=1))).fetchall() == []

    # On earlier days it is as near the truth as the registers are.
    with workspace.warehouse(read_only=True) as con:
        attach_truth(con, truth)
        for day in (*days(DAYS[0], 3), DAYS[-1] - timedelta(days=1)):
            con.execute(f"CREATE OR REPLACE TEMP VIEW registration AS FROM registration_history WHERE {on(day)}")
            shares = {name: right / total for name, (right, total) in golden_rightness(con, truth, day).items()}
            assert min(shares[name] for name in ("level", "category")) >= 0.999, (day, shares)
            assert min(shares[name] for name in ("scope", "main_institution", "province", "status")) >= 0.97, (
                day,
                shares,
            )

    # What `mingce history` tells day by day, of those who changed most.
    with workspace.warehouse(read_only=True) as con:
        rows = con.sql(
            "SELECT practitioner_id, count(*) FROM registration_history GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 3"
        ).fetchall()
        spells = con.sql("SELECT * FROM registration_history ORDER BY registration_id, valid_from").to_arrow_table()
    for person, _ in rows:
        told = {
            (c.registration_id, c.day, c.after)
            for c in history_of(path, person, DAYS[-1]).changes
            if c.field == "status"
        }
        own = [row for row in spells.to_pylist() if row["practitioner_id"] == person]
        before = {(b["registration_id"], b["valid_to"]): b["status"] for b in own}
        assert told == {
            (row["registration_id"], row["valid_from"], row["status"])
            for row in own
            if before.get((row["registration_id"], row["valid_from"] - timedelta(days=1))) != row["status"]
        }
