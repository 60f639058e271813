"""Which conflicts there are to be found in a made-up world: what was planted, and what of it anybody could know.

The rule is in docs/world.md and sql/expected.sql. It reads the truth and what was published, and nothing of the
product.
"""

from importlib.resources import files
from pathlib import Path

import duckdb

_OFFICIAL = """
    source_id LIKE '%register' OR source_id IN ('cn_nhc_delivery', 'cn_gd_permit', 'cn_fj_open_data', 'cn_nhc_query')
"""
_ACTS = "source_id LIKE '%cancellation'"
# Look-up sources show nothing that was not asked for.
_LOOKUPS = "source_id IN ('cn_nhc_query', 'cn_nhc_unit')"


def attach_world(con: duckdb.DuckDBPyConnection, truth: Path) -> None:
    """Define a view for each table of the truth but the expectation itself."""
    for name in ("person", "institution", "registration", "site", "listing"):
        con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM '{truth / name}.parquet'")


def view_all_read(con: duckdb.DuckDBPyConnection) -> None:
    """Define what `expected` reads for a world whose every list is read whole on every date, nothing looked up."""
    con.execute(f"""
        CREATE OR REPLACE TEMP VIEW told AS
        SELECT date, source_id, person_id, institution_id, status, name_error, {_ACTS} AS is_act
        FROM listing WHERE ({_OFFICIAL} OR {_ACTS}) AND NOT {_LOOKUPS}
    """)
    con.execute(
        "CREATE OR REPLACE TEMP VIEW licence_told AS SELECT NULL::VARCHAR AS institution_id, NULL::DATE AS date LIMIT 0"
    )
    con.execute("CREATE OR REPLACE TEMP VIEW reading AS SELECT DISTINCT source_id, date FROM told")
    con.execute(f"""
        CREATE OR REPLACE TEMP VIEW shown AS
        SELECT
            date, source_id, source_key AS record, person_id, institution_id, name_error, alias_kind, planted,
            date AS seen_on
        FROM listing WHERE NOT ({_OFFICIAL} OR {_ACTS} OR {_LOOKUPS})
        QUALIFY row_number() OVER (PARTITION BY date, source_id, source_key, person_id ORDER BY row_no) = 1
    """)
    con.execute(
        "CREATE OR REPLACE TEMP VIEW watched AS SELECT source_id, min(date) AS since FROM shown GROUP BY source_id"
    )


def define_expected(con: duckdb.DuckDBPyConnection) -> None:
    """Make table `expected` from the views it reads: see sql/expected.sql."""
    select = (files("simulator") / "sql" / "expected.sql").read_text(encoding="utf-8")
    con.execute(f"CREATE OR REPLACE TEMP TABLE expected AS {select}")


def write_expected(truth: Path) -> None:
    """Write truth/expected_conflict.parquet: a row per conflict and the dates from and to which it is to be found."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        attach_world(con, truth)
        view_all_read(con)
        define_expected(con)
        con.execute(f"""
            COPY (
                WITH moment AS (
                    SELECT date, row_number() OVER (ORDER BY date) AS number FROM (SELECT DISTINCT date FROM shown)
                ),
                due AS (
                    SELECT
                        e.* EXCLUDE (is_due, is_legal, is_untold), m.number,
                        m.number - row_number() OVER (
                            PARTITION BY source_id, record, person_id, field, kinds ORDER BY date
                        ) AS span
                    FROM expected AS e JOIN moment AS m USING (date)
                    WHERE is_due
                )
                SELECT
                    d.source_id, d.record AS source_key, d.person_id, d.field, d.kinds, min(d.planted) AS planted,
                    min(d.date) AS from_date,
                    CASE WHEN max(d.number) < (SELECT max(number) FROM moment) THEN max(d.date) END AS to_date,
                    -- Mended: it stands there the next time, and rightly.
                    CASE
                        WHEN max(d.number) = (SELECT max(number) FROM moment) THEN NULL
                        WHEN arg_max(n.record IS NOT NULL, d.number) THEN 'mended' ELSE 'removed'
                    END AS ended_as
                FROM due AS d
                LEFT JOIN moment AS f ON f.number = d.number + 1
                LEFT JOIN shown AS n
                    ON n.date = f.date AND n.source_id = d.source_id AND n.record = d.record
                    AND n.person_id = d.person_id
                GROUP BY d.source_id, d.record, d.person_id, d.field, d.kinds, d.span
                ORDER BY ALL
            ) TO '{truth / "expected_conflict.parquet"}' (FORMAT parquet, COMPRESSION zstd)
        """)
