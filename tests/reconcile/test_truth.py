"""Links and official values of a simulated world, held against its truth."""

from datetime import date, datetime
from pathlib import Path

import pytest

from benchmarks.truth import golden_quality, link_quality, read_world
from crawlers.catalog import sources
from reconcile import reconcile
from simulator.world import simulate
from warehouse.workspace import Workspace

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("physicians", "seed", "precision", "recall"),
    [(3_000, 5, 0.99, 0.85), pytest.param(100_000, 6, 0.995, 0.85, marks=pytest.mark.slow)],
)
def test_lower_listings_find_their_person_without_a_number(
    tmp_path: Path, physicians: int, seed: int, precision: float, recall: float
) -> None:
    world, workspace = tmp_path / "world", Workspace.create(tmp_path / "workspace")
    simulate(physicians, seed, [DAY], world)
    read_world(world, workspace)
    with workspace.warehouse() as con:
        reconcile(con, sources(workspace), datetime(2026, 3, 2), workspace.settings.secret)
        links, golden = link_quality(con, world), golden_quality(con, world, DAY)
    assert links["precision"] >= precision
    assert links["recall"] >= recall
    # Official records of two true people never stand under one practitioner.
    assert links["mixed"] == 0
    # The delivery is 90 days old: what moved since is not yet known.
    assert min(golden.values()) >= 0.98
