"""What a product reports month by month, held against what a simulated world expects (simulator/sql/expected.sql)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import duckdb

from simulator.expected import attach_world, define_expected

# Kinds that say of an institution that it is not a valid workplace.
SITE_KINDS = ("stale", "wrong", "unfiled_site", "expired_filing", "differs_history_unknown")
_OFFICIAL_TIERS = "('national', 'provincial')"
# Sources whose keys are more than the key of the truth -> what makes them up, as published.
_KEYS = {
    "cn_nhc_delivery": ("执业证书编码", "执业地点"),
    "cn_gd_register": ("医师姓名", "主要执业机构", "发证日期", "证书编码"),
    "cn_sc_register": ("姓名", "主要执业机构", "发证日期"),
    "cn_cmda_committee": ("专委会编号", "姓名", "单位"),
    "cn_natcm_teacher": ("公告编号", "姓名"),
    "cn_nhc_query": ("执业证书编码", "执业地点"),
    "cn_zj_cancellation": ("执业证书编码", "公告编号"),
    "cn_ah_cancellation": ("执业证书编码", "公告编号"),
}


@dataclass(frozen=True)
class KindScore:
    """One kind of conflict, counted per entry and month."""

    kind: str
    due: int  # had to be found, of entries linked to the right person
    found: int
    reported: int  # of linked entries
    right: int

    @property
    def recall(self) -> float | None:
        """Share of those due that are found."""
        return self.found / self.due if self.due else None

    @property
    def precision(self) -> float | None:
        """Share of those reported that may be."""
        return self.right / self.reported if self.reported else None


@dataclass(frozen=True)
class Scores:
    """What came of all months."""

    kinds: Sequence[KindScore]
    legal: int  # entries and months that show a legal workplace officials had told, by its name
    legal_reported: int
    alias: int  # the same, by another name
    alias_reported: int
    untold: int  # a legal workplace that no official list had shown
    untold_reported: int
    mended: int  # conflicts found, whose entry then said what is right
    closed: int  # of them no longer open in the month that read it
    planted_mended: int
    planted_closed: int


def view_content(con: duckdb.DuckDBPyConnection, truth: Path, published: Path | None = None) -> None:
    """Define `content_row`: per content of a record the row of the truth it was read from.

    A row of an imported table is found by its place; if pages and deliveries of `published` were read, by its key.
    """
    listing = f"'{truth}/listing.parquet'"
    con.execute(f"""
        CREATE OR REPLACE TEMP VIEW content_row AS
        SELECT c.source_id, c.source_record_id, c.content_digest, r.started_at, t.* EXCLUDE (source_id)
        FROM record AS c
        JOIN run AS r USING (run_id)
        JOIN {listing} AS t ON t.source_id = c.source_id AND t.date = r.started_at::DATE AND t.row_no = c.row_no
    """)
    if published is None:
        return
    keyed = [
        f"SELECT date, source_id, row_no, source_key AS record FROM {listing} WHERE source_id NOT IN {tuple(_KEYS)}"
    ]
    keyed += [
        f"SELECT filename.split('/')[-2]::DATE, '{source_id}', file_row_number + 1, "
        f"concat_ws('|', {', '.join(f'trim({heading})' for heading in headings)}) "
        f"FROM read_parquet('{published}/*/{source_id}.parquet', filename = true, file_row_number = true)"
        for source_id, headings in _KEYS.items()
    ]
    con.execute(f"CREATE OR REPLACE TEMP TABLE keyed AS {' UNION ALL '.join(keyed)}")
    con.execute(f"""
        CREATE OR REPLACE TEMP VIEW content_row AS
        SELECT c.source_id, c.source_record_id, c.content_digest, r.started_at, t.* EXCLUDE (source_id)
        FROM record AS c
        JOIN run AS r USING (run_id)
        JOIN keyed AS k
            ON k.source_id = c.source_id AND k.date = r.started_at::DATE AND k.record = c.source_record_id
        JOIN {listing} AS t ON t.source_id = k.source_id AND t.date = k.date AND t.row_no = k.row_no
    """)


def view_owner(con: duckdb.DuckDBPyConnection) -> None:
    """Define `owner`, the persons of each practitioner, over `content_row`."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE owner AS
        SELECT DISTINCT k.practitioner_id, c.person_id
        FROM registration_record AS k
        JOIN content_row AS c USING (source_id, source_record_id)
        WHERE c.person_id IS NOT NULL
    """)


def keep_month(con: duckdb.DuckDBPyConnection, out: Path, day: date) -> None:
    """Write what the warehouse holds and reports of lower lists after a month's reconcile: held and reported."""
    out.mkdir(parents=True, exist_ok=True)
    view_owner(con)
    con.execute(f"""
        COPY (
            SELECT
                DATE '{day}' AS date, p.source_id, p.source_record_id AS record, c.person_id, c.institution_id,
                c.name_error, c.alias_kind, c.planted, c.copied_from, c.has_number, l.outcome,
                g.last_seen_at::DATE AS seen_on,
                l.outcome = 'linked' AND coalesce(list_contains(o.people, c.person_id), false) AS is_right
            FROM spell AS p
            JOIN content_row AS c USING (source_id, source_record_id, content_digest)
            JOIN source AS s USING (source_id)
            JOIN link AS l USING (source_id, source_record_id)
            JOIN listing AS g USING (source_id, source_record_id)
            LEFT JOIN (SELECT practitioner_id, list(person_id) AS people FROM owner GROUP BY ALL) AS o
                USING (practitioner_id)
            WHERE p.closed_run_id IS NULL AND s.tier NOT IN {_OFFICIAL_TIERS}
        ) TO '{out}/held-{day}.parquet' (FORMAT parquet)
    """)
    con.execute(f"""
        COPY (
            SELECT DATE '{day}' AS date, c.source_id, c.source_record_id AS record, c.field, c.kind, c.conflict_id
            FROM conflict AS c
            JOIN source AS s USING (source_id)
            JOIN link AS l USING (source_id, source_record_id)
            WHERE c.resolved_at IS NULL AND s.tier NOT IN {_OFFICIAL_TIERS} AND l.outcome = 'linked'
        ) TO '{out}/reported-{day}.parquet' (FORMAT parquet)
    """)


