"""Every number of the report against the hand count in conftest."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reports.measure import Audit, Platform, measure, rows
from reports.proportion import Proportion
from reports.release import open_release
from reports.text import Text
from warehouse.errors import WorkspaceError


@pytest.fixture(scope="module")
def audit(release: Path) -> Iterator[Audit]:
    with open_release(release) as opened:
        yield measure(opened, Text("en"))


@pytest.fixture(scope="module")
def alpha(audit: Audit) -> Platform:
    return next(p for p in audit.platforms if p.source_id == "cn_alpha")


def test_every_source_that_is_not_official_is_a_platform_by_tier(audit: Audit) -> None:
    assert [p.source_id for p in audit.platforms] == ["cn_society", "cn_alpha", "cn_beta", "cn_leads"]


def test_outcomes_are_shares_of_the_listings(alpha: Platform) -> None:
    assert alpha.listing_count == 14
    assert alpha.registration_count == 10
    assert alpha.outcomes == {
        "linked": Proportion(11, 14),
        "ambiguous": Proportion(1, 14),
        "unlinked": Proportion(1, 14),
        "masked": Proportion(1, 14),
    }


def test_coverage_counts_active_registrations_once(alpha: Platform) -> None:
    assert alpha.coverage == Proportion(9, 26)
    assert alpha.coverage_by_province == {"33": Proportion(8, 17), "44": Proportion(1, 9)}


def test_agreement_has_its_own_denominator_per_field(audit: Audit, alpha: Platform) -> None:
    assert alpha.accuracy == {
        "institution": Proportion(9, 10),
        "name": Proportion(10, 11),
        "status": Proportion(10, 11),
        "level": Proportion(2, 2),
        "category": Proportion(0, 1),
        "certificate_no": Proportion(1, 2),
        "department": Proportion(6, 7),
        "title": Proportion(1, 2),
    }
    assert alpha.checkable("title") == Proportion(2, 14)
    beta = next(p for p in audit.platforms if p.source_id == "cn_beta")
    assert beta.accuracy["institution"] == Proportion(3, 4)
    assert set(beta.accuracy) == {"institution", "name", "status", "department"}


def test_official_history_is_that_of_the_registrations_linked_to(audit: Audit) -> None:
    histories = {p.source_id: p.history for p in audit.platforms}
    assert histories == {
        "cn_alpha": {
            "source_id": "cn_alpha", "began_on": date(2025, 12, 1), "longest_days": 90, "median_days": 59,
        },
        "cn_society": {
            "source_id": "cn_society", "began_on": date(2026, 1, 1), "longest_days": 59, "median_days": 59,
        },
        "cn_beta": None,
        "cn_leads": None,
    }  # fmt: skip


def test_resolved_conflicts_count_only_as_resolved(alpha: Platform) -> None:
    counts = [(c["kind"], c["open_count"], c["resolved_count"]) for c in alpha.conflicts]
    assert counts == [
        ("listed_after_cancellation", 1, 0),
        ("category_mismatch", 1, 0),
        ("stale", 1, 0),
        ("title_anomaly", 1, 0),
        ("wrong", 0, 1),
        ("duplicate_listing", 1, 0),
        ("scope_mismatch", 1, 0),
        ("name_variant", 1, 0),
        ("not_in_official", 1, 0),
    ]
    assert alpha.open_count() == 8
    assert alpha.open_count("high", "medium") == 4


def test_examples_come_most_severe_first_in_the_readers_words(alpha: Platform) -> None:
    first = alpha.examples[0]
    assert (first["kind"], first["official_value"], first["status_since"]) == (
        "listed after cancellation",
        "cancelled",
        date(2026, 1, 15),
    )
    anomaly = next(e for e in alpha.examples if e["kind_code"] == "title_anomaly")
    assert (anomaly["official_value"], anomaly["listed_value"]) == ("assistant physician", "chief physician")


def test_totals_are_over_all_platforms(audit: Audit) -> None:
    assert audit.linked == Proportion(17, 21)
    assert audit.institution == Proportion(14, 16)
    assert audit.open_count("high") == 1
    assert audit.open_count() == 9
    assert audit.provinces == ["33", "44"]


def test_an_official_source_is_never_audited_but_its_disagreements_are_shown(audit: Audit) -> None:
    assert [(c["source_id"], c["kind"]) for c in audit.official_conflicts] == [
        ("cn_province", "official_disagreement"),
        ("cn_province", "sync_lag"),
    ]


def test_registrations_are_counted_by_status_in_the_order_of_the_schema(audit: Audit) -> None:
    assert [(r["status"], r["registration_count"]) for r in audit.registration_statuses] == [
        ("active", 26),
        ("suspended", 1),
        ("cancelled", 1),
        ("expired", 1),
        ("no_longer_listed", 1),
    ]


def test_age_counts_from_the_day_a_source_speaks_for(audit: Audit) -> None:
    state = {s["source_id"]: (s["outcome"], s["age_days"], s["is_past_limit"]) for s in audit.sources}
    assert state == {
        "cn_national": ("complete", 90, False),  # the date the delivery states, not the day it was read
        "cn_query": ("blocked", 0, False),  # questions answered on the very day, before it was blocked
        "cn_province": ("complete", 1, False),
        "cn_society": ("complete", 393, True),  # states no date: the day it was read
        "cn_alpha": ("complete", 0, False),
        "cn_beta": ("complete", 0, False),  # an earlier failure does not count against the latest run
        "cn_leads": ("failed", None, True),  # asked, and nothing read
        "cn_idle": (None, None, True),  # never asked
    }
    query = next(s for s in audit.sources if s["source_id"] == "cn_query")
    assert (query["question_count"], query["answer_count"], query["reason"]) == (3, 2, "challenge")


def test_the_latest_run_has_no_reason_where_it_gives_none(audit: Audit) -> None:
    assert next(s for s in audit.sources if s["source_id"] == "cn_beta")["reason"] is None


def test_incomplete_runs_and_unusable_values_are_listed(audit: Audit) -> None:
    assert [(r["run_id"], r["outcome"]) for r in audit.incomplete_runs] == [
        ("q2", "blocked"),
        ("b1", "failed"),
        ("l1", "failed"),
    ]
    assert [(i["source_id"], i["reason"], i["issue_count"]) for i in audit.issues] == [("cn_alpha", "unknown title", 2)]


def test_mismatches_are_the_complement_of_agreement(audit: Audit) -> None:
    missed = {p.source_id: sum(s.total - s.count for s in p.accuracy.values()) for p in audit.platforms}
    listed = [row["source_id"] for row in rows(audit.release.con, "mismatch_list")]
    assert {source: listed.count(source) for source in missed} == missed


def test_a_folder_without_its_tables_is_no_release(tmp_path: Path) -> None:
    with (
        pytest.raises(WorkspaceError, match=r"not a release, it lacks manifest\.json, listing\.parquet"),
        open_release(tmp_path),
    ):
        pass
