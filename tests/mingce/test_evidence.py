"""`mingce evidence`: a record beside its page, and the verdict over all of them, as a user sees them."""

import shutil
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer
from rich.console import Console

from mingce.cli import main
from mingce.evidence import Exhibit, exhibit
from tests.crawlers.files import pdf
from warehouse.workspace import Workspace

INDEX = '<meta charset=utf-8><ul class="news"><li><a href="/zxgg/n1.html">关于注销王某等医师执业注册的公告</a></ul>'
ARTICLE = """<meta charset=utf-8><h1>关于注销王某等医师执业注册的公告</h1><p>发布日期：2026-02-05</p>
<p>自2026年2月1日起注销下列人员的医师执业注册。</p><table>
<tr><th>序号</th><th>姓名</th><th>性别</th><th>执业证书编码</th><th>执业机构</th><th>注销原因</th></tr>
<tr><td>1</td><td>王小明</td><td>男</td><td>110330106990001</td><td>清波医院</td><td>离职满二年</td></tr></table>"""
PDF_INDEX = '<meta charset=utf-8><ul class="doc-list"><li><a href="/ysgl/1.html">名单</a></ul>'
PDF_ARTICLE = """<meta charset=utf-8><h1>名单</h1><p>发布时间：2026-01-12</p>
<div class="attachments"><a href="/ysgl/files/1-zx.pdf">注销名单.pdf</a></div>"""
PDF_TABLE: list[list[str | None]] = [
    ["姓名", "性别", "执业证书编码", "执业机构", "生效日期", "原因"],
    ["李大明", "男", "110340106990002", "庐阳医院", "2026-01-01", "离职满二年"],
]
ROSTER = "医生编号,姓名,医院\n1,王小明,某市第一医院\n"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a bulletin crawled, one of a PDF, and one roster imported."""
    root = tmp_path_factory.mktemp("stored") / "w"
    roster = root.parent / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    with HTTPServer() as site:
        site.no_handler_status_code = 404
        pages = {"/zxgg/index": INDEX, "/zxgg/n1": ARTICLE, "/ysgl/index": PDF_INDEX, "/ysgl/1": PDF_ARTICLE}
        for path, body in pages.items():
            site.expect_request(f"{path}.html").respond_with_data(body, content_type="text/html")
        site.expect_request("/ysgl/files/1-zx.pdf").respond_with_data(pdf([PDF_TABLE]), content_type="application/pdf")
        Workspace.create(root)
        for words in (
            ["crawl", "cn_zj_cancellation", "cn_ah_cancellation"],
            ["source", "new", "my_roster", "--from", str(roster), "--tier", "commercial"],
            ["import", "my_roster", str(roster)],
        ):
            done = run(root, *words, simulator=site.url_for("").rstrip("/"))
            assert done.exit_code == 0, done.output
    return root


@pytest.fixture
def root(stored: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stored, tmp_path / "w"))


def run(root: Path, *arguments: str, simulator: str = "") -> Result:
    env = {"MINGCE_NOW": "2026-03-01T02:00:00", "MINGCE_SIMULATOR": simulator}
    return CliRunner().invoke(main, [*arguments, "--workspace", str(root)], env=env)


def ids(root: Path) -> dict[str, tuple[str, str]]:
    with Workspace.open(root).warehouse() as con:
        rows = con.execute("SELECT source_id, source_record_id, evidence_id FROM raw_record").fetchall()
    return {source: (record, evidence) for source, record, evidence in rows}


def test_a_record_stands_beside_the_page_it_was_read_from(root: Path) -> None:
    record, evidence = ids(root)["cn_zj_cancellation"]
    for name in (record, evidence):
        shown = run(root, "evidence", name)
        assert shown.exit_code == 0, shown.output
        assert "https://wsjkw.zj.gov.cn/zxgg/n1.html" in shown.output
        lines = [line.split() for line in shown.output.splitlines()]
        assert ["1", "王小明", "男", "110330106990001", "清波医院", "离职满二年"] in [line[:6] for line in lines]
        assert ["status_reason", "离职满二年"] in [line[-2:] for line in lines]


def test_what_is_suppressed_is_not_shown(root: Path) -> None:
    workspace = Workspace.open(root)
    record, page = ids(root)["cn_zj_cancellation"]
    seen = exhibit(workspace, page)
    assert "王小明" in printed(seen)
    # Beside the record of somebody else on the page, what it says is blacked out.
    beside = printed(replace(seen, records=[], hidden=frozenset({"王小明"})))
    assert ("王小明" in beside, "离职满二年" in beside, "公告" in beside) == (False, False, True)
    with workspace.warehouse() as con:
        con.execute("INSERT INTO suppressed_listing VALUES ('cn_zj_cancellation', ?)", [record])
    for name in (record, page):
        refused = run(root, "evidence", name)
        assert (refused.exit_code, "a person asked" in refused.output) == (1, True), refused.output
        assert "王小明" not in refused.output


def printed(seen: Exhibit) -> str:
    console = Console(width=200, record=True, file=StringIO())
    console.print(seen.render())
    return console.export_text()


def test_of_a_file_it_is_said_that_only_its_entries_are_kept(root: Path) -> None:
    shown = run(root, "evidence", ids(root)["cn_ah_cancellation"][0])
    assert shown.exit_code == 0, shown.output
    assert "kept as the entries read of it; no parser is replayed" in shown.output
    assert "李大明" in shown.output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cn_zj_cancellation/20260301T020000Z#9", "no evidence and no record is called"),
        ("1", "was read from a delivered file (row 2), and files are not kept"),
    ],
)
def test_what_has_no_page_is_said_in_one_line(root: Path, name: str, said: str) -> None:
    result = run(root, "evidence", name)
    assert result.exit_code == 1
    assert said in result.output
    assert result.output.count("\n") == 1


def test_all_is_verified_and_files_are_said_to_have_no_pages(root: Path) -> None:
    result = run(root, "evidence", "--verify")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "cn_ah_cancellation: 2 pages of 1 runs read again, 1 entries; 1 files kept as the entries read of them; "
        "no parser is replayed; all as stored",
        "cn_zj_cancellation: 2 pages of 1 runs read again, 1 entries; all as stored",
        "my_roster: 1 delivered files, which are not kept and have no pages to read again; all as stored",
    ]


def test_a_fault_is_exit_code_1(root: Path) -> None:
    path = next((root / "evidence").glob("cn_zj_cancellation/*.warc.gz"))
    path.write_bytes(path.read_bytes()[:-40])
    result = run(root, "evidence", "--verify", "cn_zj_cancellation")
    assert result.exit_code == 1
    assert "is not the file that the run wrote" in result.output
    assert run(root, "evidence", "--verify", "my_roster").exit_code == 0
