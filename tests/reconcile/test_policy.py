"""A policy with a gap stops the run."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from reconcile.policy import load_policy, policy_texts, write_policy
from reconcile.register import write_user_aliases
from tests.reconcile.rows import official
from tests.support import Lab
from warehouse.errors import PolicyError, WorkspaceError


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A policy of one's own: as shipped, to begin with."""
    folder = tmp_path / "policy"
    folder.mkdir()
    for name, text in policy_texts().items():
        (folder / f"{name}.csv").write_bytes(text.encode())
    return folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_policy_is_whole_and_its_version_follows_its_content(con: duckdb.DuckDBPyConnection, own: Path) -> None:
    version = load_policy(con)
    assert con.execute("SELECT version FROM policy").fetchall() == [(version,)]
    assert load_policy(con) == version == load_policy(con, own)
    change(own, "authority.csv", "scope,*,provincial,2,", "scope,*,provincial,1,")
    assert load_policy(con, own) != version
    rank = "SELECT rank FROM authority WHERE (field, scope, tier) = ('scope', '*', 'provincial')"
    assert con.execute(rank).fetchall() == [(1,)]


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


def test_a_policy_that_was_written_down_is_the_same_policy(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    version = load_policy(con)
    write_policy(con, tmp_path)
    assert load_policy(con, tmp_path / "policy") == version


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("authority.csv", "level,*,national,1,", "level,*,national,,", r"authority.csv, row 6: no rank"),
        ("authority.csv", "scope,*,provincial,2,", "scope,*,provincial,second,", "row 15: rank 'second' is no number"),
        (
            "authority.csv", "level,*,national,1,as for instrument", "level,*,national,1,",
            "authority.csv, row 6: no reason",
        ),
        (
            "authority.csv", "level,*,national,1,", "level,*,commercial,1,",
            r"row 6: level \* commercial cannot rank; only official.*authority.csv: no row for level \* national",
        ),
        ("authority.csv", "uscc,licence,provincial", "uscc,main,provincial", "row 61: uscc main provincial cannot"),
        ("authority.csv", "level,*,national,1,", "level,permit,national,1,", "row 8: level permit national stands twi"),
        ("authority.csv", "field,scope,tier,rank", "field,scope,tier,place", "authority.csv: no column rank"),
        ("conflict_kind.csv", "\nstale,medium,", "\nstale,grave,", "conflict_kind.csv, row 3: severity 'grave'"),
        ("conflict_kind.csv", "\nstale,medium,", "\nold,medium,", "conflict_kind.csv: no row for stale"),
        ("weight.csv", "name,homophone,-6.6,", "name,homophone,much,", "weight.csv, row 3: weight 'much' is no number"),
        ("department_scope.csv", "\n03,1,S,", "\n03,1,,", "department_scope.csv, row 4: no class"),
    ],
)  # fmt: skip
def test_a_policy_with_a_gap_is_refused_by_file_and_row(
    con: duckdb.DuckDBPyConnection, own: Path, file: str, old: str, new: str, complaint: str
) -> None:
    change(own, file, old, new)
    with pytest.raises(PolicyError, match=complaint):
        load_policy(con, own)


@pytest.mark.parametrize("name", ["authority", "weight"])
def test_a_policy_without_a_table_is_refused(con: duckdb.DuckDBPyConnection, own: Path, name: str) -> None:
    (own / f"{name}.csv").write_text("")
    with pytest.raises(PolicyError, match=f"{name}.csv: no row"):
        load_policy(con, own)
    (own / f"{name}.csv").unlink()
    with pytest.raises(PolicyError, match=f"no {name}.csv"):
        load_policy(con, own)


def test_a_missing_policy_stops_the_run_and_leaves_what_was_there(lab: Lab, own: Path) -> None:
    lab.land("cn_national", [official(1)])
    before = lab.run()
    registrations = lab.table("registration")
    (own / "authority.csv").unlink()
    with pytest.raises(PolicyError, match=r"no authority\.csv"):
        lab.run(policy=own)
    assert lab.table("registration") == registrations
    assert lab.table("SELECT version FROM policy") == [{"version": before.policy_version}]


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
