"""Each SELECT of suppression alone, and the file it begins with."""

from pathlib import Path
from typing import Any

import pytest

from reconcile.suppressions import suppression_table
from tests.reconcile.conftest import RunStep
from warehouse.errors import WorkspaceError

HEADING = "id,verdict,by,decided_at,why,record,listings\n"
LISTING = "p:1,suppressed,,2026-03-01T02:00:00Z,问,p:1,\n"
PERSON = 'practitioner:x,suppressed,,2026-03-01T02:00:00Z,问,g:k,"[""p:2"", ""p:3:4""]"\n'


def record(source: str, id: str, **more: Any) -> dict[str, Any]:
    return {"source_id": source, "source_record_id": id} | more


def keys(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["source_id"], row["source_record_id"]) for row in rows]


def test_the_latest_row_of_an_id_holds(tmp_path: Path) -> None:
    path = tmp_path / "suppressions.csv"
    undone = LISTING.replace("suppressed", "shown").replace("T02", "T03")
    other = LISTING.replace("p:1", "p:5")
    path.write_text(HEADING + undone + LISTING + PERSON + other, encoding="utf-8")
    (table,) = suppression_table(path).values()
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("listing", "p", "2", None), ("listing", "p", "3:4", None), ("listing", "p", "5", None),
        ("practitioner", "g", "k", "x"),
    ]  # fmt: skip
    assert suppression_table(tmp_path / "none.csv")["stated_suppression"].num_rows == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (LISTING.replace("suppressed", "gone"), "row 2: verdict 'gone' is none of suppressed, shown"),
        (LISTING.replace("问,p:1", "问,p:2"), "row 2: id and record name two records: p:1, p:2"),
        (PERSON.replace("[", "{"), "row 2: listings is not as `mingce suppress` writes it"),
        (LISTING.replace("2026-03-01T02:00:00Z", "x"), "row 2: decided_at 'x' is no time"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, reason: str) -> None:
    path = tmp_path / "suppressions.csv"
    path.write_text(HEADING + row, encoding="utf-8")
    with pytest.raises(WorkspaceError) as error:
        suppression_table(path)
    assert f"{path}, {reason}" in str(error.value)


def test_a_person_s_listings_are_those_linked_today_and_never_official(run_step: RunStep) -> None:
    stated = [
        record("g", "k", kind="practitioner", practitioner_id="old id"),
        record("p", "1", kind="listing"),
        record("g", "k", kind="listing"),
    ]
    people = run_step(
        "suppressed_person",
        stated_suppression=stated,
        registration_record=[record("g", "k", practitioner_id="x"), record("g", "l", practitioner_id="y")],
    )
    assert [row["practitioner_id"] for row in people] == ["old id", "x"]
    links = [
        record("p", "1"),
        record("p", "2", practitioner_id="x"),
        record("p", "3", practitioner_id="y"),
        record("g", "k", practitioner_id="x"),
    ]
    hidden = run_step(
        "suppressed_listing",
        stated_suppression=stated,
        suppressed_person=people,
        found_link=links,
        source=[{"source_id": "p", "tier": "commercial"}, {"source_id": "g", "tier": "national"}],
    )
    assert keys(hidden) == [("p", "1"), ("p", "2")]
    decided = [
        link | {"outcome": "linked", "rule": "number", "registration_id": "r", "probability": 1.0, "candidate_count": 1}
        for link in links
    ]
    crowded = [record("p", "3", practitioner_id="y")]
    shown = run_step("link", found_link=decided, suppressed_listing=hidden, crowded_listing=crowded)
    assert keys(shown) == [("g", "k"), ("p", "3")]
    assert [(row["outcome"], row["practitioner_id"], row["rule"]) for row in shown] == [
        ("linked", "x", "number"), ("ambiguous", None, "crowded"),
    ]  # fmt: skip


def test_a_question_is_hidden_unless_somebody_shown_gives_reason_for_it(run_step: RunStep) -> None:
    def question(name: str, institution: str) -> dict[str, Any]:
        return {
            "source_id": "q",
            "run_id": "r",
            "address": f"{name}|{institution}",
            "name": name,
            "institution": institution,
        }

    rows = run_step(
        "suppressed_question",
        question=[question("甲", "一院"), question("甲", "二院"), question("甲", "三院"), question("乙", "一院")],
        # What it showed once gave reason too.
        record=[record("p", "1", name="甲"), record("p", "1", name="丙"), record("p", "2", name="乙")],
        suppressed_listing=[record("p", "1")],
        statement=[
            record("p", id, name=name, institution=institution, is_listed=is_listed)
            for id, name, institution, is_listed in [
                ("1", "丙", "一院", True),
                ("2", "乙", "一院", True),
                ("3", "甲", "二院", True),
                ("4", "甲", "第三医院", True),
                ("5", "甲", "一院", False),
            ]
        ],
        shown_institution=[record("p", "4", institution_id="i")],
        institution=[{"institution_id": "i", "name": "三院"}],
    )
    assert [row["address"] for row in rows] == ["甲|一院"]
