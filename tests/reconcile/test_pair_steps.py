"""Each SELECT about anchors, lower records and pairs of them alone: a few rows in, the whole result out."""

from datetime import date, datetime
from operator import itemgetter
from typing import Any

import duckdb

from reconcile import numbers
from tests.reconcile.conftest import RunStep
from tests.reconcile.step_rows import anchor, lower
from warehouse.db import read_sql

DAY = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 2)


def known(record: str, registration: str) -> dict[str, Any]:
    return {"source_id": "s", "source_record_id": record, "registration_id": registration}


def test_an_anchor_has_every_name_it_was_officially_under(run_step: RunStep) -> None:
    def content(record: str, key: str | None, sound: str | None, is_current: bool) -> dict[str, Any]:
        return {"source_id": "s", "source_record_id": record, "name_key": key, "name_sound": sound,
                "is_current": is_current}  # fmt: skip

    def stated(record: str, *former: str) -> dict[str, Any]:
        return {"source_id": "s", "source_record_id": record, "former_names": former or None}

    rows = run_step(
        "anchor_name",
        anchor=[anchor(1), anchor(2, person_no=1)],
        registration_record=[known("a", "r1"), known("b", "r1"), known("c", "r2"), known("d", "not an anchor")],
        official_content=[
            content("a", "王小明", "wang xiao ming", True), content("a", "王晓明", "wang xiao ming", False),
            # What one record said once another says now; a masked name is none.
            content("b", "王小明", "wang xiao ming", False), content("b", None, None, True),
            content("c", "王小明", "wang xiao ming", True), content("d", "李四海", "li si hai", True),
        ],
        statement=[stated("a", "王卫东", "王晓明"), stated("b"), stated("c")],
        former_name=[{"former_names": ["王卫东", "王晓明"], "former_keys": ["王卫东", "王晓明"]}],
    )  # fmt: skip
    assert [tuple(r.values()) for r in rows] == [
        # A former name is only stated as a key; what is also a name of once keeps its sound.
        (1, 1, "王卫东", None, False), (1, 1, "王小明", "wang xiao ming", True),
        (1, 1, "王晓明", "wang xiao ming", False), (2, 1, "王小明", "wang xiao ming", True),
    ]  # fmt: skip


def test_an_anchor_is_at_a_site_as_main_before_filed_before_former(run_step: RunStep) -> None:
    def site(record: str, institution: str, role: str, is_current: bool = True) -> dict[str, Any]:
        about = {"source_id": "s", "source_record_id": record, "institution_id": institution}
        return about | {"role": role, "is_current": is_current}

    rows = run_step(
        "anchor_site",
        anchor=[anchor(1), anchor(2)],
        registration_record=[known("a", "r1"), known("b", "r1"), known("c", "r2"), known("d", "not an anchor")],
        official_site=[
            site("a", "i", "filed"), site("b", "i", "main"), site("a", "j", "filed"), site("a", "j", "main", False),
            site("a", "k", "main", False), site("a", "l", "filed", False), site("c", "i", "main", False),
            site("d", "i", "main"), site("unit", "i", "licence"),
        ],
    )  # fmt: skip
    assert [tuple(r.values()) for r in rows] == [
        (1, "i", "main"), (1, "j", "filed"), (1, "k", "former"), (1, "l", "former"), (2, "i", "former"),
    ]  # fmt: skip


def test_a_pattern_leaves_one_character_of_a_name_open(run_step: RunStep) -> None:
    rows = run_step(
        "anchor_pattern",
        anchor_name=[
            {"anchor_no": no, "name_key": key}
            for no, key in ((1, "王小明"), (1, "王晓明"), (2, "李强"), (3, "王"), (4, "买买提·肉孜"), (5, "丁一"))
        ],
        anchor_site=[
            {"anchor_no": n, "institution_id": i} for n, i in ((1, "i"), (2, "i"), (2, "j"), (3, "i"), (4, "i"))
        ],
    )
    assert [tuple(r.values()) for r in rows] == [
        # Both names of 1 leave 王?明.
        *((1, "i", pattern) for pattern in ("?小明", "?晓明", "王?明", "王?明", "王小?", "王晓?")),
        (2, "i", "?强"), (2, "i", "李?"), (2, "j", "?强"), (2, "j", "李?"),
    ]  # fmt: skip


