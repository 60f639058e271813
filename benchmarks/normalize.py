"""Normalize a simulated world's listings: seconds, CPU and peak memory, of all, of nothing new and of a few new ones.

python -m benchmarks.normalize [PHYSICIANS [SEED]] prints one table. The world is that of `benchmarks.reconcile`, whose
large lists show 60 % of all physicians; some days later about 1 % of what they show is new.
"""

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import alone, heading, peak_mib
from benchmarks.reconcile import DAY, settings
from benchmarks.truth import take_in_day
from crawlers.catalog import sources
from normalize.build import normalize
from simulator.world import simulate
from warehouse.workspace import Workspace

LATER = DAY + timedelta(days=5)
_COLUMNS = ("listings", "of them new", "wall s", "CPU s", "peak MiB", "new listings/s")


def measure(root: Path) -> None:
    """Normalize a workspace; print records, new ones, wall s, CPU s and peak MiB."""
    workspace = Workspace.open(root)
    with workspace.warehouse() as con:
        wall, cpu = time.perf_counter(), time.process_time()
        result = normalize(con, sources(workspace))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        [[records]] = con.execute("SELECT count(*) FROM record").fetchall()
    print(records, result.new_records, wall, cpu, peak_mib())


def main(physicians: int, seed: int) -> None:
    """Print the table."""
    print(heading(f"python -m benchmarks.normalize {physicians} {seed}", _COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        world, root = Path(folder, "world"), Path(folder, "workspace")
        simulate(physicians, seed, [DAY, LATER], world, settings=settings())
        workspace = Workspace.create(root)
        # All of it; then nothing new; then what changed within some days.
        for day in (DAY, None, LATER):
            if day:
                take_in_day(world, workspace, day)
            records, new, wall, cpu, peak = alone("benchmarks.normalize", root)
            rate = f"{new / wall:,.0f}" if new else ""
            words = (f"{records:,.0f}", f"{new:,.0f}", f"{wall:.1f}", f"{cpu:.1f}", f"{peak:,.0f}", rate)
            print(f"| {' | '.join(words)} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 400_000, int(sys.argv[2]) if sys.argv[2:] else 51)
