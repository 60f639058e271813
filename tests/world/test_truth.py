"""What the product makes of a world whose truth it never sees, against that truth."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from benchmarks.truth import attach_truth, golden_rightness, link_scores, mixed_practitioners, read_day
from crawlers.catalog import sources
from reconcile import reconcile
from simulator.world import simulate
from tests.oracle import disagreements
from warehouse.workspace import Workspace

DAYS = (date(2026, 3, 1), date(2026, 6, 1))
# A register shows a change late, never wrongly: shares of golden values that must be true on the day.
TRUE_ON_THE_DAY = {
    "level": 0.999, "category": 0.999, "province": 0.99, "scope": 0.99, "main_institution": 0.98, "status": 0.99,
}  # fmt: skip


def build_world(folder: Path, physicians: int, seed: int) -> Workspace:
    """Simulate, move the truth away, and run every stage on every day; the look-up source is not asked."""
    simulate(physicians, seed, DAYS, folder / "world")
    shutil.move(folder / "world" / "truth", folder / "truth")
    workspace = Workspace.create(folder / "workspace", secret="0" * 32)
    for day in DAYS:
        at = read_day(folder / "world", workspace, day)
        with workspace.warehouse() as con:
            reconcile(con, sources(workspace), at, workspace.settings.secret)
    return workspace


@pytest.mark.parametrize(
    ("physicians", "seed"),
    [pytest.param(3_000, 11, id="3k"), pytest.param(100_000, 5, marks=pytest.mark.slow, id="100k")],
)
def test_links_and_official_values_against_the_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], physicians: int, seed: int
) -> None:
    workspace = build_world(tmp_path, physicians, seed)
    truth = tmp_path / "truth"
    with workspace.warehouse() as con:
        attach_truth(con, truth)
        scores = {score.source_id: score for score in link_scores(con)}
        mixed = mixed_practitioners(con)
        golden = golden_rightness(con, truth, DAYS[-1])
        differing = disagreements(con, DAYS[-1], workspace.settings.secret)

    with capsys.disabled():
        print(f"\n{physicians:,} physicians, seed {seed}")
        for score in scores.values():
            print(f"  {score.source_id:<20} {score.listings:>8,} listings  precision {score.precision:.4f}  "
                  f"recall {score.recall:.4f}")  # fmt: skip
        for name, (right, total) in golden.items():
            print(f"  golden {name:<18} {right / total:.4f} true of {total:,}")

    assert differing == []
    assert mixed == 0
    assert scores["all"].precision >= 0.995
    assert scores["all"].recall >= 0.85
    assert {name: right / total > TRUE_ON_THE_DAY[name] for name, (right, total) in golden.items()} == dict.fromkeys(
        TRUE_ON_THE_DAY, True
    )