def score(truth: Path, kept: Path, told: str, readings: Iterable[tuple[str, date]], licences: str) -> Scores:
    """Hold the months against the world.

    `told`: SELECT over `listing` of the official rows that were read; `licences`: of institutions looked up and when.
    """
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        attach_world(con, truth)
        con.execute(f"CREATE TEMP TABLE told AS {told}")
        con.execute(f"CREATE TEMP TABLE licence_told AS {licences}")
        con.execute("CREATE TEMP TABLE reading (source_id VARCHAR, date DATE)")
        con.executemany("INSERT INTO reading VALUES (?, ?)", list(readings))
        con.execute(f"CREATE TEMP TABLE held AS FROM '{kept}/held-*.parquet'")
        con.execute(f"CREATE TEMP TABLE reported AS FROM '{kept}/reported-*.parquet'")
        con.execute("CREATE TEMP VIEW shown AS FROM held WHERE person_id IS NOT NULL")
        con.execute("CREATE TEMP TABLE watched AS SELECT source_id, min(date) AS since FROM held GROUP BY source_id")
        define_expected(con)
        con.execute(_JUDGED)
        return Scores(_kinds(con), *_legal(con), *_mended(con))


# Reports beside what was expected; of duplicates, whether the same person stands there twice on the list.
_JUDGED = """
    CREATE TEMP TABLE twin AS
    SELECT date, source_id, person_id, institution_id, count(*) AS entries, bool_and(alias_kind IS NULL) AS is_named
    FROM held
    WHERE is_right AND person_id IS NOT NULL
    GROUP BY ALL
    HAVING count(*) > 1;

    CREATE TEMP TABLE judged AS
    SELECT
        r.*,
        h.is_right,
        h.institution_id,
        h.person_id,
        CASE
            -- Which errors betray a copy is for the product to say; that it is one, for the world.
            WHEN r.kind = 'copied_error' THEN coalesce(h.is_right AND h.copied_from IS NOT NULL, false)
            WHEN r.kind = 'duplicate_listing' THEN coalesce(h.is_right, false) AND t.entries IS NOT NULL
            ELSE coalesce(h.is_right AND list_contains(e.kinds, r.kind), false)
        END AS is_justified
    FROM reported AS r
    LEFT JOIN held AS h USING (date, source_id, record)
    LEFT JOIN expected AS e USING (date, source_id, record, field)
    LEFT JOIN twin AS t
        ON t.date = h.date AND t.source_id = h.source_id AND t.person_id = h.person_id
        AND t.institution_id = h.institution_id;

    -- A wrong workplace taken over, seen to come after the original's, while the original still shows it.
    CREATE TEMP TABLE copied AS
    WITH since AS (
        SELECT source_id, record, person_id, institution_id, min(date) AS date
        FROM held
        WHERE is_right
        GROUP BY ALL
    )
    SELECT DISTINCT c.date, c.source_id, c.record, 'institution' AS field
    FROM held AS c
    JOIN since AS f USING (source_id, record, person_id, institution_id)
    JOIN watched AS w ON w.source_id = c.source_id AND w.since < f.date
    JOIN held AS o
        ON o.date = c.date AND o.source_id = c.copied_from AND o.person_id = c.person_id
        AND o.institution_id = c.institution_id
    JOIN since AS s
        ON s.source_id = o.source_id AND s.record = o.record AND s.person_id = o.person_id
        AND s.institution_id = o.institution_id AND s.date < f.date
    SEMI JOIN expected AS e
        ON e.date = c.date AND e.source_id = c.source_id AND e.record = c.record AND e.field = 'institution'
        AND e.is_due
    SEMI JOIN expected AS p
        ON p.date = o.date AND p.source_id = o.source_id AND p.record = o.record AND p.field = 'institution'
        AND p.is_due
    WHERE c.is_right AND o.is_right AND c.planted IN ('wrong_site', 'unfiled_site');

    CREATE TEMP TABLE due AS
    SELECT e.*, e.kinds[1] AS kind, j.kind IS NOT NULL AS is_found
    FROM (
        FROM expected
        UNION ALL BY NAME
        SELECT *, ['copied_error'] AS kinds, NULL AS person_id, 'copied' AS planted, true AS is_due FROM copied
    ) AS e
    JOIN held AS h USING (date, source_id, record)
    LEFT JOIN judged AS j
        ON j.date = e.date AND j.source_id = e.source_id AND j.record = e.record AND j.field = e.field
        AND list_contains(e.kinds, j.kind)
    WHERE e.is_due AND h.is_right
"""


