"""The policy: who may assert what, how conflicts are called and what evidence weighs; read from CSV and checked."""

import csv
import hashlib
from importlib.resources import files
from itertools import product

import duckdb
import pyarrow as pa

from warehouse.errors import PolicyError
from warehouse.schema import OFFICIAL_TIERS

# Fields of a registration and its holder that official sources settle.
SETTLED_FIELDS = (
    "instrument", "level", "category", "scope", "main_institution", "status", "valid_from", "valid_to",
    "name", "gender",
)  # fmt: skip
_SCOPES = ("*", "permit")
_NUMBERS = {"rank": pa.int64(), "weight": pa.float64()}
TABLES = ("authority", "conflict_kind", "weight", "department_scope")


def load_policy(con: duckdb.DuckDBPyConnection) -> str:
    """Make the tables `authority`, `conflict_kind`, `weight`, `department_scope` and `policy`; return its version.

    Raises PolicyError where a settled field lacks a rank or any row lacks its reason.
    """
    for name in TABLES:
        rows = list(csv.DictReader(_text(name).splitlines()))
        if name == "authority":
            check_authority(rows)
        _make_table(con, name, rows)
    version = policy_version()
    con.execute("CREATE OR REPLACE TABLE policy AS SELECT $version AS version", {"version": version})
    return version


def policy_version() -> str:
    """Digest of the policy's tables as they stand in this version of the product."""
    return hashlib.sha256("".join(map(_text, TABLES)).encode()).hexdigest()[:16]


def check_authority(rows: list[dict[str, str]]) -> None:
    """Raise PolicyError unless every settled field is ranked for every official tier, once and with a reason."""
    keys = [(r["field"], r["scope"], r["tier"]) for r in rows]
    faults = [f"{' '.join(k)}: no rank" for k in product(SETTLED_FIELDS, _SCOPES, OFFICIAL_TIERS) if k not in keys]
    faults += [f"{' '.join(k)}: ranked twice" for k in sorted({k for k in keys if keys.count(k) > 1})]
    for r in rows:
        if not r["rank"].isdigit() or not r["reason"]:
            faults.append(f"{r['field']} {r['scope']} {r['tier']}: needs a rank and a reason")
        if r["field"] not in SETTLED_FIELDS or r["tier"] not in OFFICIAL_TIERS:
            faults.append(f"{r['field']} {r['tier']}: only official tiers rank, and only registration fields")
    if faults:
        raise PolicyError("authority.csv: " + "; ".join(faults))


def _text(name: str) -> str:
    return (files("reconcile") / f"{name}.csv").read_text(encoding="utf-8")


def _make_table(con: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, str]]) -> None:
    columns = {
        column: pa.array([r[column] or None for r in rows]).cast(_NUMBERS.get(column, pa.string()))
        for column in rows[0]
    }
    con.register("policy_rows", pa.table(columns))
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM policy_rows")
    con.unregister("policy_rows")
