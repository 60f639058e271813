"""What was officially so on earlier days: the rules of today over what we know of those days.

People are judged as of days (`moment`): history is narrowed to what speaks for the day or an earlier one (the day an
entry states, else the day its list states, else the day it was read), and the very SELECTs that make the official
tables run over it, for all people and days at once. To them a person on a day is a person, and a source on a day a
source: ids end in the day (`of_day`, `bare`), and `$today` is the day an id ends in. Announcements and stated ends
count from the day they take effect, however late we heard of them. What we knew *then* is another question; an older
release answers it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from reconcile.generation import transaction
from reconcile.macros import define_macros
from warehouse.db import Progress, build, connect, number, read_sql, silent
from warehouse.errors import WorkspaceError

# What is known today, beside which the tables of the past have their names.
_KNOWN = (
    "run", "spell", "spell_seen", "sighting", "record", "source", "statement", "registration_record",
    "shown_end", "official_site", "institution", "institution_said",
)  # fmt: skip
_PEOPLE = ("about", "said")
_EVERYBODY = "SELECT DISTINCT practitioner_id FROM known.registration_record"
_CHANGES = ("contested", "source_day", "turn", "aging", "day_of_change")
# How the SELECTs of the rules say whose day it is.
_RULES = {
    "registration_name": "", "granted": "registration_id", "adverse_act": "registration_id", "official_record": "",
    "official_claim": "", "settled_claim": "entity_id", "fallen_claim": "", "golden_value": "",
    "settled_registration": "registration_id", "registration": "registration_id", "practitioner": "",
    "practice_site": "",
}  # fmt: skip
_MACROS = (
    # A blank sorts before whatever an id holds, so ids on a day stand in the order of the ids.
    "of_day(id, day) AS id || ' ' || day",
    "day_in(id) AS right(id, 10)::DATE",
    # What is read today does not speak for tomorrow, whatever it states.
    "spoken_on(stated_on, read_at) AS least(stated_on, day_of(read_at))",
    "bare(id) AS split_part(id, ' ', 1)",
)
# How the ids of what is judged are known.
_IDS = {
    "registration": ("registration_id", "practitioner_id", "official_sources"),
    "practitioner": ("practitioner_id", "name_source_id"),
    "practice_site": ("registration_id", "source_id"),
    "settled_claim": ("entity_id", "source_id"),
    "adverse_act": ("registration_id", "source_id"),
}
# People and days that are judged at once: enough for sets to pay, few enough for the memory of a desk.
_AT_ONCE = 250_000


@contextmanager
def open_past(warehouse: Path, practitioner_ids: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse beside an empty database in memory, for questions about these people (`day_of_change`).

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
        try:
            _look_at(con, "memory", "warehouse.main")
        except duckdb.CatalogException:
            raise WorkspaceError(f"{warehouse.parent}: nothing has been reconciled yet") from None
        con.execute("CREATE TABLE person AS SELECT unnest($ids) AS practitioner_id", {"ids": [*practitioner_ids]})
        build(con, "reconcile.past", _PEOPLE)
        yield con


def define_past_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Define for this connection what the SELECTs of the past say of ids and days."""
    for macro in _MACROS:
        con.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")


def find_days(con: duckdb.DuckDBPyConnection, today: date) -> None:
    """Make `day_of_change` of the people of table `person`, up to a day."""
    build(con, "reconcile.past", _CHANGES, {"today": today})


def judge(con: duckdb.DuckDBPyConnection, progress: Progress = silent) -> None:
    """Make the official tables of the people and days of `moment`, ids ending in the day, with those they rest on."""
    con.execute(
        "CREATE OR REPLACE TABLE judged AS "
        "SELECT of_day(practitioner_id, day) AS practitioner_id, practitioner_id AS person_id, day FROM moment"
    )
    build(con, "reconcile.past", ["run", "source", "spell", "sighting", "record"])
    build(con, "warehouse", ["spell_seen"])
    build(con, "reconcile", ["statement"])
    # Every announcement speaks for every day.
    con.execute("INSERT INTO statement SELECT * FROM known.statement WHERE is_official AND is_act")
    build(con, "reconcile.past", ["registration_record", "shown_end", "official_site"])
    for done, (name, id) in enumerate(_RULES.items()):
        progress(name, done, len(_RULES))
        select = read_sql("reconcile", name).replace("$today", f"day_in({id})")
        con.execute(f"CREATE OR REPLACE TABLE {name} AS {select}")
    build(con, "reconcile.past", ["filed_site", "withheld"])
    progress("", len(_RULES), len(_RULES))


