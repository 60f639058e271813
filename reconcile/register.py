"""What people declare: the sources, and the names a user knows institutions by."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from normalize.institutions import institution_key
from normalize.places import clean_province
from warehouse.errors import WorkspaceError
from warehouse.person_csv import read_rows
from warehouse.schema import SOURCE
from warehouse.source import Source

_ALIAS = pa.schema([(name, pa.string()) for name in ("alias", "alias_key", "institution_key", "province", "relation")])
# How two institutions may be related by a user's word; without one the row gives another name of one institution.
RELATIONS = ("parent", "campus", "alliance", "successor")


def write_sources(con: duckdb.DuckDBPyConnection, sources: Mapping[str, Source]) -> None:
    """Make table `source` from the declarations."""
    rows = [
        {
            "source_id": s.id, "title": s.title, "publisher": s.publisher, "tier": s.tier, "subject": s.subject,
            "covering": s.covering, "provinces": list(s.provinces), "is_act": s.is_act,
            "age_limit_days": s.age_limit_days, "cadence_days": s.cadence_days,
            "url": s.url, "licence": s.licence, "fields": sorted(s.fields),
        }
        for _, s in sorted(sources.items())
    ]  # fmt: skip
    con.register("declared", pa.Table.from_pylist(rows, schema=SOURCE.arrow()))
    con.execute("CREATE OR REPLACE TABLE source AS SELECT * FROM declared ORDER BY source_id")
    con.unregister("declared")


def write_user_aliases(con: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    """Make tables `user_alias` and `user_relation` from institutions.csv.

    Columns: alias, institution (its official name), province and relation (optional). With a relation (RELATIONS) the
    `alias` is no name of the institution but the official name of another one: its campus, its successor ...
    Raises WorkspaceError that names file and row for a missing column, an empty cell, an unknown province or relation.
    """
    rows = _read_aliases(path) if path else []
    con.register("given", pa.Table.from_pylist(rows, schema=_ALIAS))
    con.execute(
        "CREATE OR REPLACE TABLE user_alias AS "
        "SELECT DISTINCT * EXCLUDE (relation) FROM given WHERE relation IS NULL ORDER BY ALL"
    )
    con.execute(
        "CREATE OR REPLACE TABLE user_relation AS "
        "SELECT DISTINCT * EXCLUDE (alias) FROM given WHERE relation IS NOT NULL ORDER BY ALL"
    )
    con.unregister("given")


def _read_aliases(path: Path) -> list[dict[str, str | None]]:
    rows: list[dict[str, str | None]] = []
    for number, row in read_rows(path, ("alias", "institution")):
        if not row["alias"] or not row["institution"]:
            raise WorkspaceError(f"{path}, row {number}: alias and institution must both be given")
        try:
            province = clean_province(row["province"]) if row.get("province") else None
        except ValueError as error:
            raise WorkspaceError(f"{path}, row {number}: {error}") from None
        relation = (row.get("relation") or "").strip() or None
        if relation not in (None, *RELATIONS):
            raise WorkspaceError(f"{path}, row {number}: relation {relation!r} is none of {', '.join(RELATIONS)}")
        rows.append(
            {
                "alias": row["alias"],
                "alias_key": institution_key(row["alias"]),
                "institution_key": institution_key(row["institution"]),
                "province": province,
                "relation": relation,
            }
        )
    return rows
