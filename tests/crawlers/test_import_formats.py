from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.crawlers.importing import HEADINGS, Desk, roster, write_table, write_text
from warehouse.errors import FileError
from warehouse.workspace import Workspace

HEADER = ",".join(HEADINGS)
FORMATS = ("csv", "xlsx", "jsonl", "parquet")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Workspace.create(tmp_path / "workspace", secret="0" * 32), roster())


def landed(desk: Desk, *paths: Path) -> list[tuple[int, str | None, str | None, str | None]]:
    """(row, name, number, institution) of what lands, in order; nothing is taken in."""
    note = desk.land(*paths)
    folder = desk.workspace.root / "raw" / f"{note.run_id}.part"
    rows = pq.read_table(folder / "landed.parquet").to_pylist()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    return [(row["row_no"], row["name"], row["certificate_no"], row["institution"]) for row in rows]


def refusal(desk: Desk, path: Path) -> str:
    """Why a file is refused; nothing of it may be left."""
    with pytest.raises(FileError) as refused:
        desk.land(path)
    assert not desk.files()
    return str(refused.value)


# What a cell may hold: not the control characters and carriage returns that spreadsheets cannot.
cell = st.none() | st.text(st.characters(codec="utf-8", exclude_categories=("C",), include_characters="\n"), min_size=1)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.text("0123456789", min_size=1, max_size=9), cell, cell), min_size=1, max_size=5))
def test_a_table_lands_the_same_from_every_format(
    desk: Desk, tmp_path: Path, rows: list[tuple[str, str | None, str | None]]
) -> None:
    headings = ("执业证书编码", "姓名", "主要执业机构")
    found = [landed(desk, write_table(tmp_path / f"t.{suffix}", headings, rows)) for suffix in FORMATS]
    without_rows = [[entry[1:] for entry in entries] for entries in found]
    assert all(entries == without_rows[0] for entries in without_rows)
    assert [n for n, *_ in found[0]] == list(range(2, len(rows) + 2))
    assert [n for n, *_ in found[3]] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_told_apart_by_all_of_the_bytes(desk: Desk, tmp_path: Path, encoding: str) -> None:
    # 𠮷 and 䶮 take four bytes in GB18030 and stand in no smaller Chinese character set.
    path = write_text(tmp_path / "a.csv", f"{HEADER}\r\n李𠮷,1,甲医院,\r\n王䶮,2,乙医院,\r\n", encoding)
    assert landed(desk, path) == [(2, "李𠮷", "1", "甲医院"), (3, "王䶮", "2", "乙医院")]


def test_an_encoding_that_bytes_cannot_tell_is_pinned(desk: Desk, tmp_path: Path) -> None:
    desk.source = roster(encoding="big5", fields={"name": "姓名", "certificate_no": "編號"})
    assert landed(desk, write_text(tmp_path / "a.csv", "姓名,編號\n陳某,1\n", "big5")) == [(2, "陳某", "1", None)]