def _kinds(con: duckdb.DuckDBPyConnection) -> list[KindScore]:
    rows = con.execute("""
        WITH wanted AS (
            SELECT kind, count(*) AS due, count(*) FILTER (is_found) AS found FROM due GROUP BY kind
            UNION ALL
            SELECT 'duplicate_listing', sum(due), sum(least(due, found))
            FROM (
                SELECT any_value(t.entries) - 1 AS due, count(j.record) AS found
                FROM twin AS t
                LEFT JOIN judged AS j
                    ON j.kind = 'duplicate_listing' AND j.date = t.date AND j.source_id = t.source_id
                    AND j.person_id = t.person_id AND j.institution_id = t.institution_id
                WHERE t.is_named
                GROUP BY t.date, t.source_id, t.person_id, t.institution_id
            )
        ),
        said AS (
            SELECT kind, count(*) AS reported, count(*) FILTER (is_justified) AS justified FROM judged GROUP BY kind
        )
        SELECT
            coalesce(kind, 'none'), coalesce(due, 0), coalesce(found, 0), coalesce(reported, 0), coalesce(justified, 0)
        FROM wanted FULL JOIN said USING (kind)
        WHERE kind IS NOT NULL
        ORDER BY kind
    """).fetchall()
    return [KindScore(str(kind), *(int(n) for n in counts)) for kind, *counts in rows]


