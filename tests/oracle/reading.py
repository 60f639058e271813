"""The history that the oracle judges, read from a warehouse as it stands; and the policy, as data."""

import csv
from datetime import date
from importlib.resources import files

import duckdb

from normalize.institution_keys import institution_key
from normalize.names import name_key
from tests.oracle.statements import History, Row
from tests.oracle.tables import official_tables

_OFFICIAL = "source_id IN (SELECT source_id FROM source WHERE tier IN ('national', 'provincial'))"
_RECORD = """
    source_id, source_record_id, content_digest, name, name_state, name_key, name_sound, former_names, gender,
    instrument, certificate_no, certificate_mask, level, category, scope, institution, institution_key,
    registration_no, filed_sites, province, status, registered_on, effective_on, valid_from, valid_to, asserted_on,
    published_at
"""


def expected_tables(con: duckdb.DuckDBPyConnection, as_of: date, secret: str) -> dict[str, list[Row]]:
    """What docs/authority.md says of the history in a warehouse."""
    return official_tables(read_history(con), as_of, secret, name_key=name_key, institution_key=institution_key)


def read_history(con: duckdb.DuckDBPyConnection) -> History:
    """Read history and policy; of records and spells those of official sources, which is all the page speaks of."""

    def rows(select: str) -> list[Row]:
        found: list[Row] = con.cursor().sql(select).to_arrow_table().to_pylist()
        return found

    with (files("reconcile") / "authority.csv").open(encoding="utf-8") as file:
        policy = list(csv.DictReader(file))
    return History(
        record=rows(f"SELECT {_RECORD} FROM record WHERE {_OFFICIAL}"),
        spell=rows(f"FROM spell WHERE {_OFFICIAL}"),
        run=rows("FROM run"),
        sighting=rows(f"FROM sighting WHERE {_OFFICIAL}"),
        source=rows("FROM source"),
        policy=policy,
    )
