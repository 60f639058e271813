"""What is learnt of lists: the share of people known at a place, and how often listings agree with whom they mean."""

from typing import Any

import pytest

from tests.reconcile.conftest import Rows, RunStep
from tests.reconcile.step_rows import anchor, institution, lower


def people(no: int, count: int, **more: Any) -> list[dict[str, Any]]:
    shown = {"shown_no": no, "province": "33", "name_state": "plain"} | more
    return [{"record_no": 100 * no + n} | shown for n in range(count)]


def known(no: int, count: int, level: str = "exact", anchor: int = 1) -> list[dict[str, Any]]:
    return [{"record_no": 100 * no + n, "anchor_no": anchor, "name_level": level} for n in range(count)]


def coverage(run_step: RunStep, weight: float, **tables: Rows) -> list[tuple[Any, ...]]:
    sites = [{"anchor_no": 1, "institution_id": "i"}, {"anchor_no": 2, "institution_id": "j"}]
    shares = run_step("shown_share", anchor_site=sites, **tables)
    if not shares:
        return []
    rows = run_step("coverage", shown_share=shares, learnt_weight=[{"feature": "coverage", "weight": weight}])
    return [(r["shown_no"], r["province"], round(r["share"], 4)) for r in rows]


def meant(no: int, institution: str = "i", count: int = 1) -> dict[str, Any]:
    return {"shown_no": no, "institution_id": institution, "meaning_count": count}


def test_coverage_counts_plain_names_known_at_the_one_institution_they_are_shown_at(run_step: RunStep) -> None:
    assert coverage(
        run_step,
        weight=0.0,
        lower_record=[
            *people(1, 20), *people(2, 20, province="51"),
            # Not asked: a damaged name, an institution that could be two or none.
            *people(3, 5, name_state="damaged"), *people(4, 5), *people(5, 5),
        ],
        meaning=[meant(1), meant(2), meant(3), meant(4, "i", 2), meant(4, "j", 2)],
        # Not found: by sound only, or at another institution.
        candidate=[*known(1, 20), *known(1, 5), *known(2, 10, "homophone"), *known(2, 20, anchor=2), *known(4, 5)],
    ) == [
        # Of 40 asked, 20 found. A province: 20 found and 20 times that, of 20 asked and 20; an institution: 10 times
        # the share of its province.
        (1, "33", round((20 + 7.5) / 30, 4)), (2, "51", round((0 + 2.5) / 30, 4)),
        (None, "33", 0.75), (None, "51", 0.25), (None, None, 0.5),
    ]  # fmt: skip


def test_coverage_is_never_all_or_nothing(run_step: RunStep) -> None:
    asked = {"lower_record": [*people(1, 20), *people(2, 20, province=None)], "meaning": [meant(1), meant(2)]}
    # Half of all listings are shown right, so half of them found is everybody.
    assert coverage(run_step, weight=-1.0, **asked, candidate=known(1, 20)) == [
        (1, "33", 0.98), (2, "", round(2.5 / 30 * 2, 4)), (None, "", 0.5), (None, "33", 0.98), (None, None, 0.98),
    ]  # fmt: skip
    assert coverage(run_step, weight=0.0, **asked, candidate=known(9, 1)) == [
        (1, "33", 0.05), (2, "", 0.05), (None, "", 0.05), (None, "33", 0.05), (None, None, 0.05),
    ]  # fmt: skip


def test_where_nobody_can_be_asked_coverage_is_unknown(run_step: RunStep) -> None:
    assert coverage(run_step, weight=0.0, lower_record=people(1, 3), meaning=[meant(2)], candidate=known(9, 1)) == []


