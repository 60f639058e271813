"""The policy: who may assert what, how conflicts are called and what evidence weighs; read from CSV and checked.

The product ships one; a release keeps the one it was settled under in its folder `policy/`, and any other can be
read from a folder (`mingce replay`). There is no default: what a policy leaves out stops the run.
"""

import csv
import hashlib
from collections.abc import Iterable
from importlib.resources import files
from itertools import product
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.db import store
from warehouse.errors import PolicyError
from warehouse.schema import OFFICIAL_TIERS

# What official sources settle, by the scopes in which they speak: of a registration and its holder; of an institution.
SETTLED_FIELDS = {
    ("*", "permit"): (
        "instrument", "level", "category", "scope", "main_institution", "status", "valid_from", "valid_to",
        "assessment", "name", "gender",
    ),
    ("licence",): (
        "name", "province", "division", "uscc", "grade", "subjects", "licence_status", "licence_valid_to",
    ),
    ("main", "filed"): ("name", "province"),
}  # fmt: skip
_RANKED = {
    (field, scope, tier)
    for scopes, fields in SETTLED_FIELDS.items()
    for field, scope, tier in product(fields, scopes, OFFICIAL_TIERS)
}
# Table -> the columns that tell its rows apart.
TABLES = {
    "authority": ("field", "scope", "tier"),
    "conflict_kind": ("kind",),
    "weight": ("feature", "level"),
    "department_scope": ("code", "guide_rows"),
}
_NUMBERS = {"rank": pa.int64(), "weight": pa.float64()}
_MAY_BE_EMPTY = ("legal_note_zh", "legal_note_en", "code", "guide_rows", "scopes", "never", "eased")

# Line of the file, and its cells.
Rows = list[tuple[int, dict[str, str]]]
_SEVERITIES = ("high", "medium", "low", "info")


def load_policy(con: duckdb.DuckDBPyConnection, folder: Path | None = None) -> str:
    """Make the policy's tables, `policy` (its version) and `policy_file` (its texts); return its version.

    `folder` holds TABLE.csv for each of TABLES; without it, the policy that ships with the product is meant. Raises
    PolicyError, with file and row, for what is missing, doubled, unranked or without a reason.
    """
    texts = policy_texts(folder)
    tables = {name: _rows(text) for name, text in texts.items()}
    shipped = tables if folder is None else {name: _rows(text) for name, text in policy_texts().items()}
    faults = [fault for name, rows in tables.items() for fault in _faults(name, rows, shipped[name])]
    if faults:
        faults = [*faults[:9], f"and {len(faults) - 9} more"] if len(faults) > 10 else faults
        raise PolicyError(f"{folder}: {'; '.join(faults)}" if folder else "; ".join(faults))
    for name, rows in tables.items():
        _make_table(con, name, rows)
    version = policy_version(texts)
    con.execute("CREATE OR REPLACE TABLE policy AS SELECT $version AS version", {"version": version})
    con.execute("CREATE OR REPLACE TABLE policy_file (name VARCHAR, content VARCHAR)")
    con.executemany("INSERT INTO policy_file VALUES (?, ?)", [*texts.items()])
    return version


def policy_texts(folder: Path | None = None) -> dict[str, str]:
    """Table -> its CSV, of a folder or as shipped; raise PolicyError for a file that is not there."""
    source = folder or files("reconcile")
    texts = {}
    for name in TABLES:
        try:
            texts[name] = (source / f"{name}.csv").read_bytes().decode("utf-8-sig")
        except (FileNotFoundError, NotADirectoryError):
            raise PolicyError(f"{source}: no {name}.csv") from None
        except UnicodeDecodeError as error:
            raise PolicyError(f"{source}: {name}.csv is not UTF-8 ({error.reason})") from None
    return texts


def policy_version(texts: dict[str, str] | None = None) -> str:
    """Digest of a policy's texts; of those shipped with this version of the product if none are given."""
    return hashlib.sha256("".join((texts or policy_texts()).values()).encode()).hexdigest()[:16]


def write_policy(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the policy that the warehouse was settled under as folder/policy/TABLE.csv."""
    (folder / "policy").mkdir()
    for name, content in con.execute("SELECT name, content FROM policy_file ORDER BY name").fetchall():
        (folder / "policy" / f"{name}.csv").write_bytes(content.encode())


def _rows(text: str) -> Rows:
    reader = csv.DictReader(text.splitlines())
    return [(reader.line_num, {k: v or "" for k, v in row.items() if k}) for row in reader]


def _faults(name: str, rows: Rows, shipped: Rows) -> Iterable[str]:
    """What is wrong with a table, in words that name file and row (the heading is row 1)."""
    key, columns = TABLES[name], list(shipped[0][1])
    missing = [column for column in columns if not rows or column not in rows[0][1]]
    if missing:
        yield f"{name}.csv: no column {', '.join(missing)}" if rows else f"{name}.csv: no row"
        return
    seen: set[tuple[str, ...]] = set()
    for line, row in rows:
        at, own = f"{name}.csv, row {line}", tuple(row[column] for column in key)
        if own in seen:
            yield f"{at}: {' '.join(own)} stands twice"
        seen.add(own)
        yield from (f"{at}: no {c}" for c in columns if not row[c] and c not in _MAY_BE_EMPTY)
        yield from (f"{at}: {c} {row[c]!r} is no number" for c in _NUMBERS if row.get(c) and not _is_number(c, row[c]))
        if name == "authority" and own not in _RANKED:
            yield f"{at}: {' '.join(own)} cannot rank; only official tiers do, of what they settle"
        if row.get("severity", "high") not in _SEVERITIES:
            yield f"{at}: severity {row['severity']!r} is none of {', '.join(_SEVERITIES)}"
    # department_scope may have fewer rows: a department without one is never contradicted.
    needed = _RANKED if name == "authority" else {tuple(r[column] for column in key) for _, r in shipped}
    if name != "department_scope":
        yield from (f"{name}.csv: no row for {' '.join(own)}" for own in sorted(needed - seen))


def _is_number(column: str, text: str) -> bool:
    if column == "rank":
        return text.isdecimal()
    try:
        float(text)
    except ValueError:
        return False
    return True


def _make_table(con: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    columns = {
        column: pa.array([row[column] or None for _, row in rows]).cast(_NUMBERS.get(column, pa.string()))
        for column in rows[0][1]
    }
    store(con, name, pa.table(columns))
