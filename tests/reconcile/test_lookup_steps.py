"""Each SELECT of the look-up: small tables of the index in, its rows out."""

from typing import Any

import pytest

from normalize.names import name_sound
from tests.reconcile.conftest import RunStep, rows_of

Row = dict[str, Any]


def asked(**more: Any) -> Row:
    return {
        "no": 0, "name": "王小明", "name_key": "王小明", "surname": None, "is_latin": 0, "low": "", "high": "",
        "certificate_no": None, "has_institution": 0, "institution": None, "institution_key": None, "province": None,
    } | more  # fmt: skip


def test_whereabouts_are_stated_or_read_off_a_name_that_is_not_one_house_s_alone(index_step: RunStep) -> None:
    names = [{"institution_key": k, "relation": r} for k, r in (("甲", "official"), ("乙", "short"))]
    question = {"institution": "杭州市第一人民医院"}
    found = index_step(
        "whereabouts",
        asked=[
            asked(no=0, institution_key="甲", **question), asked(no=1, institution_key="乙", **question),
            asked(no=2, institution_key="乙", province="51", **question), asked(no=3),
        ],
        institution_name=names,
    )  # fmt: skip
    assert rows_of(found, "no", "place", "city") == [
        (0, None, None),
        (1, "33", "3301"),
        (2, "51", None),
        (3, None, None),
    ]


def meaning(no: int, place: str | None, city: str | None = None) -> Row:
    return {"no": no, "place": place, "city": city}


def test_the_strongest_meaning_counts_in_the_place_or_the_city(index_step: RunStep) -> None:
    houses = [
        {"institution_no": n, "province": p, "division": d}
        for n, p, d in ((1, "33", "330100"), (2, "33", "330200"), (3, "51", "510100"), (4, "33", "330100"))
    ]
    names = [
        {"institution_key": k, "institution_no": n, "relation": r}
        for k, n, r in (("a", 1, "short"), ("a", 2, "short"), ("a", 3, "short"), ("b", 4, "former"), ("b", 1, "short"),
                        ("c", 3, "official"))
    ]  # fmt: skip
    found = index_step(
        "meant",
        asked=[asked(no=n, institution_key=k) for n, k in ((0, "a"), (1, "a"), (2, "b"), (3, "c"), (4, "a"))],
        whereabouts=[meaning(0, None), meaning(1, "33", "3301"), meaning(2, "33"), meaning(3, "33"), meaning(4, "44")],
        institution=houses,
        institution_name=names,
    )
    # A full official name that exists once is that house, whatever province was asked.
    assert rows_of(found, "no", "institution_no", "meaning_count") == [
        (0, 1, 3), (0, 2, 3), (0, 3, 3), (1, 1, 1), (2, 4, 1), (3, 3, 1),
    ]  # fmt: skip


def test_a_question_is_about_the_province_of_its_one_house(index_step: RunStep) -> None:
    found = index_step(
        "situation",
        whereabouts=[meaning(0, "51"), meaning(1, "51"), meaning(2, "51")],
        meant=[
            {"no": 0, "institution_no": 1, "province": "33", "meaning_count": 1},
            {"no": 1, "institution_no": 1, "province": "33", "meaning_count": 2},
        ],
    )
    assert rows_of(found, "no", "place", "meaning_count") == [(0, "33", 1), (1, "51", 2), (2, "51", 0)]


NAMES = [
    {"name_no": n, "name_key": k, "sound": name_sound(k)}
    for n, k in enumerate(("王小明", "王晓明", "王?明", "李小明"), start=1)
]
BEARERS = [
    {"name_no": n, "person_no": p, "is_current": c, "is_later": x}
    for n, p, c, x in ((1, 10, 1, 0), (1, 11, 0, 0), (1, 12, 0, 1), (2, 13, 1, 0), (3, 14, 1, 0), (4, 15, 1, 0))
]


def test_under_a_number_the_names_agree_in_one_way_or_not(index_step: RunStep) -> None:
    found = index_step(
        "numbered",
        asked=[asked(certificate_no="N")],
        registration=[{"certificate_no": "N", "person_no": p} for p in range(10, 16)]
        + [{"certificate_no": "M", "person_no": 10}],
        bearer=BEARERS,
        name=NAMES,
    )
    assert rows_of(found, "person_no", "how") == [
        (10, "same"), (11, "former"), (12, "later"), (13, "homophone"), (14, "damaged"), (15, None),
    ]  # fmt: skip


