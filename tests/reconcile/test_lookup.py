"""What the look-up answers (docs/lookup.md): a question in, the outcome and all it rests on out."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reconcile.lookup.answering import OUTCOMES, Answer, answer
from reconcile.lookup.question import read_question
from reconcile.lookup.search import open_index
from tests.reconcile.lookup_world import counter, make_lab, number
from tests.reconcile.rows import HOSPITALS
from warehouse.errors import WorkspaceError


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with counter(make_lab(tmp_path_factory.mktemp("lookup"))) as ask:
        yield lambda name, institution=None, province=None, certificate_no=None, **more: ask(
            [
                {
                    "name": name,
                    "institution": HOSPITALS.get(institution, institution),
                    "province": province,
                    "certificate_no": certificate_no,
                    **more,
                }
            ]
        )[0]


def short(answer: Answer) -> tuple[Any, ...]:
    """Outcome, rule, name decided for, candidates as (name, how, reach)."""
    candidates = [(c["name"], c["how"], c["reach"]) for c in answer.candidates]
    return (answer.outcome, answer.rule, answer.person and answer.person["name"], candidates)


def decided(outcome: str, rule: str, name: str) -> tuple[Any, ...]:
    return (outcome, rule, name, [])


def open_to(outcome: str, *candidates: tuple[str, str, str]) -> tuple[Any, ...]:
    return (outcome, None, None, list(candidates))


CASES: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "number": (
        {"name": "王小明", "certificate_no": number(0)}, decided("registered", "certificate_no", "王小明"),
    ),
    "number, homophone": (
        {"name": "王晓明", "certificate_no": number(0)}, decided("registered", "certificate_no", "王小明"),
    ),
    "number, damaged": (
        {"name": "王?明", "certificate_no": number(0)}, decided("registered", "certificate_no", "王小明"),
    ),
    # The number is another's: the name's own outcome.
    "number of another": (
        {"name": "张伟", "certificate_no": number(0)},
        open_to("ambiguous", ("张伟", "same", "elsewhere"), ("张伟", "same", "elsewhere")),
    ),
    "number of another, institution": (
        {"name": "张伟", "institution": "second", "certificate_no": number(0)},
        decided("registered", "institution", "张伟"),
    ),
    "institution": ({"name": "王小明", "institution": "first"}, decided("registered", "institution", "王小明")),
    "short form": (
        {"name": "王小明", "institution": "杭州市一院", "province": "浙江"},
        decided("registered", "institution", "王小明"),
    ),
    "traditional, blanks": (
        {"name": " 張　偉 ", "institution": "second"}, decided("registered", "institution", "张伟"),
    ),
    "the other of two surnames": (
        {"name": "肖远山", "institution": "county"}, open_to("ambiguous", ("萧远山", "surname", "institution")),
    ),
    "the other of two surnames, province": (
        {"name": "肖远山", "province": "浙江"}, open_to("ambiguous", ("萧远山", "surname", "province")),
    ),
    "the other of two surnames, number": (
        {"name": "肖远山", "certificate_no": number(12)}, decided("registered", "certificate_no", "萧远山"),
    ),
    "the very surname": ({"name": "蕭遠山", "province": "浙江"}, decided("registered", "province", "萧远山")),
    "another writing of a candidate": (
        {"name": "歐陽霽"}, open_to("ambiguous", ("欧阳霁", "written_otherwise", "elsewhere")),
    ),
    "two at the institution": (
        {"name": "李国栋", "institution": "first"},
        open_to("ambiguous", ("李国栋", "same", "institution"), ("李国栋", "same", "institution")),
    ),
    "moved": ({"name": "赵敏", "institution": "first"}, decided("registered", "former_institution", "赵敏")),
    "filing ended": (
        {"name": "孙大海", "institution": "county"}, decided("registered", "former_institution", "孙大海"),
    ),
    "in the province only": (
        {"name": "王小明", "institution": "county"}, open_to("ambiguous", ("王小明", "same", "province")),
    ),
    "in another province only": (
        {"name": "王小明", "institution": "far"}, open_to("not_found", ("王小明", "same", "elsewhere")),
    ),
    "unknown institution": (
        {"name": "王小明", "institution": "某某医院"}, open_to("ambiguous", ("王小明", "same", "elsewhere")),
    ),
    "name alone": ({"name": "欧阳霁"}, open_to("ambiguous", ("欧阳霁", "same", "elsewhere"))),
    "name and province": (
        {"name": "欧阳霁", "province": "浙江省"}, decided("registered", "province", "欧阳霁"),
    ),
    "namesakes in the province": (
        {"name": "李国栋", "province": "浙江"},
        open_to("ambiguous", ("李国栋", "same", "province"), ("李国栋", "same", "province")),
    ),
    "former name": (
        {"name": "刘羊", "institution": "second"}, decided("registered", "institution", "刘洋"),
    ),
    "cancelled": ({"name": "陈静", "institution": "county"}, decided("not_active", "institution", "陈静")),
    "officials disagree": (
        {"name": "周海涛", "institution": "second"},
        decided("registered_with_conflicts", "institution", "周海涛"),
    ),
    "homophone at the institution": (
        {"name": "王晓明", "institution": "first"}, open_to("ambiguous", ("王小明", "homophone", "institution")),
    ),
    "one character at the institution": (
        {"name": "王大明", "institution": "first"}, open_to("ambiguous", ("王小明", "one_character", "institution")),
    ),
    "damaged": (
        {"name": "王?明", "institution": "first"}, open_to("ambiguous", ("王小明", "damaged", "institution")),
    ),
    "damaged in the register": (
        {"name": "徐丽华", "province": "浙江"}, open_to("ambiguous", ("徐?华", "damaged", "province")),
    ),
    "homophone, no institution": (
        {"name": "欧阳计", "province": "浙江"}, open_to("not_found", ("欧阳霁", "homophone", "province")),
    ),
    "pinyin": ({"name": "wang xiaoming"}, open_to("ambiguous", ("王小明", "pinyin", "elsewhere"))),
    "pinyin in one": (
        {"name": "WangXiaoMing", "institution": "first"},
        open_to("ambiguous", ("王小明", "pinyin", "institution")),
    ),
    "nobody": ({"name": "何不凡", "province": "浙江"}, open_to("not_found")),
    "masked": ({"name": "王*", "certificate_no": number(0)}, open_to("indeterminate")),
    "no name": ({"name": "", "certificate_no": number(0)}, open_to("indeterminate")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_who_is_meant(ask: Any, case: str) -> None:
    question, expected = CASES[case]
    assert short(ask(**question)) == expected
    assert expected[0] in OUTCOMES


@pytest.mark.parametrize(
    ("name", "reason", "decider"),
    [
        ("张*驯", "masked_name", "name_in_full"), ("王医生", "masked_name", "name_in_full"),
        ("专家门诊", "illegible_name", "name_in_full"), ("", "missing_name", "name"), (None, "missing_name", "name"),
        ("无", "missing_name", "name_in_full"),
    ],
)  # fmt: skip
def test_what_names_nobody_has_no_answer_and_says_what_is_missing(
    ask: Any, name: str | None, reason: str, decider: str
) -> None:
    answer = ask(name, "first", "浙江", number(0))
    assert (answer.outcome, answer.reasons, answer.deciders) == ("indeterminate", (reason,), (decider,))
    assert (answer.next_checks, answer.rests_on) == (("add_deciders",), ())


# Field, what is officially so, since when, kind.
DIFFERENCES: dict[str, tuple[dict[str, Any], list[tuple[Any, ...]]]] = {
    "none": ({"name": "王小明", "institution": "first", "province": "浙江"}, []),
    "an alias is none": ({"name": "王小明", "institution": "杭州市一院", "province": "浙江"}, []),
    "moved": (
        {"name": "赵敏", "institution": "first"},
        [("institution", "杭州市第二人民医院", "2026-03-01", "former")],
    ),
    "filing ended": (
        {"name": "孙大海", "institution": "county"},
        [("institution", "杭州市第一人民医院", "2026-02-01", "former")],
    ),
    "elsewhere": (
        {"name": "王小明", "certificate_no": number(0), "institution": "far", "province": "四川"},
        [("institution", "杭州市第一人民医院", None, "differs"), ("province", "33", None, "differs")],
    ),
    "number of another": (
        {"name": "张伟", "institution": "second", "certificate_no": number(0)},
        [("certificate_no", number(3), None, "others")],
    ),
    "masked number that agrees": (
        {"name": "张伟", "institution": "second", "certificate_no": number(3)[:4] + "*" * 8 + number(3)[-3:]}, [],
    ),
    "former name": (
        {"name": "刘羊", "institution": "second"}, [("name", "刘洋", None, "former")],
    ),
    "traditional": (
        {"name": "張 偉", "institution": "second"}, [("name", "张伟", None, "written_otherwise")],
    ),
    "blanks": ({"name": "张　伟", "institution": "second"}, [("name", "张伟", None, "written_otherwise")]),
    "width and blanks around": ({"name": " 张伟\u3000", "institution": "second"}, []),
    "the other surname": (
        {"name": "肖远山", "certificate_no": number(12)}, [("name", "萧远山", None, "written_otherwise")],
    ),
    "homophone": (
        {"name": "王晓明", "certificate_no": number(0)}, [("name", "王小明", None, "differs")],
    ),
    "roster": (
        {
            "name": "王小明", "institution": "first", "level": "助理医师", "category": "中医", "scope": "外科专业",
            "department": "妇产科", "title": "主任医师", "status": "注销",
        },
        [
            ("level", "physician", None, "differs"),
            ("category", "clinical", None, "differs"),
            ("scope", "内科专业", None, "check"),
            ("department", "内科专业", None, "check"),
            ("status", "active", None, "differs"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENCES)
def test_what_differs(ask: Any, case: str) -> None:
    question, expected = DIFFERENCES[case]
    found = ask(**question).differences
    assert [(d["field"], d["official"], d["since"], d["kind"]) for d in found] == expected


def test_an_end_is_dated_by_its_act(ask: Any) -> None:
    answer = ask("陈静", "county")
    assert (answer.status, answer.status_since) == ("cancelled", "2026-02-01")
    assert [r["source_id"] for r in answer.rests_on] == ["cn_bulletin", "cn_national"]


def test_an_end_that_an_official_list_does_not_show_stands_and_says_so(ask: Any) -> None:
    answer = ask("陈静", "county")
    assert answer.registrations[0]["shown_as"] == {"status": "active", "day": "2026-03-01"}
    # What was cancelled is not being changed.
    assert (answer.reasons, answer.next_checks) == ((), ("ask_authority",))
    assert ask("王小明", "first").registrations[0]["shown_as"] is None


@pytest.mark.parametrize(
    ("question", "outcome", "unread"),
    [
        ({"name": "何不凡", "province": "火星"}, "not_found", ["unread_province"]),
        ({"name": "何不凡", "institution": "某某医院"}, "not_found", ["unread_institution"]),
        ({"name": "欧阳霁", "certificate_no": "12", "province": "火星"}, "ambiguous",
         ["unread_certificate_no", "unread_province"]),
        ({"name": "何不凡", "province": "浙江"}, "not_found", []),
    ],
)  # fmt: skip
def test_what_was_not_understood_is_the_first_reason(
    ask: Any, question: dict[str, Any], outcome: str, unread: list[str]
) -> None:
    answer = ask(**question)
    assert (answer.outcome, [r for r in answer.reasons if r.startswith("unread")]) == (outcome, unread)
    assert list(answer.reasons[: len(unread)]) == unread


def test_officials_that_disagree_are_named(ask: Any) -> None:
    (conflict,) = ask("周海涛", "second").conflicts
    assert (conflict["kind"], conflict["field"], conflict["official_value"], conflict["listed_value"]) == (
        "official_disagreement", "category", "tcm", "clinical",
    )  # fmt: skip


def test_what_lower_sources_say_is_a_note_and_no_part_of_the_answer(ask: Any) -> None:
    answer = ask("王小明", "first")
    assert (answer.outcome, answer.conflicts) == ("registered", ())
    assert [(n["note"], n["kind"], n["source_id"], n["listed_value"]) for n in answer.notes] == [
        ("conflict", "level_mismatch", "cn_platform", "assistant")
    ]


def test_a_listing_of_somebody_not_found_is_only_noted(ask: Any) -> None:
    assert [(n["note"], n["source_id"], n["institution"]) for n in ask("何不凡", "first").notes] == [
        ("listed_by", "cn_platform", "西湖小诊所")
    ]


def test_every_source_that_could_answer_is_named_with_its_age(ask: Any) -> None:
    assert [(s["source_id"], s["state"], s["age_days"]) for s in ask("何不凡", "first").searched] == [
        ("cn_hangzhou", "current", 19), ("cn_zhejiang", "current", 19), ("cn_national", "current", 20),
        ("cn_query", "not_asked", None),
    ]  # fmt: skip
    # The very question was put to the query, which is an answer of its own.
    assert [s["state"] for s in ask("方圆", "county").searched] == ["current"] * 4


def test_lists_too_old_find_nobody_missing(tmp_path_factory: pytest.TempPathFactory) -> None:
    lab = make_lab(tmp_path_factory.mktemp("old"))
    with counter(lab):
        pass
    with open_index(lab.root / "lookup.sqlite") as index:
        (late,) = answer(index, [read_question({"name": "何不凡", "province": "浙江"})], date(2027, 3, 1))
    assert (late.outcome, {s["state"] for s in late.searched}) == ("indeterminate", {"too_old", "not_asked"})
    assert late.reasons[0] == "too_old"


def test_the_order_of_rows_moves_no_answer(ask: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    with counter(make_lab(tmp_path_factory.mktemp("reversed"), is_reversed=True)) as other:
        questions = [
            {**q, "institution": HOSPITALS.get(q.get("institution"), q.get("institution"))} for q, _ in CASES.values()
        ]
        assert other(questions) == [ask(**q) for q, _ in CASES.values()]


def test_asked_together_or_alone_the_answer_is_the_same(ask: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    with counter(make_lab(tmp_path_factory.mktemp("together"))) as other:
        questions = [
            {**q, "institution": HOSPITALS.get(q.get("institution"), q.get("institution"))}
            for q, _ in [*CASES.values(), *DIFFERENCES.values()]
        ]
        assert other(questions) == [other([question])[0] for question in questions]


@pytest.mark.parametrize(("written", "says"), [(False, "has no lookup.sqlite"), (True, "another version of mingce")])
def test_an_index_of_another_version_is_not_read(tmp_path: Path, written: bool, says: str) -> None:
    path = tmp_path / "lookup.sqlite"
    if written:
        with closing(sqlite3.connect(path)) as index:
            index.execute("PRAGMA user_version = 1")
    with pytest.raises(WorkspaceError, match=f"{says}.*`mingce nightly` publishes a new one"), open_index(path):
        pass
