"""The official tables are those that docs/authority.md gives, worked out by an oracle that shares no code with us."""

from hypothesis import given, settings

from tests.properties.bench import Bench
from tests.properties.histories import Visit, histories


@settings(settings.get_profile("properties"))
@given(histories())
def test_official_tables_are_those_of_the_oracle(bench: Bench, history: tuple[Visit, ...]) -> None:
    assert bench.run(history).disagreements() == []
