"""SELECTs of the report alone: a few rows in, the whole result out."""

from datetime import date, datetime
from typing import Any

import pyarrow as pa

from warehouse.db import build, connect
from warehouse.schema import LINK, LISTING, SOURCE


def test_official_history_counts_from_lists_and_not_from_bulletins() -> None:
    def listing(source_id: str, record: str, day: str) -> dict[str, Any]:
        about = {"source_id": source_id, "source_record_id": record, "tier": "", "raw": "{}"}
        return about | {"first_seen_at": datetime.fromisoformat(day)}

    def link(source_id: str, record: str, registration: str | None) -> dict[str, Any]:
        outcome = {"outcome": "linked" if registration else "unlinked", "rule": "", "candidate_count": 0}
        return {"source_id": source_id, "source_record_id": record, "registration_id": registration} | outcome

    def source(source_id: str, tier: str, *, is_act: bool = False) -> dict[str, Any]:
        return {"source_id": source_id, "tier": tier, "is_act": is_act}

    tables = {
        SOURCE: [
            source("list", "provincial"), source("acts", "provincial", is_act=True), source("site", "commercial"),
        ],
        LISTING: [
            listing("list", "1", "2026-02-01"), listing("list", "2", "2026-02-19"), listing("list", "9", "2021-01-01"),
            # Six in the evening in Greenwich is the next day in China.
            listing("list", "3", "2026-01-30T18:00:00"),
            listing("acts", "1", "2020-01-01"), listing("site", "1", "2019-01-01"),
        ],
        LINK: [
            *(link("list", n, f"r{n}") for n in "1239"), *(link("site", n, f"r{n}") for n in "123"),
            link("acts", "1", "r1"), link("site", "4", None),
        ],
    }  # fmt: skip
    with connect() as con:
        for table, rows in tables.items():
            given = pa.Table.from_pylist([dict.fromkeys(table.columns) | row for row in rows], schema=table.arrow())
            con.register("given", given)
            con.execute(f"CREATE OR REPLACE TABLE {table.name} AS FROM given")
        con.execute("CREATE TABLE lower_source AS FROM source WHERE tier = 'commercial'")
        parameters = {"as_of": date(2026, 3, 1), "official_tiers": ["national", "provincial"]}
        build(con, "reports", ["official_history"], parameters)
        found = con.execute("FROM official_history").fetchall()

    # r1 since 28 days, r2 since 10, r3 since 29; r9, which no listing of the site is linked to, does not count.
    assert found == [("site", date(2026, 1, 31), 29, 28)]
