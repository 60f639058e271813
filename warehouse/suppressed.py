"""Listings that a person asked to have removed: history keeps them as read, and nothing shows them."""

import duckdb

from warehouse.errors import MingceError


class SuppressedError(MingceError):
    """What is asked for is not shown, as a person asked; raised by commands that look into history."""


def refuse_suppressed(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Raise SuppressedError if a suppressed listing is called so: its record id, with or without its source."""
    found = con.execute(
        "SELECT 1 FROM suppressed_listing WHERE $name IN "
        "(source_record_id, source_id || '/' || source_record_id, source_id || ':' || source_record_id)",
        {"name": name},
    ).fetchall()
    if found:
        raise SuppressedError(f"{name} is suppressed: a person asked for it to be removed")
