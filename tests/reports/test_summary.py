"""The summary that a terminal shows."""

import io
from pathlib import Path

from rich.console import Console

from reports.summary import render, summary
from reports.text import Lang


def test_counts_are_those_of_the_release(release: Path) -> None:
    counts = summary(release)
    assert (counts.release_id, counts.as_of) == ("r-test", "2026-03-01")
    assert counts.registrations == {
        "active": 26,
        "suspended": 1,
        "cancelled": 1,
        "expired": 1,
        "no_longer_listed": 1,
    }
    assert counts.links == {"linked": 17, "ambiguous": 1, "unlinked": 2, "masked": 1}
    assert sum(row["open_count"] for row in counts.conflicts) == 11
    assert [(s["source_id"], s["record_count"], s["age_days"]) for s in counts.sources][:3] == [
        ("cn_national", 2, 90),
        ("cn_query", 0, 0),
        ("cn_province", 1, 1),
    ]


def test_it_is_shown_in_both_languages(release: Path, lang: Lang) -> None:
    console = Console(width=110, record=True, file=io.StringIO())
    console.print(render(summary(release), lang))
    shown = console.export_text()
    for words in {"zh": ("受阻", "注销后仍展示"), "en": ("blocked", "listed after cancellation")}[lang]:
        assert words in shown
