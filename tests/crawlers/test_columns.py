from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawlers.columns import read_objects, read_table, table_lines
from crawlers.outcomes import LayoutChanged
from warehouse.source import Source, declare


def source(**changes: Any) -> Source:
    values: dict[str, Any] = {
        "id": "xx_test_list",
        "title": "名单",
        "publisher": "某单位",
        "tier": "commercial",
        "licence": "made up",
        "key": ["source_key"],
        "fields": {"source_key": "编号", "name": ["姓名", "医生姓名"], "title": "职称"},
        "ignore": ["序号"],
    }
    return declare("test", **values | changes)


def test_declared_columns_are_read_and_no_other_leaves() -> None:
    found = read_table(source(), [["序号", "编号", "身份证号", "姓 名", "职称"], ["1", "a", "从不写出", "张伟", ""]])
    assert found.rows == [{"source_key": "a", "name": "张伟", "title": None}]
    assert found.undeclared == {"身份证号"}


@given(st.permutations(["编号", "医生姓名", "职称", "序号", "电话", "住址"]))
def test_the_order_of_columns_says_nothing(headings: list[str]) -> None:
    cells = {"编号": "a", "医生姓名": "张伟", "职称": "医师", "序号": "1", "电话": "x", "住址": "y"}
    found = read_table(source(), [headings, [cells[h] for h in headings]])
    assert found.rows == [{"source_key": "a", "name": "张伟", "title": "医师"}]


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([], "no table"),
        ([["编号", "职务"]], "no 「姓名/医生姓名」, no 「职称」"),
        ([["编号", "姓名", "职称", "职称"]], "「职称」 twice"),
        ([["编号", "姓名", "职称"], ["a", "张伟"]], "a row of 2 cells under 3 headings"),
    ],
)
def test_a_table_that_is_not_as_declared_is_refused_by_what_it_lacks(lines: list[list[str]], complaint: str) -> None:
    with pytest.raises(LayoutChanged, match=complaint):
        read_table(source(), lines)


def test_repeated_headers_and_lines_that_say_nothing_are_no_entries() -> None:
    html = """<table><tr><th>编号<th>姓名<th>职称<tr><td>a<td>张伟<td>医师<tr><td colspan=3>副主任委员
    <tr><th>编号<th>姓名<th>职称<tr><td> b <td>　王&nbsp;<td><b>主任</b>医师<tr><td><td><td></table>"""
    found = read_table(source(), table_lines(Selector(html).css("table")))
    assert [list(row.values()) for row in found.rows] == [["a", "张伟", "医师"], ["b", "王", "主任医师"]]


def test_what_a_page_says_once_is_a_column_of_all_its_rows() -> None:
    found = read_table(source(), [["姓名", "职称"], ["张伟", ""], ["王芳", ""]], given={"编号": "12"})
    assert [row["source_key"] for row in found.rows] == ["12", "12"]


def test_numbers_in_json_are_read_as_written() -> None:
    objects = [{"编号": 110330100990004, "姓名": "张伟", "职称": None}, {"编号": 7.0, "姓名": "王芳", "职称": " "}]
    rows = read_objects(source(), objects).rows
    assert [list(row.values()) for row in rows] == [["110330100990004", "张伟", None], ["7", "王芳", None]]


@pytest.mark.parametrize("value", [["张伟"], {"zh": "张伟"}, 1.5])
def test_values_of_another_kind_are_a_changed_layout(value: object) -> None:
    with pytest.raises(LayoutChanged, match="where a text was"):
        read_objects(source(), [{"编号": "a", "姓名": value, "职称": None}])
