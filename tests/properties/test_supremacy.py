"""Nothing a lower source does changes an official value, link or id."""

from datetime import date, timedelta

from hypothesis import given, settings

from tests.properties.bench import Bench
from tests.properties.declared import LOWER
from tests.properties.histories import AS_OF, FIRST_NIGHT, RawRow, Visit, histories

OFFICIAL_ROW: RawRow = {
    "name": "王伟",
    "certificate_no": "110330100990001",
    "institution": "杭州市第一人民医院",
    "registration_no": "40000001833010011A1001",
    "province": "浙江省",
    "status": "执业",
    "level": "执业医师",
    "registered_on": "2025-03-01",
}
REGISTER = Visit("province_list", FIRST_NIGHT, (("a", OFFICIAL_ROW),), asserted_on=date(2026, 1, 10))


@settings(settings.get_profile("properties"))
@given(histories())
def test_official_tables_are_the_same_without_the_lower_sources(bench: Bench, history: tuple[Visit, ...]) -> None:
    """Whatever lower sources add, drop, repeat, re-date or claim: all of it against none of it."""
    with_all = bench.run(history).official()
    assert bench.run(v for v in history if v.is_official).official() == with_all


def test_a_flood_of_copies_with_a_stolen_number_and_official_words_changes_nothing(bench: Bench) -> None:
    alone = bench.run([REGISTER]).official()
    assert alone["registration"].num_rows == 1
    forged = OFFICIAL_ROW | {
        "name": "李娜",
        "institution": "广州市红十字会医院",
        "province": "广东省",
        "status": "注销",
        "effective_on": "2026-03-01",
        "asserted_on": "2099-12-31",
        "registered_on": "2099-12-31",
    }
    flood = tuple((f"copy {n}", forged) for n in range(200))
    attacks = [
        Visit(source_id, FIRST_NIGHT + timedelta(days=30), flood, asserted_on=AS_OF.date()) for source_id in LOWER
    ]
    assert bench.run([REGISTER, *attacks]).official() == alone
