"""What was ended stays ended until a later grant is shown."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings

from tests.properties.bench import Bench
from tests.properties.declared import SOURCES
from tests.properties.histories import FIRST_NIGHT, Visit, histories

LATER = FIRST_NIGHT + timedelta(days=80)
_ENDED = ("cancelled", "revoked", "rescinded")
# What would tell of a grant.
_GRANTS = ("registered_on", "valid_from", "effective_on", "published_at")


@settings(settings.get_profile("properties"))
@given(histories(official=5, lower=0))
def test_seen_active_again_without_a_grant_changes_no_end(bench: Bench, history: tuple[Visit, ...]) -> None:
    """Every register shows everybody as practising one night, as before but for the dates of grants.

    Which of several ends prevails may change, since a grant that is shown no longer lifts none.
    """
    bench.run(history)
    ended = {row["registration_id"] for row in bench.rows("adverse_act", f"is_holding AND status IN {_ENDED}")}
    # A content without a number is about whoever its record is.
    unnumbered = bench.rows(
        "shown_end JOIN official_content USING (source_id, source_record_id, content_digest)", "certificate_no IS NULL"
    )
    registers = [v for v in history if SOURCES[v.source_id].subject == "physician" and not SOURCES[v.source_id].is_act]
    latest = {v.source_id: v for v in registers if v.outcome != "failed"}
    for visit in latest.values():
        again = replace(visit, at=LATER, outcome="complete", asserted_on=LATER.date()).stating("status", "执业")
        for field in _GRANTS:
            again = again.stating(field, None)
        bench.take_in([again])
    bench.reconcile()
    # Such a record may come to be somebody else's, and a number be named by nobody any more.
    own = _records(bench)
    moved = {row["registration_id"] for row in unnumbered if _key(row) not in own.get(row["registration_id"], set())}
    after = bench.rows("registration", f"status IN {_ENDED}")
    assert (ended & own.keys()) - moved <= {row["registration_id"] for row in after}


def _records(bench: Bench) -> dict[str, set[tuple[Any, ...]]]:
    """Registration -> its official records."""
    records: dict[str, set[tuple[Any, ...]]] = {}
    for row in bench.rows("registration_record"):
        records.setdefault(row["registration_id"], set()).add(_key(row))
    return records


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["source_id"], row["source_record_id"]
