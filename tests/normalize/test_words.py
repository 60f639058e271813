"""Words, scopes, dates and filed sites: what is known, what says nothing, and what is refused."""

from collections.abc import Callable
from datetime import date

import pytest

from normalize.dates import clean_date
from normalize.licences import clean_subjects
from normalize.scopes import clean_scope
from normalize.sites import clean_sites
from normalize.text import read_codes
from normalize.vocabularies import (
    clean_assessment,
    clean_category,
    clean_department,
    clean_gender,
    clean_instrument,
    clean_level,
    clean_status,
    clean_title,
)
from warehouse.schema import INSTRUMENTS, STATUSES


@pytest.mark.parametrize(
    ("clean", "text", "code"),
    [
        (clean_level, "执业 医师", "physician"),
        (clean_level, "乡村全科执业助理医师", "rural_gp"),
        (clean_category, "中医类别", "tcm"),
        (clean_category, "公共卫生类", "public_health"),
        (clean_category, "口腔", "dental"),
        (clean_instrument, "《台湾医师短期行医执业证书》", "tw_permit"),
        (clean_instrument, "中医（专长）医师执业证书", "tcm_specialty"),
        (clean_status, "正常", "active"),
        (clean_status, "变更中", "pending"),
        (clean_status, "暂停执业", "suspended"),
        (clean_status, "责令暂停六个月以上一年以下执业活动", "suspended"),
        (clean_status, "吊销医师执业证书", "revoked"),
        (clean_status, "辞退", "left_filed"),
        (clean_category, "中医（含中西医结合、民族医）", "tcm"),
        (clean_assessment, "考核合格", "passed"),
        (clean_assessment, "不合格", "failed"),
        (clean_assessment, "免考", "exempt"),
        (clean_assessment, "缓考", "not_assessed"),
        (clean_assessment, "待考核", None),
        (clean_gender, "M", "male"),
        (clean_gender, "未说明的性别", None),
    ],
)
def test_known_words(clean: Callable[[str], str | None], text: str, code: str | None) -> None:
    assert clean(text) == code


@pytest.mark.parametrize(
    ("clean", "text"),
    [
        (clean_level, "2"),
        (clean_level, "护士"),
        (clean_category, "2"),
        (clean_status, "其他"),
        (clean_status, "撤销备案"),
        (clean_assessment, "基本合格"),
        (clean_gender, "X"),
    ],
)
def test_unknown_words_are_never_a_default(clean: Callable[[str], str | None], text: str) -> None:
    with pytest.raises(ValueError, match="unknown"):
        clean(text)


@pytest.mark.parametrize(
    "table", ["level", "category", "instrument", "status", "assessment", "gender", "title", "department", "scope"]
)
def test_every_word_stands_once_and_has_its_reason(table: str) -> None:
    rows = list(read_codes(table))
    assert len({row["word"] for row in rows}) == len(rows)
    assert all(row["reason"] for row in rows)


def test_codes_are_those_of_the_schema() -> None:
    assert {row["code"] for row in read_codes("instrument")} == set(INSTRUMENTS)
    assert {row["code"] for row in read_codes("status")} <= set(STATUSES)


@pytest.mark.parametrize(
    ("text", "title", "teaching"),
    [
        ("主任医师", "chief", None),
        ("副主任中医师", "associate_chief", None),
        ("主任医师 教授 博导", "chief", "博士生导师、教授"),
        ("副主任医师/副教授，科主任", "associate_chief", "副教授"),
        ("住院医师", "resident", None),
        ("医士", "assistant_resident", None),
        ("教授", None, "教授"),
        ("主任医师（公卫）", "chief", None),
        ("公共卫生副主任医师", "associate_chief", None),
        # An administrative post beside a title; alone it stands for the title.
        ("副主任医师、主任", "associate_chief", None),
        ("主治医师 科室副主任", "attending", None),
        ("主任医师兼心内科主任、教授", "chief", "教授"),
        ("主任", "chief", None),
        ("主任医师，享受国务院特殊津贴", "chief", None),
    ],
)
def test_titles_come_apart(text: str, title: str | None, teaching: str | None) -> None:
    found = clean_title(text)
    assert found is not None
    assert (found.title, found.teaching_title) == (title, teaching)


@pytest.mark.parametrize(
    "text", ["主任药师", "护士长", "主管技师", "主任医师、副主任医师", "主任、副主任", "内科主任药师"]
)
def test_titles_of_others_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="title"):
        clean_title(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("心血管内科", "03.04"),
        ("心内科一病区", "03.04"),
        ("内科", "03"),
        ("骨科（东院）", "04.03"),
        ("icu", "28"),
        ("心内一科", "03.04"),
        ("骨二科", "04.03"),
        ("03.04", "03.04"),
        ("A0304", "03.04"),
        # A bare number is the source's own, dentistry is numbered in two ways.
        ("0304", None),
        ("12.02", None),
        ("国际部", None),
    ],
)
def test_departments(text: str, code: str | None) -> None:
    found = clean_department(text)
    assert found is not None
    assert found.code == code


def test_subjects_in_every_writing() -> None:
    assert (
        clean_subjects("03.01")
        == clean_subjects("0301")
        == clean_subjects("301")
        == clean_subjects("A03.01")
        == ["03.01"]
    )
    assert clean_subjects("03内科；0301呼吸内科专业/7") == ["03", "03.01", "07"]


