"""How near a reconciled warehouse is to the truth of the simulated world it was read from."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from crawlers.catalog import sources
from crawlers.imports import import_files
from normalize.build import normalize
from warehouse.history import take_in_all
from warehouse.workspace import Workspace

# Row `row_no` of a published table is that row of the truth's listing (docs/world.md).
_TOLD = """
CREATE OR REPLACE TEMP TABLE told AS
SELECT r.source_id, r.source_record_id, t.person_id, t.has_number, s.is_official, s.is_act
FROM record AS r
JOIN read_parquet($listing) AS t
    ON t.source_id = r.source_id AND t.row_no = r.row_no AND t.date = r.retrieved_at::DATE
JOIN statement AS s
    ON s.source_id = r.source_id AND s.source_record_id = r.source_record_id AND s.content_digest = r.content_digest
QUALIFY row_number() OVER (PARTITION BY r.source_id, r.source_record_id ORDER BY t.row_no) = 1
"""
_OWNER = """
CREATE OR REPLACE TEMP TABLE owner AS
SELECT k.practitioner_id, mode(t.person_id) AS person_id, count(DISTINCT t.person_id) AS person_count
FROM registration_record AS k
JOIN told AS t USING (source_id, source_record_id)
GROUP BY k.practitioner_id
"""
_LINKS = """
SELECT
    count(*) AS listings,
    count(*) FILTER (is_known) AS of_known_people,
    count(*) FILTER (outcome = 'linked') AS linked,
    count(*) FILTER (outcome = 'linked' AND is_right) / count(*) FILTER (outcome = 'linked') AS precision,
    count(*) FILTER (outcome = 'linked' AND is_right) / count(*) FILTER (is_known) AS recall
FROM (
    SELECT
        l.outcome,
        coalesce(o.person_id = t.person_id, false) AS is_right,
        coalesce(t.person_id IN (SELECT person_id FROM owner), false) AS is_known
    FROM told AS t
    JOIN link AS l USING (source_id, source_record_id)
    LEFT JOIN owner AS o USING (practitioner_id)
    WHERE NOT t.is_official AND NOT t.has_number
)
"""
_GOLDEN = """
SELECT
    avg((g.level IS NOT DISTINCT FROM t.level)::INT) AS level,
    avg((g.category IS NOT DISTINCT FROM t.category)::INT) AS category,
    avg((len(g.scope) = len(t.scope) AND list_has_all(g.scope, t.scope))::INT) AS scope,
    avg((g.main_institution = i.name OR n.registration_no = i.registration_no)::INT) AS main_institution,
    avg((g.status = t.status)::INT) AS status
FROM registration AS g
JOIN read_parquet($registration) AS t
    ON t.certificate_no = g.certificate_no AND t.province = g.province
    AND $day BETWEEN t.valid_from AND coalesce(t.valid_to, DATE '9999-12-31')
LEFT JOIN read_parquet($institution) AS i ON i.institution_id = t.institution_id
LEFT JOIN institution AS n ON n.institution_id = g.main_institution_id
"""


def read_world(world: Path, workspace: Workspace, *, without: tuple[str, ...] = ("cn_nhc_query",)) -> None:
    """Import what every source (but those `without`) shows on the first day, and normalize it."""
    declared = sources(workspace)
    day = min((world / "published").iterdir())
    for table in sorted(day.glob("*.parquet")):
        if table.stem not in without:
            import_files(workspace, declared[table.stem], [table], datetime.fromisoformat(f"{day.name}T02:00:00"))
    with workspace.warehouse() as con:
        take_in_all(workspace, con, declared)
        normalize(con, declared)


def link_quality(con: duckdb.DuckDBPyConnection, world: Path) -> dict[str, float]:
    """Of lower listings without a number: counts, precision of all links, recall over people with an official record.

    `mixed` counts practitioners whose official records are of several true people.
    """
    con.execute(_TOLD, {"listing": str(world / "truth" / "listing.parquet")})
    con.execute(_OWNER)
    found = _row(con, _LINKS)
    return found | _row(con, "SELECT count(*) AS mixed FROM owner WHERE person_count > 1")


def golden_quality(con: duckdb.DuckDBPyConnection, world: Path, day: date) -> dict[str, float]:
    """Share of registrations with a full number whose golden value is the true one on a day, by field."""
    paths = {name: str(world / "truth" / f"{name}.parquet") for name in ("registration", "institution")}
    return _row(con, _GOLDEN, paths | {"day": day})


def _row(con: duckdb.DuckDBPyConnection, select: str, parameters: dict[str, Any] | None = None) -> dict[str, float]:
    cursor = con.execute(select, parameters or {})
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchone() or (), strict=True))
