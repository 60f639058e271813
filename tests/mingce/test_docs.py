"""The generated pages are what the code says today; the floors and the names hold."""

import importlib
from pathlib import Path

import pytest

from mingce.docs import PAGES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize(
    "package", ["mingce", "crawlers", "normalize", "reconcile", "warehouse", "reports", "simulator"]
)
def test_packages_come_from_this_tree(package: str) -> None:
    # `normalize`, `reconcile` and `reports` are also names of other people's distributions.
    file = importlib.import_module(package).__file__
    assert file is not None
    assert Path(file).is_relative_to(ROOT)


def test_every_select_says_its_grain_and_what_it_reads() -> None:
    for path in ROOT.glob("*/sql/*.sql"):
        first, second, *_ = path.read_text(encoding="utf-8").splitlines()
        assert first.startswith("-- One row"), path
        assert second.startswith("-- "), path
        text = path.read_text(encoding="utf-8")
        assert "-- Reads: " in text, path
        assert ";" not in "".join(line.split("--")[0] for line in text.splitlines()), path
