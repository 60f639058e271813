"""The verdict on a run, beyond what it can know of itself: what it read against what was read before.

A list that has lost half its entries over night, or all of them, was misread more likely than it shrank; one that
speaks for a new day and says what it said weeks ago is the old list. Both close nothing and renew nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from warehouse.landing import RunNote
from warehouse.source import Source

# Registers lose a few in a hundred a year.
_COLLAPSE = 0.5
# Below this many entries half of them may go in earnest.
_FEW = 20
# A register changes in about 6 % of its entries a year: one in 6,000 a day. Ten changes due and none seen has a
# chance of 1 in 20,000.
_ENTRY_DAYS_WITHOUT_CHANGE = 60_000
_CADENCES_WITHOUT_CHANGE = 3
# Questions that should have found somebody.
_FOUND_AT_LEAST = 10


@dataclass(frozen=True)
class Past:
    """What the source's last complete run read; `distinct_count` is None if there was none."""

    distinct_count: int | None
    asserted_on: date | None
    # When an entry came, went or changed last, in a complete run.
    changed_at: datetime | None
    # Of a look-up: the share of its questions that found somebody.
    found_share: float

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, source_id: str) -> "Past":
        """Read it from history."""
        row = con.execute(
            "SELECT arg_max(distinct_count, started_at), arg_max_null(asserted_on, started_at), "
            "max(started_at) FILTER (new_count + gone_count > 0), arg_max(run_id, started_at) "
            "FROM run WHERE source_id = ? AND outcome = 'complete'",
            [source_id],
        ).fetchall()[0]
        share = con.execute(
            "SELECT coalesce(avg((outcome = 'answer')::INT), 0) FROM question WHERE source_id = ? AND run_id = ?",
            [source_id, row[3]],
        ).fetchall()[0][0]
        return cls(row[0], row[1], row[2], share)


def judge(
    note: RunNote, source: Source, past: Past, *, distinct: int, dead: int, asked: int, may_shrink: bool
) -> tuple[str, str | None]:
    """Outcome and reason of a run that read `distinct` entries; lower than its own where it cannot be believed.

    `dead`: links of the list whose pages were not found; `asked`: questions answered; `may_shrink`: a person said so.
    """
    if note.outcome != "complete":
        return note.outcome, note.reason
    if source.covering == "lookup":
        if not may_shrink and not distinct and asked * past.found_share >= _FOUND_AT_LEAST:
            usual = f"before, {past.found_share:.0%} did"
            return "partial", f"none of {asked} questions found anybody; {usual}; is it true? see may_shrink"
        return "complete", note.reason
    # A list counts the entries its dead links stood for.
    if note.stated_count is not None and not distinct <= note.stated_count <= distinct + dead:
        return "partial", f"the site states {note.stated_count} entries, {distinct} distinct ones were read"
    if source.expect and distinct < source.expect[0]:
        return "partial", f"{distinct} entries, at least {source.expect[0]} expected"
    before = past.distinct_count or 0
    if not may_shrink and before and (distinct == 0 or (before >= _FEW and distinct < _COLLAPSE * before)):
        return "partial", f"{distinct} entries, the last complete run had {before}; is it true? see may_shrink"
    return "complete", note.reason


def is_frozen(note: RunNote, source: Source, past: Past, distinct: int) -> bool:
    """Whether a list, the same as before, ought to have changed by the day it says it speaks for."""
    if note.asserted_on is None or past.asserted_on is None or past.changed_at is None:
        return False
    days = (note.started_at - past.changed_at).days
    return (
        note.asserted_on > past.asserted_on
        and days > _CADENCES_WITHOUT_CHANGE * source.cadence_days
        and days * distinct >= _ENTRY_DAYS_WITHOUT_CHANGE
    )
