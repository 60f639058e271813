"""Personal data planted in every kind of source: after a whole night no byte of the workspace holds any of it."""

import gzip
import html
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import cycle
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from pytest_httpserver import HTTPServer

from crawlers.catalog import spiders
from crawlers.run import crawl
from crawlers.scaffold import new_source
from crawlers.verify import verify
from mingce.nightly import run_night
from mingce.pipeline import Pipeline
from reports.audit import write_audit
from tests.crawlers.files import serve_site
from tests.normalize.people import bold, circled, citizen_id, mobile, raised, split
from warehouse.workspace import Workspace, utc_now

FIXTURES = Path(__file__).parents[1] / "crawlers" / "fixtures"

# Made when the test runs, so that none stands in the repository; the check characters are right.
PLANTED = {
    "citizen id": citizen_id(),
    "citizen id of 15": citizen_id(15),
    "qualification number": citizen_id(18, "199811110"),
    "qualification number of 24": citizen_id(15, "199811110"),
    "mobile": mobile(),
    "telephone": "0571" + "5555" + "0123",
    "e-mail": "zhang.wei" + "@" + "example.org",
    "home": "文三路99号3幢2单元501室",
    # Only where it is marked as one.
    "review": "李女士乳腺癌术后复查",
    "home by heading": "桃花弄77号",
}
NUMBERS = [kind for kind, number in PLANTED.items() if number.isascii() and "@" not in number]
MARKED = ("review", "home by heading")


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def apart(text: str) -> str:
    return text if "@" in text or "路" in text else f"{text[:3]}-{text[3:7]} {text[7:]}"


def parted(text: str) -> str:
    """In parts, with another sign for every kind of number."""
    if text not in map(PLANTED.get, NUMBERS):
        return text
    return split(text, "./_·|*~"[len(text) % 7])


def touching(text: str) -> str:
    return f"wx{text}v" if text == PLANTED["mobile"] else text


def tagged(text: str) -> str:
    return f"{text[:4]}<b>{text[4:7]}</b><!-- x -->{text[7:]}"


def referred(text: str) -> str:
    return "".join(f"&#{ord(c)};" for c in text)


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(c):04x}" for c in wide(text))


IN_TEXT = (str, wide, apart, parted, raised, circled, bold, touching)
IN_MARKUP, IN_JSON = (*IN_TEXT, tagged, referred), (*IN_TEXT, escaped)


def written(ways: tuple[Callable[[str], str], ...]) -> list[str]:
    return [way(number) for kind, number in PLANTED.items() if kind not in MARKED for way in ways]


def plant(name: str, text: str) -> str:
    """A page of a site with something personal beside every name of a hospital, in columns, links and scripts."""
    plain, marked, quoted = (cycle(written(ways)) for ways in (IN_TEXT, IN_MARKUP, IN_JSON))
    is_file = name.endswith((".pdf.json", ".xlsx.json", ".csv"))
    if not name.endswith(".html"):
        text = re.sub('医院(?=")', lambda _: f"医院 {next(plain if is_file else quoted)}", text)
        text = re.sub("医院(?=,)", lambda _: f"医院 {next(plain)}", text)
        # Objects with a hospital get keys that nobody declared, one of them with a number that is no text.
        home, review = PLANTED["home by heading"], PLANTED["review"]
        more = f'"家庭地址": "{home}", "jtzz": "{home}", "comments": [{{"text": "{review}"}}], '
        more += f'"phone": {PLANTED["mobile"]}, "idcard": "{PLANTED["citizen id"]}", "home_addr": "{PLANTED["home"]}", '
        return text if is_file else re.sub(r'(?<=\{)(?=\s*"\w+": [^{}\[\]]*医院)', more, text)
    text = re.sub(r"(>[^<>]*医院)(?=[^<>]*<)", lambda found: f"{found[1]} {next(marked)}", text)
    text = re.sub('医院(?=")', lambda _: f"医院 {next(quoted)}", text)
    number, home = PLANTED["mobile"], PLANTED["home"]
    block = "".join(f"<p title='{w}'>备注：{w}</p><!-- {w} -->" for w in written(IN_TEXT))
    block += "".join(f"<p>备注：{w}</p>" for w in written((tagged, referred)))
    block += f"<a href='tel:{number}'>.</a><a href='mailto:{PLANTED['e-mail']}'>.</a>"
    block += f"<a href='callto:{number}'>.</a><a href='/u/{number}.html'><img src='/qr/{number}.png'></a>"
    # Cells of no table, which is how a spider would look for a table.
    block += f"<tr><td>{split(number, '</td><td>')}</td></tr><p>住址：{home}</p>"
    home = PLANTED["home by heading"]
    block += f"<dl><dt>家庭住址</dt><dd>{home}</dd></dl><ul><li>户籍地址</li><li>{home}</li></ul>"
    block += f"<div class='patient-comments'><p>{PLANTED['review']}</p></div>"
    block += (
        f"<script>var you = {{'家庭地址': '{home}', jtzz: '{home}', evaluateList: ['{PLANTED['review']}']}};</script>"
    )
    block += (
        f"<script>var me = {{phone: {number}, id: '{PLANTED['citizen id']}', say: \"{escaped(number)}\"}};</script>"
    )
    return text.replace("</body>", f"{block}</body>") if "</body>" in text else text + block


def plant_in(folder: Path, encoding: str) -> Callable[[str, str], str]:
    """As `plant`, what the site's encoding lacks in references, and a copy of every page in a folder."""

    def change(name: str, text: str) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        planted = plant(name, text).encode(encoding, "xmlcharrefreplace").decode(encoding)
        (folder / name).write_text(planted, encoding="utf-8")
        return planted

    return change


