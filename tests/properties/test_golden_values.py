"""The official tables are those that docs/authority.md gives, worked out by an oracle that shares no code with us."""

from typing import Any

from hypothesis import given, settings

from tests.properties.bench import Bench
from tests.properties.histories import Visit, histories
from warehouse.schema import PRACTICE_SITE, PRACTITIONER, REGISTRATION

COLUMNS = {
    "registration": REGISTRATION.columns,
    "practitioner": PRACTITIONER.columns,
    "practice_site": PRACTICE_SITE.columns,
    "institution": ("institution_id", "name"),
    "link": ("source_id", "source_record_id", "registration_id", "practitioner_id"),
}


def in_order(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[str]:
    """Rows as text, so that missing values sort; an empty list says as little as none."""
    return sorted(
        str({c: (list(row[c]) if isinstance(row[c], tuple) else row[c]) or None for c in columns}) for row in rows
    )


@settings(settings.get_profile("properties"))
@given(histories())
def test_official_tables_are_those_of_the_oracle(bench: Bench, history: tuple[Visit, ...]) -> None:
    found = bench.run(history).official_rows()
    expected = bench.oracle()
    for table, columns in COLUMNS.items():
        assert in_order(found[table], columns) == in_order(expected[table], columns), table
