"""The oracle against a warehouse: read its history and the policy as data, and compare the official tables whole."""

import csv
from datetime import date
from importlib.resources import files

import duckdb

from tests.oracle.statements import History, Row
from tests.oracle.tables import official_tables
from warehouse.schema import INSTITUTION, PRACTICE_SITE, PRACTITIONER, REGISTRATION

_OFFICIAL = "source_id IN (SELECT source_id FROM source WHERE tier IN ('national', 'provincial'))"
_ACT = "source_id IN (SELECT source_id FROM source WHERE is_act)"
COLUMNS = {
    "registration": REGISTRATION.columns,
    "practitioner": PRACTITIONER.columns,
    "practice_site": PRACTICE_SITE.columns,
    "institution": INSTITUTION.columns,
    "link": ("source_id", "source_record_id", "registration_id", "practitioner_id"),
}
_RECORD = """
    source_id, source_record_id, content_digest, name, name_state, former_names, gender, instrument, certificate_no,
    certificate_mask, level, category, scope, institution, registration_no, filed_sites, province, status,
    registered_on, effective_on, valid_from, valid_to, assessment, assessed_on, asserted_on,
    published_at, uscc, grade, subjects, division
"""


def disagreements(con: duckdb.DuckDBPyConnection, as_of: date, secret: str) -> list[str]:
    """Return the rows of official tables that only the oracle or only the warehouse has: none, if both are right."""
    expected = official_tables(read_history(con), as_of, secret)
    differing = []
    for table, columns in COLUMNS.items():
        where = f"WHERE {_OFFICIAL} AND NOT {_ACT}" if table == "link" else ""
        found = rows_of(con, f"SELECT {', '.join(columns)} FROM {table} {where}")
        ours, theirs = (
            sorted(map(_as_text, rows)) for rows in (({c: r[c] for c in columns} for r in expected[table]), found)
        )
        if ours != theirs:
            differing += [f"{table}: oracle {row}" for row in sorted(set(ours) - set(theirs))]
            differing += [f"{table}: warehouse {row}" for row in sorted(set(theirs) - set(ours))]
            differing += [f"{table}: {len(ours)} rows, {len(theirs)} in the warehouse"]
    return differing


def _as_text(row: Row) -> str:
    """A row that can be sorted; an empty list says as little as none."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}
    return str({name: value or None if isinstance(value, list) else value for name, value in plain.items()})


def read_history(con: duckdb.DuckDBPyConnection) -> History:
    """Read history and policy; of records and spells those of official sources, which is all the page speaks of."""
    with (files("reconcile") / "authority.csv").open(encoding="utf-8") as file:
        policy = list(csv.DictReader(file))
    return History(
        record=rows_of(con, f"SELECT {_RECORD} FROM record WHERE {_OFFICIAL}"),
        spell=rows_of(con, f"FROM spell WHERE {_OFFICIAL}"),
        run=rows_of(con, "FROM run"),
        sighting=rows_of(con, f"FROM sighting WHERE {_OFFICIAL}"),
        source=rows_of(con, "FROM source"),
        policy=policy,
        judgement=rows_of(con, "FROM stated_judgement"),
        judgement_basis=rows_of(con, "FROM judgement_basis"),
    )


def rows_of(con: duckdb.DuckDBPyConnection, select: str) -> list[Row]:
    """Rows of a SELECT over persistent tables."""
    rows: list[Row] = con.cursor().sql(select).to_arrow_table().to_pylist()
    return rows
