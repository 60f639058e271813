"""Institutions as a person looks them up: who they are, who says so, and which are meant where many may be."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from rich.console import Console

from reconcile.lookup.houses import institutions
from reconcile.lookup.question import read_question
from reconcile.lookup.search import open_index
from reports.answer_institution import render
from tests.reconcile.rows import HOSPITALS
from tests.support import Lab

FIRST = HOSPITALS["first"]


def test_an_institution_is_shown_with_its_physicians(run: Callable[..., Result]) -> None:
    (house,) = json.loads(run("institution", "杭州市一院", "--province", "浙江", "--json").output)["found"]
    assert (house["name"], house["staff"]) == (
        FIRST, [{"kind": "main", "status": "active", "person_count": 4}],
    )  # fmt: skip
    # Who says so, of which day: of a house without a licence the register of its physicians.
    (source,) = house["sources"]
    assert (source["source_id"], source["fields"], source["asserted_on"], source["age_days"]) == (
        "cn_national", ["name", "province"], "2026-03-01", 20,
    )  # fmt: skip
    output = run("institution", FIRST, "--lang", "en").output
    assert FIRST in output
    assert "cn_national: 2026-03-01 (20 of 180 days) · Name, Province" in output
    assert "No institution" in run("institution", "某某医院", "--lang", "en").output


def test_of_too_many_institutions_the_largest_are_named_with_their_places(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = shutil.copy(lab.workspace.releases / "current" / "lookup.sqlite", tmp_path)
    with closing(sqlite3.connect(copied)) as index, index:
        index.execute("INSERT INTO institution_name SELECT '共有医院', institution_no, 'short', name FROM institution")
        index.execute("UPDATE institution SET division = '330122' WHERE name = ?", [HOSPITALS["county"]])
    monkeypatch.setattr("reconcile.lookup.houses._AT_MOST", 3)
    with open_index(Path(copied)) as index:
        found, there = (
            institutions(index, read_question({"institution": "共有医院", "province": place}), date(2026, 3, 21))
            for place in (None, "四川")
        )
    assert (found.found, found.candidate_count, [c["physician_count"] for c in found.candidates]) == ((), 4, [5, 5, 4])
    assert [c["name"] for c in there.found] == [HOSPITALS["far"]]
    with (console := Console(width=100)).capture() as shown:
        console.print(render("共有医院", found.as_json(), "zh"))
    assert "叫「共有医院」的机构有 4 家，以下列出 3 家：" in shown.get()
    assert "浙江 杭州市 桐庐县" in shown.get()


def test_a_part_of_a_name_leads_to_those_who_have_it(run: Callable[..., Result]) -> None:
    houses = json.loads(run("institution", "民医院", "--json").output)
    assert (houses["found"], houses["candidate_count"], {c["name"] for c in houses["candidates"]}) == (
        [], 4, {*HOSPITALS.values()},
    )  # fmt: skip
    assert "名称中含有它的有 4 家，以下列出 4 家：" in run("institution", "民医院").output
