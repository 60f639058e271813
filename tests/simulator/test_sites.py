"""Every simulated site, asked as a crawler asks it: real bytes over loopback, the Host header deciding."""

import json
import re
from typing import Any

import pytest
from parsel import Selector

from tests.simulator.handmade_world import Visitor

ZJ = "https://wsjkw.zj.gov.cn"
NHC = "https://zgcx.nhc.gov.cn"
CMDA = "https://www.cmda.net"
HAODF = "https://www.haodf.com"
GUAHAO = "https://www.guahao.com"
XYWY = "https://api.xywy.com"
CHUNYU = "https://www.chunyuyisheng.com"
YYK99 = "https://yyk.99.com.cn"
WCHSCU = "https://www.wchscu.cn"
NATCM = "https://www.natcm.gov.cn/renjiaosi/gongzuodongtai"
CREDIT = "https://credit.zj.gov.cn/api/medical/doctors"


def select(text: str, css: str) -> list[str]:
    return [value.strip() for value in Selector(text).css(css).getall()]


# ---- 浙江 register ------------------------------------------------------------------------------------------


def test_the_register_lies_about_its_encoding(visitor: Visitor) -> None:
    answer = visitor.get(f"{ZJ}/doctor/index.html")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    # Outside GBK, so four bytes of GB18030.
    assert "𬱖某" in answer.body.decode("gb18030")


def test_the_register_pages_state_their_total_and_end(visitor: Visitor) -> None:
    first, second = (visitor.get(f"{ZJ}/doctor/{page}.html").body.decode("gb18030") for page in ("index", "index_1"))
    assert "数据截止日期：2026年2月28日" in first
    assert "共 26 条 第 1/2 页" in first
    assert select(first, "div.page a::attr(href)") == ["/doctor/index_1.html"]
    assert select(second, "div.page a::text") == ["上一页"]
    assert len(Selector(first).css("table.list tr")) == 1 + 25
    assert select(second, "table.list tr td:nth-child(2)::text") == ["医师25"]
    assert visitor.get(f"{ZJ}/doctor/index_2.html").status == 404


def test_rows_with_open_cells_still_have_eleven(visitor: Visitor) -> None:
    text = visitor.get(f"{ZJ}/doctor/index.html").body.decode("gb18030")
    assert {len(row.css("td")) for row in Selector(text).css("table.list tr")[1:]} == {11}


def test_an_empty_register_says_so(bare: Visitor) -> None:
    text = bare.get(f"{ZJ}/doctor/index.html").body.decode("gb18030")
    assert "暂无数据" in text
    assert "共 0 条 第 1/1 页" in text


# ---- 浙江 bulletins -----------------------------------------------------------------------------------------


def test_bulletins_are_listed_newest_first(visitor: Visitor) -> None:
    text = visitor.get(f"{ZJ}/zxgg/index.html").text
    assert select(text, "ul.news li a::attr(href)") == ["/zxgg/20260205.html", "/zxgg/20260105.html"]
    assert select(text, "ul.news li span::text") == ["2026-02-05", "2026-01-05"]


def test_a_bulletin_names_its_acts_and_their_day(visitor: Visitor) -> None:
    text = visitor.get(f"{ZJ}/zxgg/20260105.html").text
    assert select(text, "h1::text") == ["关于注销金某等2名医师执业注册的公告"]
    assert "发布日期：2026-01-05" in text
    assert "自2026年1月1日起" in text
    assert select(text, "tr td:nth-child(2)::text") == ["姓名", "金一", "金二"]
    assert visitor.get(f"{ZJ}/zxgg/20991231.html").status == 404


def test_without_bulletins_the_index_says_so(bare: Visitor) -> None:
    assert "暂无公告" in bare.get(f"{ZJ}/zxgg/index.html").text


# ---- 国家 query ---------------------------------------------------------------------------------------------


def ask(visitor: Visitor, province: str, name: str, institution: str) -> str:
    return visitor.get(f"{NHC}/doctor/search?province={province}&name={name}&institution={institution}").text


def test_a_question_finds_main_and_filed_institutions_of_the_province(visitor: Visitor) -> None:
    text = ask(visitor, "浙江省", "张伟", "清波医院")
    institutions = select(text, "table.table-bordered tbody td:nth-child(4)::text")
    assert institutions == ["杭州市清波医院", "湖州市菰城医院"]
    assert select(text, "table.table-bordered a::text") == ["详 细", "详 细"]