def test_namesakes_have_had_or_were_to_have_the_very_name(index_step: RunStep) -> None:
    found = index_step(
        "namesake", asked=[asked()], bearer=BEARERS, name=NAMES, person=[{"person_no": 10, "name": "王明"}]
    )
    assert rows_of(found, "person_no", "how") == [(10, "same"), (11, "former"), (12, "later")]


@pytest.mark.parametrize(("name", "how"), [("肖伟", "same"), ("萧偉", "surname"), (None, "same")])
def test_the_other_of_two_surnames_is_told(index_step: RunStep, name: str | None, how: str) -> None:
    tables = {"bearer": BEARERS[:1], "name": NAMES[:1], "person": [{"person_no": 10, "name": name}]}
    assert rows_of(index_step("namesake", asked=[asked(surname="肖")], **tables), "how") == [(how,)]


@pytest.mark.parametrize(
    ("site", "is_live", "has_other", "expected"),
    [
        (("main", None), 1, False, 1),
        (("filed", "2026-03-21"), 1, False, 1),
        (("filed", "2026-03-20"), 1, False, 0),
        (("former", None), 1, False, 0),
        (("main", None), 0, False, 1),
        (("main", None), 0, True, 0),
    ],
)
def test_a_workplace_is_one_now_or_was(
    index_step: RunStep, site: tuple[str, str | None], is_live: int, has_other: bool, expected: int
) -> None:
    found = index_step(
        "workplace",
        namesake=[{"no": 0, "person_no": 10}, {"no": 0, "person_no": 11}],
        registration=[{"registration_no": 1, "person_no": 10, "is_live": is_live}]
        + ([{"registration_no": 2, "person_no": 10, "is_live": 1}] if has_other else []),
        site=[{"registration_no": 1, "institution_no": 5, "kind": site[0], "valid_to": site[1]}],
        meant=[{"no": 0, "institution_no": 5}],
    )
    assert rows_of(found, "person_no", "is_now") == [(10, expected)]


def test_other_writings_are_sought_where_the_name_is_not_found(index_step: RunStep) -> None:
    found = index_step(
        "seeker",
        {"numbered": "no how", "workplace": "no"},
        asked=[asked(no=n) for n in range(5)],
        situation=[{"no": n, "place": p, "meaning_count": m} for n, p, m in
                   ((0, None, 1), (1, None, 1), (2, "33", 0), (3, "51", 0), (4, "33", 1))],
        numbered=[{"no": 0, "how": "same"}],
        workplace=[{"no": 1}],
        namesake=[{"no": n, "person_no": 10} for n in (2, 3, 4)],
        registration=[{"person_no": 10, "province": "33"}],
    )  # fmt: skip
    # Nobody of the name in 51; at the house of 4 nobody, though in its province.
    assert rows_of(found, "no", "is_unknown") == [(3, 1), (4, 0)]


def test_the_crowd_is_who_was_ever_at_a_house_where_somebody_is_sought(index_step: RunStep) -> None:
    found = index_step(
        "crowd",
        seeker=[{"no": 0}],
        meant=[{"no": 0, "institution_no": 5}, {"no": 1, "institution_no": 6}],
        site=[{"institution_no": i, "registration_no": r} for i, r in ((5, 1), (5, 2), (6, 3))],
        registration=[{"registration_no": r, "person_no": p} for r, p in ((1, 13), (2, 14), (3, 15))],
        bearer=BEARERS,
        name=NAMES,
    )
    assert rows_of(found, "institution_no", "name_no", "is_damaged") == [(5, 2, 0), (5, 3, 1)]


