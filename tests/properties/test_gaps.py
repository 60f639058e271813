"""What was not read is not gone, and what is gone is not cancelled."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.bench import Bench
from tests.properties.declared import SOURCES
from tests.properties.histories import AS_OF, FIRST_NIGHT, RawRow, Visit, histories, rows_of

LATER = FIRST_NIGHT + timedelta(days=80)
LISTINGS = [s for s in SOURCES if SOURCES[s].covering == "listing"]


@settings(settings.get_profile("properties"))
@given(histories(), st.sampled_from(LISTINGS), st.sampled_from(("partial", "blocked", "failed")), st.data())
def test_a_run_that_is_not_complete_shows_nothing_gone(
    bench: Bench, history: tuple[Visit, ...], source_id: str, outcome: str, data: st.DataObject
) -> None:
    """Whatever it read, and however much the site states there is."""
    bench.wipe()
    bench.take_in(history)
    before = bench.rows("spell", "closed_as = 'gone'")
    read = data.draw(st.dictionaries(st.sampled_from(("0a", "0b", "0c")), rows_of(0), max_size=2))
    bench.take_in([Visit(source_id, LATER, tuple(read.items()), outcome=outcome, states_total=True)])
    assert bench.rows("spell", "closed_as = 'gone'") == before
    assert bench.rows("spell", f"missed_at = TIMESTAMP '{LATER}'") == []


@settings(settings.get_profile("properties"))
@given(histories(), st.sampled_from(LISTINGS), st.sampled_from(("partial", "blocked", "failed")))
def test_a_run_that_read_nothing_changes_nothing(
    bench: Bench, history: tuple[Visit, ...], source_id: str, outcome: str
) -> None:
    before = bench.run(history, past=True).derived()
    bench.take_in([Visit(source_id, LATER, (), outcome=outcome, asserted_on=AS_OF.date())])
    bench.reconcile(past=True)
    assert bench.derived() == before


@settings(settings.get_profile("properties"))
@given(histories(lower=0))
def test_gone_is_not_cancelled(bench: Bench, history: tuple[Visit, ...]) -> None:
    """Every list is empty one night, and no act was announced: nobody is lost, and nobody is said to be cancelled."""
    registers = [v.stating("status", "执业") for v in history if not SOURCES[v.source_id].is_act]
    before = {row["registration_id"]: row for row in bench.run(registers).rows("registration")}
    left = len(bench.rows("registration_record", "rule = 'fits_former'"))
    empty_all(bench, registers)
    assert bench.rows("spell", "closed_at IS NULL") == []
    after = {row["registration_id"]: row for row in bench.rows("registration")}
    # An entry that is gone may be known as a former one of somebody else.
    assert len(after) == len(before) + left - len(bench.rows("registration_record", "rule = 'fits_former'"))
    assert after.keys() <= before.keys()
    assert {row["status"] for row in after.values()} <= {"no_longer_listed", "expired"}
    assert [row["level"] for row in after.values()] == [before[key]["level"] for key in after]
    assert bench.rows("practice_site", "kind = 'filed'") == []


@settings(settings.get_profile("properties"))
@given(histories(lower=0))
def test_what_is_gone_has_no_end_that_it_had_not(bench: Bench, history: tuple[Visit, ...]) -> None:
    """Whatever registers and bulletins showed before."""
    ended = "status IN ('cancelled', 'revoked', 'rescinded')"
    before = {row["registration_id"] for row in bench.run(history).rows("registration", ended)}
    empty_all(bench, [v for v in history if not SOURCES[v.source_id].is_act])
    assert {row["registration_id"] for row in bench.rows("registration", ended)} <= before


def empty_all(bench: Bench, registers: list[Visit]) -> None:
    """A night on which every list is read and has no entry."""
    keys = [(key, None) for key in sorted({key for v in registers for key, _ in v.entries})]
    empty = {
        v.source_id: replace(v, at=LATER, entries=tuple(keys), outcome="complete", states_total=True) for v in registers
    }
    bench.take_in(empty.values())
    bench.reconcile()


def test_a_blocked_night_between_two_good_ones_leaves_no_gap(bench: Bench) -> None:
    row: RawRow = {"name": "王伟", "certificate_no": "110330100990001", "province": "浙江省", "status": "执业"}
    good = Visit("province_list", FIRST_NIGHT, (("a", row),), states_total=True, asserted_on=date(2026, 1, 10))
    blocked = Visit("province_list", FIRST_NIGHT + timedelta(days=1), (), outcome="blocked")
    again = Visit("province_list", LATER, (("a", row),), states_total=True, asserted_on=LATER.date())
    bench.run([good, blocked, again])
    (registration,) = bench.rows("registration")
    (spell,) = bench.rows("spell")
    assert (registration["status"], registration["age_days"]) == ("active", (AS_OF.date() - LATER.date()).days)
    assert (spell["first_seen_at"], spell["closed_at"]) == (FIRST_NIGHT, None)
