"""What the product makes of a world whose truth it never sees, against that truth."""

from datetime import date
from pathlib import Path

import pytest

from tests.oracle import disagreements
from tests.world.truth import attach_truth, build_world, golden_rightness, link_scores, mixed_practitioners

DAYS = (date(2026, 3, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("physicians", "seed"),
    [pytest.param(3_000, 11, id="3k"), pytest.param(100_000, 5, marks=pytest.mark.slow, id="100k")],
)
def test_links_and_official_values_against_the_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], physicians: int, seed: int
) -> None:
    workspace = build_world(tmp_path, physicians, seed, DAYS)
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
    # A register shows a change late, never wrongly: most values are true on the day.
    assert {name: right / total > 0.8 for name, (right, total) in golden.items()} == dict.fromkeys(golden, True)
