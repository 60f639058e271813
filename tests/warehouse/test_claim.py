"""The view `claim` of a release: a few published rows in, every claim out, with its fate."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.db import connect, prepare
from warehouse.release import publish, view_release
from warehouse.schema import CLAIM, PUBLISHED
from warehouse.workspace import Workspace

DAY, GONE_ON = date(2026, 3, 1), date(2026, 2, 20)
SEEN = {
    "published_at": date(2026, 2, 28), "retrieved_at": datetime(2026, 1, 1, 3), "first_seen_at": datetime(2026, 1, 1),
    "last_seen_at": datetime(2026, 3, 1), "url": "page", "evidence_id": "run#1",
}  # fmt: skip

Row = Mapping[str, Any]


def record(source: str, key: str, number: str, **said: Any) -> Row:
    """An official record of registration rN of person pN."""
    about = {"source_id": source, "source_record_id": key, "tier": source, "policy_scope": "*", "is_listed": True}
    return about | SEEN | {"registration_id": f"r{number}", "practitioner_id": f"p{number}", "asserted_on": DAY} | said


def act(key: str, status: str, day: date, *, holds: bool) -> Row:
    about = {"source_id": "bulletin", "source_record_id": key, "registration_id": "r1", "is_act": True}
    return about | SEEN | {"status": status, "effective_on": day, "is_holding": holds, "asserted_on": DAY}


def listing(key: str, **said: Any) -> Row:
    return (
        {"source_id": "site", "source_record_id": key, "tier": "commercial", "raw": "{}", "asserted_on": DAY}
        | SEEN
        | said
    )


def link(key: str, **to: Any) -> Row:
    return {"source_id": "site", "source_record_id": key, "outcome": "", "rule": "", "candidate_count": 0} | to


def claims(folder: Path, tables: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
    """Publish the rows as a release and read its claims."""
    workspace = Workspace.create(folder, secret="0" * 32)
    with connect() as con:
        for table in PUBLISHED:
            rows = [{**dict.fromkeys(table.columns), **row} for row in tables.get(table.name, ())]
            con.register("given", pa.Table.from_pylist(rows, schema=table.arrow()))
            con.execute(f"CREATE OR REPLACE TABLE {table.name} AS FROM given")
        release = publish(workspace, con, datetime(2026, 3, 1, 2), {})
    with duckdb.connect() as con:
        prepare(con)
        view_release(con, release.folder)
        found = con.execute("FROM claim ORDER BY ALL")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_every_claim_has_its_fate(tmp_path: Path) -> None:
    ranks = [(field, "*", "national", 1) for field in ("level", "scope", "name", "status")]
    ranks += [
        ("scope", "*", "provincial", 2),
        ("assessment", "*", "provincial", 2),
        ("name", "licence", "national", 1),
        ("name", "main", "provincial", 4),
    ]
    named = {"institution_id": "i", "field": "name", "asserted_on": DAY} | SEEN
    rows = claims(
        tmp_path,
        {
            "source": [
                {"source_id": "bulletin", "title": "", "publisher": "", "tier": "provincial", "covering": "listing",
                 "is_act": True, "age_limit_days": 1, "cadence_days": 1},
            ],
            "authority": [{"field": f, "scope": s, "tier": t, "rank": r, "reason": ""} for f, s, t, r in ranks],
            "registration": [
                {"registration_id": "r1", "practitioner_id": "p1", "status": "cancelled", "certificate_no": ""},
                {"registration_id": "r2", "practitioner_id": "p2", "status": "no_longer_listed", "certificate_no": ""},
            ],
            "official_record": [
                record("national", "a", "1", name="王小明", scope=["乙", "甲"], status="active"),
                record("provincial", "b", "1", scope=["甲"], assessment="passed", assessed_on=date(2025, 12, 20)),
                record("national", "c", "2", level="physician", status="no_longer_listed", is_listed=False,
                       gone_on=GONE_ON),
            ],
            "institution_claim": [
                named | {"scope": "licence", "value": "甲医院", "source_id": "units", "source_record_id": "u",
                         "tier": "national"},
                named | {"scope": "main", "value": "乙医院", "source_id": "provincial", "source_record_id": "b",
                         "tier": "provincial", "why_not": "outranked"},
            ],
            "fallen_claim": [
                {"source_id": "provincial", "source_record_id": "b", "field": "scope", "why_not": "outranked"},
            ],
            "adverse_act": [
                act("x", "cancelled", date(2026, 2, 1), holds=True),
                act("y", "suspended", date(2024, 2, 1), holds=False),
            ],
            "listing": [listing("1", name="王小明", title="chief"), listing("2", name="李四海", society_role="委员")],
            "link": [link("1", registration_id="r1", practitioner_id="p1"), link("2")],
        },
    )  # fmt: skip

    assert all(tuple(row) == CLAIM.columns for row in rows)
    told = ("entity_kind", "entity_id", "field", "value", "source_record_id", "rank", "asserted_on", "why_not")
    # Whoever claims it: who says so where, and all its clocks.
    assert {tuple(row[name] for name in SEEN) for row in rows} == {tuple(SEEN.values())}
    of_four = [row for row in rows if row["source_record_id"] in ("u", "x", "c", "1")]
    assert [(row["scope"], row["value"], row["effective_on"]) for row in of_four] == [
        ("licence", "甲医院", None), (None, "王小明", None), (None, "cancelled", date(2026, 2, 1)),
        (None, "chief", None), ("*", "physician", None), ("*", "no_longer_listed", GONE_ON),
    ]  # fmt: skip
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("institution", "i", "name", "乙医院", "b", 4, DAY, "outranked"),
        ("institution", "i", "name", "甲医院", "u", 1, DAY, None),
        ("listing", "site/2", "name", "李四海", "2", None, DAY, "lower_tier"),
        ("listing", "site/2", "society_role", "委员", "2", None, DAY, "lower_tier"),
        ("practitioner", "p1", "name", "王小明", "a", 1, DAY, None),
        ("practitioner", "p1", "name", "王小明", "1", None, DAY, "lower_tier"),
        ("registration", "r1", "assessment", "passed", "b", 2, DAY, None),
        ("registration", "r1", "scope", "乙|甲", "a", 1, DAY, None),
        ("registration", "r1", "scope", "甲", "b", 2, DAY, "outranked"),
        # Shown as active still; the act that holds goes before that.
        ("registration", "r1", "status", "active", "a", 1, DAY, "overruled"),
        ("registration", "r1", "status", "cancelled", "x", None, DAY, None),
        ("registration", "r1", "status", "suspended", "y", None, DAY, "not_holding"),
        ("registration", "r1", "title", "chief", "1", None, DAY, "lower_tier"),
        ("registration", "r2", "level", "physician", "c", 1, DAY, None),
        ("registration", "r2", "status", "no_longer_listed", "c", 1, GONE_ON, None),
    ]
    assert [row["effective_on"] for row in rows if row["field"] == "assessment"] == [date(2025, 12, 20)]
    assert all(row["is_golden"] == (row["why_not"] is None) for row in rows)
