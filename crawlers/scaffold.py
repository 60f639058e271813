"""A first declaration of a user's own source, written from the headings of one of its files, for review."""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from crawlers.catalog import sources
from crawlers.formats import open_tables
from normalize.privacy import redact
from normalize.text import compact
from warehouse.errors import DeclarationError
from warehouse.schema import OFFICIAL_TIERS, RAW_FIELDS, TIERS
from warehouse.workspace import Workspace

# Taken where none is given: it asserts nothing, it only claims.
_DEFAULT_TIER = "commercial"
ABOUT = {
    "publisher": "who publishes the list",
    "licence": "its licence, or the legal basis it is published or delivered on",
    "delivered_by": "who hands the files over",
}


def new_source(
    workspace: Workspace,
    name: str,
    *,
    from_file: Path,
    tier: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    delivered_by: str | None = None,
) -> Path:
    """Write sources/NAME.toml with the headings of `from_file` that are known mapped; returns its path.

    An official tier (national, provincial) needs publisher, licence and delivered_by: one that is not given is
    left out and named in the file, which is refused until a person fills it in. So is a file in which no key was
    recognized. Raises DeclarationError for a name that is taken or malformed, FileError for an unreadable file.
    """
    tier, tier_note = tier_of_new(name, tier)
    path = path_of_new(workspace, name, ".toml")
    known = {compact(row["heading"]): row for row in _known_headings()}
    tables = open_tables(from_file, lambda cells: len(known.keys() & set(map(compact, cells))))
    table = max(tables, key=lambda table: len(known.keys() & set(map(compact, table.headings))))
    headings = [h for h in dict.fromkeys(redact(compact(heading)) for heading in table.headings) if h]
    fields = _fields(headings, known)
    about = {"publisher": publisher, "licence": licence, "delivered_by": delivered_by}
    text = "\n".join(
        [
            f"# Source {name}, as read from the headings of {from_file.name}. Review every line.",
            "",
            *_identity(name, title, tier, tier_note, about),
            "",
            *_key(fields),
            "",
            *_ignore([h for h in headings if h not in {h for found in fields.values() for h in found}], known),
            "",
            "# Our field = their heading(s). Only what stands here is ever stored. Fields: "
            + ", ".join(_field_names()),
            "[fields]",
            *_mapping(fields, known),
            "",
        ]
    )
    path.write_text(text, encoding="utf-8")
    return path


def missing_in(path: Path) -> int:
    """How many things a new declaration lacks; with any it is refused."""
    return path.read_text(encoding="utf-8").count("# MISSING")


def tier_of_new(name: str, tier: str | None) -> tuple[str, str]:
    """The tier of a new source, and what to say of it; raises DeclarationError for one that there is not."""
    if tier is None:
        return _DEFAULT_TIER, "none was given; this one may only claim. Review it: docs/authority.md"
    if tier not in TIERS:
        raise DeclarationError(f"{name}: no tier is called {tier}; there are {', '.join(TIERS)}")
    return tier, "decides what it may assert: see docs/authority.md"


def path_of_new(workspace: Workspace, name: str, suffix: str) -> Path:
    """Where a new source is declared; raises DeclarationError for a name that is taken or malformed."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,63}", name):
        raise DeclarationError(f"{name}: a source is named in lower-case letters, digits and _, from 3 to 64 of them")
    path = workspace.sources / name
    if path.with_suffix(".toml").exists() or path.with_suffix(".py").exists() or name in sources():
        raise DeclarationError(f"{name}: a source of that name exists; choose another one, or edit that one")
    return path.with_suffix(suffix)


def _known_headings() -> list[dict[str, str]]:
    """heading, field (empty: to be ignored), reason; of several headings of a field the first is the best."""
    text = (files("crawlers") / "headings.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _field_names() -> list[str]:
    return [field.name for field in RAW_FIELDS]


def _fields(headings: Sequence[str], known: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """Field -> the headings that are known to mean it, best first; fields in the order of the schema."""
    found = [heading for heading in known if heading in headings]
    by_field = {name: [h for h in found if known[h]["field"] == name] for name in _field_names()}
    return {name: candidates for name, candidates in by_field.items() if candidates}


def _identity(name: str, title: str | None, tier: str, tier_note: str, about: dict[str, str | None]) -> list[str]:
    lines = [
        f"id = {_quote(name)}",
        f"title = {_quote(title or name)}  # in the publisher's words",
        f"tier = {_quote(tier)}  # {tier_note}",
    ]
    for key, meaning in ABOUT.items():
        value = about[key]
        if value is not None:
            lines.append(f"{key} = {_quote(value)}  # {meaning}")
        elif tier in OFFICIAL_TIERS:
            lines.append(f'# MISSING, and needed for an official tier: {meaning}.\n# {key} = ""')
        elif key != "delivered_by":
            lines.append(f'{key} = "not stated"  # {meaning}')
    return [
        *lines,
        "cadence_days = 30  # a new file is expected this often",
        "age_limit_days = 60  # after so many days the list no longer speaks for today",
        '# asserts = "live"  # if a file speaks for the day it is imported; else only a date stated in it counts',
        '# provinces = ["33"]  # two-digit codes, if the list covers no others',
        '# encoding = "big5"  # only if the bytes cannot tell: UTF-8, GB18030 and UTF-16 are detected',
    ]


def _key(fields: dict[str, list[str]]) -> list[str]:
    """The fewest stable fields that tell entries apart."""
    proposals = (["source_key"], ["certificate_no"], ["name", "institution"])
    for key in proposals:
        if all(name in fields for name in key):
            note = " Names repeat: add what else is stable." if "name" in key else ""
            return [
                f"# What tells two entries of the list apart, and does not change.{note}",
                f"key = {json.dumps(key)}",
            ]
    return [
        "# MISSING: what tells two entries of the list apart. No heading of a number, an id, or name and institution",
        '# was recognized. Map one under [fields], then name it here.\n# key = ["source_key"]',
    ]


def _ignore(rest: Sequence[str], known: dict[str, dict[str, str]]) -> list[str]:
    lines = ["# Columns that are known and never read.", "ignore = ["]
    lines += [f"    {_quote(h)},  # {known[h]['reason']}" for h in rest if h in known]
    unknown = [h for h in rest if h not in known]
    if unknown:
        lines += [
            "    # Not known here. Map a heading under [fields], or uncomment it to ignore it; until then every import",
            "    # notes the column, by its name, and does not read it.",
            *(f"    # {_quote(h)}," for h in unknown),
        ]
    return [*lines, "]"]


def _mapping(fields: dict[str, list[str]], known: dict[str, dict[str, str]]) -> Iterable[str]:
    for name, (best, *others) in fields.items():
        yield f"{name} = {_quote(best)}  # {known[best]['reason']}"
        if others:
            also = ", ".join(map(_quote, others))
            yield f"# {also} may mean {name} too; of a list of headings the first that is filled counts"


def _quote(text: str) -> str:
    """A TOML basic string; JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False)
