"""Doing it again changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pyarrow.compute as pc
from hypothesis import given, settings

from tests.properties.bench import Bench
from tests.properties.histories import FIRST_NIGHT, Visit, histories

LATER = FIRST_NIGHT + timedelta(days=80)
# Still listed after an end: that a listing says nothing else after the end is itself something new of these.
_STILL_LISTED = pc.field("kind").isin(["listed_after_cancellation", "permit_expired", "institution_closed"])

# Conflicts, with the day on which their record had been read before, and what had ended when.
_READ_BEFORE = (
    "conflict JOIN seen_before USING (source_id, source_record_id) LEFT JOIN registration USING (registration_id) "
    "LEFT JOIN held_licence AS l ON l.source_id = other_source_id AND l.source_record_id = other_record_id"
)
_READ_IN_TIME = (
    "coalesce(CASE kind WHEN 'listed_after_cancellation' THEN seen_on >= status_since "
    "WHEN 'permit_expired' THEN seen_on > status_since "
    "WHEN 'institution_closed' THEN seen_on > l.last_day END, true)"
)


@settings(settings.get_profile("properties"))
@given(histories())
def test_reconciling_twice_changes_no_row(bench: Bench, history: tuple[Visit, ...]) -> None:
    once = bench.run(history, past=True).published()
    bench.reconcile(past=True)
    assert bench.published() == once


@settings(settings.get_profile("properties"))
@given(histories())
def test_the_same_answers_again_change_no_derived_row(bench: Bench, history: tuple[Visit, ...]) -> None:
    """Where totals are stated: else a second reading in a row is what shows an entry gone."""
    counted = [replace(v, states_total=True) for v in history]
    before = bench.run(counted, past=True).derived()
    bench.con.execute(
        "CREATE TABLE seen_before AS SELECT source_id, source_record_id, day_of(last_seen_at) AS seen_on FROM statement"
    )
    latest = {v.source_id: v for v in counted if v.outcome != "failed"}
    bench.take_in(replace(v, at=LATER) for v in latest.values())
    bench.reconcile(past=True)
    after = bench.derived()
    assert after | {"conflict": None} == before | {"conflict": None}
    was, now = before["conflict"], after["conflict"]
    assert now.filter(~_STILL_LISTED) == was.filter(~_STILL_LISTED)
    known = was["conflict_id"].to_pylist()
    assert set(known) <= set(now["conflict_id"].to_pylist())
    # What is new could not be known before: nothing had been read after the end.
    found = bench.rows(_READ_BEFORE, _READ_IN_TIME)
    assert [row for row in found if row["conflict_id"] not in known] == []
    assert bench.rows("run", f"started_at = TIMESTAMP '{LATER}' AND new_count + gone_count > 0") == []
