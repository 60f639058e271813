"""The correction pack and the lists: what a spreadsheet sees, and that it can do no harm there."""

import csv
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from reports import workbook
from reports.audit import AuditFiles, write_audit
from reports.text import Lang, Text
from tests.reports.conftest import FORMULA

# What no output may say, in either language and whatever the case.
FORBIDDEN = re.compile("unlicen[sc]ed|无证|fake|假", re.IGNORECASE)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def all_text(files: AuditFiles) -> str:
    assert files.html is not None
    assert files.xlsx is not None
    assert files.csv is not None
    cells = [
        str(cell)
        for sheet in CalamineWorkbook.from_path(files.xlsx).sheet_names
        for row in CalamineWorkbook.from_path(files.xlsx).get_sheet_by_name(sheet).to_python()
        for cell in row
    ]
    lists = [path.read_text(encoding="utf-8") for path in sorted(files.csv.iterdir())]
    return "\n".join([files.html.read_text(encoding="utf-8"), *cells, *lists])


def test_no_output_says_what_nobody_may_say(files: AuditFiles) -> None:
    assert FORBIDDEN.findall(all_text(files)) == []


def test_not_found_is_said_with_what_was_searched(files: AuditFiles, lang: Lang) -> None:
    said = "未在已检索的官方来源中找到" if lang == "zh" else "found in the official sources searched"
    assert said in all_text(files)


def test_each_platform_has_all_lists_and_each_number_its_rows(files: AuditFiles) -> None:
    assert files.csv is not None
    rows = {path.name: len(read_csv(path)) - 1 for path in files.csv.iterdir()}
    assert rows == {
        "cn_alpha-conflict.csv": 8,
        "cn_alpha-mismatch.csv": 7,
        "cn_alpha-unresolved.csv": 3,
        "cn_alpha-linked.csv": 11,
        "cn_beta-conflict.csv": 1,
        "cn_beta-mismatch.csv": 1,
        "cn_beta-unresolved.csv": 1,
        "cn_beta-linked.csv": 4,
        "cn_society-conflict.csv": 0,
        "cn_society-mismatch.csv": 0,
        "cn_society-unresolved.csv": 0,
        "cn_society-linked.csv": 2,
        "cn_leads-conflict.csv": 0,
        "cn_leads-mismatch.csv": 0,
        "cn_leads-unresolved.csv": 0,
        "cn_leads-linked.csv": 0,
        "cn_province-conflict.csv": 2,
    }


def test_lists_begin_with_the_mark_that_spreadsheets_need(files: AuditFiles) -> None:
    assert files.csv is not None
    for path in files.csv.iterdir():
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_published_formula_stays_text(files: AuditFiles, lang: Lang) -> None:
    assert files.csv is not None
    assert files.xlsx is not None
    (row,) = read_csv(files.csv / "cn_beta-unresolved.csv")[1:]
    assert f"'{FORMULA}" in row
    book = CalamineWorkbook.from_path(files.xlsx)
    sheet = f"9 {Text(lang)('list.unresolved')} cn_beta"
    assert FORMULA in book.get_sheet_by_name(sheet).to_python()[1]


def test_the_workbook_has_summary_definitions_sources_and_the_lists(files: AuditFiles, lang: Lang) -> None:
    assert files.xlsx is not None
    book, text = CalamineWorkbook.from_path(files.xlsx), Text(lang)
    fixed = [text(f"sheet.{name}") for name in ("summary", "definitions", "sources")]
    assert book.sheet_names[:3] == fixed
    assert len(book.sheet_names) == 3 + 4 * 3 + 1
    conflicts = book.get_sheet_by_name(f"4 {text('list.conflict')} cn_alpha").to_python()
    heading = conflicts[0]
    worst = dict(zip(heading, conflicts[1], strict=True))
    assert worst[text("column.severity")] == text("severity.high")
    assert worst[text("column.official_status")] == text("status.cancelled")
    assert str(worst[text("column.status_since")]) == "2026-01-15"
    # Text, not a number that a spreadsheet would round.
    assert worst[text("column.official_certificate_no")] == "110330000990018"


def test_a_sheet_that_is_cut_says_so(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 5)
    files = write_audit(release, tmp_path, lang="en", formats=["xlsx"])
    assert files.xlsx is not None
    rows = CalamineWorkbook.from_path(files.xlsx).get_sheet_by_name("4 differences cn_alpha").to_python()
    assert len(rows) == 1 + 5 + 1
    assert rows[-1][0] == "The first 5 of 8 rows; the rest is in the CSV: cn_alpha-conflict.csv"


def test_the_same_release_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    first, again = (write_audit(release, tmp_path / run, formats=["html", "xlsx"]) for run in ("first", "again"))
    for one, other in zip(first.paths(), again.paths(), strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_only_the_formats_asked_for_are_written_and_linked(release: Path, tmp_path: Path) -> None:
    files = write_audit(release, tmp_path, formats=["html"])
    assert [path.name for path in tmp_path.iterdir()] == ["audit-r-test.html"]
    assert (files.xlsx, files.csv) == (None, None)
    assert ".csv" not in files.paths()[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", [{"formats": ["pdf"]}, {"formats": []}, {"lang": "de"}])
def test_an_unknown_format_or_language_is_refused(release: Path, tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"pdf|none|de"):
        write_audit(release, tmp_path, **wrong)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