@pytest.mark.parametrize("text", ["1202", "12.02", "30.05", "3005", "99", "兽医科", "03.77"])
def test_subjects_numbered_in_two_ways_are_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="unknown subject"):
        clean_subjects(text)


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("内科专业", ("内科专业",)),
        ("内科；外科", ("内科专业", "外科专业")),
        ("医学检验、病理专业", ("医学检验、病理专业",)),
        ("医学检验..病理专业", ("医学检验、病理专业",)),
        ("内科专业、医学检验、病理专业、儿科专业", ("儿科专业", "内科专业", "医学检验、病理专业")),
        ("眼、耳鼻咽喉科专业", ("眼耳鼻咽喉科专业",)),
        ("精神卫生专业（含精神病专业、心理卫生专业）,全科", ("全科医学专业", "精神卫生专业")),
        ("1.内科专业;2.外科专业", ("内科专业", "外科专业")),
        ("中医内科", ("中医专业",)),
        ("外科,外科专业", ("外科专业",)),
        ("内科专业 外科专业", ("内科专业", "外科专业")),
        ("内 科 专 业", ("内科专业",)),
        ("①内科专业②外科专业", ("内科专业", "外科专业")),
        ("(1)内科专业(2)外科专业", ("内科专业", "外科专业")),
        ("执业范围：外科专业（含运动医学专业、麻醉专业）", ("外科专业",)),
        ("中医专业（中医内科、针灸推拿）", ("中医专业",)),
        ("中医（精神）专业", ("中医(精神)专业",)),
        ("外科专业，加注：全科医学", ("全科医学专业", "外科专业")),
    ],
)
def test_scopes_are_a_sorted_set(text: str, scopes: tuple[str, ...]) -> None:
    assert clean_scope(text) == scopes


@pytest.mark.parametrize(
    "text", ["兽医", "内科专业外科专业", "内科专业、兽医", "内科专业 兽医", "外科专业(麻醉)", "病理"]
)
def test_unknown_scopes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unknown scope"):
        clean_scope(text)


@pytest.mark.parametrize(
    "text",
    [
        "2019/4/19",
        "2019-04-19",
        "2019.4.19",
        "20190419",
        "2019年4月19日",
        "2019年04月19日 星期五",
        "二〇一九年四月十九日",
        "二○一九年四月十九日",
        "民国108年4月19日",
        "43574",
        "43574.0",
        "2019-04-19 00:00:00",
        "2019-04-19T08:00:00+08:00",
        "2019-04-18T16:00:00Z",
        "２０１９年４月１９日",
        "20190419000000",
        "二O一九年四月十九日",
        "二０一九年四月十九日",
        "贰零壹玖年肆月拾玖日",
        "二〇一九年四月十九日起",
        "自2019年4月19日起",
        "中華民國一百零八年四月十九日",
        "民国108.4.19",
        "2019年4月19日（星期五）",
        "2019/4/19 上午 8:00:00",
        "2019—4—19",
        "2019、4、19",
        "2019.4.19.",
        "发布时间：2019-04-19",
        "1555603200000",
        "/Date(1555603200000)/",
        "/Date(1555603200000+0800)/",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert clean_date(text) == date(2019, 4, 19)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2019-02-30", "no such day"),
        ("2019年4月", "without its day"),
        ("2019", "without its day"),
        ("19/4/19", "not a date"),
        ("19/04/2019", "not a date"),
        ("1755-01-01", "a year"),
        ("1900-01-01", "a year"),
        ("1970-01-01", "no day"),
        ("0", "not a date"),
        ("19年4月19日", "not a date"),
        ("2019-04-19至2020-04-19", "not a date"),
        ("去年", "not a date"),
    ],
)
def test_a_day_is_not_guessed(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        clean_date(text)


@pytest.mark.parametrize("text", ["", "-", "长期", "9999-12-31", "9999-12-31 00:00:00", "2999/12/31", "0000-00-00"])
def test_no_day(text: str) -> None:
    assert clean_date(text) is None


def test_filed_sites() -> None:
    assert clean_sites("乙医院(2025-01-01至2026-12-31);甲医院（东院区）（2025.1.1-2025.12.31）、丙医院") == (
        ("丙医院", None, None),
        ("乙医院", date(2025, 1, 1), date(2026, 12, 31)),
        ("甲医院(东院区)", date(2025, 1, 1), date(2025, 12, 31)),
    )
    assert clean_sites("无") is None


@pytest.mark.parametrize(
    "text",
    [
        "乙医院(2025-01-01至2026-12-31)\n丙医院",
        "1.乙医院（2025年1月1日-2026年12月31日）；2.丙医院（备案）",
        "乙医院【2025.1.1—2026.12.31】、丙医院",
        "乙医院 2025-01-01至2026-12-31；丙医院",
        "丙医院 乙医院(2025/1/1 - 2026/12/31)",
    ],
)
def test_filings_in_every_writing(text: str) -> None:
    assert clean_sites(text) == (("丙医院", None, None), ("乙医院", date(2025, 1, 1), date(2026, 12, 31)))


def test_a_filing_may_have_a_begin_alone() -> None:
    assert clean_sites("乙医院(2025-01-01起)") == (("乙医院", date(2025, 1, 1), None),)
    assert clean_sites("乙医院(2025-01-01至长期)") == (("乙医院", date(2025, 1, 1), None),)


@pytest.mark.parametrize(
    "text",
    [
        "乙医院(2025-02-30至2026-12-31)",
        "乙医院(2025-01-01)",
        "乙医院(2025-01-01,2026-01-01)",
        "乙医院(2026-01-01至2025-01-01)",
    ],
)
def test_filings_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|ends"):
        clean_sites(text)
