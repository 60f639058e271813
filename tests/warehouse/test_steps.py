"""SELECTs that take a landing in, alone: a few rows in, the whole result out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from warehouse.db import connect, read_sql
from warehouse.schema import LANDED, QUESTION, REQUEST, SPELL

Row = dict[str, Any]
AT = datetime(2026, 3, 1, 2)
TEXT, NUMBER, FLAG = pa.string(), pa.int64(), pa.bool_()
ENTRY = {"source_record_id": TEXT, "content_digest": TEXT, "landed_no": NUMBER, "address": TEXT}
SCHEMAS = {
    "spell": SPELL.arrow(),
    "landed": LANDED.arrow().append(pa.field("record_key", TEXT)).append(pa.field("landed_no", NUMBER)),
    "landed_request": REQUEST.arrow(),
    "landed_question": QUESTION.arrow(),
    "landed_entry": pa.schema(ENTRY),
    "landed_mark": pa.schema(ENTRY | {"sighting": TEXT}),
}


def result(name: str, parameters: Row, **tables: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Run sql/NAME.sql over the given tables, empty where left out; its rows, without what is NULL."""
    sql = read_sql("warehouse", name)
    with connect() as con:
        for table, schema in SCHEMAS.items():
            rows = [dict.fromkeys(schema.names) | dict(row) for row in tables.get(table, ())]
            con.register("given", pa.Table.from_pylist(rows, schema=schema))
            con.execute(f"CREATE OR REPLACE TABLE {table} AS FROM given")
            con.unregister("given")
        cursor = con.execute(sql, {k: v for k, v in parameters.items() if f"${k}" in sql})
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{name: value for name, value in row.items() if value is not None} for row in found]


# One open spell of each record, read from an address of its own, but for r and s.
SPELLS: list[Row] = [
    *({"source_id": "s", "source_record_id": r, "content_digest": f"old {r}", "address": f"/{r}"} for r in "abcdef"),
    {"source_id": "s", "source_record_id": "a", "content_digest": "oldest a", "address": "/a", "closed_run_id": "r1"},
    {"source_id": "other", "source_record_id": "a", "content_digest": "old a", "address": "/a"},
]
LISTING = {"source_id": "s", "covering": "listing", "is_complete": True, "is_silent": False}


def covered(parameters: Row, **tables: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Record -> how the run saw it, for those it speaks about."""
    rows = result("covered_spell", LISTING | parameters, spell=SPELLS, **tables)
    words = {"is_seen": "seen", "is_moved": "moved", "is_dead": "dead"}
    assert len({row["source_record_id"] for row in rows}) == len(rows)
    return {row["source_record_id"]: " ".join(w for n, w in words.items() if row[n]) for row in sorted(rows, key=str)}


def entry(record: str, digest: str, address: str) -> Row:
    return {"source_record_id": record, "content_digest": digest, "landed_no": 0, "address": address}


LANDING: dict[str, list[Row]] = {
    "landed_entry": [entry("a", "old a", "/a"), entry("b", "new b", "/moved"), entry("z", "new z", "/z")],
    "landed_request": [
        {"source_id": "s", "run_id": "r", "address": address, "outcome": outcome, "fetched_at": AT}
        for address, outcome in (("/c", "unchanged"), ("/c", "unchanged"), ("/d", "not_found"), ("/e", "error"))
    ],
}


def test_a_covered_spell_names_what_is_known_and_what_is_new() -> None:
    spell = SPELLS[0] | {"missed_run_id": "r0"}
    assert result("covered_spell", LISTING, spell=[spell], landed_entry=[entry("a", "new a", "/b")]) == [
        {"source_record_id": "a", "content_digest": "old a", "missed_run_id": "r0", "new_digest": "new a",
         "new_address": "/b", "is_seen": True, "is_moved": True, "is_dead": False}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        # A whole list speaks of all its open spells: new content, a page unchanged, a page not found, and the rest.
        ({}, {"a": "seen", "b": "seen moved", "c": "seen", "d": "dead", "e": "", "f": ""}),
        # Part of a list speaks of what it read; nor does a look-up speak of what it was not asked.
        ({"is_complete": False}, {"a": "seen", "b": "seen moved", "c": "seen"}),
        ({"covering": "lookup"}, {"a": "seen", "b": "seen moved", "c": "seen"}),
    ],
)
def test_a_run_speaks_of_what_it_covered(parameters: Row, expected: dict[str, str]) -> None:
    assert covered(parameters, **LANDING) == expected


@pytest.mark.parametrize(
    ("outcome", "is_silent", "expected"),
    [
        ("answer", False, {"a": "seen", "e": ""}),
        ("empty", False, {"a": "seen", "e": ""}),
        # What is no answer says nothing; nor does a register that knew nobody all night.
        ("challenge", False, {"a": "seen"}),
        ("too_broad", False, {"a": "seen"}),
        ("empty", True, {"a": "seen"}),
    ],
)
def test_an_answer_speaks_of_whom_the_question_showed(outcome: str, is_silent: bool, expected: dict[str, str]) -> None:
    asked = {"source_id": "s", "run_id": "r", "asked_at": AT, "outcome": outcome}
    found = covered(
        {"covering": "lookup", "is_silent": is_silent},
        landed_entry=[entry("a", "old a", "/a")],
        landed_question=[asked | {"address": address} for address in ("/a", "/e", "/e", "/z")],
    )
    assert found == expected


def test_stored_are_new_contents_and_then_the_marks() -> None:
    read = {"record_key": "k", "url": "u", "evidence_id": "e", "retrieved_at": datetime(2026, 3, 1, 2, 5)}
    rows = result(
        "landed_record",
        {"source_id": "s", "run_id": "r", "started_at": AT},
        landed=[
            read | {"landed_no": 0, "address": "/b", "row_no": 1, "name": "李雪", "title": "医师"},
            # As it was, so it is not stored again.
            read | {"landed_no": 1, "address": "/c", "row_no": 2, "name": "王小明"},
            read | {"landed_no": 2, "address": "/a", "row_no": 3, "name": "张三"},
        ],
        landed_mark=[
            {"source_record_id": "z", "content_digest": "old z", "sighting": "gone", "address": ""},
            {"source_record_id": "a", "content_digest": "new a", "sighting": "content", "landed_no": 2},
            {"source_record_id": "y", "content_digest": "old y", "sighting": "same", "address": "/y"},
            {"source_record_id": "b", "content_digest": "new b", "sighting": "content", "landed_no": 0},
        ],
    )
    by, stored = (
        {"source_id": "s", "run_id": "r"},
        {"url": "u", "evidence_id": "e", "retrieved_at": read["retrieved_at"]},
    )
    # A mark has the time of its run.
    marked = by | {"retrieved_at": AT}
    assert [row["source_record_id"] for row in rows[2:]] == ["y", "z"]
    assert sorted(rows, key=lambda row: str(row["source_record_id"])) == [
        by | stored | {"source_record_id": "a", "content_digest": "new a", "sighting": "content", "address": "/a",
                       "row_no": 3, "name": "张三"},
        by | stored | {"source_record_id": "b", "content_digest": "new b", "sighting": "content", "address": "/b",
                       "row_no": 1, "name": "李雪", "title": "医师"},
        marked | {"source_record_id": "y", "content_digest": "old y", "sighting": "same", "address": "/y"},
        marked | {"source_record_id": "z", "content_digest": "old z", "sighting": "gone", "address": ""},
    ]  # fmt: skip