def test_frequencies_count_people_not_registrations(run_step: RunStep) -> None:
    rows = run_step(
        "name_frequency",
        anchor_name=[
            {"person_no": person, "name_key": key, "name_sound": sound}
            for person, key, sound in (
                # One person of two registrations, and a former name, whose sound is not known.
                (1, "王小明", "wang xiao ming"), (1, "王小明", "wang xiao ming"), (1, "李强", None),
                (2, "王晓明", "wang xiao ming"), (3, "李强", "li qiang"), (4, "买买提·肉孜", None),
            )
        ],
    )  # fmt: skip
    assert {(r["form"], r["value"]): r["person_count"] for r in rows} == {
        ("key", "王小明"): 1, ("key", "王晓明"): 1, ("key", "李强"): 2, ("key", "买买提·肉孜"): 1,
        ("sound", "wang xiao ming"): 2, ("sound", "li qiang"): 1,
        ("pattern", "?小明"): 1, ("pattern", "王?明"): 2, ("pattern", "王小?"): 1,
        ("pattern", "?晓明"): 1, ("pattern", "王晓?"): 1, ("pattern", "?强"): 2, ("pattern", "李?"): 2,
    }  # fmt: skip
    assert len(rows) == 13
    # Of a few names half a bearer less; of many what the names of one bearer more say.
    assert {(r["person_count"], r["other_count"]) for r in rows if r["form"] == "key"} == {
        (1, round((2 * 1 + 100 * 0.5) / (3 + 100), 4)), (2, round(100 * 1.5 / (1 + 100), 4)),
    }  # fmt: skip


NUMBER = "110330100000001"
# A record without a full number as it differs from one of 王小明 at i, granted on the day -> whether it fits.
FITTING: dict[str, tuple[dict[str, Any], bool]] = {
    "day": ({}, True),
    "another day": ({"registered_on": date(2026, 1, 1)}, False),
    "no day": ({"registered_on": None}, False),
    "four digits": ({"registered_on": None, "certificate_mask": "1103***********"}, True),
    "four digits, another day": ({"registered_on": date(2026, 1, 1), "certificate_mask": "11*********0001"}, True),
    "three digits": ({"registered_on": None, "certificate_mask": "110************"}, False),
    "three digits, day": ({"certificate_mask": "110************"}, True),
    "day, another digit": ({"certificate_mask": "110***********2"}, False),
    "a shorter mask": ({"certificate_mask": "1103**********"}, False),
    "another province": ({"province": "51"}, False),
    "no province": ({"province": None}, False),
    "homophone": ({"name_key": "王晓明"}, False),
    "no name": ({"name_key": None}, False),
    "an earlier name and filed site": ({"name_key": "王卫东", "institution": "j"}, True),
    "a site left": ({"institution": "k"}, False),
    "no site": ({"institution": None}, False),
    "an act": ({"is_act": True}, False),
    "a listing": ({"is_official": False}, False),
    "a number": ({"certificate_no": NUMBER}, False),
    "gone": ({"is_listed": False}, True),
    "gone from a site left": ({"is_listed": False, "institution": "m"}, "m"),
    "gone from there on another day": ({"is_listed": False, "institution": "m", "registered_on": None}, False),
    "gone after an end": ({"is_listed": False, "institution": "m"}, False),
    "still at a site left": ({"institution": "m"}, False),
    "gone from where another number was": ({"is_listed": False, "institution": "o"}, False),
    "nobody knows the province": ({"province": None, "name_key": "李四海"}, False),
}


