"""Each SELECT of the report alone: a few rows in, the whole result out, in the order it is shown."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from reports.measure import SEVERITIES
from warehouse.db import build, connect
from warehouse.schema import OFFICIAL_TIERS, PUBLISHED, STATUSES, TIERS

Row = dict[str, Any]
AT = datetime(2026, 2, 1, 2)
PARAMETERS = {
    "as_of": date(2026, 3, 1), "lang": "en", "official_tiers": list(OFFICIAL_TIERS), "severities": list(SEVERITIES),
    "statuses": list(STATUSES), "tiers": list(TIERS),
}  # fmt: skip


def result(name: str, **tables: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Run sql/NAME.sql over the given tables; those of a release have its columns, NULL where left out."""
    schemas = {table.name: table.arrow() for table in PUBLISHED}
    with connect() as con:
        for table, rows in tables.items():
            schema = schemas.get(table)
            con.register("given", pa.Table.from_pylist([dict(row) for row in rows], schema=schema))
            con.execute(f"CREATE OR REPLACE TABLE {table} AS FROM given")
            con.unregister("given")
        build(con, "reports", [name], PARAMETERS)
        cursor = con.execute(f"FROM {name}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def values(rows: list[Row]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows]


def known(rows: list[Row]) -> list[Row]:
    """Rows without what is NULL."""
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def conflict(id: str, kind: str = "stale", severity: str = "medium", record: str = "1", **more: Any) -> Row:
    about = {"source_id": "site", "source_record_id": record, "opened_at": AT, "last_seen_at": AT}
    return about | {"conflict_id": id, "kind": kind, "severity": severity} | more


def of(record: str, source: str = "site", **more: Any) -> Row:
    return {"source_id": source, "source_record_id": record} | more


KIND: list[Row] = [
    {"kind": "stale", "title": "stale institution", "next_step": "Ask."},
    {"kind": "wrong", "title": "wrong institution", "next_step": None},
]
LOWER = [{"source_id": "site"}, {"source_id": "empty"}]
RESOLVED: Row = {"resolved_at": AT}


def test_conflicts_are_counted_by_source_and_severity_and_the_resolved_apart() -> None:
    rows = result(
        "conflict_count",
        kind=KIND,
        conflict=[
            conflict("1"), conflict("2"), conflict("3", record="2"), conflict("4", record="3", **RESOLVED),
            conflict("5", "odd", "high", **RESOLVED), conflict("6", "wrong"), conflict("7", "dark", "info"),
            conflict("8", source_id="another"),
        ],
    )  # fmt: skip
    assert values(rows) == [
        ("another", "stale", "stale institution", "medium", "Ask.", 1, 1, 0),
        # A kind of no written definition is called by its code.
        ("site", "odd", "odd", "high", None, 0, 0, 1),
        ("site", "stale", "stale institution", "medium", "Ask.", 3, 2, 1),
        ("site", "wrong", "wrong institution", "medium", None, 1, 1, 0),
        ("site", "dark", "dark", "info", None, 1, 1, 0),
    ]


def test_open_conflicts_of_all_sources_are_one_count() -> None:
    rows = result(
        "open_conflict",
        conflict_kind=[{"kind": "stale", "title_zh": "信息过期", "title_en": "Stale"}],
        conflict=[
            conflict("1"), conflict("2", source_id="another"), conflict("3", **RESOLVED), conflict("4", "b", "low"),
            conflict("5", "a", "low"), conflict("6", "c", "low"), conflict("7", "c", "low"),
            conflict("8", "gone", "high", **RESOLVED), conflict("9", "first", "high"),
            # What a source copied counts as that and not again; another field of the record, and a twin, are its own.
            conflict("10", record="2", source_id="copy", field="title"),
            conflict("11", "copied_error", "info", "2", source_id="copy", field="title"),
            conflict("12", "a", "low", "2", source_id="copy", field="level"),
            conflict("13", "copied_error", "info", "2", source_id="copy", field="level", **RESOLVED),
        ],
    )  # fmt: skip
    assert values(rows) == [
        ("first", None, None, "high", 1), ("stale", "信息过期", "Stale", "medium", 2),
        ("a", None, None, "low", 2), ("c", None, None, "low", 2), ("b", None, None, "low", 1),
        ("copied_error", None, None, "info", 1),
    ]  # fmt: skip


def label(field: str, code: str, word: str) -> Row:
    return {"field": field, "code": code, "label": word}


LABELS = [
    label("severity", "high", "High"), label("severity", "medium", "Medium"), label("field", "title", "Title"),
    label("province", "33", "Zhejiang"), label("status", "cancelled", "Cancelled"), label("status", "listed", "Shown"),
    label("level", "assistant", "Assistant"), label("title", "chief", "Chief"), label("field", "status", "Status"),
    label("outcome", "unlinked", "Not linked"), label("outcome", "ambiguous", "Several"),
]  # fmt: skip


def test_the_list_of_conflicts_speaks_the_language_of_the_report() -> None:
    rows = result(
        "conflict_list",
        kind=KIND,
        label=LABELS,
        source=[{"source_id": "register", "title": "The register"}],
        listing=[
            of("1", name="王小明", institution="甲医院", province="33", department="内科", url="https://site/1",
               # Six in the evening in Greenwich is the next day in China.
               evidence_id="e1", first_seen_at=datetime(2026, 1, 31, 18)),
            of("x", "register", url="https://register/x"),
        ],
        registration=[
            {"registration_id": "r", "certificate_no": "N", "status": "cancelled", "status_since": date(2026, 1, 9)}
        ],
        conflict=[
            conflict("c1", field="title", official_value="assistant", listed_value="chief", registration_id="r",
                     other_source_id="register", other_record_id="x"),
            conflict("c2", "odd", "high", field="status", official_value="cancelled", listed_value="listed"),
            # Listed no more, of a field without a word: what is known is shown.
            conflict("c3", "wrong", record="9", field="scope", official_value="内科|外科", listed_value="儿科",
                     opened_at=datetime(2026, 1, 1)),
            conflict("c4", source_id="another"), conflict("c5", **RESOLVED),
        ],
    )  # fmt: skip
    shown = {
        "source_record_id": "1", "name": "王小明", "institution": "甲医院", "province": "Zhejiang",
        "department": "内科", "first_seen_on": date(2026, 2, 1), "url": "https://site/1", "evidence_id": "e1",
    }  # fmt: skip
    medium = {"severity_code": "medium", "severity": "Medium"}
    opened = {"opened_on": date(2026, 2, 1)}
    assert known(rows) == [
        {"source_id": "another", "position": 1, "source_record_id": "1", "conflict_id": "c4", "kind_code": "stale",
         "kind": "stale institution", "next_step": "Ask."} | medium | opened,
        {"source_id": "site", "position": 1, "conflict_id": "c2", "kind_code": "odd", "kind": "odd",
         "severity_code": "high", "severity": "High", "field": "Status", "official_value": "Cancelled",
         "listed_value": "Shown"} | shown | opened,
        {"source_id": "site", "position": 2, "source_record_id": "9", "conflict_id": "c3", "kind_code": "wrong",
         "kind": "wrong institution", "field": "scope", "official_value": "内科、外科", "listed_value": "儿科",
         "opened_on": date(2026, 1, 1)} | medium,
        # A title is held against the level.
        {"source_id": "site", "position": 3, "conflict_id": "c1", "kind_code": "stale", "kind": "stale institution",
         "next_step": "Ask.", "field": "Title", "official_value": "Assistant", "listed_value": "Chief",
         "official_certificate_no": "N", "official_status": "Cancelled", "status_since": date(2026, 1, 9),
         "other_source": "The register", "other_url": "https://register/x"} | shown | medium | opened,
    ]  # fmt: skip


def test_the_worst_examples_are_the_first_twenty_of_each_source() -> None:
    places = [("b", 21), ("b", 20), ("a", 2), ("a", 1), ("b", 1)]
    rows = result("worst_example", conflict_list=[{"source_id": s, "position": n} for s, n in places])
    assert values(rows) == [("a", 1), ("a", 2), ("b", 1), ("b", 20)]


def test_outcomes_of_linking_count_lower_listings() -> None:
    outcomes = [("site", "linked"), ("empty", "linked"), ("site", "ambiguous"), ("register", "linked")]
    rows = result(
        "link_outcome",
        lower_source=LOWER,
        link=[of(str(n), source, outcome=outcome) for n, (source, outcome) in enumerate(outcomes)],
    )
    assert values(rows) == [("ambiguous", 1), ("linked", 2)]


def test_what_is_not_linked_is_listed_with_its_reason() -> None:
    def link(record: str, outcome: str, count: int, source: str = "site") -> Row:
        return of(record, source, outcome=outcome, candidate_count=count, rule=f"rule {record}")

    about = {
        "name": "王小明",
        "institution": "甲医院",
        "province": "33",
        "department": "内科",
        "url": "u",
        "evidence_id": "e",
    }
    rows = result(
        "unresolved_list",
        lower_source=LOWER,
        label=LABELS,
        link=[
            link("2", "unlinked", 0), link("1", "unlinked", 1), link("3", "ambiguous", 2), link("4", "linked", 1),
            link("5", "masked", 0), link("6", "unlinked", 0, "register"), link("7", "unlinked", 0, "empty"),
        ],
        listing=[of(n, source, **about if n == "1" else {}) for n, source in
                 [*((n, "site") for n in "12345"), ("6", "register"), ("7", "empty")]],
    )  # fmt: skip
    nothing = (None,) * 4
    assert values(rows) == [
        (1, "empty", "7", "Not linked", 0, *nothing, "rule 7", None, None),
        (1, "site", "3", "Several", 2, *nothing, "rule 3", None, None),
        # A code without a word.
        (2, "site", "5", None, 0, *nothing, "rule 5", None, None),
        (3, "site", "1", "Not linked", 1, "王小明", "甲医院", "Zhejiang", "内科", "rule 1", "u", "e"),
        (4, "site", "2", "Not linked", 0, *nothing, "rule 2", None, None),
    ]


def test_a_release_is_as_large_as_its_tables() -> None:
    rows = result(
        "release_count",
        registration=[{"registration_id": str(n), "status": s} for n, s in enumerate(("active", "cancelled", None))],
        practitioner=[{"practitioner_id": "1"}, {"practitioner_id": "2"}],
        institution=[],
        listing=[of(n) for n in "1234"],
    )
    assert rows == [
        {
            "registration_count": 3,
            "active_count": 1,
            "practitioner_count": 2,
            "institution_count": 0,
            "listing_count": 4,
        }
    ]


def test_a_source_is_as_old_as_the_newest_day_it_spoke_for() -> None:
    def source(id: str, tier: str = "commercial", **more: Any) -> Row:
        about = {"source_id": id, "tier": tier, "age_limit_days": 30, "subject": "physician", "covering": "listing"}
        return about | more

    def run(
        source_id: str, day: int, outcome: str = "complete", said: date | None = None, reason: str | None = None
    ) -> Row:
        # Six in the evening in Greenwich, which is the next day in China.
        at = datetime(2026, 2, day, 18)
        return {"source_id": source_id, "outcome": outcome, "reason": reason, "started_at": at, "finished_at": at,
                "asserted_on": said}  # fmt: skip

    def asked(address: str, day: int, outcome: str, count: int | None = None, source_id: str = "query") -> Row:
        at = datetime(2026, 2, day, 2)
        return {"source_id": source_id, "address": address, "asked_at": at, "outcome": outcome, "row_count": count}

    rows = result(
        "source_state",
        source=[
            source("never"), source("national", "national"), source("blocked"), source("row dates"),
            source("query", "national", covering="lookup"), source("old", "provincial"), source("edge", "provincial"),
            source("units", "national", covering="lookup", subject="institution"),
        ],
        listing=[of("1", "national"), of("2", "national"), of("1", "row dates", asserted_on=date(2026, 2, 20)),
                 of("2", "row dates", asserted_on=date(2026, 2, 10)), of("1", "query")],
        run=[
            # The date of a list, and not the day it was read; a run that failed says nothing.
            run("national", 20, said=date(2026, 2, 1)), run("national", 26, "failed", date(2026, 2, 25), "layout"),
            run("blocked", 10, "partial", reason="short"), run("blocked", 11, "blocked", reason="challenge"),
            run("blocked", 12, "blocked"),
            run("row dates", 3, said=date(2026, 2, 3)),
            run("old", 1, said=date(2026, 1, 29)), run("edge", 1, said=date(2026, 1, 30)),
            run("query", 1, said=date(2026, 2, 2)),
        ],
        question=[
            asked("a", 5, "answer", 1), asked("b", 7, "empty", 0), asked("c", 9, "challenge"),
            # Of a question put again, what it was answered last.
            asked("a", 5, "answer", 3, "units"), asked("a", 6, "answer", 2, "units"),
            asked("b", 6, "answer", 5, "units"), asked("b", 8, "empty", 0, "units"),
        ],
    )  # fmt: skip
    names = ("source_id", "record_count", "blocked_count", "outcome", "reason", "last_run_on", "question_count",
             "answer_count", "speaks_for", "age_days", "is_past_limit")  # fmt: skip
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("national", 2, 0, "failed", "layout", date(2026, 2, 27), 0, 0, date(2026, 2, 1), 28, False),
        ("query", 1, 0, "complete", None, date(2026, 2, 2), 3, 2, date(2026, 2, 7), 22, False),
        ("units", 2, 0, None, None, None, 4, 4, date(2026, 2, 8), 21, False),
        ("edge", 0, 0, "complete", None, date(2026, 2, 2), 0, 0, date(2026, 1, 30), 30, False),
        ("old", 0, 0, "complete", None, date(2026, 2, 2), 0, 0, date(2026, 1, 29), 31, True),
        # The last run states no reason, and the reason of the one before is not its.
        ("blocked", 0, 2, "blocked", None, date(2026, 2, 13), 0, 0, date(2026, 2, 11), 18, False),
        ("never", 0, 0, None, None, None, 0, 0, None, None, True),
        ("row dates", 2, 0, "complete", None, date(2026, 2, 4), 0, 0, date(2026, 2, 20), 9, False),
    ]
