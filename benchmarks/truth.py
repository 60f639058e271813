"""How near a reconciled warehouse is to the truth of the simulated world it was read from."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import duckdb

from crawlers.catalog import sources
from crawlers.imports import import_files
from normalize.build import normalize
from warehouse.errors import DeliveryError
from warehouse.history import take_in_all
from warehouse.workspace import Workspace

# Field of `registration` here -> whether it is true, over truth's registration `t` in that province on that day and
# institution `i`; there may be no `t`, and then only that the registration has ended is true.
_GOLDEN = {
    "level": "r.level = t.level",
    "category": "r.category = t.category",
    "scope": "r.scope = list_sort(t.scope)",
    "province": "t.province IS NOT NULL OR coalesce(r.status NOT IN ('active', 'pending', 'suspended'), false)",
    "main_institution": "r.main_institution IN (i.name, i.former_name)",
    "status": "coalesce(r.status = t.status, r.status NOT IN ('active', 'pending', 'suspended'))",
}


@dataclass(frozen=True)
class LinkScore:
    """Links of lower listings that show no number; `known` of them are of someone with an official record."""

    source_id: str
    listings: int
    known: int
    linked: int
    right: int

    @property
    def precision(self) -> float:
        """Of the linked, the share that is right."""
        return self.right / self.linked

    @property
    def recall(self) -> float:
        """Of those that could be linked, the share that is, rightly."""
        return self.right / self.known


def read_day(world: Path, workspace: Workspace, day: date) -> datetime:
    """Import what every list shows on a day, take it in, normalize it; return the moment that was done.

    The look-up source is not asked.
    """
    at = take_in_day(world, workspace, day)
    with workspace.warehouse() as con:
        normalize(con, sources(workspace))
    return at


def take_in_day(world: Path, workspace: Workspace, day: date) -> datetime:
    """Import what every list shows on a day and take it in; return the moment that was done."""
    at, declared = datetime.combine(day, time(hour=2)), sources(workspace)
    for path in sorted((world / "published" / str(day)).glob("*.parquet")):
        if declared[path.stem].covering == "listing":
            # A list that did not change is the same file, and refused as such.
            with suppress(DeliveryError):
                import_files(workspace, declared[path.stem], [path], at)
    with workspace.warehouse() as con:
        take_in_all(workspace, con, declared)
    return at


def attach_truth(con: duckdb.DuckDBPyConnection, truth: Path) -> None:
    """Define `meant` (person of each listed record; NULL: nobody's) and `owner` (persons of each practitioner)."""
    con.execute(
        f"""
        CREATE TEMP TABLE meant AS
        SELECT l.source_id, l.source_record_id, t.person_id, t.has_number, s.tier
        FROM link AS l
        JOIN spell AS p USING (source_id, source_record_id)
        JOIN record AS c USING (source_id, source_record_id, content_digest)
        JOIN run AS r ON r.run_id = c.run_id
        JOIN source AS s USING (source_id)
        JOIN '{truth}/listing.parquet' AS t
            ON t.source_id = l.source_id AND t.date = r.started_at::DATE AND t.row_no = c.row_no
        WHERE p.closed_run_id IS NULL
        """
    )
    con.execute(
        """
        CREATE TEMP TABLE owner AS
        SELECT practitioner_id, person_id
        FROM meant JOIN link USING (source_id, source_record_id)
        WHERE tier IN ('national', 'provincial') AND practitioner_id IS NOT NULL AND person_id IS NOT NULL
        GROUP BY ALL
        """
    )


def link_scores(con: duckdb.DuckDBPyConnection) -> list[LinkScore]:
    """Score lower listings without a number, a row per source and one for all."""
    rows = con.execute(
        """
        SELECT
            coalesce(m.source_id, 'all'),
            count(*),
            count(*) FILTER (m.person_id IN (SELECT person_id FROM owner)),
            count(*) FILTER (l.outcome = 'linked'),
            count(*) FILTER (
                l.outcome = 'linked' AND EXISTS (
                    FROM owner AS o WHERE o.practitioner_id = l.practitioner_id AND o.person_id = m.person_id
                )
            )
        FROM meant AS m JOIN link AS l USING (source_id, source_record_id)
        WHERE m.tier NOT IN ('national', 'provincial') AND NOT m.has_number
        GROUP BY GROUPING SETS ((m.source_id), ())
        ORDER BY ALL
        """
    ).fetchall()
    return [LinkScore(*row) for row in rows]


def mixed_practitioners(con: duckdb.DuckDBPyConnection) -> int:
    """Count practitioners under whom official records put two true people."""
    row = con.execute(
        "SELECT count(*) FROM (SELECT 1 FROM owner GROUP BY practitioner_id HAVING count(*) > 1)"
    ).fetchone()
    return int(row[0]) if row else 0


def golden_rightness(con: duckdb.DuckDBPyConnection, truth: Path, day: date) -> dict[str, tuple[int, int]]:
    """Count, per field, golden values that are true on the day and golden values compared.

    Compared are all registrations whose holder is known; those that hold nothing there on the day, for status and
    province alone, since nothing else is true or false of them.
    """
    shares = {}
    for name, is_right in _GOLDEN.items():
        row = con.execute(
            f"""
            SELECT count(*) FILTER ({is_right}), count(*)
            FROM registration AS r
            JOIN owner AS o USING (practitioner_id)
            LEFT JOIN '{truth}/registration.parquet' AS t
                ON t.person_id = o.person_id AND t.province = r.province
                AND t.valid_from <= $day AND (t.valid_to IS NULL OR t.valid_to >= $day)
            LEFT JOIN '{truth}/institution.parquet' AS i ON i.institution_id = t.institution_id
            WHERE r.{name} IS NOT NULL AND (t.person_id IS NOT NULL OR $is_of_all)
            """,
            {"day": day, "is_of_all": name in ("status", "province")},
        ).fetchone()
        shares[name] = (int(row[0]), int(row[1])) if row else (0, 0)
    return shares