def test_a_detail_is_label_and_value(visitor: Visitor) -> None:
    link = select(ask(visitor, "浙江省", "张伟", "湖州市菰城医院"), "table a::attr(href)")[0]
    text = visitor.get(NHC + link).text
    rows = Selector(text).css("div.details_co > div.row")
    pairs = {label.strip(): value.strip() for label, value in (row.css("div > div::text").getall() for row in rows)}
    assert len(pairs) == 10
    assert pairs["执业证书编码："] == "110330100990002"
    assert "备案机构" not in text


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (("浙江省", "张三", "清波医院"), "未查询到符合条件的医师"),
        (("四川省", "张伟", "清波医院"), "未查询到符合条件的医师"),
        (("浙江省", "张伟", "医院"), "请输入更加精确的医疗机构名称"),
        (("浙江省", "", "清波医院"), "请选择所在省份并输入医师姓名"),
    ],
)
def test_what_is_no_answer_has_status_200_too(visitor: Visitor, question: tuple[str, str, str], message: str) -> None:
    assert message in ask(visitor, *question)


def test_a_link_of_another_day_is_dead(visitor: Visitor, bare: Visitor) -> None:
    link = select(ask(visitor, "浙江省", "陈静", "清波医院"), "table a::attr(href)")[0]
    assert "链接无效" in bare.get(NHC + link).text


def test_questions_are_rationed_and_details_are_not(barred: Visitor) -> None:
    link = select(ask(barred, "浙江省", "陈静", "清波医院"), "table a::attr(href)")[0]
    assert all("执业证书编码：" in barred.get(NHC + link).text for _ in range(3))
    refusals = [ask(barred, "浙江省", "陈静", "清波医院") for _ in range(4)]
    assert all("请顺序点击【" in text for text in refusals[:3])
    assert "查询受限，请明日再试" in refusals[3]
    assert "执业证书编码：" not in barred.get(NHC + link).text


# ---- 中国医师协会 -------------------------------------------------------------------------------------------


def test_committees_are_gbk_with_marks_for_what_gbk_lacks(visitor: Visitor) -> None:
    assert select(visitor.get(f"{CMDA}/committees/index.html").body.decode("gbk"), "li a::attr(href)") == [
        "/committees/12.html"
    ]
    answer = visitor.get(f"{CMDA}/committees/12.html")
    assert answer.headers["Content-Type"] == "text/html"
    text = answer.body.decode("gbk")
    assert "charset=gb2312" in text
    assert select(text, "h2::text") == ["中国医师协会疼痛科专业委员会（2024年换届）"]
    names = select(text, "table tr td:first-child::text")
    assert names == ["王　芳", "孙?菲", "阿依古丽·买买提"]
    assert select(text, "table tr td:first-child b::text") == ["姓名", "姓名"]
    assert visitor.get(f"{CMDA}/committees/99.html").status == 404


# ---- 好大夫 -------------------------------------------------------------------------------------------------


def test_doctors_are_listed_by_province_until_no_next_page(visitor: Visitor) -> None:
    provinces = select(visitor.get(f"{HAODF}/doctor/list.html").text, "ul.provinces a::attr(href)")
    assert provinces == [f"/doctor/list-all-{slug}.html" for slug in ("zhejiang", "shaanxi", "shanxi")]
    url, seen = HAODF + provinces[0], list[str]()
    while url:
        text = visitor.get(url).text
        seen += select(text, "li.doc-item span.doc-name > a::attr(href)")
        following = Selector(text).xpath('//div[@class="page_turn"]/a[.="下一页"]/@href').get()
        url = HAODF + following if following else ""
    # The last of page two is seen again on page three, as when a list moves while it is read.
    assert len(seen) == 42
    assert set(seen) == {f"/doctor/{1000 + n}.html" for n in range(41)}
    assert "没有找到" in visitor.get(f"{HAODF}/doctor/list-all-zhejiang.html?p=4").text
    assert visitor.get(f"{HAODF}/doctor/list-all-atlantis.html").status == 404


def test_a_doctor_is_shown_with_what_is_known(visitor: Visitor) -> None:
    text = visitor.get(f"{HAODF}/doctor/1000.html").text
    assert select(text, "h1.js-doctor-name::text") == ["李娜"]
    assert select(text, "span.doctor-title::text") == ["主任医师"]
    assert select(text, "span.doctor-educate-title::text") == ["教授"]
    assert select(text, "ul.doctor-faculty a::text") == ["杭州市清波医院", "心内科"]
    assert select(text, "div.hospital-city::text") == ["浙江 杭州"]
    assert "hospital-city" not in visitor.get(f"{HAODF}/doctor/2000.html").text
    assert select(visitor.get(f"{HAODF}/doctor/2001.html").text, "h1::text") == ["<李&娜>"]
    assert visitor.get(f"{HAODF}/doctor/3000.html").status == 404