def test_what_fits_a_registration_agrees_in_all_that_it_must(run_step: RunStep) -> None:
    def numbered(record: str, **more: Any) -> dict[str, Any]:
        about = {"certificate_no": NUMBER, "province": "33", "name_key": "王小明", "registered_on": DAY}
        whose = {"registration_key": "N|33", "person_key": "N"}
        return {"source_id": "n", "source_record_id": record} | whose | about | more

    def site(record: str, place: str | None, role: str = "main", source: str = "n", **more: Any) -> dict[str, Any]:
        about = {"source_id": source, "source_record_id": record, "is_current": True}
        return about | {"institution_id": place, "role": role} | more

    base: dict[str, Any] = {
        "source_id": "s", "is_official": True, "is_act": False, "certificate_no": None, "certificate_mask": None,
        "province": "33", "name_key": "王小明", "registered_on": DAY, "institution": "i", "is_listed": True,
    }  # fmt: skip
    statements = [base | {"source_record_id": case} | shown for case, (shown, _) in FITTING.items()]
    rows = run_step(
        "fitting_record",
        statement=statements,
        # Three records of one registration, each with something of its own; and one whose province nobody states.
        numbered_record=[
            numbered("a"), numbered("b", name_key="王卫东", registered_on=None), numbered("c", name_key=None),
            numbered("d", registration_key="N|李四海|", name_key="李四海", province=None),
        ],
        official_site=[
            *(site(s["source_record_id"], s["institution"], source="s") for s in statements if s["institution"]),
            # A filed site of the record that looks for its registration is not where it is.
            site("no site", "i", "filed", "s"), site("a site left", "i", source="s", is_current=False),
            site("a", "i"), site("b", "i"), site("c", "j", "filed"), site("c", "k", is_current=False), site("d", "i"),
            # What a record said before: of this number, and of another that had its place.
            site("a", "m", is_current=False, content_digest="left"),
            site("a", "o", is_current=False, content_digest="other"),
        ],
        official_content=[
            {"source_id": "n", "source_record_id": "a", "content_digest": digest, "certificate_no": said,
             "province": "33", "name_key": "王小明", "status": "active"}
            for digest, said in (("left", NUMBER), ("other", "110330100000002"))
        ] + [
            {"source_id": "s", "source_record_id": "gone after an end", "content_digest": "end", "certificate_no": None,
             "province": "33", "name_key": "王小明", "status": "revoked"}
        ],
    )  # fmt: skip
    assert [tuple(r.values()) for r in rows] == sorted(
        ("s", case, "N|33", "N", NUMBER, fit if isinstance(fit, str) else None)
        for case, (_, fit) in FITTING.items()
        if fit
    )


def test_a_lower_record_is_placed_by_what_it_shows_before_its_institutions_name(
    con: duckdb.DuckDBPyConnection, run_step: RunStep
) -> None:
    def shown(record: str, province: str | None, division: str | None, place: str | None = "杭州市第二医院",
              **more: Any) -> dict[str, Any]:  # fmt: skip
        about: dict[str, Any] = dict.fromkeys(
            ("certificate_no", "certificate_mask", "department_code", "title", "level", "category", "scope", "gender")
        )
        name = {"name_state": "plain", "name_key": "王小明", "name_sound": "wang xiao ming"}
        where = {"province": province, "division": division, "institution": place, "institution_key": place}
        key = {"source_id": "p", "source_record_id": record, "is_listed": True, "is_official": False}
        return about | name | where | key | more

    placed = run_step(
        "placed_record",
        statement=[
            shown("a", "33", "330206"), shown("b", "33", None), shown("c", None, None), shown("d", "51", None),
            shown("e", None, None, "人民医院"), shown("f", None, None, None, name_state="masked", name_key=None),
            shown("g", "33", None, "杭州市第六医院"), shown("h", "33", "330106"),
            # A place that states no city; gone; official.
            shown("i", "33", None, "浙江医院"), shown("gone", "33", None, is_listed=False),
            shown("official", "33", None, is_official=True),
        ],
        name_place=[
            *({"institution": f"杭州市第{n}医院", "province": "33", "division": "330100"} for n in "二六"),
            {"institution": "浙江医院", "province": "33", "division": None},
        ],
    )  # fmt: skip
    con.execute("CREATE VIEW placed_record AS " + read_sql("reconcile", "placed_record"))
    numbers.RECORDS.extend(con)
    numbers.SHOWN.extend(con)
    rows = sorted(run_step("lower_record"), key=itemgetter("record_no"))
    assert [r["source_record_id"] for r in placed] == [r["source_record_id"] for r in rows]
    found = [(r["record_no"], r["source_record_id"], r["province"], r["city"]) for r in rows]
    assert found == [
        (1, "a", "33", "3302"), (2, "b", "33", "3301"), (3, "c", "33", "3301"), (4, "d", "51", None),
        (5, "e", None, None), (6, "f", None, None), (7, "g", "33", "3301"), (8, "h", "33", "3301"),
        (9, "i", "33", None),
    ]  # fmt: skip
    # One number where the same is shown in the same place; 第二医院 is not 第六医院, nor that of another place.
    together: dict[int | None, str] = {}
    for r in rows:
        together[r["shown_no"]] = together.get(r["shown_no"], "") + r["source_record_id"]
    assert sorted(together.values()) == ["a", "bch", "d", "e", "f", "g", "i"]
    assert (rows[5]["name_state"], rows[5]["name_key"]) == ("masked", None)