def test_bytes_of_no_encoding_are_refused_by_line_and_offset(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = f"{HEADER}\n王某,1,甲医院,\n".encode()
    path.write_bytes(good + b"\xff,2,x,\n")
    assert refusal(desk, path) == f"a.csv: not utf-8 or gb18030: line 3, byte offset {len(good)} cannot be decoded"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_makes_a_header(desk: Desk, tmp_path: Path, delimiter: str) -> None:
    text = f"{HEADER}\n王某,1,甲医院,\n".replace(",", delimiter)
    assert landed(desk, write_text(tmp_path / "a.csv", text)) == [(2, "王某", "1", "甲医院")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(desk: Desk, tmp_path: Path) -> None:
    text = f'"某省\n名单",,,\n\n{HEADER}\n王某,1,"甲医院\n北院",\n,,,\n\n李某,2,乙医院,\n'
    assert landed(desk, write_text(tmp_path / "a.csv", text)) == [
        (4, "王某", "1", "甲医院\n北院"),
        (7, "李某", "2", "乙医院"),
    ]


def test_a_row_of_another_width_is_an_issue_and_the_others_are_kept(desk: Desk, tmp_path: Path) -> None:
    rows = [f"王某,{n},甲医院,2026-02-28" for n in range(2, 32)]
    rows[3], rows[29] = "王某,5", "王某,31,甲医院,2026-02-28,"
    result = desk.deliver(write_text(tmp_path / "a.csv", "\n".join([HEADER, *rows])))
    assert result.distinct_count == 28
    assert [row[:3] for row in desk.records()] == [(n, "王某", str(n)) for n in range(2, 31) if n != 5]
    assert desk.issues() == [
        ("a.csv", 5, "row", None, "2 fields where the header has 4; the row was not read"),
        ("a.csv", 31, "row", None, "5 fields where the header has 4; the row was not read"),
    ]


def test_a_file_with_many_rows_of_another_width_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", f"{HEADER}\n" + "王某,1,甲医院,\n" * 8 + "王某,1\n")
    assert refusal(desk, path) == (
        "a.csv: 1 of 9 rows do not have as many fields as the header in row 1 "
        "(the first, row 10: 2 fields where the header has 4; the row was not read)"
    )


def test_a_quote_that_is_never_closed_is_refused_and_a_stray_one_is_not(desk: Desk, tmp_path: Path) -> None:
    rows = "王某,1,甲医院,\n" * 20
    path = write_text(tmp_path / "a.csv", f'{HEADER}\n{rows}李某,2,乙医院,"\n{rows}')
    assert refusal(desk, path) == "a.csv: row 22: a quoted value is never closed and swallows what follows"
    stray = write_text(tmp_path / "a.csv", f'{HEADER}\n王某,1,甲"医院,\n')
    assert landed(desk, stray) == [(2, "王某", "1", '甲"医院')]


def test_cells_of_a_spreadsheet_become_what_a_person_reads(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet, day = workbook.add_worksheet("名单"), workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range("A1:D1", "某省医师名单")
        sheet.write_row("A3", HEADINGS)
        sheet.write_row("A4", ["王某", 110330106990001, 1.5])
        sheet.write_row("A6", [True, "1.10E+14"])
        sheet.write_datetime("C6", datetime(2026, 2, 28), day)
        workbook.add_worksheet("空")
        workbook.add_worksheet("旧").hide()
    assert landed(desk, path) == [(4, "王某", "110330106990001", "1.5"), (6, "TRUE", "1.10E+14", "2026-02-28")]


def test_sheets_with_the_columns_are_read_and_another_one_is_an_issue(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, entry in {"一": ("王某", "1", "甲"), "二": ("李某", "2", "乙")}.items():
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, HEADINGS)
            sheet.write_row(1, 0, entry)
        workbook.add_worksheet("说明").write(0, 0, "略")
    desk.deliver(path)
    assert desk.query("SELECT url, row_no, name FROM raw_record ORDER BY url") == [
        ("a.xlsx#一", 2, "王某"),
        ("a.xlsx#二", 2, "李某"),
    ]
    assert desk.issues() == [("a.xlsx#说明", None, "sheet", None, "no columns of the key; the sheet was not read")]


def test_typed_columns_of_parquet_become_what_a_person_reads(desk: Desk, tmp_path: Path) -> None:
    columns = ["name", "certificate_no", "institution", "registered_on", "valid_to", "issuer", "scope"]
    desk.source = roster(fields={name: name for name in columns})
    table = pa.table(
        {
            "name": pa.array(["王某", None]).dictionary_encode(),
            "certificate_no": pa.array([110330106990001.0, 2.5]),
            "institution": pa.array([7, 8]),
            "registered_on": pa.array([date(2026, 2, 28), None]),
            "valid_to": pa.array([datetime(2026, 2, 28), datetime(2026, 2, 28, 8, 30)]),
            "issuer": pa.array([Decimal("1.50"), None]),
            "scope": pa.array([["内科专业", "儿科专业"], None]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    desk.deliver(tmp_path / "a.parquet")
    assert desk.query(f"SELECT row_no, {', '.join(columns)} FROM raw_record ORDER BY row_no") == [
        (1, "王某", "110330106990001", "7", "2026-02-28", "2026-02-28", "1.50", "内科专业；儿科专业"),
        (2, None, "2.5", "8", None, "2026-02-28 08:30:00", None, None),
    ]


def test_lines_that_are_no_json_object_are_issues(desk: Desk, tmp_path: Path) -> None:
    lines = [f'{{"姓名": "王某", "执业证书编码": {n}, "数据截止日期": "2026-02-28"}}' for n in range(1, 31)]
    lines[1], lines[2], lines[3] = '{"姓名": "王某"', "", '["李某", 4]'
    lines[4] = '{"主要执业机构": ["甲", 1], "执业证书编码": null, "姓名": "赵\\n某", "a/b": 1}'
    desk.deliver(write_text(tmp_path / "a.jsonl", "\n".join(lines), "utf-8-sig"))
    assert desk.records()[:2] == [(1, "王某", "1", None, None), (5, "赵\n某", None, '["甲",1]', None)]
    assert [issue[:4] for issue in desk.issues()] == [
        ("a.jsonl", 2, "row", None),
        ("a.jsonl", 4, "row", None),
        ("a.jsonl", 5, "key", None),
        ("a.jsonl", None, "column", "a/b"),
    ]


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_file_is_refused(desk: Desk, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"")
    assert refusal(desk, path) == f"a.{suffix}: the file is empty"


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_header_alone_is_refused(desk: Desk, tmp_path: Path, suffix: str) -> None:
    assert refusal(desk, write_table(tmp_path / f"a.{suffix}", HEADINGS, [])) == f"a.{suffix}: no rows under the header"


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_truncated_file_is_refused(desk: Desk, tmp_path: Path, suffix: str, share: float) -> None:
    path = write_table(tmp_path / f"a.{suffix}", HEADINGS, [("王某", str(n), "甲医院", None) for n in range(100)])
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "cannot be opened; is it whole?" in refusal(desk, path)


def test_a_page_named_as_a_spreadsheet_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.xls", "<html><table><tr><td>姓名</td></tr></table></html>")
    assert refusal(desk, path) == "a.xls: its content is not that of a CSV, XLSX, XLS, JSONL or Parquet file"


def test_a_file_without_a_header_is_refused_without_showing_whom_it_lists(desk: Desk, tmp_path: Path) -> None:
    mobile = "1" + "39" * 5
    text = refusal(desk, write_text(tmp_path / "a.csv", f"王某,{mobile}\n李某,2\n"))
    assert text.startswith("a.csv: no column for 执业证书编码")
    assert mobile not in text
