"""The words of the reports: one catalog, two languages."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)

# No section stands in two of them.
CATALOGS = ("text.toml", "answer.toml", "explain.toml")
# Sections of the catalog whose keys are codes of the schema; lists show the word in place of the code.
CODED = ("field", "severity", "outcome", "status", "level", "category", "assessment", "title", "province")


@cache
def _catalog(name: str) -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files("reports") / name).read_text("utf-8"))


@cache
def _section(name: str) -> dict[str, dict[str, str]]:
    # A catalog is read once a section is in none before it.
    for catalog in map(_catalog, CATALOGS):
        if name in catalog:
            return catalog[name]
    raise KeyError(name)


class Text:
    """The catalog in one language; raises KeyError for a key it lacks, ValueError for a language."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGS:
            raise ValueError(f"no words in language {lang!r}: one of {', '.join(LANGS)}")
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        """The words of `section.name`, its {placeholders} filled; whole numbers with thousands separators."""
        section, name = key.split(".")
        words = _section(section)[name][self.lang]
        return words.format(**{k: f"{v:,}" if isinstance(v, int) else v for k, v in values.items()})

    def count(self, key: str, n: int, **values: object) -> str:
        """The words of `section.name` for `n` of something: those of `section.name_one` for a single one."""
        return self(f"{key}_one" if n == 1 else key, n=n, **values)

    def section(self, name: str) -> dict[str, str]:
        """Code -> word of a whole section, in the catalog's order."""
        return {code: words[self.lang] for code, words in _section(name).items()}

    def join(self, words: list[str]) -> str:
        """The words as a list within a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(words)
