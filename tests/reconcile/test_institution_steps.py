"""Each SELECT about institutions, acts and past contents alone: a few rows in, the whole result out."""

from datetime import date, datetime
from typing import Any

import pytest

from normalize.institutions import institution_key
from tests.reconcile.conftest import RunStep

DAY = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 2)
NUMBER = "12345678X33010611A1001"  # 登记号: characters 10 to 15 are the division of the authority


def site(institution: str, name: str, role: str = "main", **more: Any) -> dict[str, Any]:
    """An official record that names an institution now."""
    record = {"source_id": "s", "source_record_id": "a", "tier": "provincial", "is_current": True}
    about = {"province": "33", "registration_no": None, "institution_key": institution_key(name)}
    return record | about | {"institution_id": institution, "name": name, "role": role} | more


def known(record: str, person: str, registration: str = "r", **more: Any) -> dict[str, Any]:
    """What an official record is about."""
    ids = {"source_id": "s", "source_record_id": record, "registration_id": registration, "practitioner_id": person}
    return ids | {"certificate_no": "N", "province": "33", "rule": "number"} | more


def test_a_known_institution_is_where_its_number_says_and_staffed_by_who_is_there_now(run_step: RunStep) -> None:
    rows = run_step(
        "known_institution",
        official_site=[
            site("i", "甲医院", registration_no=NUMBER),
            site("i", "甲医院", source_record_id="b"),
            site("i", "甲医院", "filed", source_record_id="c"),
            # Once there; and a licence, which is about nobody.
            site("i", "甲医院", source_record_id="d", is_current=False),
            site("i", "甲医院", "licence", source_record_id="unit"),
            # The old 登记号 has fifteen characters, and no division where the new one has it.
            site("old", "乙医院", registration_no="330106123456789", source_record_id="d", is_current=False),
            site("nowhere", "丙医院", province=None, source_record_id="e"),
        ],
        institution=[{"institution_id": "i", "name": "甲医院", "province": None}],
    )
    assert [tuple(r.values()) for r in rows] == [
        ("i", "甲医院", "33", "330106"), ("nowhere", "丙医院", None, None), ("old", "乙医院", "33", None),
    ]  # fmt: skip
    # One person may have two records.
    people = [known("a", "p1"), known("b", "p1"), known("c", "p2"), known("d", "p3"), known("e", "p3")]
    staff = run_step("staff", registration_record=people)
    assert [tuple(r.values()) for r in staff] == [("i", 2), ("nowhere", 1)]


@pytest.mark.parametrize(
    ("best", "other"),
    [
        (site("i", "B", "filed", tier="provincial"), site("i", "A", "licence", tier="national", is_current=False)),
        (site("i", "B", "licence", tier="provincial"), site("i", "A", "main", tier="national")),
        (site("i", "B", "main", tier="provincial"), site("i", "A", "filed", tier="national")),
        (site("i", "B", "main", tier="national"), site("i", "A", "main", tier="provincial")),
        (site("i", "A"), site("i", "B")),
        (site("i", "B", "filed", is_current=False), site("i", "A", "licence") | {"name": None}),
    ],
    ids=["now", "licence", "main", "tier", "byte order", "has a name"],
)
def test_a_known_institution_has_its_best_name(run_step: RunStep, best: dict[str, Any], other: dict[str, Any]) -> None:
    for sites in ([best, other], [other, best]):
        (row,) = run_step(
            "known_institution",
            official_site=sites,
            institution=[{"institution_id": "other", "name": "C", "province": "51"}],
        )
        assert (row["name"], row["province"]) == (best["name"], "33")


def test_a_known_institution_has_its_golden_name_where_there_is_one(run_step: RunStep) -> None:
    (row,) = run_step(
        "known_institution",
        official_site=[site("i", "A", "licence")],
        registration_record=[known("z", "p")],
        institution=[{"institution_id": "i", "name": "B", "province": "51"}],
    )
    assert (row["name"], row["province"]) == ("B", "51")


def bracket(institution: str, name: str, relation: str, source: str = "s") -> dict[str, Any]:
    about = {"institution_id": institution, "institution_key": institution_key(name), "relation": relation}
    return about | {"alias": name, "source_id": source}


def alias(name: str, institution: str, province: str | None = None) -> dict[str, Any]:
    keys = {"alias_key": institution_key(name), "institution_key": institution_key(institution)}
    return keys | {"alias": name, "province": province}


