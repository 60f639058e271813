"""Ledgers: what became of ids, conflicts and judgements from one reconcile to the next."""

import duckdb

from warehouse.db import has_table
from warehouse.schema import CONFLICT

_EARLIER_RECORD = "(source_id VARCHAR, source_record_id VARCHAR, registration_id VARCHAR, practitioner_id VARCHAR)"


def keep_earlier(con: duckdb.DuckDBPyConnection) -> None:
    """Make `earlier_record` and `earlier_conflict`: what the last reconcile found, which the ledgers compare with."""
    con.execute(f"CREATE TABLE earlier_record {_EARLIER_RECORD}")
    con.execute(CONFLICT.ddl().replace("IF NOT EXISTS conflict ", "earlier_conflict "))
    for table, earlier in (("registration_record", "earlier_record"), ("conflict", "earlier_conflict")):
        if has_table(con, table):
            # A table made before the schema grew lacks what is new.
            wanted = _columns(con, earlier)
            columns = ", ".join(name for name in _columns(con, f"main.{table}") if name in wanted)
            con.execute(f"INSERT INTO {earlier} BY NAME SELECT {columns} FROM main.{table}")


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [column[0] for column in con.execute(f"SELECT * FROM {table} LIMIT 0").description]


def append_events(con: duckdb.DuckDBPyConnection) -> None:
    """Append this reconcile's events to the ledgers."""
    for ledger, events in (("entity_ledger", "entity_event"), ("conflict_ledger", "conflict_event")):
        con.execute(f"INSERT INTO main.{ledger} BY NAME SELECT * FROM {events} ORDER BY ALL")


def note_judgements(con: duckdb.DuckDBPyConnection) -> None:
    """Store the issues of judgements as they stand now, in place of those of the last reconcile."""
    con.execute("DELETE FROM main.issue WHERE starts_with(field, 'judgement_')")
    con.execute("INSERT INTO main.issue BY NAME SELECT * FROM judgement_issue ORDER BY ALL")
