"""The SELECTs about relations of institutions and rules of registration, alone: a few rows in, the whole result out."""

from datetime import date
from typing import Any

from tests.reconcile.conftest import RunStep

DAY = date(2026, 3, 1)


def test_institutions_are_related_by_the_users_word_or_by_one_legal_person(run_step: RunStep) -> None:
    rows = run_step(
        "institution_relation",
        user_relation=[
            {"alias_key": "东院", "institution_key": "甲医院", "province": "33", "relation": "campus"},
            {"alias_key": "东院", "institution_key": "甲医院", "province": None, "relation": "campus"},
            # Nobody bears the name officially; a house is not related to itself.
            {"alias_key": "西院", "institution_key": "甲医院", "province": None, "relation": "campus"},
            {"alias_key": "甲医院", "institution_key": "甲医院", "province": None, "relation": "parent"},
        ],
        institution_name=[
            {"institution_id": i, "institution_key": key, "relation": relation} for i, key, relation in
            (("a", "甲医院", "official"), ("e", "东院", "official"), ("w", "西院", "former"))
        ],
        known_institution=[{"institution_id": i, "province": "33"} for i in "aew"],
        institution=[
            {"institution_id": i, "organisation_code": code} for i, code in
            (("a", "A1B2C3D48"), ("b", "A1B2C3D48"), ("c", "C1B2C3D48"), ("e", None), ("w", None))
        ],
    )  # fmt: skip
    assert [tuple(r.values()) for r in rows] == [("a", "b", "legal_person"), ("e", "a", "campus")]


def rule_of(run_step: RunStep, *held: dict[str, Any], filings: tuple[tuple[str, str, date | None], ...] = ()) -> Any:
    """(kind, registration, record, other record, official value, listed value) of registrations with their claims."""
    about = {
        "instrument": "physician", "level": "physician", "status": "active", "province": "33", "valid_from": None,
        "valid_to": None, "main_institution": None, "registered_on": None, "practitioner_id": "p",
    }  # fmt: skip
    golden = [{claim[1]: claim[2] for claim in h["claims"] if claim[3] is None} for h in held]
    live = [
        about | {n: v for n, v in h.items() if n != "claims"} | {
            "main_institution_id": g.get("main_institution"), "category": g.get("category"),
            "scope": [g["scope"]] if "scope" in g else None,
        } for h, g in zip(held, golden, strict=True)
    ]  # fmt: skip
    claims = [
        {"entity_id": h["registration_id"], "source_id": "s", "source_record_id": record, "field": field,
         "value": value, "why_not": why_not, "is_golden": why_not is None, "asserted_on": on}
        for h in held for record, field, value, why_not, on in h["claims"]
    ]  # fmt: skip
    records = {(c["source_record_id"], c["entity_id"]) for c in claims}
    of = {"source_id": "s"}
    rows = run_step(
        "conflict_registration",
        {"today": DAY},
        registration=[{n: v for n, v in r.items() if n != "registered_on"} for r in live],
        granted=[{n: r[n] for n in ("registration_id", "registered_on")} for r in live],
        settled_claim=claims,
        golden_value=[
            of | {"registration_id": c["entity_id"], "source_record_id": c["source_record_id"]} | {
                name: c["value"] if c["field"] == field and c["is_golden"] else None
                for field, name in (
                    ("category", "category"), ("scope", "scope"), ("main_institution", "main_institution_id"),
                    ("valid_to", "valid_to"),
                )
            } for c in claims
        ],
        official_record=[of | {"source_record_id": r, "is_listed": not r.startswith("gone")} for r, _ in records],
        source=[of | {"age_limit_days": 60}],
        official_site=[
            of | {"source_record_id": r, "institution_id": i, "role": "filed", "is_current": True, "valid_to": to}
            for r, i, to in (*filings, ("nobody", "i1", None))
        ],
        statement=[of | {"source_record_id": r, "is_listed": True} for r, _ in records],
        registration_record=[of | {"source_record_id": r, "registration_id": g} for r, g in records],
        known_institution=[
            {"institution_id": i, "name": i, "division": d} for i, d in
            (("i1", "330106"), ("i2", "330106"), ("i3", "330122"), ("city", "330100"), ("unknown", None))
        ],
    )  # fmt: skip
    names = ("kind", "registration_id", "source_record_id", "other_record_id", "official_value", "listed_value")
    return [tuple(r[n] for n in names) for r in rows]


def main(record: str, value: str, why_not: str | None = None, on: date = DAY) -> tuple[Any, ...]:
    return record, "main_institution", value, why_not, on


