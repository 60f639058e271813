"""Runs the steps of the look-up in the release's SQLite: any number of questions at once, tables in, tables out."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from normalize.institutions import place_of
from normalize.names import name_sound, twin_surname
from reconcile.lookup.layout import LAYOUT
from reconcile.lookup.question import Question
from warehouse.errors import WorkspaceError

# In their order; each is one SELECT of steps/ and becomes a temporary table of its name.
STEPS = (
    "whereabouts", "meant", "situation", "numbered", "namesake", "workplace", "seeker", "crowd", "near",
    "candidate", "searched", "covered", "verdict", "shown",
)  # fmt: skip
_ASKED = (
    "no INTEGER PRIMARY KEY, name, name_key, surname, is_latin, low, high, certificate_no, has_institution, "
    "institution, institution_key, province"
)
# What of the index is as of the day, under the names of its tables: what the steps read.
_ON_DAY = ("registration", "site", "record", "person", "bearer", "source", "question")
# After every character there is.
_LAST = "\U0010ffff"


@contextmanager
def open_index(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a release's lookup.sqlite for reading; raises WorkspaceError where it has none, or another version's."""
    if not path.is_file():
        raise WorkspaceError(
            f"{path.parent}: the release has no {path.name}, as it is from before there was a look-up; "
            "`mingce nightly` publishes a new one"
        )
    # Nobody changes a published release, so no lock is needed, on media that cannot be written either.
    con = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        ((layout,),) = con.execute("PRAGMA user_version")
        if layout != LAYOUT:
            raise WorkspaceError(f"{path}: written by another version of mingce; `mingce nightly` publishes a new one")
        con.row_factory = sqlite3.Row
        con.execute("PRAGMA temp_store = MEMORY")
        con.create_function("name_sound", 1, name_sound, deterministic=True)
        con.create_function("twin_surname", 1, lambda name: name and twin_surname(name), deterministic=True)
        con.create_function("stated_place", 1, stated_place, deterministic=True)
        con.create_function("fits_damage", 2, fits_damage, deterministic=True)
        yield con
    finally:
        con.close()


def fits_damage(damaged: str | None, key: str | None) -> bool:
    """Whether a damaged name (`?` for each unreadable character) fits a name of as many characters.

    >>> fits_damage("王?明", "王小明"), fits_damage("??", "王明"), fits_damage("王明", "王明")
    (True, False, False)
    """
    if not damaged or not key or "?" not in damaged or len(damaged) != len(key) or not damaged.strip("?"):
        return False
    return all(shown in ("?", character) for shown, character in zip(damaged, key, strict=True))


def search(con: sqlite3.Connection, questions: Sequence[Question], day: date) -> None:
    """Look at the index as of a day, and make the tables of STEPS for these questions.

    `no` is a question's place among them; those without a name have none.
    """
    _make(con, [(no, question) for no, question in enumerate(questions) if question.name], day, STEPS)


def search_institution(con: sqlite3.Connection, question: Question, day: date) -> None:
    """Make only the tables up to `meant`, of one question that need not name a person."""
    _make(con, [(0, question)], day, ("whereabouts", "meant"))


def _make(con: sqlite3.Connection, asked: Sequence[tuple[int, Question]], day: date, steps: Sequence[str]) -> None:
    for name in ("asked", "opened", "today", *STEPS):
        con.execute(f"DROP TABLE IF EXISTS temp.{name}")
    for name in _ON_DAY:
        con.execute(f"DROP VIEW IF EXISTS temp.{name}")
    con.execute("BEGIN")
    con.execute("CREATE TEMP TABLE today AS SELECT ? AS day", [day.isoformat()])
    for name in _ON_DAY:
        # A view takes no parameters; the day is a date, and nothing else.
        con.execute(f"CREATE TEMP VIEW {name} AS {_read('on_day', name).replace('$day', repr(day.isoformat()))}")
    con.execute(f"CREATE TEMP TABLE asked ({_ASKED})")
    con.execute("CREATE TEMP TABLE opened (no INT, name_key TEXT)")
    con.executemany(f"INSERT INTO asked VALUES ({', '.join('?' * 12)})", (_row(no, q) for no, q in asked))
    con.executemany("INSERT INTO opened VALUES (?, ?)", ((no, key) for no, q in asked for key in _opened(q)))
    con.execute("CREATE INDEX temp.opened_no ON opened (no)")
    for step in steps:
        con.execute(f"CREATE TEMP TABLE {step} AS {_read('steps', step)}")
        # What the next steps look for it by: the question, or the institution.
        first = con.execute(f"SELECT * FROM {step} LIMIT 0").description[0][0]
        con.execute(f"CREATE INDEX temp.{step}_first ON {step} ({first})")
    con.execute("COMMIT")


def _read(folder: str, name: str) -> str:
    return (files("reconcile") / "lookup" / folder / f"{name}.sql").read_text(encoding="utf-8")


def stated_place(institution: str) -> str | None:
    """The place an institution's name states: six digits of a city or county, or two of a province."""
    place = place_of(institution)
    return place and (place.division or place.province)


def _row(no: int, question: Question) -> tuple[Any, ...]:
    key = question.name_key or ""
    readable = key.partition("?")[0] if "?" in key else ""
    return (
        no, question.name, key, twin_surname(question.name or ""), question.is_latin, readable, readable + _LAST,
        question.certificate_no, "institution" in question.given, question.institution, question.institution_key,
        question.province,
    )  # fmt: skip


def _opened(question: Question) -> list[str]:
    """The match key with each character unreadable in turn, as a register may show it."""
    key = question.name_key or ""
    if question.is_latin or "?" in key:
        return []
    return [key[:at] + "?" + key[at + 1 :] for at in range(len(key))]