def agreements(
    run_step: RunStep, shown: Rows, others: int = 0, **official: Any
) -> dict[tuple[str, str], tuple[int, float]]:
    """Of listings that show the number of a man in Hangzhou, beside others of his name: how often each level is met."""
    meant = anchor(1, **{"city": "3301", "gender": "male", "level": "physician"} | official)
    others_of_name = [anchor(n, gender="female" if n % 4 else "male") for n in range(2, 2 + others)]
    about = {"name_level": "exact"}
    records = [lower(99), *(lower(n, **about) for n, about in enumerate(shown, start=1))]
    meanings = [meant_by(n, place) for n, place in enumerate(("i", "j", "far"), start=1)]
    places = [institution("i", "33", "330106"), institution("j", "33", "330106"), institution("far", "51", "510104")]
    rows = run_step(
        "agreement",
        candidate=[
            *({"record_no": n, "anchor_no": 1, "is_same_number": True} | about for n, _ in enumerate(shown, start=1)),
            *({"record_no": 1, "anchor_no": a["anchor_no"], "is_same_number": False} | about for a in others_of_name),
            # Whom this one means nobody knows.
            {"record_no": 99, "anchor_no": 1, "is_same_number": False} | about,
        ],
        lower_record=records,
        anchor=[meant, *others_of_name],
        anchor_site=[{"anchor_no": 1, "institution_id": "i", "kind": "main"}],
        meaning=meanings,
        shown_place=run_step("shown_place", meaning=meanings, known_institution=places),
        shown_department=[{"department_code": "03.01", "class": "S", "scopes": ["内科专业"]}],
    )  # fmt: skip
    return {(r["feature"], r["level"]): (r["seen"], round(r["asked"], 4)) for r in rows}


def meant_by(no: int, institution: str) -> dict[str, Any]:
    return {"shown_no": no, "institution_id": institution, "meaning_count": 1}


AT_THE_NUMBERS_OWN = {"shown_no": 1}


def test_listings_with_a_number_teach_where_people_are_shown(run_step: RunStep) -> None:
    found = agreements(
        run_step,
        [AT_THE_NUMBERS_OWN, AT_THE_NUMBERS_OWN, {"shown_no": 2}, {"shown_no": 3},
         # No institution that is known: of a city, of a province, of nowhere.
         {"shown_no": 9, "city": "3301"}, {"shown_no": 9}, {"shown_no": 9, "province": None}],
        issuing_province="51", issuing_city="5101",
    )  # fmt: skip
    places = {level: count for (feature, level), count in found.items() if feature == "institution"}
    assert places == {
        "main": (2, 4.0), "filed": (0, 4.0), "former": (0, 4.0), "elsewhere_in_city": (1, 4.0),
        "elsewhere_in_province": (0, 4.0), "elsewhere": (0, 4.0), "elsewhere_in_issuing_city": (1, 4.0),
        "elsewhere_in_issuing_province": (0, 4.0),
    }  # fmt: skip
    regions = {level: count for (feature, level), count in found.items() if feature == "region"}
    assert regions == {
        "city": (1, 1.0), "other_city": (0, 1.0), "issuing_city": (0, 1.0), "province": (1, 1.0),
        "issuing_province": (0, 2.0), "other": (0, 2.0),
    }  # fmt: skip
    assert found["coverage", "shown_right"] == (2, 4.0)


@pytest.mark.parametrize(("others", "asked"), [(100, 0.75), (99, None)])
def test_what_fits_is_held_against_the_other_bearers_of_the_name(
    run_step: RunStep, others: int, asked: float | None
) -> None:
    found = agreements(run_step, [AT_THE_NUMBERS_OWN | {"gender": "male"}], others)
    # Three of four others are women.
    assert found.get(("gender", "different")) == (asked and (0, asked))
    assert found.get(("gender", "same")) == (asked and (1, 1 - asked))
    assert ("department", "strict_fit") not in found


@pytest.mark.parametrize(
    ("seen", "asked", "weight"),
    [
        (0, 0.0, -3.0),
        # As often as stated, 5 of 40; twice as often as 80 make one expect; never in 80.
        (5, 40.0, -3.0), (20, 80.0, -2.4150), (0, 80.0, -4.0),
    ],
)  # fmt: skip
def test_a_weight_stated_counts_as_much_as_ten_listings(
    run_step: RunStep, seen: int, asked: float, weight: float
) -> None:
    (row,) = run_step(
        "learnt_weight",
        weight=[{"feature": "f", "level": "l", "weight": -3.0, "reason": "why"}],
        agreement=[{"feature": "f", "level": "l", "seen": seen, "asked": asked}],
    )
    assert (round(row["weight"], 4), row["stated"], row["seen"], row["reason"]) == (weight, -3.0, seen, "why")