def _legal(con: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    (row,) = con.execute(f"""
        SELECT
            count(*) FILTER (is_legal AND alias_kind IS NULL),
            count(*) FILTER (is_legal AND alias_kind IS NULL AND said),
            count(*) FILTER (is_legal AND alias_kind IS NOT NULL),
            count(*) FILTER (is_legal AND alias_kind IS NOT NULL AND said),
            count(*) FILTER (is_untold), count(*) FILTER (is_untold AND said)
        FROM (
            SELECT e.is_legal, e.is_untold, h.alias_kind, j.kind IS NOT NULL AS said
            FROM expected AS e
            JOIN held AS h USING (date, source_id, record)
            LEFT JOIN judged AS j
                ON j.date = e.date AND j.source_id = e.source_id AND j.record = e.record AND j.kind IN {SITE_KINDS}
            WHERE e.field = 'institution' AND h.is_right
        )
    """).fetchall()
    return tuple(int(n) for n in row)


def _mended(con: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """Entries found at fault whose next content is right: is the conflict closed in the month that read it?"""
    (row,) = con.execute("""
        WITH moment AS (
            SELECT date, lead(date) OVER (ORDER BY date) AS following FROM (SELECT DISTINCT date FROM held)
        ),
        mended AS (
            SELECT d.*, n.date AS mended_on, h.planted IS NOT NULL AND n.planted IS NULL AS was_planted
            FROM due AS d
            JOIN moment AS m USING (date)
            JOIN held AS h USING (date, source_id, record)
            JOIN held AS n ON n.date = m.following AND n.source_id = d.source_id AND n.record = d.record AND n.is_right
            JOIN expected AS e
                ON e.date = n.date AND e.source_id = n.source_id AND e.record = n.record AND e.field = d.field
            WHERE d.is_found AND e.kinds = ['none']
                AND (n.institution_id IS DISTINCT FROM h.institution_id OR n.planted IS DISTINCT FROM h.planted)
        ),
        settled AS (
            SELECT
                m.was_planted,
                j.kind IS NULL AS is_closed
            FROM mended AS m
            LEFT JOIN judged AS j
                ON j.date = m.mended_on AND j.source_id = m.source_id AND j.record = m.record AND j.field = m.field
                AND j.kind = m.kind
        )
        SELECT
            count(*), count(*) FILTER (is_closed), count(*) FILTER (was_planted),
            count(*) FILTER (was_planted AND is_closed)
        FROM settled
    """).fetchall()
    return tuple(int(n) for n in row)


def spells_closed_by_incomplete_runs(con: duckdb.DuckDBPyConnection) -> int:
    """Count spells that a run closed which was not complete, though it neither read the entry nor asked about it."""
    (row,) = con.execute("""
        SELECT count(*)
        FROM spell AS s
        JOIN run AS r ON r.run_id = s.closed_run_id
        WHERE r.outcome <> 'complete'
            AND NOT EXISTS (
                FROM raw_record AS w
                WHERE w.run_id = r.run_id AND w.source_record_id = s.source_record_id AND w.sighting = 'content'
            )
            AND NOT EXISTS (
                FROM question AS q
                WHERE q.run_id = r.run_id AND q.address = s.address AND q.outcome IN ('answer', 'empty')
            )
    """).fetchall()
    return int(row[0])


def moment_of(day: date) -> datetime:
    """The hour of a day at which everything is read."""
    return datetime.combine(day, time(hour=2))