def test_an_institution_goes_by_each_key_for_its_strongest_reason(run_step: RunStep) -> None:
    second, sixth = "杭州市第二医院", "杭州市第六医院"
    rows = run_step(
        "institution_name",
        official_site=[
            # Two writings of one key, one of them gone: the alias is that of now, and its source one that writes so.
            site("2", second, is_current=False), site("2", "杭州市第2医院", source_id="z"),
            site("2", "湖滨医院", is_current=False), site("2", "红会医院", is_current=False),
            site("6", sixth), site("6", "（不详）", "filed", institution_key=None),
            site("6 far", sixth, province="51"),
        ],
        bracket_name=[
            bracket("2", "湖滨医院", "second"), bracket("2", "东方医院", "second"),
            bracket("2", "东方医院", "former", "z"), bracket("2", "东方 医院", "former"),
        ],
        short_name=[{"institution_id": i, "institution_key": k} for i, k in
                    (("2", "2院"), ("6", "6院"), ("2", "湖滨医院"), ("2", "市红会"))],
        user_alias=[
            # Of both that bear the name, as no province is given; and of one.
            alias("六院", sixth), alias("老六院", sixth, "33"), alias("红会医院", second), alias("无名", "丁医院"),
        ],
        known_institution=[
            {"institution_id": i, "province": p} for i, p in (("2", "33"), ("6", "33"), ("6 far", "51"))
        ],
    )  # fmt: skip
    found = {(r["institution_id"], r["institution_key"]): (r["relation"], r["alias"], r["source_id"]) for r in rows}
    assert len(found) == len(rows)
    assert found == {
        ("2", institution_key(second)): ("official", "杭州市第2医院", "z"),
        ("2", "湖滨医院"): ("former", "湖滨医院", "s"),
        # The user's word for a name that it had.
        ("2", "红会医院"): ("user", "红会医院", None),
        ("2", "东方医院"): ("former", "东方 医院", "s"),
        ("2", "2院"): ("short", "2院", None),
        ("2", "市红会"): ("short", "市红会", None),
        ("6", institution_key(sixth)): ("official", sixth, "s"),
        ("6", institution_key("六院")): ("user", "六院", None),
        ("6", institution_key("老六院")): ("user", "老六院", None),
        ("6 far", institution_key(sixth)): ("official", sixth, "s"),
        ("6 far", institution_key("六院")): ("user", "六院", None),
    }


def test_an_alias_is_one_name_of_an_institution_that_is_released(run_step: RunStep) -> None:
    def called(institution: str, key: str, name: str | None, relation: str, source: str | None) -> dict[str, Any]:
        about = {"institution_id": institution, "institution_key": key, "alias": name}
        return about | {"relation": relation, "source_id": source}

    rows = run_step(
        "institution_alias",
        institution_name=[
            called("i", "甲医院", "甲医院", "official", "s"), called("i", "甲院", "甲院", "short", None),
            # One text under two keys is one alias; for two reasons it is two.
            called("i", "k2", "湖滨", "former", "z"), called("i", "k1", "湖滨", "former", "s"),
            called("i", "k3", "湖滨", "user", None),
            called("i", "k4", None, "official", "s"), called("not released", "甲医院", "甲医院", "former", "s"),
        ],
        institution=[{"institution_id": "i"}],
    )  # fmt: skip
    assert [tuple(r.values()) for r in rows] == [
        ("i", "湖滨", "former", None, None, "s"), ("i", "湖滨", "user", None, None, None),
        ("i", "甲医院", "official", None, None, "s"), ("i", "甲院", "short", None, None, None),
    ]  # fmt: skip


def test_contents_of_an_official_record_are_dated_by_their_first_showing(run_step: RunStep) -> None:
    def spell(record: str, content: str, month: int, source: str = "s") -> dict[str, Any]:
        about = {"source_id": source, "source_record_id": record, "content_digest": content}
        seen = {"first_seen_at": datetime(2026, month, 1), "last_seen_at": datetime(2026, month, 20)}
        return about | seen | {"opened_run_id": f"run {month}"}

    def content(record: str, digest: str, source: str = "s", **more: Any) -> dict[str, Any]:
        read: dict[str, Any] = dict.fromkeys(
            ("former_names", "certificate_no", "institution", "institution_key", "registration_no", "filed_sites",
             "province", "scope", "level",
             "category", "instrument", "status", "valid_to", "effective_on", "published_at", "asserted_on",
             "retrieved_at", "url",
             "evidence_id")
        )  # fmt: skip
        name = {"name_state": "plain", "name_key": "王小明", "name_sound": "wang xiao ming"}
        return read | name | {"source_id": source, "source_record_id": record, "content_digest": digest} | more

    def now(record: str, digest: str, source: str = "s", **more: Any) -> dict[str, Any]:
        about = {"source_id": source, "source_record_id": record, "content_digest": digest, "tier": "provincial"}
        return about | {"is_official": True, "is_act": False, "asserted_on": DAY} | more

    rows = run_step(
        "official_content",
        spell_seen=[
            # Active, cancelled, and active again: the content of now is the first one.
            spell("a", "active", 3), spell("a", "cancelled", 2), spell("a", "active", 1),
            spell("b", "masked", 2), spell("act", "x", 1), spell("doctor", "x", 1, "platform"), spell("unit", "x", 1),
        ],
        run=[{"run_id": f"run {n}", "asserted_on": date(2026, n, 1)} for n in (1, 2, 3)],
        record=[
            content("a", "active", status="active", url="page", evidence_id="e", retrieved_at=AT),
            content("a", "cancelled", status="cancelled"),
            content("b", "masked", name_state="masked", asserted_on=date(2026, 1, 9)),
            content("act", "x"), content("doctor", "x", "platform"), content("unit", "x"),
        ],
        # A unit's licence is no statement.
        statement=[
            now("a", "active"), now("b", "masked"), now("act", "x", is_act=True),
            now("doctor", "x", "platform", is_official=False),
        ],
    )  # fmt: skip
    said = [{name: value for name, value in row.items() if value is not None} for row in rows]
    about = {"source_id": "s", "tier": "provincial"}
    name = {"name_key": "王小明", "name_sound": "wang xiao ming"}
    assert said == [
        about | name | {"source_record_id": "a", "content_digest": "active", "is_current": True, "status": "active",
                        "first_seen_at": datetime(2026, 1, 1), "first_asserted_on": date(2026, 1, 1),
                        "last_seen_at": datetime(2026, 3, 20), "url": "page", "evidence_id": "e", "retrieved_at": AT},
        about | name | {"source_record_id": "a", "content_digest": "cancelled", "is_current": False,
                        "status": "cancelled", "first_seen_at": datetime(2026, 2, 1),
                        "last_seen_at": datetime(2026, 2, 20),
                        "first_asserted_on": date(2026, 2, 1)},
        # A masked name names nobody; a date of its own is before that of its list.
        about | {"source_record_id": "b", "content_digest": "masked", "is_current": True,
                 "first_seen_at": datetime(2026, 2, 1), "first_asserted_on": date(2026, 1, 9),
                 "last_seen_at": datetime(2026, 2, 20)},
    ]  # fmt: skip


