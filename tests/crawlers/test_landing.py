from collections.abc import Callable
from datetime import date, datetime

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from crawlers.catalog import spiders
from crawlers.evidence import Evidence, record_id
from tests.crawlers.conftest import DAY_0, Night
from tests.crawlers.spiders import Doctors, Faulty, Silent, Tokens, index, table

Serve = Callable[..., None]
QUERY = spiders()["cn_nhc_query"]
NO_RESULT = '<meta charset=utf-8><div class="modal-body">未查询到符合条件的医师</div>'


# ---- runs that are not complete -----------------------------------------------------------------------------


def test_a_run_that_asks_nothing_has_failed(night: Night) -> None:
    result = night.crawl(Silent)
    assert (result.outcome, result.reason) == ("failed", "nothing was asked (finished)")


def test_a_bug_fails_the_run_and_nothing_of_it_is_taken_in(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1"))
    serve("/1", table(("1", "张伟")))
    result = night.crawl(Faulty)
    assert (result.outcome, result.reason, result.new_count) == (
        "failed",
        "ZeroDivisionError while reading https://site.example/1",
        0,
    )


def test_a_challenge_stops_the_source_and_closes_nothing(night: Night, serve: Serve) -> None:
    paths = [f"/{n}" for n in range(40)]
    barred: set[str] = set()

    def detail(request: Asked) -> Answer:
        if request.path in barred:
            return Answer("<script>setCookie('acw_sc__v2')</script>", content_type="text/html")
        return Answer(table((request.path[1:], "张伟")), content_type="text/html")

    serve("/index.html", index(*paths))
    for path in paths:
        night.site.expect_request(path).respond_with_handler(detail)
    assert night.crawl(Doctors).distinct_count == 40
    barred.update(paths[10:])
    asked = len(night.asked)
    result = night.crawl(Doctors, settings={"CONCURRENT_REQUESTS": 1})
    assert (result.outcome, result.gone_count) == ("blocked", 0)
    assert "challenge" in (result.reason or "")
    # The list, the page that was barred, and those on their way.
    assert len(night.asked) - asked < 10
    assert night.query("SELECT count(*) FROM spell WHERE closed_run_id IS NULL") == [(40,)]


def test_a_download_in_place_of_a_page_is_a_changed_layout(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1.pdf"))
    serve("/1.pdf", b"%PDF-1.7\x01\xff", Content_Type="application/pdf")
    result = night.crawl(Doctors)
    assert (result.outcome, result.reason) == (
        "failed",
        "layout_changed: https://site.example/1.pdf: the answer is no text (1 of 1 such pages)",
    )


def test_an_interface_that_answers_in_place_of_a_page_is_no_error_of_ours(night: Night, serve: Serve) -> None:
    serve("/index.html", '{"total": 0}', Content_Type="application/json")
    assert night.crawl(Doctors).reason == (
        "layout_changed: https://site.example/index.html: Cannot use css on a Selector of type 'json' "
        "(1 of 1 such pages)"
    )


def test_one_changed_page_of_many_leaves_the_run_partial_with_what_it_covered(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1", "/2", "/3"))
    for n in (1, 2):
        serve(f"/{n}", table((str(n), "张伟")))
    serve("/3", "<p>本页已改版")
    result = night.crawl(Doctors)
    assert (result.outcome, result.reason, result.new_count) == (
        "partial",
        "layout_changed: https://site.example/3: no table",
        2,
    )


def test_a_dead_link_closes_nothing_and_is_named_and_the_rest_is_proved(night: Night) -> None:
    there = {"dead": False, "last": 12}

    def detail(request: Asked) -> Answer:
        is_dead = there["dead"] and request.path == "/1"
        return Answer(status=404) if is_dead else Answer(table((request.path[1:], "张伟")), content_type="text/html")

    night.site.expect_request("/index.html").respond_with_handler(
        lambda _: Answer(index(*[f"/{n}" for n in range(1, there["last"] + 1)]), content_type="text/html")
    )
    for n in range(1, 13):
        night.site.expect_request(f"/{n}").respond_with_handler(detail)
    night.crawl(Doctors)
    there |= {"dead": True, "last": 11}
    assert [(r.outcome, r.gone_count) for r in (night.crawl(Doctors), night.crawl(Doctors))] == [
        ("complete", 0),
        ("complete", 1),  # the one that is off the list; twice, since no total is stated
    ]
    assert night.query("SELECT source_record_id FROM spell WHERE closed_run_id IS NOT NULL") == [("12",)]
    assert night.query("SELECT field, url, reason FROM issue") == [
        ("url", "https://site.example/1", "the list links to it, and it is not found")
    ]
    there["dead"] = False
    assert night.crawl(Doctors).new_count == 0


def test_a_page_that_fails_at_first_is_asked_again(night: Night, serve: Serve) -> None:
    answers = iter([Answer(status=503), Answer(status=500), Answer(table(("1", "张伟")), content_type="text/html")])
    serve("/index.html", index("/1"))
    night.site.expect_request("/1").respond_with_handler(lambda _: next(answers))
    assert night.crawl(Doctors).outcome == "complete"
    assert night.asked.count("/1") == 3


def test_a_page_that_fails_three_times_leaves_the_run_partial(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1", "/2"))
    serve("/1", table(("1", "张伟")))
    serve("/2", status=500)
    result = night.crawl(Doctors)
    assert (result.outcome, result.reason, result.new_count) == (
        "partial",
        "server_error: https://site.example/2",
        1,
    )


# ---- look-ups -----------------------------------------------------------------------------------------------

QUESTIONS = [("浙江省", "张伟", "清波医院"), ("浙江省", "王芳", "清波医院")]


def test_no_result_is_an_answer_and_is_kept_with_its_question(night: Night, serve: Serve) -> None:
    serve("/doctor/search", NO_RESULT)
    result = night.crawl(QUERY, questions=QUESTIONS)
    assert result.outcome == "complete"
    assert night.query("SELECT province, name, institution, outcome, row_count FROM question ORDER BY name DESC") == [
        ("浙江省", "王芳", "清波医院", "empty", 0),
        ("浙江省", "张伟", "清波医院", "empty", 0),
    ]
    assert night.query("SELECT asserted_on FROM run") == [(date(2026, 3, 1),)]


def test_a_question_that_is_too_broad_stays_open_and_the_run_goes_on(night: Night) -> None:
    said = {"张伟": NO_RESULT, "王芳": '<meta charset=utf-8><div class="modal-body">请输入更加精确的医疗机构名称</div>'}
    night.site.expect_request("/doctor/search").respond_with_handler(
        lambda asked: Answer(said[asked.args["name"]], content_type="text/html")
    )
    result = night.crawl(QUERY, questions=[QUESTIONS[1], QUESTIONS[0]], settings={"CONCURRENT_REQUESTS": 1})
    assert (result.outcome, result.reason) == ("complete", None)
    assert night.query("SELECT name, outcome, row_count FROM question ORDER BY name DESC") == [
        ("王芳", "too_broad", 0),
        ("张伟", "empty", 0),
    ]


def test_a_register_answers_for_the_day_it_is_in_china(night: Night, serve: Serve) -> None:
    serve("/doctor/search", NO_RESULT)
    night.begin = datetime(2026, 2, 28, 18)
    night.crawl(QUERY, questions=QUESTIONS)
    assert night.query("SELECT started_at, asserted_on FROM run") == [(night.begin, date(2026, 3, 1))]


def test_a_barrier_is_not_no_result_and_what_was_not_asked_is_not_noted(night: Night, serve: Serve) -> None:
    serve("/doctor/search", "<meta charset=utf-8><p>查询受限，请明日再试")
    result = night.crawl(QUERY, questions=QUESTIONS * 5, settings={"CONCURRENT_REQUESTS": 1})
    assert result.outcome == "blocked"
    assert {row[0] for row in night.query("SELECT outcome FROM question")} == {"rate_limited"}


RESULT = "<meta charset=utf-8><table class=table-bordered><td><a href=/Doctor/Details/{}>.</a></table>"
EXPIRED = "<meta charset=utf-8><p>链接无效"


def test_an_expired_link_is_led_to_once_more_and_then_leaves_the_question_unanswered(
    night: Night, serve: Serve
) -> None:
    serve("/doctor/search", RESULT.format(1))
    serve("/Doctor/Details/1", EXPIRED)
    result = night.crawl(QUERY, questions=QUESTIONS[:1])
    assert (result.outcome, result.reason) == ("partial", "expired: https://zgcx.nhc.gov.cn/Doctor/Details/1")
    assert night.query("SELECT outcome, row_count FROM question") == [("expired", 0)]
    assert [path.partition("?")[0] for path in night.asked] == ["/doctor/search", "/Doctor/Details/1"] * 2


def test_a_question_asked_again_is_answered_by_its_new_links(night: Night, serve: Serve) -> None:
    tokens = iter("ab")
    row = '<div class="row"><div>{}</div><div>{}</div></div>'
    pairs = [(words[0], "浙江省") for words in QUERY.source.fields.values()]
    serve("/Doctor/Details/a", EXPIRED)
    detail = "".join(row.format(*pair) for pair in pairs)
    serve("/Doctor/Details/b", f"<meta charset=utf-8><div class=details_co>{detail}</div>")
    night.site.expect_request("/doctor/search").respond_with_handler(
        lambda _: Answer(RESULT.format(next(tokens)), content_type="text/html")
    )
    result = night.crawl(QUERY, questions=QUESTIONS[:1])
    assert (result.outcome, result.distinct_count) == ("complete", 1)
    assert night.query("SELECT outcome, row_count FROM question") == [("answer", 1)]


def test_an_expired_link_of_a_list_is_followed_from_the_list_as_it_is_now(night: Night, serve: Serve) -> None:
    lists = iter([index("/1?t=a", "/2?t=a"), index("/1?t=b", "/2?t=b")])
    night.site.expect_request("/index.html").respond_with_handler(
        lambda _: Answer(next(lists), content_type="text/html")
    )
    night.site.expect_request("/1", query_string="t=a").respond_with_data(EXPIRED, content_type="text/html")
    night.site.expect_request("/1", query_string="t=b").respond_with_data(
        table(("1", "张伟")), content_type="text/html"
    )
    serve("/2", table(("2", "李娜")))
    assert night.crawl(Tokens).outcome == "complete"
    assert night.query("SELECT source_record_id, address FROM spell ORDER BY ALL") == [
        ("1", "https://site.example/1"),
        ("2", "https://site.example/2"),
    ]


def test_a_site_whose_links_all_stay_expired_is_not_asked_for_all_of_them(night: Night, serve: Serve) -> None:
    paths = [f"/{n}" for n in range(20)]
    serve("/index.html", index(*paths))
    for path in paths:
        serve(path, EXPIRED)
    result = night.crawl(Doctors, settings={"CONCURRENT_REQUESTS": 1})
    assert (result.outcome, result.reason) == ("partial", "ended early: expired")
    assert len(night.asked) < 15


def test_people_of_one_name_are_all_read_before_the_question_counts_as_answered(night: Night, serve: Serve) -> None:
    rows = "".join(f"<tr><td><a href=/Doctor/Details/{n}>.</a></td></tr>" for n in range(3))
    serve("/doctor/search", f"<table class=table-bordered>{rows}</table>")
    for n in range(3):
        values = [str(n) if name == "certificate_no" else "浙江省" for name in QUERY.source.fields]
        pairs = zip([words[0] for words in QUERY.source.fields.values()], values, strict=True)
        detail = "".join(f'<div class="row"><div>{label}</div><div>{value}</div></div>' for label, value in pairs)
        serve(f"/Doctor/Details/{n}", f"<meta charset=utf-8><div class=details_co>{detail}</div>")
    assert night.crawl(QUERY, questions=QUESTIONS[:1]).distinct_count == 3
    assert night.query("SELECT outcome, row_count FROM question") == [("answer", 3)]
    # They cannot be read any more: what was read stays, and the question stays open.
    night.site.clear_all_handlers()
    serve("/doctor/search", f"<table class=table-bordered>{rows}</table>")
    assert night.crawl(QUERY, questions=QUESTIONS[:1]).gone_count == 0
    assert night.query("SELECT outcome FROM question ORDER BY asked_at") == [("answer",), ("not_found",)]
    assert night.query("SELECT count(*) FROM spell WHERE closed_run_id IS NULL") == [(3,)]


def test_questions_come_as_text_from_scrapys_command_line(night: Night, serve: Serve) -> None:
    serve("/doctor/search", NO_RESULT)
    night.crawl(QUERY, questions="浙江省|张伟|清波医院\n浙江省|王芳|清波医院")
    assert night.query("SELECT count(*) FROM question") == [(2,)]


# ---- privacy and evidence -----------------------------------------------------------------------------------

# Made here, so that no such string stands in a file: it needs a valid region and date, not a valid check digit.
CITIZEN_ID = "110101" + "19800101" + "0011"
MOBILE = "138" + "0" * 8


def test_personal_data_leave_neither_in_rows_nor_in_evidence_nor_in_the_log(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1"))
    row = ("1", f"张伟 {CITIZEN_ID}", f"{MOBILE}")
    serve("/1", table(row, headings=("编号", "姓名", "电话")) + f"<p>联系 {MOBILE[:3]} {MOBILE[3:7]}-{MOBILE[7:]}")
    night.crawl(Doctors)
    assert night.query("SELECT name FROM raw_record") == [("张伟 [redacted]",)]
    assert night.query("SELECT field, value, reason FROM issue ORDER BY field") == [
        ("column", "电话", "the column is not declared; it was not read"),
        ("name", None, "personal identifiers removed from 1 values"),
    ]
    stored = "".join(body for body in _evidence(night).values())
    assert "张伟 [redacted]" in stored
    for secret in (CITIZEN_ID, MOBILE, MOBILE[3:7] + "-"):
        assert secret not in stored


def test_every_row_points_to_the_page_it_was_read_from(night: Night, serve: Serve) -> None:
    pages = {f"/{n}": table((str(n), "张伟")) for n in range(3)}
    serve("/index.html", index(*pages))
    for path, body in pages.items():
        serve(path, body)
    night.crawl(Doctors)
    stored = _evidence(night)
    rows = night.query("SELECT url, evidence_id FROM raw_record")
    assert len(rows) == 3
    for url, evidence_id in rows:
        assert stored[record_id(evidence_id)] == pages[url.removeprefix("https://site.example")]


def test_the_evidence_of_a_run_is_never_written_over(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1"))
    serve("/1", table(("1", "张伟")))
    night.land(Doctors)
    (folder,) = night.workspace.raw("xx_test_doctor").glob("*.part")
    # It died, and nobody can go on with it: nothing but evidence is left of it.
    for name in ("run.json", "request.jsonl"):
        (folder / name).unlink()
    assert night.take_in(Doctors).outcome == "failed"
    (kept,) = night.workspace.evidence("xx_test_doctor").iterdir()
    before = kept.read_bytes()
    night.day -= 1
    again = night.crawl(Doctors)
    assert again.run_id == f"xx_test_doctor/{folder.stem}-2"
    assert kept.read_bytes() == before
    assert {path.name for path in kept.parent.iterdir()} == {kept.name, f"{folder.stem}-2.warc.gz"}

    evidence = Evidence(night.workspace, f"xx_test_doctor/{folder.stem}")
    page = HtmlResponse("https://site.example/1", request=Request("https://site.example/1", cb_kwargs={}))
    page.meta.update(body_digest="", is_redacted=False, fingerprint="")
    with pytest.raises(FileExistsError, match="is kept already"):
        evidence.keep(page, [], DAY_0)


def test_a_night_without_change_stores_no_evidence(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1"))
    serve("/1", table(("1", "张伟")))
    night.crawl(Doctors)
    before = night.query("SELECT evidence_id FROM request WHERE url LIKE '%index%'")
    night.crawl(Doctors)
    assert len(list(night.workspace.evidence("xx_test_doctor").iterdir())) == 1
    assert night.query("SELECT evidence_id FROM request WHERE url LIKE '%index%'") == before * 2


def _evidence(night: Night) -> dict[str, str]:
    """Record id -> body, of everything the source's runs kept."""
    found = {}
    for path in night.workspace.evidence("xx_test_doctor").glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response":
                    found[record.rec_headers["WARC-Record-ID"]] = record.content_stream().read().decode()
    return found