def test_a_second_main_institution_counts_while_its_source_speaks_for_today(run_step: RunStep) -> None:
    recent, old = date(2026, 2, 1), date(2025, 12, 1)
    claims = [main("a", "i1"), main("b", "i2", "older", recent), main("c", "i2", "older", old),
              main("gone", "i2", "older", recent), main("d", "i1", "older", recent),
              main("e", "i2", "outranked", recent)]  # fmt: skip
    one = {"registration_id": "r", "main_institution": "i1", "claims": claims}
    assert rule_of(run_step, one) == [("two_main_institutions", "r", "b", "a", "i1", "i2")]
    assert rule_of(run_step, one | {"status": "cancelled"}) == []
    assert rule_of(run_step, one | {"instrument": "foreign_permit"}) == []


def test_registrations_of_two_provinces_are_to_be_the_same(run_step: RunStep) -> None:
    def held(registration: str, province: str, scope: str, category: str, granted: date | None, **more: Any) -> Any:
        claims = [(registration, "scope", scope, None, DAY), (registration, "category", category, None, DAY)]
        about = {"registration_id": registration, "province": province, "registered_on": granted, "claims": claims}
        return about | more

    first = held("r1", "33", "内科专业", "clinical", date(2015, 1, 1))
    later = held("r2", "51", "外科专业", "clinical", date(2020, 1, 1))
    undated = held("r0", "44", "外科专业", "tcm", None)
    differ = ("registrations_differ", "r1", "r1", "r2", "外科专业", "内科专业")
    assert rule_of(run_step, first, later) == [differ]
    assert rule_of(run_step, first, later, undated) == [
        ("registrations_differ", "r0", "r0", "r2", "clinical", "tcm"), differ,
    ]  # fmt: skip
    assert rule_of(run_step, first, later | {"status": "cancelled"}) == []
    assert rule_of(run_step, first, later | {"practitioner_id": "q"}) == []
    assert rule_of(run_step, first, held("r2", "51", "内科专业", "clinical", None)) == []
    assert rule_of(run_step, first, later | {"instrument": "hkmo_permit"}) == []


def test_a_permit_lasts_as_long_as_the_rules_allow(run_step: RunStep) -> None:
    def permit(registration: str, instrument: str, begin: date | None, end: date) -> dict[str, Any]:
        about = {"registration_id": registration, "practitioner_id": registration, "instrument": instrument}
        return about | {
            "valid_from": begin,
            "valid_to": end,
            "claims": [(registration, "valid_to", str(end), None, DAY)],
        }

    begin = date(2025, 6, 1)
    assert rule_of(
        run_step,
        permit("year", "foreign_permit", begin, date(2026, 6, 1)),
        permit("over", "foreign_permit", begin, date(2026, 6, 2)),
        permit("three", "tw_permit", begin, date(2028, 6, 1)),
        permit("longer", "hkmo_permit", begin, date(2028, 6, 2)),
        permit("undated", "tw_permit", None, date(2040, 1, 1)),
        permit("no permit", "physician", begin, date(2040, 1, 1)),
    ) == [
        ("permit_too_long", "longer", "longer", None, "2028-06-01", "2028-06-02"),
        ("permit_too_long", "over", "over", None, "2026-06-01", "2026-06-02"),
    ]  # fmt: skip


def test_an_assistant_has_one_place(run_step: RunStep) -> None:
    assistant = {"registration_id": "r", "level": "assistant", "main_institution": "i1", "claims": [main("a", "i1")]}
    past = date(2026, 2, 28)

    def kinds(*filings: tuple[str, str, date | None], **more: Any) -> Any:
        return [(r[0], r[4], r[5]) for r in rule_of(run_step, assistant | more, filings=filings)]

    assert kinds() == []
    assert kinds(("a", "i3", DAY)) == [("assistant_two_places", "i1", "i3")]
    assert kinds(("a", "i3", past)) == []
    assert kinds(("a", "i3", None), level="physician") == []
    # In one county, or in one that is not known; one row for a record, whatever the number of its institutions.
    assert kinds(("a", "i2", None), ("a", "city", None), ("a", "unknown", None)) == [
        ("assistant_several_sites", "i1", "city|i2|unknown")
    ]
    # Two registers that differ on one day: no main institution is golden, and both are looked at.
    withheld = [main("a", "i1", "withheld"), main("b", "i3", "withheld")]
    assert kinds(claims=withheld, main_institution=None) == [("assistant_two_places", "i1", "i3")]