NOBODY = ("unlinked", "no_candidate", None, 0, None, None)
# An act as it differs from one on N1 against 王小明, of a source for all of the country -> outcome, registration.
ACTS: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "number and name": ({}, ("linked", "number", 1.0, 1, "p1", "r1")),
    "homophone": ({"name_key": "王晓明"}, ("linked", "number", 1.0, 1, "p1", "r1")),
    "damaged": ({"name_key": "王?明", "name_sound": None}, ("linked", "number", 1.0, 1, "p1", "r1")),
    "former name": ({"name_key": "王卫东", "name_sound": "wang wei dong"}, ("linked", "number", 1.0, 1, "p1", "r1")),
    "name of another": ({"name_key": "李四海", "name_sound": "li si hai"}, NOBODY),
    "number of another": ({"certificate_no": "N2"}, NOBODY),
    "no number": ({"certificate_no": None}, NOBODY),
    "masked": (
        {"name_state": "masked", "name_key": None, "name_sound": None}, ("masked", "no_candidate", None, 0, None, None),
    ),
    # A provisional registration shows some number; it is not known to be its own.
    "number that only fits": ({"certificate_no": "N3"}, NOBODY),
    # The person is meant; which of the registrations is not said.
    "two provinces": ({"certificate_no": "N4"}, ("linked", "number", 1.0, 1, "p4", None)),
    "two provinces, one its own": (
        {"certificate_no": "N4", "source_id": "b51"}, ("linked", "number", 1.0, 1, "p4", "r4 far"),
    ),
    "another province": ({"source_id": "b51"}, NOBODY),
    "two people": ({"certificate_no": "N5"}, ("ambiguous", "number", None, 2, None, None)),
}  # fmt: skip


def test_an_act_means_the_registration_of_its_number_and_name(run_step: RunStep) -> None:
    def said(record: str, **more: Any) -> dict[str, Any]:
        name = {"name_key": "王小明", "name_sound": "wang xiao ming", "name_state": "plain", "former_names": None}
        about = {"source_id": "s", "is_official": True, "is_act": False, "is_listed": True, "certificate_no": "N1"}
        return about | name | {"source_record_id": record} | more

    numbered = [
        ("1", "N1", "33", "p1", "r1"), ("4 here", "N4", "33", "p4", "r4 here"), ("4 far", "N4", "51", "p4", "r4 far"),
        ("5", "N5", "33", "p5", "r5"), ("5 as well", "N5", "33", "p6", "r6"),
    ]  # fmt: skip
    rows = run_step(
        "act_link",
        statement=[
            *(said(case, **{"source_id": "b", "is_act": True} | shown) for case, (shown, _) in ACTS.items()),
            said("gone", source_id="b", is_act=True, is_listed=False),
            said("listing", source_id="platform", is_official=False),
            # It states a former name, and is seen twice.
            said("1", former_names=["王卫东"]), said("1 again"), said("3"),
            *(said(record) for record, *_ in numbered[1:]),
        ],
        source=[{"source_id": i, "provinces": p} for i, p in (("b", []), ("b51", ["51"]), ("s", ["33"]))],
        former_name=[{"former_names": ["王卫东"], "former_keys": ["王卫东"]}],
        registration_record=[
            *(known(record, p, r, certificate_no=n, province=province) for record, n, province, p, r in numbered),
            known("1 again", "p1", "r1", certificate_no="N1", rule="fits_number"),
            known("3", "p3", "r3", certificate_no="N3", rule="provisional"),
        ],
    )  # fmt: skip
    shown = ("outcome", "rule", "probability", "candidate_count", "practitioner_id", "registration_id")
    assert {r["source_record_id"]: tuple(r[name] for name in shown) for r in rows} == {
        case: expected for case, (_, expected) in ACTS.items()
    }
    assert len(rows) == len(ACTS)
