"""What share of the people of an institution or a province we know officially: two SELECTs alone."""

from typing import Any

from tests.reconcile.conftest import Rows, RunStep


def people(no: int, count: int, **more: Any) -> list[dict[str, Any]]:
    shown = {"shown_no": no, "province": "33", "name_state": "plain"} | more
    return [{"record_no": 100 * no + n} | shown for n in range(count)]


def known(no: int, count: int, level: str = "exact", anchor: int = 1) -> list[dict[str, Any]]:
    return [{"record_no": 100 * no + n, "anchor_no": anchor, "name": {"level": level}} for n in range(count)]


def coverage(run_step: RunStep, weight: float, **tables: Rows) -> list[tuple[Any, ...]]:
    sites = [{"anchor_no": 1, "institution_id": "i"}, {"anchor_no": 2, "institution_id": "j"}]
    shares = run_step("shown_share", anchor_site=sites, **tables)
    if not shares:
        return []
    rows = run_step("coverage", shown_share=shares, weight=[{"feature": "coverage", "weight": weight}])
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
