"""Each SELECT of the index as of a day: small tables in, its rows out."""

import pytest

from tests.reconcile.conftest import INDEX_DAY as DAY
from tests.reconcile.conftest import RunStep, rows_of

SPELLS = [("2026-01-01", "2026-01-31"), ("2026-02-01", None), ("2026-04-01", None)]


@pytest.mark.parametrize("name", ["registration", "site"])
def test_a_row_of_the_day_is_the_one_whose_spell_holds_it(index_step: RunStep, name: str) -> None:
    rows = [{"registration_no": n, "from_day": f, "to_day": t} for n, (f, t) in enumerate(SPELLS)]
    assert rows_of(index_step(name, folder="on_day", **{name: rows}), "registration_no") == [(1,)]


@pytest.mark.parametrize(
    ("asserted_on", "expected"),
    [(None, None), ("2026-03-20", "2026-03-20"), ("2026-05-01", "2026-03-10")],
)
def test_a_record_is_asserted_for_the_last_list_until_the_day(
    index_step: RunStep, asserted_on: str | None, expected: str | None
) -> None:
    record = {
        "registration_no": 1, "source_no": 1, "source_record_id": "r", "content_digest": "c",
        "asserted_on": asserted_on, "from_day": "2026-02-01", "to_day": None, "gone_on": None,
    }  # fmt: skip
    days = [{"source_no": s, "asserted_on": d} for s, d in ((1, "2026-03-10"), (1, "2026-05-01"), (2, "2026-03-15"))]
    found = index_step("record", folder="on_day", record=[record, record | {"to_day": "2026-03-20"}], source_day=days)
    assert rows_of(found, "asserted_on") == [(expected,)]


def test_a_record_is_gone_from_the_day_it_was_listed_no_more(index_step: RunStep) -> None:
    record = {
        "registration_no": 1, "source_no": 1, "source_record_id": "r", "content_digest": "c", "asserted_on": None,
        "from_day": "2026-02-01", "to_day": None,
    }  # fmt: skip
    records = [record | {"gone_on": day} for day in (None, DAY, "2026-03-22")]
    found = index_step(
        "record", {"source_day": "source_no asserted_on"}, folder="on_day", record=records, source_day=[]
    )
    assert rows_of(found, "gone_on") == [(DAY,), (None,), (None,)]


def test_names_are_those_of_the_day(index_step: RunStep) -> None:
    earlier = [
        {"person_no": 1, "from_day": "2026-01-01", "to_day": "2026-03-20", "name": "王甲"},
        {"person_no": 2, "from_day": "2026-01-01", "to_day": "2026-03-21", "name": "王甲"},
    ]
    people = [{"person_no": n, "practitioner_id": f"p{n}", "name": "王乙"} for n in (1, 2)]
    found = index_step("person", folder="on_day", person=people, earlier_name=earlier)
    assert rows_of(found, "person_no", "name") == [(1, "王乙"), (2, "王甲")]
    found = index_step(
        "bearer",
        folder="on_day",
        bearer=[
            {"name_no": n, "person_no": p, "from_day": f, "to_day": t}
            for n, p, f, t in (
                (1, 1, None, None),
                (2, 1, "2026-04-01", None),
                (3, 1, None, "2026-03-20"),
                (4, 2, None, None),
            )
        ],
        registration=[{"person_no": 1, "from_day": DAY}, {"person_no": 2, "from_day": "2026-03-22"}],
    )
    assert rows_of(found, "name_no", "is_current", "is_later") == [(1, 1, 0), (2, 0, 1), (3, 0, 0)]


def test_a_source_is_as_old_as_its_last_list_until_the_day(index_step: RunStep) -> None:
    days = [{"source_no": 1, "asserted_on": d} for d in ("2026-01-01", "2026-03-01", "2026-04-01")]
    sources = [{"source_no": n, "covering": c} for n, c in ((1, "listing"), (2, "listing"), (3, "lookup"))]
    found = index_step("source", folder="on_day", source=sources, source_day=days)
    assert sorted(rows_of(found, "source_no", "asserted_on", "first_on")) == [
        (1, "2026-03-01", "2026-01-01"), (2, None, None), (3, None, None),
    ]  # fmt: skip


def test_a_question_asked_later_has_not_been(index_step: RunStep) -> None:
    rows = [{"source_no": 1, "asked_on": d} for d in ("2026-03-21", "2026-03-22")]
    assert rows_of(index_step("question", folder="on_day", question=rows), "asked_on") == [("2026-03-21",)]
