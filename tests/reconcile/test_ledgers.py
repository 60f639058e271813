"""From night to night: what ids and conflicts become, and that nothing moves without news."""

from datetime import datetime

import duckdb
import pyarrow as pa
import pytest

from reconcile import STEPS
from reconcile.steps import Step
from tests.reconcile.rows import listed, number, official
from tests.support import Lab
from warehouse.db import read_sql
from warehouse.schema import CLAIM, CONFLICT, ENTITY_LEDGER, PUBLISHED

DERIVED = [t.name for t in PUBLISHED if t.name not in ("run", "question", "issue")]


def snapshot(lab: Lab) -> dict[str, list[dict[str, object]]]:
    return {name: lab.table(name) for name in DERIVED}


def test_a_second_reconcile_over_the_same_history_changes_no_row(lab: Lab) -> None:
    lab.land("cn_national", [official(1), official(2, name="李四海")])
    lab.land("cn_platform", [listed("d1", certificate_no=number(1), level="执业助理医师")])
    lab.run()
    before = snapshot(lab)
    assert before["conflict"]
    lab.run()
    assert snapshot(lab) == before


def test_published_tables_have_the_declared_columns_and_unique_keys(lab: Lab) -> None:
    lab.land("cn_national", [official(1)])
    lab.land("cn_platform", [listed("d1")])
    lab.run()
    with lab.open() as con:
        for table in (*PUBLISHED, CLAIM):
            columns = [(c[0], c[1]) for c in con.execute(f"DESCRIBE {table.name}").fetchall()]
            assert [name for name, _ in columns] == list(table.columns), table.name
            if table.key:
                twice = f"SELECT 1 FROM {table.name} GROUP BY {', '.join(table.key)} HAVING count(*) > 1"
                assert con.execute(twice).fetchall() == [], table.name


def test_a_failure_leaves_the_tables_as_they_were(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.land("cn_national", [official(1)])
    lab.run()
    before = snapshot(lab)
    lab.land("cn_national", [official(1, hospital="second")], at=1)

    def fail(con: duckdb.DuckDBPyConnection) -> pa.Table:
        return con.execute("SELECT no_such_column").to_arrow_table()

    monkeypatch.setattr("reconcile.build.STEPS", (*STEPS, Step("broken", by={"statement": ""}, make=fail)))
    for full in (False, True):
        with pytest.raises(Exception, match="no_such_column"):
            lab.run(1, full=full)
        assert snapshot(lab) == before
    monkeypatch.undo()
    lab.run(1)
    assert lab.table("registration")[0]["main_institution"] == "杭州市第二人民医院"


def test_a_provisional_person_merges_into_the_one_a_number_shows(lab: Lab) -> None:
    day = {"registered_on": "2019-04-19"}
    lab.land("cn_province", [official(1, certificate_no=None, **day)])
    lab.run()
    (first,) = lab.table("SELECT registration_id FROM registration")
    lab.land("cn_national", [official(1, **day)], at=1)
    lab.run(1)
    (second,) = lab.table("SELECT registration_id FROM registration")
    events = lab.table("SELECT entity_id, event, other_id FROM entity_ledger WHERE entity_kind = 'registration'")
    into = {e["event"]: (e["entity_id"], e["other_id"]) for e in events if e["other_id"]}
    assert into == {"merged": (first["registration_id"], second["registration_id"])}


def test_ids_that_return_are_resurrected(lab: Lab) -> None:
    lab.land("cn_province", [official(1, certificate_no=number(1))], at=0)
    lab.run(0)
    lab.land("cn_province", [official(1, certificate_no=number(2))], at=1)
    lab.run(1)
    lab.land("cn_province", [official(1, certificate_no=number(1))], at=2)
    lab.run(2)
    events = lab.table("SELECT as_of, entity_id, event FROM entity_ledger WHERE entity_kind = 'registration'")
    by_night: dict[object, set[str]] = {}
    for e in events:
        by_night.setdefault(e["as_of"], set()).add(e["event"])
    assert list(by_night.values()) == [{"created"}, {"created", "merged"}, {"resurrected", "merged"}]


def test_a_conflict_opens_is_resolved_and_opens_again(lab: Lab) -> None:
    lab.land("cn_national", [official(1)], at=0)
    shown = listed("d1", certificate_no=number(1))
    for day, level in enumerate(("执业助理医师", "执业医师", "执业助理医师")):
        lab.land("cn_platform", [shown | {"level": level}], at=day)
        lab.run(day)
        (conflict,) = lab.table("SELECT opened_at, resolved_at FROM conflict WHERE kind = 'level_mismatch'")
        assert conflict["opened_at"] == datetime(2026, 3, 1, 2)
        assert (conflict["resolved_at"] is not None) == (day == 1)
    events = lab.table("SELECT as_of, event FROM conflict_ledger")
    assert [e["event"] for e in events] == ["opened", "resolved", "reopened"]


def test_a_resolved_conflict_is_shown_for_four_hundred_days(lab: Lab) -> None:
    lab.land("cn_national", [official(1)], at=0)
    lab.land("cn_platform", [listed("d1", certificate_no=number(1), level="执业助理医师")], at=0)
    lab.run(0)
    lab.land("cn_platform", [listed("d1", certificate_no=number(1))], at=1)
    for day, shown in ((1, 1), (400, 1), (401, 0)):
        lab.run(day)
        assert len(lab.table("conflict")) == shown


def test_every_step_says_its_grain_and_what_it_reads() -> None:
    names = [step.name for step in STEPS]
    for step in STEPS:
        if step.make or step.number:
            continue
        name = step.name
        first, *rest = read_sql(step.package, name).splitlines()
        assert first.startswith("-- One row per "), name
        assert any("Reads: " in line for line in rest[:3]), name
    assert len(set(names)) == len(names)
    assert {CONFLICT.name, "entity_event"} <= set(names)
    assert ENTITY_LEDGER.name not in names
