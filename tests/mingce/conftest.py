"""A published release of a small register, and a shell to ask it in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mingce.cli import main
from reconcile.lookup.index import write_index
from tests.reconcile.lookup_world import make_lab
from tests.support import DAY_0, Lab
from warehouse.release import publish


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = make_lab(tmp_path_factory.mktemp("commands"))
    with lab.open() as con:
        publish(lab.workspace, con, DAY_0.replace(day=21), {"policy_version": "p"}, write_beside=write_index)
    return lab


@pytest.fixture
def run(lab: Lab) -> Callable[..., Result]:
    def run(*arguments: str | Path) -> Result:
        options = ["--workspace", str(lab.workspace.root)]
        return CliRunner().invoke(main, [*map(str, arguments), *options])

    return run
