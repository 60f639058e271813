"""Department against registered scope: every row of the guide's table, its class, and who is exempt."""

import csv
import re
from importlib.resources import files

import pytest

from normalize.text import read_codes
from reconcile.departments import verdict_of

# The classes of the guide's 70 rows, ten a line: S strict, T strict with a category of its own (S*), A several scopes,
# N any. Anesthesia, say, is row 46.
CLASSES = "SSAAASSSSAAASSSAASAASSSSASAAAASAASATAAASAASAASAAANANSASASAAAAATAATNNNN"
# Rows without a code of their own in the subject list: named in the table, but no department shown can meet them.
CODELESS = {38, 52, 59, 61, 68, 69, 70}
ROWS = list(csv.DictReader((files("reconcile") / "department_scope.csv").read_text(encoding="utf-8").splitlines()))


def test_all_seventy_rows_stand_in_the_table_with_their_classes() -> None:
    found = {
        int(number): "T" if row["class"] == "S*" else row["class"]
        for row in ROWS
        for number in filter(None, row["guide_rows"].split("|"))
    }
    assert "".join(found[number] for number in sorted(found)) == CLASSES
    assert {int(row["guide_rows"]) for row in ROWS if not row["code"]} == CODELESS
    codes = [row["code"] for row in ROWS if row["code"]]
    assert len(codes) == len(set(codes))


def test_the_table_names_scopes_and_departments_that_exist() -> None:
    scopes = {row["scope"] for row in read_codes("scope")}
    departments = {row["code"] for row in read_codes("department")}
    assert {scope for row in ROWS for scope in filter(None, row["scopes"].split("|"))} <= scopes
    # A code of the first level may stand for those below it.
    assert {row["code"] for row in ROWS if not any(code.startswith(row["code"]) for code in departments)} == set()
    assert {c for row in ROWS for c in re.findall(r"\w+", row["never"] + " " + row["eased"])} == {
        "clinical", "dental", "public_health",
    }  # fmt: skip


@pytest.mark.parametrize("row", [row for row in ROWS if row["code"]], ids=lambda row: row["code"])
def test_each_row_is_judged_by_its_class(row: dict[str, str]) -> None:
    assert {verdict_of(row["code"], None, [scope], "A100") for scope in row["scopes"].split("|")} == {None}
    outsider = "特种医学与军事医学专业"  # fits no row
    expected = {"S": "outside", "S*": "outside", "A": "unusual", "N": None}[row["class"]]
    assert verdict_of(row["code"], None, [outsider], "A100") == expected
    # Silence is no contradiction, and a province's own scope may be anything.
    assert verdict_of(row["code"], None, [], "A100") is None
    assert verdict_of(row["code"], None, [outsider, "省级以上卫生行政部门规定的其他专业"], "A100") is None


@pytest.mark.parametrize(
    ("code", "category", "scope", "kind", "verdict"),
    [
        ("07", "clinical", "内科专业", "A100", "outside"),
        # TCM physicians work in other clinical departments too, but are no dentists.
        ("07", "tcm", "中医专业", "A100", None),
        ("03.02", "tcm", "中医专业", "A100", None),
        ("12", "tcm", "中医专业", "A100", "outside"),
        # General practitioners see everything where they are: B community, C township, D600 village; not in a hospital.
        ("04.01", "clinical", "全科医学专业", "B100", None),
        ("04.01", "clinical", "全科医学专业", "C220", None),
        ("04.01", "clinical", "全科医学专业", "D600", None),
        ("04.01", "clinical", "全科医学专业", "D211", "outside"),
        ("04.01", "clinical", "全科医学专业", None, "outside"),
        # A clinical physician in a TCM department may be trained in TCM; in ethnic medicine it is another matter.
        ("50.01", "clinical", "内科专业", "A100", "unusual"),
        ("50.01", "dental", "口腔专业", "A100", "outside"),
        ("51", "clinical", "内科专业", "A100", "outside"),
        # Always to be checked: public health in surgery, dentists in medicine, surgery, obstetrics and pediatrics, and
        # surgeons as dentists.
        ("04.03", "public_health", "公共卫生类别专业", "A100", "outside"),
        ("50.11", "public_health", "公共卫生类别专业", "A100", "outside"),
        ("03.10", "dental", "口腔专业", "A100", "outside"),
        ("05.02", "dental", "口腔专业", "A100", "outside"),
        ("07.01", "dental", "口腔专业", "A100", "outside"),
        ("12.03", "clinical", "外科专业", "A100", "outside"),
        # Maxillofacial surgery takes both.
        ("12.02", "clinical", "外科专业", "A100", None),
        ("12.02", "dental", "口腔专业", "A100", None),
        # Even where no scope is registered; and where nobody knows the department, nothing is said.
        ("04.01", "dental", None, "A100", "outside"),
        (None, "dental", "口腔专业", "A100", None),
        ("69", "dental", "口腔专业", "A100", None),
    ],
)
def test_who_is_exempt_and_what_is_always_checked(
    code: str | None, category: str, scope: str | None, kind: str | None, verdict: str | None
) -> None:
    assert verdict_of(code, category, [scope] if scope else [], kind) == verdict
