"""Registration fields are filled by official claims or stay empty."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.bench import Bench
from tests.properties.histories import Visit, histories

# Raw field -> where its golden value would stand.
GOLDEN = {
    "gender": ("practitioner", "gender"),
    "name": ("practitioner", "name"),
    "instrument": ("registration", "instrument"),
    "level": ("registration", "level"),
    "category": ("registration", "category"),
    "scope": ("registration", "scope"),
    "valid_from": ("registration", "valid_from"),
    "valid_to": ("registration", "valid_to"),
    "certificate_no": ("registration", "certificate_no"),
    "province": ("registration", "province"),
}


@settings(settings.get_profile("properties"))
@given(histories(), st.sampled_from(sorted(GOLDEN)))
def test_a_field_that_no_official_states_stays_empty(bench: Bench, history: tuple[Visit, ...], field: str) -> None:
    """However many lower records state it. A level tells the document, too."""
    told_by = (field, "level") if field == "instrument" else (field,)
    silent = list(history)
    for name in told_by:
        silent = [v.stating(name, None) if v.is_official else v for v in silent]
    table, column = GOLDEN[field]
    assert [row for row in bench.run(silent).rows(table) if row[column] is not None] == []


@settings(settings.get_profile("properties"))
@given(histories())
def test_a_status_that_no_official_states_is_not_made_up(bench: Bench, history: tuple[Visit, ...]) -> None:
    silent = [v.stating("status", None) if v.is_official else v for v in history]
    statuses = {row["status"] for row in bench.run(silent).rows("registration")}
    assert statuses <= {None, "no_longer_listed", "expired"}


@settings(settings.get_profile("properties"))
@given(histories(official=0, lower=4))
def test_lower_sources_alone_register_nobody(bench: Bench, history: tuple[Visit, ...]) -> None:
    bench.run(history)
    for table in ("registration", "practitioner", "practice_site", "institution"):
        assert bench.rows(table) == [], table
    assert {row["outcome"] for row in bench.rows("link")} <= {"unlinked", "masked"}
