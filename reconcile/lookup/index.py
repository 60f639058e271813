"""Writes lookup.sqlite of a release: what a look-up needs of the published truth, under small numbers.

Each table is one SELECT of index/ over the warehouse, whose first line says its grain:

    person, name, bearer      who there is, which names (by match key, with their sound) exist, who has or had which
    earlier_name              what the official name was before, from one day to another
    registration, site        official values; institutions it is at (main, filed, permit) or was at (former)
    institution, institution_name   licences, and every match key each may go by
    overruled                 registrations that ended, and that an official list shows as standing all the same
    conflict                  conflicts that stand about a known person, officials' own and lower sources'
    record                    the official records each registration rests on, with their content's digest (16 bytes)
    source, source_day        who could have answered, for which provinces, and for which days
    province                  how complete a province is
    question                  what look-up sources were asked and answered
    listed                    names that only lower sources list, for a note

Registrations, sites and records have a row per spell of days, from_day to to_day (NULL: on the release's day).
Days are ISO texts, lists are joined by `|`. A small number is the rank of an id, so the same published rows give the
same file in whatever order they lay.
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa

from normalize.institutions import institution_key
from normalize.names import name_key, name_sound
from reconcile.macros import define_macros

INDEX_FILE = "lookup.sqlite"
_BATCH_ROWS = 100_000


@dataclass(frozen=True)
class _Table:
    """A table of the index: its columns as SQLite declares them, and how it is found."""

    name: str
    columns: str
    indexes: tuple[str, ...] = ()
    # WITHOUT ROWID tables are their own index; they are filled in the order of their key.
    is_keyed: bool = False


_TABLES = (
    _Table(
        "source",
        "source_no INTEGER PRIMARY KEY, source_id TEXT, title TEXT, tier TEXT, is_official INT, is_register INT, "
        "is_permit INT, covering TEXT, provinces TEXT, age_limit_days INT, url TEXT",
    ),
    _Table(
        "source_day", "source_no INT, asserted_on TEXT, PRIMARY KEY (source_no, asserted_on)", is_keyed=True
    ),
    _Table("province", "province TEXT PRIMARY KEY, share REAL", is_keyed=True),
    _Table("person", "person_no INTEGER PRIMARY KEY, practitioner_id TEXT, name TEXT"),
    _Table(
        "earlier_name",
        "person_no INT, from_day TEXT, to_day TEXT, name TEXT, PRIMARY KEY (person_no, from_day)",
        is_keyed=True,
    ),
    # Homophones are looked for with and without the blanks between syllables.
    _Table("name", "name_no INTEGER PRIMARY KEY, name_key TEXT, sound TEXT", ("name_key", "replace(sound, ' ', '')")),
    _Table(
        "bearer",
        "name_no INT, person_no INT, from_day TEXT, to_day TEXT, PRIMARY KEY (name_no, person_no)",
        ("person_no",),
        is_keyed=True,
    ),
    _Table(
        "registration",
        "registration_no INT, person_no INT, registration_id TEXT, instrument TEXT, "
        "certificate_no TEXT, level TEXT, category TEXT, scope TEXT, province TEXT, institution_no INT, status TEXT, "
        "is_live INT, status_since TEXT, valid_from TEXT, valid_to TEXT, assessment TEXT, assessed_on TEXT, "
        "withheld TEXT, from_day TEXT, to_day TEXT",
        ("registration_no", "person_no", "certificate_no"),
    ),
    _Table(
        "site",
        "institution_no INT, registration_no INT, kind TEXT, from_day TEXT, valid_from TEXT, valid_to TEXT, "
        "asserted_from TEXT, to_day TEXT, PRIMARY KEY (institution_no, registration_no, kind, from_day)",
        ("registration_no",),
        is_keyed=True,
    ),
    _Table(
        "institution",
        "institution_no INTEGER PRIMARY KEY, institution_id TEXT, name TEXT, province TEXT, division TEXT, "
        "registration_no TEXT, uscc TEXT, grade TEXT, subjects TEXT, licence_status TEXT, licence_valid_to TEXT",
    ),
    _Table(
        "institution_name",
        "institution_key TEXT, institution_no INT, relation TEXT, alias TEXT, "
        "PRIMARY KEY (institution_key, institution_no)",
        ("institution_no",),
        is_keyed=True,
    ),
    _Table("overruled", "registration_no INTEGER PRIMARY KEY, status TEXT, shown_on TEXT", is_keyed=True),
    _Table(
        "conflict",
        "conflict_no INTEGER PRIMARY KEY, person_no INT, registration_no INT, kind TEXT, title_zh TEXT, title_en TEXT, "
        "severity TEXT, field TEXT, "
        "official_value TEXT, listed_value TEXT, source_no INT, other_source_no INT, opened_on TEXT",
        ("person_no",),
    ),
    _Table(
        "record",
        "registration_no INT, source_no INT, source_record_id TEXT, from_day TEXT, content_digest BLOB, "
        "asserted_on TEXT, to_day TEXT, PRIMARY KEY (registration_no, source_no, source_record_id, from_day)",
        is_keyed=True,
    ),
    _Table(
        "question",
        "source_no INT, name_key TEXT, institution_key TEXT, province TEXT, asked_on TEXT",
        ("name_key",),
    ),
    _Table("listed", "name_key TEXT, source_no INT, institution TEXT, province TEXT", ("name_key",)),
)  # fmt: skip


def write_index(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write lookup.sqlite into the folder of a release that is being built, from the tables of its reconcile."""
    define_macros(con)
    _number(con)
    path = folder / INDEX_FILE
    with closing(sqlite3.connect(path, isolation_level=None)) as index:
        # The file is new, and is gone if anything fails: nothing to roll back to.
        for setting in ("journal_mode = OFF", "synchronous = OFF", "page_size = 8192", "cache_size = -200000"):
            index.execute(f"PRAGMA {setting}")
        index.create_function("name_sound", 1, name_sound, deterministic=True)
        index.execute("BEGIN")
        for table in _TABLES:
            _fill(con, index, table)
        index.execute("UPDATE name SET sound = name_sound(name_key) WHERE sound IS NULL")
        for table in _TABLES:
            for number, columns in enumerate(table.indexes):
                index.execute(f"CREATE INDEX {table.name}_{number} ON {table.name} ({columns})")
        index.execute("COMMIT")
        index.execute("ANALYZE")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _number(con: duckdb.DuckDBPyConnection) -> None:
    """Small numbers for ids that several tables share, and match keys of what look-up sources were asked."""
    for name in ("institution", "source"):
        ids = "known_institution" if name == "institution" else name
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE indexed_{name} AS "
            f"SELECT row_number() OVER (ORDER BY {name}_id) AS {name}_no, {name}_id FROM {ids}"
        )
    asked = con.execute(
        "SELECT DISTINCT name, coalesce(institution, '') FROM question WHERE name IS NOT NULL ORDER BY ALL"
    ).fetchall()
    keys = [(name, institution, name_key(name), institution_key(institution)) for name, institution in asked]
    names = ("name", "institution", "name_key", "institution_key")
    columns = list(zip(*keys, strict=True)) or [()] * len(names)
    con.register("made", pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)}))
    con.execute("CREATE OR REPLACE TEMP TABLE question_key AS SELECT * FROM made")
    con.unregister("made")


def _fill(con: duckdb.DuckDBPyConnection, index: sqlite3.Connection, table: _Table) -> None:
    index.execute(f"CREATE TABLE {table.name} ({table.columns}){' WITHOUT ROWID' if table.is_keyed else ''}")
    select = (files("reconcile") / "lookup" / "index" / f"{table.name}.sql").read_text(encoding="utf-8")
    rows = con.execute(select)
    places = ", ".join("?" * len(rows.description or ()))
    while batch := rows.fetchmany(_BATCH_ROWS):
        index.executemany(f"INSERT INTO {table.name} VALUES ({places})", batch)
