"""A roster is verified: every row and column kept, its answer beside it, in any format."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import Result
from python_calamine import CalamineWorkbook

from tests.reconcile.lookup_world import number
from tests.reconcile.rows import HOSPITALS

FIRST = HOSPITALS["first"]


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


ROWS = [
    ["浙江某院医师名单", "", "", "", ""],
    ["姓 名", "执业医院", "执业证书编码", "级别", "备注"],
    ["王小明", FIRST, "", "执业医师", "=1+1"],
    ["赵敏", FIRST, "", "", ""],
    ["", "", "", "", ""],
    ["王小明", FIRST, "", "执业医师", "again"],
    ["陈静", HOSPITALS["county"], number(6), "院士", ""],
]
# Row, outcome, name, differences, notes.
EXPECTED = [
    ("3", "registered", "王小明", "", ""),
    (
        "4",
        "registered",
        "赵敏",
        "Institution: 杭州市第一人民医院 → 杭州市第二人民医院 since 2026-03-01 (was so formerly)",
        "",
    ),
    ("5", "", "", "", ""),
    ("6 (the same as row 3)", "registered", "王小明", "", ""),
    ("7", "not_active", "陈静", "", "Level: 院士 (unknown level)"),
]


def read_back(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".parquet":
        return [{k: v or "" for k, v in row.items()} for row in pq.read_table(path).to_pylist()]
    if path.suffix == ".xlsx":
        headings, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [dict(zip(headings, row, strict=True)) for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_every_row_and_column_of_a_roster_is_kept_with_its_answer(
    run: Callable[..., Result], tmp_path: Path, suffix: str
) -> None:
    roster, out = write_csv(tmp_path / "roster.csv", ROWS), tmp_path / f"out{suffix}"
    result = run("verify", roster, "-o", out, "--lang", "en")
    assert result.exit_code == 0, result.output
    found = read_back(out)
    assert [[row[heading] for heading in ROWS[1]] for row in found] == ROWS[2:]
    columns = ("row", "outcome_code", "name", "differences", "notes")
    shown = [tuple(row[f"verify_{name}"] for name in columns) for row in found]
    # What lower sources say of 王小明 is a note; here only what the row itself has is looked at.
    assert [(*row[:4], row[4] if "Level" in row[4] and "platform" not in row[4] else "") for row in shown] == EXPECTED
    assert found[2]["verify_words"] == "empty row"


def test_a_row_that_is_not_decided_says_why_what_to_do_and_who_it_may_be(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    rows = [
        ["姓名", "医院", "省份", "执业证书编码"], ["何不凡", "", "浙江", ""], ["李国栋", FIRST, "", ""],
        ["张伟", HOSPITALS["second"], "", number(0)], ["王小明", FIRST, "", number(77)],
        ["何不凡", "", "", ""], ["张*", FIRST, "", ""],
    ]  # fmt: skip
    roster, out = write_csv(tmp_path / "r.csv", rows), tmp_path / "out.csv"
    result = run("verify", roster, "-o", out)
    assert "1  不能确定是哪一位" in result.output
    nobody, two, others, other, nowhere, hidden = read_back(out)
    assert (hidden["核验_结果"], hidden["核验_可能的原因"]) == ("无法作答", "所给姓名有遮盖")
    assert (nobody["核验_结果"], nobody["核验_结果代码"]) == ("在已检索的官方来源中未找到", "not_found")
    assert nobody["核验_可能的原因"].startswith("姓名写法不同：同音字、形近字、异体字; 在其他省份注册")
    assert nobody["核验_下一步"].startswith("核对姓名写法，试同音字与异体字; 请对方出示执业证书编码; ")
    assert nobody["核验_下一步"].endswith("; cn_national https://a.example; cn_query https://q.example")
    assert nowhere["核验_下一步"].count("https://") == 1
    assert two["核验_结果代码"] == "ambiguous"
    assert sorted(two["核验_候选人"].split("; ")) == [
        f"李国栋 · 同名 ({FIRST}、{n[:3]}********{n[-4:]})" for n in (number(1), number(2))
    ]
    assert others["核验_说明"].startswith("张伟：已注册；所给证书编码登记在另一姓名下")
    assert other["核验_说明"].startswith("王小明：已注册；所给证书编码与官方登记不同")


def test_the_roster_s_receipts_are_those_of_its_rows_and_can_be_checked(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    roster, out, receipts = write_csv(tmp_path / "r.csv", ROWS), tmp_path / "out.csv", tmp_path / "r.jsonl"
    assert run("verify", roster, "-o", out, "--receipts", receipts).exit_code == 0
    digests = [json.loads(line)["receipt"]["digest"] for line in receipts.read_text(encoding="utf-8").splitlines()]
    shown = [row["核验_回执"] for row in read_back(out)]
    assert [shown[n] for n in (0, 1, 2, 4)] == digests
    assert run("receipt", "check", receipts).exit_code == 0
    # A look-up of the same row has the very receipt.
    one = json.loads(run("lookup", "赵敏", "--institution", FIRST, "--json").output)
    assert one["receipt"]["digest"] == digests[1]


@pytest.mark.parametrize(
    ("name", "rows", "reason"),
    [
        ("out.docx", ROWS, "a result is written as .csv, .xlsx, .parquet"),
        ("out.csv", [["医院", "备注"], [FIRST, ""]], "no column of names (姓名); its headings are 医院、备注"),
    ],
)
def test_a_roster_that_cannot_be_verified_says_why(
    run: Callable[..., Result], tmp_path: Path, name: str, rows: list[list[str]], reason: str
) -> None:
    result = run("verify", write_csv(tmp_path / "roster.csv", rows), "-o", tmp_path / name)
    assert (result.exit_code, reason in result.output) == (1, True), result.output


def test_a_roster_is_not_written_over(run: Callable[..., Result], tmp_path: Path) -> None:
    roster = write_csv(tmp_path / "roster.csv", ROWS)
    before = roster.read_bytes()
    (tmp_path / "linked.csv").symlink_to(roster)
    (tmp_path / "sub").mkdir()
    new = tmp_path / "new.csv"
    for out, *more in (
        (roster,),
        (tmp_path / "linked.csv",),
        (tmp_path / "sub" / ".." / "roster.csv",),
        (new, "--receipts", roster),
        (new, "--receipts", tmp_path / "sub" / ".." / "new.csv"),
    ):
        result = run("verify", roster, "-o", out, *more)
        assert (result.exit_code, "write to another file" in result.output.replace("\n", " ")) == (1, True)
        assert (roster.read_bytes(), new.exists()) == (before, False)
