"""Tables that only Python can make: match keys and derived names, worked out once per distinct value.

Each takes the connection and returns the rows; a step's inputs are whatever the names in its SELECT mean there.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import duckdb
import pyarrow as pa

from normalize.institutions import clean_institution, institution_key, place_of, short_forms
from normalize.names import name_key
from normalize.text import read_codes
from reconcile.departments import verdict_of
from reconcile.likeness import reads_like

_TEXTS = pa.list_(pa.string())
# Rows that are Python's at one time: short names of all houses are seven million.
_AT_ONCE = 100_000


def former_name(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per list of former names that occurs: the match keys of its names."""
    lists = [row[0] for row in _distinct(con, "SELECT DISTINCT former_names FROM record WHERE len(former_names) > 0")]
    return _table(
        pa.schema([("former_names", _TEXTS), ("former_keys", _TEXTS)]),
        [(names, sorted({name_key(name) for name in names})) for names in lists],
    )


def site_name(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per name of a filed site that an official record ever gave: its match key."""
    names = _distinct(
        con,
        "SELECT DISTINCT f.institution FROM (SELECT unnest(filed_sites) AS f FROM official_content) "
        "WHERE f.institution IS NOT NULL",
    )
    return _table(
        pa.schema([("institution", pa.string()), ("institution_key", pa.string())]),
        [(name, institution_key(name)) for (name,) in names],
    )


def bracket_name(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per institution and former or second name that official texts give in brackets or beside its name."""
    rows = _distinct(
        con,
        "SELECT i.institution_id, r.institution, min(r.source_id) FROM raw_record AS r "
        "JOIN official_site AS i ON i.source_id = r.source_id AND i.source_record_id = r.source_record_id "
        "AND i.content_digest = r.content_digest AND i.role = 'main' "
        "WHERE r.sighting = 'content' AND regexp_matches(r.institution, '[(（\\[【〔〓|;；/、,，+＋=＝&＆\\s\u3000]') "
        "GROUP BY ALL",
    )
    found: set[tuple[str, str, str, str, str]] = set()
    for institution_id, text, source_id in rows:
        # A text that is no name stands in `issue`; it has no institution and so no row here.
        names = clean_institution(text)
        for relation, others in (("former", names.former_names), ("second", names.second_names)) if names else ():
            found |= {(institution_id, institution_key(other), relation, other, source_id) for other in others}
    columns = ("institution_id", "institution_key", "relation", "alias", "source_id")
    return _table(pa.schema([(name, pa.string()) for name in columns]), sorted(found))


def short_name(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per institution and shorter form of an official name of it that people derive by rule."""
    rows = _distinct(
        con,
        "SELECT DISTINCT i.institution_id, i.name, k.province, k.division FROM official_site AS i "
        "JOIN known_institution AS k USING (institution_id) WHERE i.name IS NOT NULL AND k.province IS NOT NULL",
    )
    forms = (
        (institution, form)
        for institution, group in groupby(rows, key=itemgetter(0))
        # A house of two names may have one form of both.
        for form in sorted({form for _, *place in group for form in short_forms(*place)})
    )
    return _table(pa.schema([(name, pa.string()) for name in ("institution_id", "institution_key")]), forms)


def name_place(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per institution name that lower sources show: the place it states itself, if any."""
    names = _distinct(
        con,
        "SELECT DISTINCT institution FROM statement WHERE NOT is_official AND is_listed AND institution IS NOT NULL",
    )
    places = ((name, place_of(name)) for (name,) in names)
    return _table(
        pa.schema([(name, pa.string()) for name in ("institution", "province", "division")]),
        ((name, place.province, place.division) for name, place in places if place),
    )


def alike(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per unresolved name and official name it may be a short form of."""
    pairs = _distinct(con, "SELECT shown_key, official_key FROM unresolved_name")
    schema = pa.schema([("shown_key", pa.string()), ("official_key", pa.string())])
    return _table(schema, (pair for pair in pairs if reads_like(*pair)))


def department_verdict(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per department shown, and category, scope and kind of institution registered, that do not go together."""
    given = (
        ("department_code", pa.string()),
        ("official_category", pa.string()),
        ("official_scope", _TEXTS),
        ("official_institution_kind", pa.string()),
    )
    columns = ", ".join(name for name, _ in given)
    rows = _distinct(con, f"SELECT DISTINCT {columns} FROM linked_listing WHERE department_code IS NOT NULL")
    judged = [(*row, verdict_of(row[0], row[1], row[2] or (), row[3])) for row in rows]
    return _table(pa.schema([*given, ("verdict", pa.string())]), [row for row in judged if row[-1]])


def province_name(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per province: its code and full name, as a look-up form wants it."""
    schema = pa.schema([("province", pa.string()), ("name", pa.string())])
    return _table(schema, [(row["code"], row["name"]) for row in read_codes("province")])


def _distinct(con: duckdb.DuckDBPyConnection, select: str) -> list[tuple[Any, ...]]:
    """Rows in order, so that what is made of them does not depend on how they lay."""
    return con.execute(f"{select} ORDER BY ALL").fetchall()


def _table(schema: pa.Schema, rows: Iterable[Sequence[Any]]) -> pa.Table:
    given, parts = iter(rows), []
    while some := list(islice(given, _AT_ONCE)):
        columns = zip(zip(*some, strict=True), schema, strict=True)
        parts.append(pa.record_batch([pa.array(column, type=field.type) for column, field in columns], schema=schema))
    return pa.Table.from_batches(parts, schema)
