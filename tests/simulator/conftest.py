"""One world by hand and its sites on three days, for all tests that visit them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.server import serve
from tests.simulator.handmade_world import BARE, BARRED, ORDINARY, Visitor, write_world


@pytest.fixture(scope="session")
def handmade_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write_world(folder)
    return folder


@pytest.fixture(scope="session")
def visitor(handmade_world: Path) -> Iterator[Visitor]:
    with serve(handmade_world, ORDINARY) as url:
        yield Visitor(url)


@pytest.fixture(scope="session")
def bare(handmade_world: Path) -> Iterator[Visitor]:
    with serve(handmade_world, BARE) as url:
        yield Visitor(url)


@pytest.fixture(scope="session")
def barred(handmade_world: Path) -> Iterator[Visitor]:
    with serve(handmade_world, BARRED) as url:
        yield Visitor(url)