def test_near_names_are_told_by_how_they_differ(index_step: RunStep) -> None:
    crowd = [
        {"institution_no": 5, "bare_sound": n["sound"].replace(" ", ""), "is_damaged": "?" in n["name_key"], **n}
        for n in NAMES
    ]
    seeker = {
        "no": 0, "name_key": "王小明", "sound": name_sound("王小明"), "is_latin": 0, "low": "", "high": "",
        "is_unknown": 0,
    }  # fmt: skip
    tables: dict[str, Any] = {
        "meant": [{"no": 0, "institution_no": 5}], "crowd": crowd, "bearer": BEARERS, "name": NAMES,
        "opened": [{"no": 0, "name_key": "王?明"}],
    }  # fmt: skip
    at_the_house = index_step("near", seeker=[seeker], **tables)
    assert rows_of(at_the_house, "person_no", "how") == [(13, "homophone"), (14, "damaged"), (15, "one_character")]
    anywhere = index_step(
        "near", seeker=[seeker | {"is_unknown": 1}], **tables | {"meant": [{"no": 9, "institution_no": 5}]}
    )
    assert rows_of(anywhere, "person_no", "how") == [(13, "homophone"), (14, "damaged")]
    latin = seeker | {"name_key": "WANGXIAOMING", "sound": "wangxiaoming", "is_latin": 1, "is_unknown": 1}
    found = index_step("near", seeker=[latin], **tables)
    assert [row["how"] for row in found if row["person_no"] in (10, 13)] == ["pinyin", "pinyin"]


def test_candidates_are_ranked_by_how_near_they_are(index_step: RunStep) -> None:
    found = index_step(
        "candidate",
        {"numbered": "no person_no how"},
        numbered=[{"no": 1, "person_no": 10, "how": "same"}, {"no": 0, "person_no": 10, "how": None}],
        namesake=[{"no": n, "person_no": p, "how": "same"} for n, p in ((0, 10), (0, 11), (0, 12), (0, 13), (1, 11))],
        workplace=[{"no": 0, "person_no": 10, "is_now": 1}, {"no": 0, "person_no": 11, "is_now": 0}],
        near=[{"no": 0, "person_no": 14, "how": "homophone"}],
        situation=[{"no": 0, "place": "33"}, {"no": 1, "place": None}],
        registration=[
            {"registration_no": p, "person_no": p, "province": "33" if p == 12 else "51"} for p in range(10, 15)
        ],
        site=[{"registration_no": 14, "institution_no": 5, "kind": "main", "valid_to": None}],
        meant=[{"no": 0, "institution_no": 5}],
    )
    assert rows_of(found, "no", "person_no", "is_same_name", "reach") == [
        (0, 10, 1, 1), (0, 11, 1, 2), (0, 12, 1, 3), (0, 13, 1, 4), (0, 14, 0, 1), (1, 10, 1, 0),
    ]  # fmt: skip


def source(no: int, **more: Any) -> Row:
    return {
        "source_no": no, "covering": "listing", "is_permit": 0, "provinces": "", "age_limit_days": 30,
        "asserted_on": "2026-03-01", "first_on": "2026-01-01", "is_official": 1, "is_register": 1,
    } | more  # fmt: skip


def test_what_was_searched_and_whether_it_speaks_for_the_day(index_step: RunStep) -> None:
    found = index_step(
        "searched",
        {"question": "source_no name_key institution_key province asked_on"},
        situation=[{"no": 0, "place": "33"}],
        asked=[asked()],
        question=[
            {"source_no": 7, "name_key": "王小明", "institution_key": "", "province": "33", "asked_on": "2026-03-20"}
        ],
        source=[
            source(1), source(2, asserted_on="2026-02-01"), source(3, asserted_on=None, first_on=None),
            source(4, asserted_on=None, first_on="2026-04-01"), source(5, provinces="|51|"),
            source(6, covering="lookup"), source(7, covering="lookup"), source(8, is_official=0),
            source(9, is_permit=1, provinces="|33|"),
        ],
    )  # fmt: skip
    assert sorted(rows_of(found, "source_no", "state", "age_days", "is_wide", "is_list")) == [
        (1, "current", 20, 1, 1), (2, "too_old", 48, 1, 1), (3, "undated", None, 1, 1), (4, "not_yet", None, 1, 1),
        (6, "not_asked", None, 1, 0), (7, "current", 1, 1, 0), (9, "current", 20, 0, 0),
    ]  # fmt: skip


