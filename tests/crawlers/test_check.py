import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from crawlers.check import check
from tests.crawlers.conftest import Night
from warehouse.errors import MingceError, UnknownSourceError
from warehouse.workspace import Workspace


@pytest.fixture
def workspace(night: Night, httpserver: HTTPServer) -> Workspace:
    root: Path = night.workspace.root
    (root / "mingce.toml").write_text(f'secret = "{"0" * 32}"\nsimulator = "{httpserver.url_for("")}"\n')
    return Workspace.open(root)


def show(site: HTTPServer, **entry: object) -> None:
    item = dict.fromkeys(("expert_id", "name", "sex", "title", "hospital", "depart", "province", "city", "zyzs"))
    content = {"code": 0, "data": {"total": 1, "list": [item | entry]}}
    site.expect_request("/doctor/search").respond_with_data(json.dumps(content), content_type="application/json")


def test_a_check_says_what_was_read_left_and_not_understood(workspace: Workspace, httpserver: HTTPServer) -> None:
    show(httpserver, expert_id=7, name="张伟", sex="丙", 手机="从不写出")
    report = check(workspace, "cn_xywy_search")
    assert report.is_ok
    assert [(page.outcome, len(page.rows)) for page in report.pages] == [("answer", 1)]
    assert report.undeclared == {"手机"}
    assert [(field, value) for field, value, _ in report.not_understood] == [("gender", "丙")]
    assert "columns not declared: 手机" in report.text()
    assert report.blank == {"title", "institution", "department", "province", "division", "certificate_no"}
    assert report.text().endswith("outcome: 1 answer")
    assert "从不写出" not in report.text()
    assert list((workspace.root / "raw").iterdir()) == []


def test_a_check_of_a_changed_site_fails_and_names_the_heading(workspace: Workspace, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/doctor/search").respond_with_json({"code": 0, "data": {"total": 1, "list": [{}]}})
    report = check(workspace, "cn_xywy_search")
    assert not report.is_ok
    assert "no 「zyzs」" in report.text()
    assert report.text().endswith("outcome: 1 layout_changed")


def test_a_check_names_the_headings_that_stand_there_instead(workspace: Workspace, httpserver: HTTPServer) -> None:
    item = {"id": 7, "doctor_name": "张伟", "hospital": "清波医院"}
    httpserver.expect_request("/doctor/search").respond_with_json({"code": 0, "data": {"total": 1, "list": [item]}})
    text = check(workspace, "cn_xywy_search").text()
    assert "  it has: id, doctor_name, hospital" in text
    assert "张伟" not in text


def test_a_look_up_is_checked_with_a_question(workspace: Workspace, httpserver: HTTPServer) -> None:
    with pytest.raises(MingceError, match=r"give one with --question 'province\|name\|institution'"):
        check(workspace, "cn_nhc_query")
    said = '<meta charset=utf-8><div class="modal-body">未查询到符合条件的医师</div>'
    httpserver.expect_request("/doctor/search").respond_with_data(said, content_type="text/html")
    assert [page.outcome for page in check(workspace, "cn_nhc_query", "浙江省|张伟|清波医院").pages] == ["empty"]


def test_a_file_source_is_right_once_it_is_declared(workspace: Workspace) -> None:
    report = check(workspace, "cn_gd_register")
    assert report.is_ok
    assert "mingce import cn_gd_register FILE" in report.text()


def test_an_unknown_source_cannot_be_checked(workspace: Workspace) -> None:
    with pytest.raises(UnknownSourceError):
        check(workspace, "cn_nowhere")