def test_an_unchanged_doctor_is_not_sent_again(visitor: Visitor) -> None:
    first = visitor.get(f"{HAODF}/doctor/1000.html")
    again = visitor.get(f"{HAODF}/doctor/1000.html", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    other = visitor.get(f"{HAODF}/doctor/1001.html", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status == 200


# ---- 微医 ---------------------------------------------------------------------------------------------------


def test_experts_are_listed_with_a_total_and_pages_past_the_end_are_empty(visitor: Visitor) -> None:
    areas = Selector(visitor.get(f"{GUAHAO}/expert").text).css("div.areas a")
    assert areas.css("::text").getall() == ["浙江", "四川"]
    counts = []
    for page in (1, 2, 3):
        text = visitor.get(f"{GUAHAO}/expert/all/浙江/all/不限/p{page}").text
        assert select(text, "span.total em::text") == ["21"]
        counts.append(len(set(select(text, ".g-doctor-items li a::attr(href)"))))
    assert counts == [20, 1, 0]


def test_an_expert_has_a_breadcrumb_and_seldom_a_number(visitor: Visitor) -> None:
    text = visitor.get(f"{GUAHAO}/expert/beef-01").text
    assert select(text, "h1 strong::text") == ["赵敏"]
    assert select(text, "h1 span::text") == ["副主任医师"]
    crumbs = select(text, "div.gp-breadcrumb a::text")
    assert crumbs == ["首页", "四川", "杭州", "杭州市清波医院", "骨科"]
    assert select(text, "p.cert::text") == ["执业证书编号：110510100990009"]
    assert "p.cert" not in visitor.get(f"{GUAHAO}/expert/a000").text
    assert visitor.get(f"{GUAHAO}/expert/dead").status == 404


# ---- 寻医问药 -----------------------------------------------------------------------------------------------


def test_the_search_is_loosely_typed_and_repeats_itself(visitor: Visitor) -> None:
    pages = [json.loads(visitor.get(f"{XYWY}/doctor/search?page={page}&size=2").body)["data"] for page in (1, 2, 3, 4)]
    assert [page["total"] for page in pages] == [5] * 4
    assert [[item["expert_id"] for item in page["list"]] for page in pages] == [[1, 2], [2, 3, 4], [5], []]
    one, two = pages[0]["list"]
    assert (one["sex"], one["zyzs"], two["zyzs"]) == (1, 110330100990004, "110330100990004")


def test_the_search_has_a_usual_and_a_largest_size(visitor: Visitor) -> None:
    for query in ("", "?page=x&size=y", "?page=1&size=1000000"):
        assert len(json.loads(visitor.get(f"{XYWY}/doctor/search{query}").body)["data"]["list"]) == 5


def test_an_empty_search_is_an_answer(bare: Visitor) -> None:
    answer = json.loads(bare.get(f"{XYWY}/doctor/search?page=1&size=100").body)
    assert answer == {"code": 0, "data": {"total": 0, "list": []}}


# ---- 春雨 ---------------------------------------------------------------------------------------------------


def state_of(text: str) -> dict[str, Any]:
    """What the page's own script would read."""
    script = select(text, "script:not([src])::text")[0]
    state: dict[str, Any] = json.loads(script.removeprefix("window.__STATE__ = ").partition(";\n")[0])
    return state


def test_a_script_holds_what_the_header_garbles(visitor: Visitor) -> None:
    answer = visitor.get(f"{CHUNYU}/pc/doctor/e001/")
    assert answer.headers["Content-Type"] == "text/html; charset=gbk"
    doctor = state_of(answer.text)["doctor"]
    # A name that would end the script does not.
    assert (doctor["name"], doctor["hospital_name"]) == ("</script>1", "杭州市清波医院")
    assert {"good_at", "reply_count", "price"} < set(doctor)
    assert visitor.get(f"{CHUNYU}/pc/doctor/dead/").status == 404


def test_only_the_script_says_which_page_is_next(visitor: Visitor) -> None:
    first, second = (visitor.get(f"{CHUNYU}/pc/doctors/?page={page}").text for page in (1, 2))
    assert state_of(first)["paging"] == {"page": 1, "totalPage": 2, "total": 22}
    assert select(first, "a.next::attr(href)") == ["javascript:;"]
    assert select(second, "a.next::attr(href)") == []
    assert [len(select(text, "a.name-wrap::attr(href)")) for text in (first, second)] == [20, 2]


# ---- 99健康网 -----------------------------------------------------------------------------------------------


def test_sitemaps_name_every_hospital_and_some_that_nobody_stands_on(visitor: Visitor) -> None:
    maps = re.findall(r"<loc>\s*([^<\s]+)", visitor.get(f"{YYK99}/sitemap.xml").text)
    assert maps == [f"{YYK99}/sitemap/news.xml", f"{YYK99}/sitemap/yiyuan_1.xml"]
    pages = re.findall(r"<loc>\s*([^<\s]+)", visitor.get(maps[1]).text)
    assert pages == [f"{YYK99}/", *(f"{YYK99}/hospital/{n}/doctors.html" for n in (100100, 100203, 100199))]
    assert "暂无记录" in visitor.get(pages[-1]).body.decode("gbk")
    assert visitor.get(f"{YYK99}/hospital/9/doctors.html").status == 404
    assert visitor.get(f"{YYK99}/sitemap/yiyuan_2.xml").status == 404


def test_four_open_cells_are_a_doctor(visitor: Visitor) -> None:
    body = visitor.get(f"{YYK99}/hospital/100100/doctors.html").body
    assert b"charset=utf-8" in body
    text = body.decode("gbk")
    assert "</td>" not in text
    assert len(select(text, "td.good_doctor_list_td")) == 4 * 3
    assert select(text, "td a::attr(href)") == ["/doctor/0.html", "/doctor/1.html", "/doctor/2.html"]
    # What GBK lacks is written as a number.
    assert "孙&#14019;菲" in visitor.get(f"{YYK99}/hospital/100203/doctors.html").body.decode("gbk")


# ---- 华西 ---------------------------------------------------------------------------------------------------


def test_a_department_is_a_page_of_cards_behind_a_link_with_a_token(visitor: Visitor) -> None:
    links = select(visitor.get(f"{WCHSCU}/zjjs/index.html").text, "div.dept-list a::attr(href)")
    assert [link.partition("&")[0] for link in links] == ["/zjjs/dept.jspx?id=1", "/zjjs/dept.jspx?id=2"]
    text = visitor.get(WCHSCU + links[0]).text
    assert select(text, "h2::text, a.logo::text") == ["成都市锦水医院", "心内科"]
    assert select(text, "div.expert-card::attr(data-id)") == ["61", "64"]
    assert select(text, "div.expert-card h4::text") == ["王　芳", "李建国"]
    for link in ("/zjjs/dept.jspx?id=1", links[0].replace("id=1", "id=2"), "/zjjs/dept.jspx?id=9&token=1"):
        assert "链接无效" in visitor.get(WCHSCU + link).text


def test_a_hospital_without_staff_says_so(bare: Visitor) -> None:
    assert "暂无数据" in bare.get(f"{WCHSCU}/zjjs/index.html").text


# ---- 国家中医药管理局 ---------------------------------------------------------------------------------------


def test_notices_are_listed_newest_first_and_name_people_in_prose(visitor: Visitor) -> None:
    links = select(visitor.get(f"{NATCM}/index.html").text, "ul.zt_list a::attr(href)")
    assert [link.rpartition("gongzuodongtai")[2] for link in links] == ["/2025-07-01/12.html", "/2025-06-24/11.html"]
    sentence, numbered = (visitor.get(f"{NATCM}{link.rpartition('gongzuodongtai')[2]}").text for link in links)
    assert "（共4人）公布如下" in sentence
    assert "".join(select(sentence, "div.TRS_Editor p:nth-child(2) ::text")) == "医师甲、医师乙、医师丙医师丁"
    assert select(numbered, "div.TRS_Editor span::text") == ["1.", "2.", "3."]
    assert "</span>王　芳&nbsp;&nbsp;" in numbered
    assert visitor.get(f"{NATCM}/2025-06-24/12.html").status == 404


def test_without_notices_the_index_says_so(bare: Visitor) -> None:
    assert "暂无公告" in bare.get(f"{NATCM}/index.html").text


# ---- 信用浙江 -----------------------------------------------------------------------------------------------


def test_a_copy_states_its_day_once_and_repeats_an_entry(visitor: Visitor, bare: Visitor) -> None:
    first, second = (json.loads(visitor.get(f"{CREDIT}?page={page}&limit=50").body) for page in (1, 2))
    assert (first["count"], first["snapshot_date"]) == (51, "2025/12/02")
    assert "snapshot_date" not in first["data"][0]
    assert [row["doc_id"] for row in second["data"]] == ["ZJ49", "ZJ50"]
    assert len(json.loads(visitor.get(CREDIT).body)["data"]) == 10
    assert json.loads(bare.get(CREDIT).body)["data"] == []