def test_a_place_is_covered_by_a_list_in_time_the_country_by_all_of_them(index_step: RunStep) -> None:
    def searched(no: int, source: int, state: str = "current", wide: int = 1, is_list: int = 1) -> Row:
        return {"no": no, "source_no": source, "state": state, "is_wide": wide, "is_list": is_list}

    found = index_step(
        "covered",
        situation=[{"no": n, "place": p} for n, p in ((0, "33"), (1, "33"), (2, "33"), (3, None), (4, None))],
        searched=[
            searched(0, 1), searched(1, 1, "too_old"), searched(2, 3, is_list=0), searched(3, 1, wide=0),
            searched(3, 2, wide=0), searched(4, 1, wide=0),
        ],
        source=[{"source_no": n, "provinces": p} for n, p in ((1, "|33|"), (2, "|51|"), (3, ""))],
        province=[{"province": "33"}, {"province": "51"}],
    )  # fmt: skip
    assert rows_of(found, "no", "is_covered", "is_listed") == [(0, 1, 1), (1, 0, 0), (2, 1, 0), (3, 1, 0), (4, 0, 0)]


@pytest.mark.parametrize(
    ("candidates", "question", "expected"),
    [
        ([(10, "same", 0)], {}, ("certificate_no", 10, "decided")),
        ([(10, "same", 0), (11, "homophone", 0)], {}, ("certificate_no", 10, "decided")),
        ([(10, "same", 1)], {"houses": 1}, ("institution", 10, "decided")),
        ([(10, "same", 1)], {"houses": 2}, (None, None, "ambiguous")),
        ([(10, "same", 1), (11, "same", 1)], {"houses": 1}, (None, None, "ambiguous")),
        ([(10, "same", 2), (11, "same", 3)], {"houses": 1}, ("former_institution", 10, "decided")),
        ([(10, "same", 3)], {}, ("province", 10, "decided")),
        ([(10, "same", 3)], {"share": 0.5}, (None, None, "ambiguous")),
        ([(10, "same", 3)], {"listed": 0}, (None, None, "ambiguous")),
        ([(10, "same", 3)], {"has_institution": 1}, (None, None, "ambiguous")),
        ([(10, "same", 4)], {}, (None, None, "not_found")),
        ([(10, "surname", 1)], {"houses": 1}, (None, None, "ambiguous")),
        ([(10, "surname", 3)], {}, (None, None, "ambiguous")),
        ([(10, "same", 1), (11, "surname", 1)], {"houses": 1}, (None, None, "ambiguous")),
        ([], {"covered": 0}, (None, None, "indeterminate")),
    ],
)
def test_who_is_decided_for(
    index_step: RunStep, candidates: list[Any], question: Row, expected: tuple[Any, ...]
) -> None:
    found = index_step(
        "verdict",
        {"candidate": "no person_no how is_same_name reach"},
        asked=[asked(has_institution=question.get("has_institution", 0))],
        situation=[{"no": 0, "place": "33", "meaning_count": question.get("houses", 0)}],
        candidate=[
            {"no": 0, "person_no": p, "how": h, "is_same_name": 1, "reach": r} for p, h, r in candidates
        ],
        covered=[{"no": 0, "is_covered": question.get("covered", 1), "is_listed": question.get("listed", 1)}],
        province=[{"province": "33", "share": question.get("share")}],
    )  # fmt: skip
    assert rows_of(found, "rule", "person_no", "result") == [expected]


def test_the_nearest_twenty_are_shown_or_the_one(index_step: RunStep) -> None:
    people = range(100, 130)
    found = index_step(
        "shown",
        verdict=[{"no": 0, "rule": None, "person_no": None}, {"no": 1, "rule": "institution", "person_no": 100}],
        candidate=[{"no": 0, "person_no": p, "how": "same", "is_same_name": 1, "reach": 4} for p in people]
        + [{"no": 1, "person_no": 100, "how": "same", "is_same_name": 1, "reach": 1}],
        registration=[{"person_no": p, "status": "active" if p == 129 else "cancelled"} for p in people],
    )
    shown = sorted(rows_of(found, "no", "place", "person_no"))
    assert (shown[:2], len(shown), shown[-1]) == ([(0, 1, 129), (0, 2, 100)], 21, (1, 1, 100))