def named(institution: str, key: str, relation: str = "official") -> dict[str, Any]:
    return {"institution_id": institution, "institution_key": key, "relation": relation}


def at(anchor_no: int, institution: str) -> dict[str, Any]:
    return {"anchor_no": anchor_no, "institution_id": institution}


def pairs(*numbers: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"record_no": r, "anchor_no": a} for r, a in numbers]


def test_an_unresolved_name_is_held_against_names_of_candidates_in_reach(run_step: RunStep) -> None:
    rows = run_step(
        "unresolved_name",
        candidate=pairs((1, 1), (1, 2), (1, 3), (2, 2), (3, 1), (4, 1), (5, 1), (5, 3)),
        lower_record=[
            lower(1, institution_key="安医大医院", province="34"),
            lower(2, institution_key="附1院", province=None),
            lower(3, institution_key="resolved"), lower(4, institution_key=None),
            lower(5, institution_key="安医大医院", province="34"),
        ],
        meaning=[{"shown_no": 3}],
        anchor=[anchor(1, province="34"), anchor(2, province="52"), anchor(3, province=None)],
        anchor_site=[at(1, "i"), at(1, "j"), at(2, "k"), at(3, "k")],
        institution_name=[
            named("i", "安徽医科大学附属医院"), named("i", "安徽医学院医院", "former"), named("i", "安大医院", "short"),
            named("j", "乙医院", "user"), named("k", "贵州医科大学附属第1医院"),
        ],
    )  # fmt: skip
    assert [tuple(r.values()) for r in rows] == [
        ("安医大医院", "乙医院"), ("安医大医院", "安徽医学院医院"), ("安医大医院", "安徽医科大学附属医院"),
        ("附1院", "贵州医科大学附属第1医院"),
    ]  # fmt: skip


def test_an_unresolved_name_reads_like_one_of_the_registrations_or_does_not(run_step: RunStep) -> None:
    rows = run_step(
        "likeness",
        candidate=pairs((1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 1), (3, 1), (4, 4)),
        lower_record=[
            lower(1, institution_key="甲2院"), lower(2, institution_key="resolved"), lower(3, institution_key=None),
            lower(4, institution_key="甲2院", province=None),
        ],
        meaning=[{"shown_no": 2}],
        anchor=[anchor(1), anchor(2), anchor(3), anchor(4, province="51"), anchor(5)],
        # 1 was there once; 2 is at the sixth; 3 is nowhere; 4 is at one of that name in another province.
        anchor_site=[at(1, "other"), at(1, "second"), at(2, "sixth"), at(4, "far"), at(5, "fifth")],
        institution_name=[
            named("second", "甲县第2医院", "former"), named("second", "甲县第2人民医院"), named("other", "乙县第2医院"),
            named("sixth", "甲县第6医院"), named("far", "甲县第2医院"),
            # Short forms are not held against short forms, whatever bears them officially.
            named("fifth", "甲县第2医院", "short"),
        ],
        alike=[{"shown_key": "甲2院", "official_key": k} for k in ("甲县第2医院", "甲县第2人民医院")],
    )  # fmt: skip
    assert [tuple(r.values()) for r in rows] == [
        (1, 1, "like"), (1, 2, "unlike"), (1, 3, "unlike"), (1, 4, "unlike"), (1, 5, "unlike"), (4, 4, "like"),
    ]  # fmt: skip