def judged_on(table: str, day: date) -> str:
    """The SELECT of an official table that `judge` has made, on one of the days, ids as they are known."""
    ids = ", ".join(
        f"list_transform({id}, lambda s: bare(s)) AS {id}" if id.endswith("s") else f"bare({id}) AS {id}"
        for id in _IDS[table]
    )
    return f"SELECT * REPLACE ({ids}) FROM {table} WHERE day_in({_IDS[table][0]}) = DATE '{day}'"


def write_history(
    con: duckdb.DuckDBPyConnection, today: date, since: date | None = None, progress: Progress = silent
) -> None:
    """Make `registration_history` of the warehouse, from what the last reconcile made and from history.

    A registration's last spell is what the reconcile says of it; only the days of change before it are judged anew.
    With `since`, the day it was made on before, only that of the people of `history_due` and of those for whom a day
    of change has come after it.
    """
    progress("registration_history", 0, 1)
    with _beside(con) as warehouse:
        if since is not None:
            build(con, "reconcile.past", ["due"])
        _people(con, _EVERYBODY if since is None or since < today else "FROM due")
        find_days(con, today)
        if since is not None:
            con.execute(
                "INSERT INTO due SELECT DISTINCT practitioner_id FROM day_of_change WHERE day > $day", {"day": since}
            )
            con.execute("DELETE FROM day_of_change WHERE practitioner_id NOT IN (FROM due)")
        con.execute(
            "CREATE TABLE judged AS SELECT practitioner_id, practitioner_id AS person_id, max(day) AS day "
            "FROM day_of_change GROUP BY practitioner_id"
        )
        build(con, "reconcile.past", ["filed_site", "withheld", "state"])
        con.execute("ALTER TABLE state RENAME TO every_state")
        con.execute(
            "CREATE TABLE earlier_day AS SELECT practitioner_id, day FROM day_of_change "
            "ANTI JOIN judged USING (practitioner_id, day)"
        )
        parts = -(-number(con, "SELECT count(*) FROM earlier_day") // _AT_ONCE)
        for part in range(parts):
            con.execute(
                "CREATE OR REPLACE TABLE moment AS "
                "SELECT * FROM earlier_day WHERE hash(practitioner_id) % $parts = $part",
                {"parts": parts, "part": part},
            )
            judge(con)
            build(con, "reconcile.past", ["state"])
            con.execute("INSERT INTO every_state SELECT * FROM state")
        select, table = read_sql("reconcile.past", "registration_history"), f"{warehouse}.registration_history"
        if since is None:
            con.execute(f"CREATE OR REPLACE TABLE {table} AS {select}")
        else:
            with transaction(con):
                con.execute(f"DELETE FROM {table} WHERE practitioner_id IN (FROM due)")
                con.execute(f"INSERT INTO {table} {select}")
    progress("", 1, 1)


@contextmanager
def past_of_all(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Put an empty database in memory before the warehouse, for questions about everybody.

    Gives the full name of the warehouse's schema. What the block makes is gone after it.
    """
    with _beside(con) as warehouse:
        _people(con, _EVERYBODY)
        yield warehouse


@contextmanager
def _beside(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    warehouse = f'"{con.execute("SELECT current_database()").fetchall()[0][0]}".main'
    con.execute("ATTACH ':memory:' AS past")
    try:
        con.execute(f"SET search_path = 'past.main,{warehouse}'")
        _look_at(con, "past", warehouse)
        yield warehouse
    finally:
        con.execute(f"SET search_path = '{warehouse}'")
        con.execute("DETACH past")


def _people(con: duckdb.DuckDBPyConnection, people: str) -> None:
    con.execute(f"CREATE VIEW person AS {people}")
    build(con, "reconcile.past", _PEOPLE)


def _look_at(con: duckdb.DuckDBPyConnection, catalog: str, warehouse: str) -> None:
    """Schema `known` of the catalog: the tables of today under their names; and the names institutions have."""
    define_past_macros(con)
    con.execute(f"CREATE SCHEMA {catalog}.known")
    for table in _KNOWN:
        con.execute(f"CREATE VIEW {catalog}.known.{table} AS SELECT * FROM {warehouse}.{table}")
    build(con, "reconcile.past", ["institution", "institution_said"])
