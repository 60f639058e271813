"""The catalog: every code has a word, every word two languages, the same places to fill."""

import re
import tomllib
from importlib.resources import files
from string import Formatter

import pytest

from reports.measure import FIELDS, SEVERITIES
from reports.text import CATALOGS, LANGS, Text
from warehouse.schema import LINK_OUTCOMES, RUN_OUTCOMES, STATUSES, TIERS

FILES = [tomllib.loads((files("reports") / name).read_text(encoding="utf-8")) for name in CATALOGS]
CATALOG = {section: words for file in FILES for section, words in file.items()}
WORDS = {f"{section}.{key}": words for section, keys in CATALOG.items() for key, words in keys.items()}


def test_no_section_stands_in_two_files() -> None:
    assert sum(map(len, FILES)) == len(CATALOG)


def test_every_key_has_both_languages_and_no_other() -> None:
    assert {key for key, words in WORDS.items() if set(words) != set(LANGS) or not all(words.values())} == set()


def test_both_languages_fill_the_same_places() -> None:
    def places(words: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(words) if name}

    assert {key for key, words in WORDS.items() if places(words["zh"]) != places(words["en"])} == set()


def test_english_words_are_english() -> None:
    chinese = {key for key, words in WORDS.items() if re.search(r"[\u4e00-\u9fff]", words["en"])}
    assert chinese == {"page.brand"}


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("tier", TIERS),
        ("run", RUN_OUTCOMES),
        ("outcome", LINK_OUTCOMES),
        ("outcome_note", LINK_OUTCOMES),
        ("status", STATUSES),
        ("severity", SEVERITIES),
        ("field", FIELDS),
        ("denominator", FIELDS),
    ],
)
def test_every_code_of_the_schema_has_a_word(section: str, codes: tuple[str, ...]) -> None:
    assert set(codes) <= set(Text("zh").section(section))


def test_numbers_are_grouped_and_missing_keys_are_loud() -> None:
    assert Text("en")("card.active_note", n=12345) == "of 12,345 official registrations"
    with pytest.raises(KeyError):
        Text("en")("card.nothing")
