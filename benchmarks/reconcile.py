"""Reconcile simulated worlds: seconds, CPU, peak memory, and how near links and golden values are to the truth.

python -m benchmarks.reconcile [PHYSICIANS [SEED...]] prints one table, one line per seed: medians of RUNS runs. The
three large lists show more people than the world's own settings have it, so that a physician has 2.5 records.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks import alone, heading, middle, peak_mib
from benchmarks.truth import attach_truth, golden_rightness, link_scores, mixed_practitioners, read_day
from crawlers.catalog import sources
from reconcile import reconcile
from simulator.settings import Settings
from simulator.world import simulate
from warehouse.days import day_of
from warehouse.workspace import Workspace

RUNS = 3
DAY = date(2026, 3, 1)
LISTED = 0.6  # of physicians, on each of the three large lists
_FIELDS = ("main_institution", "scope", "status")
_COLUMNS = ("physicians", "seed", "records", "wall s", "CPU s", "peak MiB", "precision", "recall", "mixed", *_FIELDS)


def settings() -> Settings:
    """The settings of the world, with larger lists."""
    usual = Settings()
    lists = {
        name: replace(shown, covers=LISTED) if shown.covers > 0.1 else shown for name, shown in usual.lists.items()
    }
    return replace(usual, lists=lists)


def measure(root: Path, truth: Path, want_quality: bool) -> None:
    """Reconcile a workspace; print records, wall s, CPU s, peak MiB and, if wanted, what the truth says of it."""
    workspace = Workspace.open(root)
    with workspace.warehouse() as con:
        (as_of,) = con.execute("SELECT max(started_at) FROM run").fetchall()[0]
        wall, cpu = time.perf_counter(), time.process_time()
        result = reconcile(con, sources(workspace), as_of + timedelta(days=1), workspace.settings.secret)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(result.counts["link"], wall, cpu, peak_mib())
        if want_quality:
            attach_truth(con, truth)
            total = next(score for score in link_scores(con) if score.source_id == "all")
            golden = golden_rightness(con, truth, day_of(as_of))
            shares = (golden[name][0] / golden[name][1] for name in _FIELDS)
            print(total.precision, total.recall, mixed_practitioners(con), *shares)


def main(physicians: int, seeds: Sequence[int]) -> None:
    """Print the table."""
    print(heading(f"python -m benchmarks.reconcile {physicians} {' '.join(map(str, seeds))}", _COLUMNS))
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            world, fresh, used = Path(folder, "world"), Path(folder, "fresh"), Path(folder, "used")
            simulate(physicians, seed, [DAY], world, settings=settings())
            read_day(world, Workspace.create(fresh), DAY)
            runs = []
            for number in range(RUNS):
                shutil.copytree(fresh, used)
                runs.append(alone("benchmarks.reconcile", used, world / "truth", "quality" if number == 0 else "speed"))
                shutil.rmtree(used)
        records, mixed = runs[0][0], runs[0][6]
        wall, cpu, peak = ([run[n] for run in runs] for n in (1, 2, 3))
        shares = [f"{share:.4f}" for share in (*runs[0][4:6], *runs[0][7:])]
        words = [f"{physicians:,}", seed, f"{records:,.0f}", middle(wall), middle(cpu), middle(peak, 0),
                 *shares[:2], f"{mixed:.0f}", *shares[2:]]  # fmt: skip
        print(f"| {' | '.join(map(str, words))} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]), Path(sys.argv[3]), want_quality=sys.argv[4] == "quality")
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 200_000, [int(s) for s in sys.argv[2:]] or [31, 32])
