"""A department against registered category and scope, by department_scope.csv: one rule for listings and look-ups."""

import csv
import re
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

# A province may register a scope of its own, which says nothing of departments.
_ANY_SCOPE = "省级以上卫生行政部门规定的其他专业"
_GENERAL_PRACTICE = "全科医学专业"
_PRIMARY_CARE = re.compile(r"B|C|D600")


class _Rule(NamedTuple):
    strictness: str
    scopes: frozenset[str]
    # Categories that never fit, and those for which a strict department is only unusual.
    never: frozenset[str]
    eased: frozenset[str]


def verdict_of(
    code: str | None, category: str | None, scopes: Collection[str], institution_kind: str | None
) -> Literal["outside", "unusual"] | None:
    """Whether somebody so registered is to be expected in a department; None: yes, or nothing says otherwise.

    `outside`: please check; `unusual`: of the several scopes that are usual there it is none. `institution_kind` is the
    WS 218 class of the registered institution: in primary care general practitioners see everything. TCM physicians
    may work in other clinical departments (Physicians Law art. 14), but for dentistry.

    >>> verdict_of("07", "clinical", ["外科专业"], "A100"), verdict_of("03.02", "clinical", ["儿科专业"], None)
    ('outside', 'unusual')
    """
    rule = _rule(code or "")
    if rule is None or rule.strictness == "N" or (_GENERAL_PRACTICE in scopes and is_primary_care(institution_kind)):
        return None
    if category in rule.never:
        return "outside"
    if not scopes or _ANY_SCOPE in scopes or not rule.scopes.isdisjoint(scopes):
        return None
    strictness = "A" if category in rule.eased else rule.strictness
    if category == "tcm" and strictness != "S*":
        return None
    return "unusual" if strictness == "A" else "outside"


def is_primary_care(institution_kind: str | None) -> bool:
    """Community, township and village clinics."""
    return bool(institution_kind and _PRIMARY_CARE.match(institution_kind))


@cache
def _rule(code: str) -> _Rule | None:
    """The rule of the longest code that this one begins with."""
    rows = [row for row in _rows() if row["code"] and code.startswith(row["code"])]
    if not rows:
        return None
    row = max(rows, key=lambda row: len(row["code"]))
    scopes, never, eased = (frozenset(filter(None, row[name].split("|"))) for name in ("scopes", "never", "eased"))
    return _Rule(row["class"], scopes, never, eased)


@cache
def _rows() -> list[dict[str, str]]:
    text = (files("reconcile") / "department_scope.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
