"""Further official sites: interfaces with tokens and posted forms, files, PDF bulletins, articles."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

import pdfplumber
from parsel import Selector
from python_calamine import CalamineWorkbook
from stdnum.cn import ric

from tests.simulator.handmade_world import Visitor

JS = "https://wjw.jiangsu.gov.cn"


def data(visitor: Visitor, url: str, token: str = "") -> Any:
    return json.loads(visitor.get(url, headers={"X-Access-Token": token}).body)


# ---- 江苏 register ------------------------------------------------------------------------------------------


def test_a_token_is_good_for_six_pages(visitor: Visitor) -> None:
    url = f"{JS}/api/doctor/page?pageNo=3&pageSize=50"
    refusal = {"code": 401, "msg": "token已失效，请重新登录", "data": None}
    assert data(visitor, url) == refusal
    token = data(visitor, f"{JS}/api/token")["data"]["token"]
    answers = [data(visitor, url, token) for _ in range(7)]
    assert answers[6] == refusal
    assert data(visitor, f"{JS}/api/token")["data"]["token"] != token
    shown = answers[0]["data"]
    # Not the fifty that were asked for.
    assert (shown["total"], shown["pageSize"], shown["sjrq"]) == (45, 20, "2026-02-28")
    assert [item["zsbm"] for item in shown["records"]] == [f"1103201009901{n}" for n in range(40, 45)]
    assert "sjrq" not in shown["records"][0]


def test_an_empty_interface_says_nought(bare: Visitor) -> None:
    token = data(bare, f"{JS}/api/token")["data"]["token"]
    shown = data(bare, f"{JS}/api/doctor/page", token)["data"]
    assert (shown["total"], shown["sjrq"], shown["records"]) == (0, None, [])


# ---- 山东 portal --------------------------------------------------------------------------------------------


def post(visitor: Visitor, **form: object) -> Any:
    return json.loads(
        visitor.post("https://zwfw.sd.gov.cn/api/comprehensive/getDoctorCertificates", json.dumps(form)).body
    )


def test_the_portal_gives_fifty_entries_at_most_and_repeats_some(visitor: Visitor) -> None:
    pages = [post(visitor, pageNum=page, pageSize=100)["data"] for page in (1, 2, 3, 4)]
    assert [(page["total"], page["pageNum"], page["pageSize"]) for page in pages] == [
        (120, n, 50) for n in (1, 2, 3, 4)
    ]
    assert [len(page["list"]) for page in pages] == [50, 51, 20, 0]
    assert pages[0]["list"][-1] == pages[1]["list"][0]
    assert pages[0]["list"][0]["idCard"].count("*") == 14


def test_a_form_that_is_none_or_asks_too_much_is_refused_with_status_200(visitor: Visitor) -> None:
    for form in ({}, {"pageNum": 1, "pageSize": 501}, {"pageNum": "1", "pageSize": 50}):
        assert post(visitor, **form) == {"code": 400, "msg": "参数错误", "data": None}


# ---- 广东 permits -------------------------------------------------------------------------------------------


def test_permits_are_announced_in_articles_on_numbered_pages(visitor: Visitor, bare: Visitor) -> None:
    first, second = (Selector(visitor.get(f"https://wsjkw.gd.gov.cn/dqxy/{n}.html").text) for n in ("index", "index_1"))
    assert len(first.css("ul.section-list a")) == 10
    assert second.css("ul.section-list a::attr(href)").getall() == ["//wsjkw.gd.gov.cn/dqxy/content/post_20259.html"]
    assert first.css("div.page a::attr(href)").getall() == ["index_1.html"]
    rows = Selector(visitor.get("https://wsjkw.gd.gov.cn/dqxy/content/post_20260241.html").text).css("tr")
    assert [len(row.css("td")) for row in rows] == [9, 9, 9]
    assert rows[2].css("td:last-child::text").get("").strip() == "2026年1月15日至2027年1月14日"
    assert "暂无数据" in bare.get("https://wsjkw.gd.gov.cn/dqxy/index.html").text


# ---- 福建 open data -----------------------------------------------------------------------------------------

FJ = "https://data.fujian.gov.cn"


def test_a_dataset_links_to_a_csv_file_in_gb18030_and_a_workbook(visitor: Visitor, bare: Visitor) -> None:
    text = visitor.get(f"{FJ}/oportal/catalog/ysxx").text
    assert "数据更新时间：2026-2-24" in text
    csv_link, book_link = Selector(text).css("a.download::attr(href)").getall()
    rows = list(csv.DictReader(StringIO(visitor.get(FJ + csv_link).body.decode("gb18030"), newline="")))
    assert [(row["医师姓名"], row["执业范围"]) for row in rows] == [
        (n, "内科专业\n全科医学专业") for n in ("周明", "𬱖某")
    ]
    book = CalamineWorkbook.from_filelike(BytesIO(visitor.get(FJ + book_link).body))
    title, headings, entry = book.get_sheet_by_index(0).to_python()
    assert title[0] == "福建省执业助理医师注册信息"
    assert dict(zip(headings, entry, strict=True))["发证日期"] == 43574
    # Like citizen ids, and none.
    ids = [*(row["身份证号"] for row in rows), entry[-1]]
    assert [len(number) for number in ids] == [18] * 3
    assert not any(ric.is_valid(number) for number in ids)
    assert "暂无数据资源" in bare.get(f"{FJ}/oportal/catalog/ysxx").text
    assert bare.get(f"{FJ}{csv_link}").status == 404


# ---- 安徽 bulletins -----------------------------------------------------------------------------------------

AH = "https://wjw.ah.gov.cn/ysgl"


def test_a_bulletin_runs_over_pages_with_cut_rows_and_shared_cells(visitor: Visitor, bare: Visitor) -> None:
    article = Selector(visitor.get(f"{AH}/202601126.html").text)
    assert article.css("div.attachments a::text").getall() == ["医师执业注册注销名单.pdf", "医师执业注册吊销名单.pdf"]
    files = article.css("div.attachments a::attr(href)").getall()
    assert files == ["/ysgl/files/202601126-zx.pdf", "/ysgl/files/202601126-dx.pdf"]
    answer = visitor.get(f"https://wjw.ah.gov.cn{files[0]}")
    assert answer.headers["Content-Type"] == "application/pdf"
    with pdfplumber.open(BytesIO(answer.body)) as pdf:
        pages = [page.extract_tables()[0] for page in pdf.pages]
    assert len(pages) > 1
    assert {tuple(page[0]) for page in pages} == {
        ("序号", "姓名", "性别", "执业证书编码", "执业机构", "生效日期", "原因")
    }
    assert pages[0][1][0] == "1"
    assert any(page[1][0] == "" for page in pages)
    assert any(row[4] is None for page in pages for row in page)
    assert "暂无公告" in bare.get(f"{AH}/index.html").text


def test_a_scanned_bulletin_has_no_text(visitor: Visitor) -> None:
    with pdfplumber.open(BytesIO(visitor.get(f"{AH}/files/201601126-zx.pdf").body)) as pdf:
        assert [(len(page.chars), len(page.images)) for page in pdf.pages] == [(0, 1)]
    assert visitor.get(f"{AH}/files/201601126-dx.pdf").status == 404


# ---- institutions -------------------------------------------------------------------------------------------

UNIT = "https://zgcx.nhc.gov.cn/unit/index"


def test_institutions_are_asked_for_with_the_forms_token(visitor: Visitor, bare: Visitor) -> None:
    token = Selector(visitor.get(UNIT).text).css("input[type=hidden]::attr(value)").get("")

    def ask(name: str, token: str = token) -> str:
        form = {"__RequestVerificationToken": token, "Prov": "浙江省", "Unit_Name": name}
        return visitor.post(UNIT, urlencode(form), "application/x-www-form-urlencoded").text

    links = Selector(ask("杭州市清波医院")).css("table a::attr(href)").getall()
    text = visitor.get(f"https://zgcx.nhc.gov.cn{links[1]}").text
    assert "46600011333010211D1101" in text
    assert "2021-03-01 至 2036-02-28" in text
    assert "会话已过期" in ask("杭州市清波医院", "of yesterday")
    assert "请输入更加精确的医疗机构名称" in ask("医院")
    assert "未查询到符合条件的医疗机构" in ask("湖州市菰城医院")
    assert "链接无效" in bare.get(f"https://zgcx.nhc.gov.cn{links[1]}").text
