"""Ledgers: what became of ids and conflicts from one reconcile to the next."""

from datetime import datetime

import duckdb

from warehouse.db import build, read_sql
from warehouse.schema import CONFLICT

_EARLIER_RECORD = "source_id VARCHAR, source_record_id VARCHAR, registration_id VARCHAR, practitioner_id VARCHAR"


def keep_earlier(con: duckdb.DuckDBPyConnection) -> None:
    """Set aside, before they are rebuilt, the tables that the ledgers compare with: empty at the first reconcile."""
    columns = ", ".join(part.split()[0] for part in _EARLIER_RECORD.split(", "))
    _keep(con, "registration_record", f"CREATE OR REPLACE TABLE earlier_record ({_EARLIER_RECORD})", columns)
    ddl = CONFLICT.ddl().replace("TABLE IF NOT EXISTS conflict ", "OR REPLACE TABLE earlier_conflict ")
    _keep(con, "conflict", ddl, ", ".join(CONFLICT.columns))


def _keep(con: duckdb.DuckDBPyConnection, name: str, ddl: str, columns: str) -> None:
    earlier = ddl.split("TABLE ")[1].split(" ")[0]
    con.execute(ddl)
    known = con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = $name AND NOT temporary", {"name": name})
    if known.fetchone():
        con.execute(f"INSERT INTO {earlier} SELECT {columns} FROM {name}")


def append_entities(con: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    """Note ids that came, went, or went over into others."""
    con.execute(f"INSERT INTO entity_ledger BY NAME {read_sql('reconcile', 'entity_event')}", {"as_of": as_of})


def append_conflicts(con: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    """Note conflicts that opened, were resolved or came back, then make table `conflict` with their dates."""
    con.execute(f"INSERT INTO conflict_ledger BY NAME {read_sql('reconcile', 'conflict_event')}", {"as_of": as_of})
    build(con, "reconcile", ["conflict"], {"as_of": as_of})
