"""What was officially so on an earlier day: the rules of today over what we know of that day.

`known_on` narrows history to what speaks for the day or an earlier one (the day an entry states, else the day its list
states, else the day it was read), and the very SELECTs that make the official tables run over it. Announcements and
stated ends count from the day they take effect, however late we heard of them. What we knew *then* is another
question; an older release answers it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from reconcile.macros import define_macros
from warehouse.db import build, connect
from warehouse.errors import WorkspaceError

# Of these people alone, whatever the day. Who is one person, and which institution a name means, is as we know today.
_ABOUT = ("about", "registration_record", "institution_said")
_KNOWN = ("run", "spell", "sighting", "record", "official_content")
_RULES = (
    "official_record", "official_claim", "settled_claim", "granted", "adverse_act",
    "settled_registration", "registration", "practitioner", "practice_site",
)  # fmt: skip


@contextmanager
def open_past(warehouse: Path, practitioner_ids: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse beside an empty database in memory, for questions about these people.

    Raises WorkspaceError where nothing has been reconciled yet. Nothing is written to the warehouse.
    """
    if not warehouse.exists():
        raise WorkspaceError(f"{warehouse.parent}: nothing has been crawled or imported yet")
    with connect() as con:
        name = str(warehouse).replace("'", "''")
        con.execute(f"ATTACH '{name}' AS warehouse (READ_ONLY)")
        con.execute("CREATE SCHEMA past")
        con.execute("SET search_path = 'memory.past,warehouse.main'")
        define_macros(con)
        con.execute("CREATE TABLE person AS SELECT unnest($ids) AS practitioner_id", {"ids": [*practitioner_ids]})
        try:
            build(con, "reconcile.past", _ABOUT)
        except duckdb.CatalogException:
            raise WorkspaceError(f"{warehouse.parent}: nothing has been reconciled yet") from None
        yield con


def known_on(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """Make registration, practitioner and practice_site of the people as of a day, with the tables they rest on.

    A registration that nothing of that day or before speaks of has no row.
    """
    build(con, "reconcile.past", _KNOWN, {"day": day})
    build(con, "warehouse", ["spell_seen"])
    build(con, "reconcile", ["statement"])
    build(con, "reconcile.past", ["official_site", "institution"])
    build(con, "reconcile", _RULES, {"today": day})
