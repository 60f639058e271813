"""A policy with a gap stops the run."""

import csv
import re
from importlib.resources import files

import duckdb
import pytest

from reconcile.policy import check_authority, load_policy
from reconcile.register import write_user_aliases
from tests.support import Lab
from warehouse.errors import PolicyError, WorkspaceError


def authority() -> list[dict[str, str]]:
    return list(csv.DictReader((files("reconcile") / "authority.csv").read_text(encoding="utf-8").splitlines()))


def test_the_policy_is_whole_and_its_version_follows_its_content(con: duckdb.DuckDBPyConnection) -> None:
    check_authority(authority())
    version = load_policy(con)
    assert con.execute("SELECT version FROM policy").fetchall() == [(version,)]
    assert load_policy(con) == version


def test_every_kind_that_a_select_opens_is_defined_once_and_nothing_else_is() -> None:
    rows = list(csv.DictReader((files("reconcile") / "conflict_kind.csv").read_text(encoding="utf-8").splitlines()))
    steps = [path for path in (files("reconcile") / "sql").iterdir() if path.name.startswith("conflict_")]
    opened = set().union(
        *(re.findall(r"'([a-z]+(?:_[a-z]+)+|stale|wrong)'", _code(p.read_text("utf-8"))) for p in steps)
    )
    kinds = [row["kind"] for row in rows]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= opened
    assert {row["severity"] for row in rows} <= {"high", "medium", "low", "info"}
    wordless = ("legal_note_zh", "legal_note_en")
    assert [(row["kind"], name) for row in rows for name in row if not row[name] and name not in wordless] == []
    # A note stands in both languages or in neither.
    assert [row["kind"] for row in rows if bool(row["legal_note_zh"]) != bool(row["legal_note_en"])] == []


def _code(sql: str) -> str:
    return "\n".join(line.split("--")[0] for line in sql.splitlines())


@pytest.mark.parametrize("gap", ["rank", "reason"])
def test_a_row_without_rank_or_reason_is_refused(gap: str) -> None:
    rows = authority()
    rows[3][gap] = ""
    with pytest.raises(PolicyError, match=rows[3]["field"]):
        check_authority(rows)


def test_a_missing_row_and_a_lower_tier_are_refused_together() -> None:
    rows = authority()
    rows[0]["tier"] = "commercial"
    with pytest.raises(PolicyError, match=r"instrument \* national: no rank.*only official tiers rank"):
        check_authority(rows)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("alias,hospital\n甲,乙\n", "no column institution"),
        ("alias,institution\n甲,\n", "row 2"),
        ("alias,institution,province\n甲,乙医院,天堂\n", "row 2"),
        ("alias,institution,relation\n甲,乙医院,cousin\n", "row 2: relation 'cousin' is none of parent, campus"),
    ],
)
def test_an_unreadable_alias_names_its_row(lab: Lab, con: duckdb.DuckDBPyConnection, text: str, complaint: str) -> None:
    path = lab.root / "institutions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match=complaint):
        write_user_aliases(con, path)