# ---- the search ---------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def decoded(content: bytes) -> Iterator[str]:
    """Every text that bytes may be meant as, without markup, references, escapes and percent signs too."""
    try:
        texts = [content.decode()]
    except UnicodeDecodeError:
        texts = [content.decode(encoding, "ignore") for encoding in ("utf-8", "gb18030")]
    for text in texts:
        yield text
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
        yield html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", unquote(text), flags=re.S))


def contents(path: Path) -> Iterator[bytes]:
    """What a file holds, unpacked."""
    if path.suffix == ".parquet":
        yield json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False, default=str).encode()
        yield str(pq.read_schema(path).metadata).encode()
    elif path.suffix == ".duckdb":
        with duckdb.connect(path, read_only=True) as con:
            names = con.execute(
                "SELECT DISTINCT schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
            ).fetchall()
            for schema, name in names:
                rows = con.execute(f'SELECT * FROM "{schema}"."{name}"').fetchall()
                yield json.dumps(rows, ensure_ascii=False, default=str).encode()
    elif path.suffix == ".gz":
        with gzip.open(path) as file:
            yield file.read()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from map(archive.read, archive.namelist())
    else:
        yield path.read_bytes()


def found_in(root: Path) -> set[tuple[str, str]]:
    """File and kind of everything planted that a folder holds."""
    signs = {kind: folded(number) for kind, number in PLANTED.items()}
    return {
        (path.name, kind)
        for path in sorted(root.rglob("*"))
        if path.is_file()
        for content in contents(path)
        for text in map(folded, decoded(content))
        for kind, sign in signs.items()
        if sign in text
    }


@pytest.mark.parametrize("kind", PLANTED)
def test_the_search_finds_what_is_there(kind: str, tmp_path: Path) -> None:
    number = PLANTED[kind]
    pq.write_table(pa.table({"x": [wide(number)]}), tmp_path / "a.parquet")
    with duckdb.connect(tmp_path / "b.duckdb") as con:
        con.execute("CREATE TABLE x AS SELECT [?] AS y", [apart(number)])
    (tmp_path / "c.warc.gz").write_bytes(gzip.compress(f"x{tagged(number)}".encode("gb18030")))
    (tmp_path / "d.xlsx").write_bytes(workbook([["x", number]]))
    (tmp_path / "e.log").write_text(f"GET /?q={escaped(number)} {referred(number)}", encoding="utf-8")
    assert {name for name, found in found_in(tmp_path) if found == kind} == {
        "a.parquet", "b.duckdb", "c.warc.gz", "d.xlsx", "e.log",
    }  # fmt: skip


# ---- the night ----------------------------------------------------------------------------------------------

HEADINGS = ["医生编号", "姓名", "医院", "科室", "身份证号", "手机", "家庭住址"]


def roster() -> list[list[str]]:
    """Something personal in declared columns, where it is cut out, and in others, which are not read."""
    cells = cycle(written(IN_TEXT))
    return [HEADINGS, *([f"{n}", f"王小明{n}", f"清波医院 {next(cells)}", f"内科 {next(cells)}", PLANTED["citizen id"],
                        PLANTED["mobile"], PLANTED["home"]] for n in range(30))]  # fmt: skip


def workbook(rows: list[list[str]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return buffer.getvalue()


def test_no_byte_of_a_workspace_holds_what_was_planted(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGCE_NOW", "2026-03-01T02:00:00")
    monkeypatch.setenv("MINGCE_SIMULATOR", httpserver.url_for("").rstrip("/"))
    httpserver.no_handler_status_code = 404
    questions: dict[str, list[tuple[str, str, str]]] = {}
    for name, spider in spiders().items():
        host = urlsplit(spider.source.url or "").netloc
        folder = FIXTURES / name / "ordinary"
        encoding = json.loads((folder / "site.json").read_text(encoding="utf-8")).get("encoding", "utf-8")
        site = serve_site(httpserver, folder, plant_in(tmp_path / "pages" / name, encoding), Host=host)
        questions |= {name: [tuple(q) for q in site["questions"]]} if "questions" in site else {}
    pages_found = {kind for _, kind in found_in(tmp_path / "pages")}
    assert pages_found == set(PLANTED), "everything was to be planted"

    workspace = Workspace.create(tmp_path / "w")
    files = {"my_csv": tmp_path / "my_csv.csv", "my_xlsx": tmp_path / "my_xlsx.xlsx"}
    files["my_csv"].write_text("\n".join(map(",".join, roster())), encoding="utf-8-sig")
    files["my_xlsx"].write_bytes(workbook(roster()))
    for name, path in files.items():
        new_source(workspace, name, from_file=path, tier="commercial")
    pipeline = Pipeline.of(workspace)
    for name, path in files.items():
        (run,) = pipeline.import_files(pipeline.sources[name], [path])
        assert (run.outcome, run.distinct_count) == ("complete", 30)
    crawl(workspace, list(spiders()), questions)
    runs = pipeline.take_in()
    assert {run.source_id: run.reason for run in runs if not run.new_count} == {}
    night = run_night(pipeline, utc_now())
    assert night.release is not None
    write_audit(night.release.folder, workspace.reports, lang="zh", formats=("html", "xlsx", "csv"))

    # What was cut out stood in the entries of every source.
    with workspace.warehouse() as con:
        cut = con.execute("SELECT DISTINCT source_id FROM raw_record r WHERE r::VARCHAR LIKE '%[redacted]%'").fetchall()
    assert {name for (name,) in cut} == {*spiders(), *files}
    assert found_in(workspace.root) == set()
    # And the pages still say what was read from them.
    assert {verdict.source_id: verdict.faults for verdict in verify(workspace) if verdict.faults} == {}
