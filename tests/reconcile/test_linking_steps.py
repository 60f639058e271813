"""Each SELECT of the linking side alone: a few rows in, the whole result out."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.reconcile.conftest import RunStep
from tests.reconcile.step_rows import AT, anchor, called, institution, lower


def test_a_registration_is_where_its_institution_is_and_its_certificate_was_issued(run_step: RunStep) -> None:
    numbers = ["110510104990001", "110510000990001", "F202099000001", None]
    about = dict.fromkeys(("level", "category", "scope"))
    rows = run_step(
        "anchor",
        registration=[
            {"registration_id": f"r{n}", "practitioner_id": "p", "certificate_no": number, "province": "33",
             "main_institution_id": "i" if n == 1 else None, "status": "cancelled" if n == 2 else "active"} | about
            for n, number in enumerate(numbers, start=1)
        ],
        practitioner=[{"practitioner_id": "p", "gender": "male"}],
        known_institution=[institution("i", "33", "330106")],
        anchor_number=[{"registration_id": f"r{n}", "anchor_no": n} for n in range(1, 5)],
        person_number=[{"practitioner_id": "p", "person_no": 7}],
    )  # fmt: skip
    assert [
        (r["anchor_no"], r["person_no"], r["city"], r["issuing_province"], r["issuing_city"], r["is_active"])
        for r in rows
    ] == [
        (1, 7, "3301", "51", "5101", True), (2, 7, None, "51", None, False), (3, 7, None, None, None, True),
        (4, 7, None, None, None, True),
    ]  # fmt: skip


def test_a_shown_name_means_the_strongest_and_nearest_institutions(run_step: RunStep) -> None:
    rows = run_step(
        "named_meaning",
        shown_number=[
            {"shown_no": no, "institution_key": key, "province": province, "city": city}
            for no, key, province, city in (
                (1, "人民医院", "33", ""), (2, "人民医院", "33", "3301"), (3, "人民医院", "51", ""),
                (4, "甲医院", "51", ""), (5, "乙医院", "33", ""),
            )
        ],
        institution_name=[
            called("人民医院", "hz", "short"), called("人民医院", "nb", "short"), called("甲医院", "hz", "official"),
            called("乙医院", "nb", "official"), called("乙医院", "hz", "former"),
        ],
        known_institution=[institution("hz", "33", "330100"), institution("nb", "33", "330200")],
        staff=[{"institution_id": "hz", "person_count": 3}, {"institution_id": "nb", "person_count": 5}],
    )  # fmt: skip
    assert [(r["shown_no"], r["institution_id"], r["meaning_count"], r["person_count"]) for r in rows] == [
        (1, "hz", 2, 8), (1, "nb", 2, 8),
        (2, "hz", 1, 3),
        # 3: another province is another institution. 4: a full official name is enough, if the country has it once.
        (4, "hz", 1, 3),
        (5, "nb", 1, 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    # Of more than eight bearers not all were compared: who is shown elsewhere than known is among the unknown.
    ("bearers", "probabilities"), [(8, (0.7273, 0.1818, 0.25)), (9, (0.6957, 0.1739, 0.2222))],
)  # fmt: skip
def test_registrations_of_one_person_share_a_place_and_the_unknown_has_one(
    run_step: RunStep, bearers: int, probabilities: tuple[float, ...]
) -> None:
    def pair(record: int, person: int, anchor_no: int, score: float) -> dict[str, Any]:
        return {
            "record_no": record,
            "person_no": person,
            "anchor_no": anchor_no,
            "score": score,
            "is_same_number": False,
        }

    rows = run_step(
        "ranked_person",
        scored_pair=[pair(1, 1, 1, 3.0), pair(1, 1, 2, 2.0), pair(1, 2, 3, 1.0), pair(2, 1, 1, 0.0)],
        lower_record=[lower(1), lower(2, province=None)],
        coverage=[{"shown_no": 1, "province": "33", "share": 0.5}, {"shown_no": None, "province": None, "share": 0.25}],
        name_frequency=[{"form": "key", "value": "王小明", "person_count": bearers}],
        learnt_weight=[{"feature": "coverage", "level": "shown_right", "weight": -1.0}],
        anchor=[anchor(1), anchor(2), anchor(3)],
    )
    found = [(r["record_no"], r["person_no"], r["anchor_no"], r["probability"], r["place"]) for r in rows]
    first, second, third = probabilities
    assert found == [(1, 1, 1, first, 1), (1, 2, 3, second, 2), (2, 1, 1, third, 1)]


def found_links(run_step: RunStep, probabilities: list[float], **more: Any) -> list[dict[str, Any]]:
    """Links of one listing whose candidates have these probabilities, after that of an act."""
    ranked = [
        {"record_no": 1, "person_no": n, "anchor_no": n, "is_same_number": False, "probability": p, "place": n}
        for n, p in enumerate(probabilities, start=1)
    ]
    nobody = {"record_no": 0, "person_no": 0, "anchor_no": 0, "is_same_number": False, "probability": 0.0, "place": 1}
    levels = {"name_level": "exact", "institution_level": "main", "region_level": None}
    judged = [
        {"record_no": 1, "person_no": n, "verdict": v, "is_of_registration": n != 2, "anchor_no": n if n != 2 else 9}
        for n, v in more.get("judged", {}).items()
    ]
    stranger = {"record_no": 0, "person_no": 1, "verdict": "same", "is_of_registration": True, "anchor_no": 1}
    return run_step(
        "found_link",
        {"link_probability": 0.95},
        lower_record=[lower(1, name_state=more.get("name_state", "plain"))],
        ranked_person=[*ranked, nobody],
        scored_pair=[{"record_no": 1, "anchor_no": 1, "is_placed": more.get("is_placed", True)} | levels],
        anchor=[anchor(1), anchor(2), anchor(3)],
        registration_record=[{"source_id": "s", "source_record_id": "x", "registration_id": "r", "practitioner_id": "p",
                              "rule": "number"}],
        statement=[{"source_id": "s", "source_record_id": "x", "is_listed": False}],
        act_link=[{"source_id": "b", "source_record_id": "a", "outcome": "unlinked", "rule": "no_candidate",
                   "candidate_count": 0, "probability": None, "practitioner_id": None, "registration_id": None}],
        judged_listing=[*judged, stranger],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("judged", "probabilities", "more", "outcome"),
    [
        ({3: "same"}, [0.97], {}, ("linked", "p3", 1, "judgement")),
        ({3: "same"}, [], {"name_state": "masked"}, ("linked", "p3", 1, "judgement")),
        # Of a practitioner the best fitting registration, not the one that stands for him.
        ({2: "same"}, [0.5, 0.4], {}, ("linked", "p2", 1, "judgement")),
        ({1: "same", 3: "same"}, [0.97], {}, ("ambiguous", None, 2, "judgement")),
        ({1: "unsure"}, [0.97], {}, ("ambiguous", None, 1, "judgement")),
        ({3: "unsure"}, [], {}, ("ambiguous", None, 1, "judgement")),
        # Somebody else is clearly meant.
        ({3: "unsure"}, [0.97], {}, ("linked", "p1", 1, "name_exact_main")),
        ({1: "unsure"}, [0.97], {"name_state": "masked"}, ("masked", None, 1, "masked_name")),
        ({2: "different"}, [0.97], {}, ("linked", "p1", 1, "name_exact_main")),
    ],
)
def test_a_judgement_goes_before_scores(
    run_step: RunStep, judged: dict[int, str], probabilities: list[float], more: Any, outcome: tuple[Any, ...]
) -> None:
    _, row = found_links(run_step, probabilities, judged=judged, **more)
    assert (row["outcome"], row["practitioner_id"], row["candidate_count"], row["rule"]) == outcome


@pytest.mark.parametrize(
    ("probabilities", "is_placed", "outcome"),
    [
        ([0.97], True, ("linked", "p1", 1)),
        # However likely, a name alone links nobody.
        ([0.97], False, ("unlinked", None, 1)),
        ([0.94], True, ("unlinked", None, 1)),
        # Equals are never told apart by chance.
        ([0.49, 0.49], True, ("ambiguous", None, 2)),
        ([0.9, 0.04], True, ("unlinked", None, 1)),
        ([], True, ("unlinked", None, 0)),
    ],
)
def test_a_link_needs_to_be_likely_and_placed(
    run_step: RunStep, probabilities: list[float], is_placed: bool, outcome: tuple[Any, ...]
) -> None:
    act, row = found_links(run_step, probabilities, is_placed=is_placed)
    assert (act["source_id"], row["source_id"]) == ("b", "p")
    assert (row["outcome"], row["practitioner_id"], row["candidate_count"]) == outcome


def test_of_too_many_listings_of_one_person_a_source_keeps_the_best(run_step: RunStep) -> None:
    def link(id: str, rule: str = "name_exact_main", probability: float = 0.97, **more: Any) -> dict[str, Any]:
        about = {"source_id": "p", "source_record_id": id, "practitioner_id": "x", "outcome": "linked"}
        return about | {"rule": rule, "probability": probability} | more

    links = [
        link("judged", "judgement", 1.0), link("number", "certificate", 0.999), link("likely", probability=0.99),
        link("early"), link("late"), link("also judged", "judgement", 1.0),
        *(link(f"other {n}", practitioner_id="y") for n in range(4)),
        *(link(f"official {n}", "number", source_id="s") for n in range(5)),
        *(link(f"open {n}", practitioner_id=None, outcome="unlinked") for n in range(5)),
    ]  # fmt: skip
    rows = run_step(
        "crowded_listing",
        {"crowd": 4},
        found_link=links,
        source=[{"source_id": "p", "tier": "commercial"}, {"source_id": "s", "tier": "national"}],
        statement=[
            {"source_id": row["source_id"], "source_record_id": row["source_record_id"]}
            | {"first_seen_at": AT.replace(day=2 if row["source_record_id"] == "late" else 1)}
            for row in links
        ],
    )
    assert [tuple(row.values()) for row in rows] == [("p", "x", "early"), ("p", "x", "late")]


def test_a_valid_filing_a_former_workplace_and_an_ended_registration_differ(run_step: RunStep) -> None:
    def site(registration: str, place: str, kind: str, end: datetime | None = None) -> dict[str, Any]:
        return {"registration_id": registration, "institution_id": place, "kind": kind, "valid_to": end}

    def claim(registration: str, place: str, day: date, why: str | None = "outranked") -> dict[str, Any]:
        about = {"field": "main_institution", "why_not": why, "is_golden": why is None, "asserted_on": day}
        return {"entity_id": registration, "value": place} | about

    known = [("r1", "p1", "active"), ("r2", "p1", "cancelled"), ("r3", "p2", "cancelled")]
    rows = run_step(
        "person_site",
        {"today": AT.date()},
        registration=[{"registration_id": r, "practitioner_id": p, "status": s} for r, p, s in known],
        practice_site=[
            site("r1", "main", "main"), site("r1", "filed", "filed"), site("r2", "left", "main"),
            site("r1", "ended", "filed", datetime(2026, 1, 1)), site("r3", "main", "main"),
        ],
        registration_record=[
            {"source_id": "s", "source_record_id": r, "registration_id": r, "practitioner_id": p} for r, p, _ in known
        ],
        official_site=[
            {"source_id": "s", "source_record_id": r, "institution_id": i}
            for r, i in [
                *(("r1", i) for i in ("main", "filed", "ended", "once", "ahead")), ("r2", "left"), ("r3", "main")
            ]
        ],
        settled_claim=[
            claim("r1", "main", date(2026, 2, 1), None), claim("r1", "once", date(2026, 2, 1)),
            # What a newer register of lower rank says is on its way up.
            claim("r1", "ahead", date(2026, 2, 2)), claim("r2", "left", date(2026, 2, 2)),
        ],
    )  # fmt: skip
    assert [tuple(r.values()) for r in rows] == [
        ("p1", "ahead", True, False), ("p1", "ended", False, True), ("p1", "filed", True, True),
        ("p1", "left", False, False),
        ("p1", "main", True, False), ("p1", "once", False, False),
        # Nothing else is left to p2: where it was registered is where it was.
        ("p2", "main", True, False),
    ]  # fmt: skip


def test_only_departments_that_certain_scopes_fit_can_be_contradicted(run_step: RunStep) -> None:
    def shown(department: str, code: str | None) -> dict[str, Any]:
        return {"department": department, "department_code": code}

    known = [shown("儿科", "07"), shown("儿科", "07"), shown("种植科", "12.06"), shown("急诊科", "20")]
    listings = [*known, shown("颌面外科", "12.02"), shown("特需部", None)]
    classes = run_step("shown_department", lower_record=listings)
    assert run_step("scoped_department", linked_listing=listings, shown_department=classes) == [
        {"department": "儿科", "class": "S", "scopes": ["儿科专业"]},
        # As all of dentistry; maxillofacial surgery, a code of its own, is open to surgeons.
        {"department": "种植科", "class": "S*", "scopes": ["口腔专业", "口腔麻醉专业", "口腔病理专业", "口腔影像专业"]},
    ]
