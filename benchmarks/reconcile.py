"""Reconcile simulated worlds: seconds, CPU, peak memory, and how near links and golden values are to the truth.

python -m benchmarks.reconcile [PHYSICIANS [SEED...]] prints one table, one line per seed.
"""

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from datetime import time as dawn
from pathlib import Path

import duckdb

from benchmarks.truth import golden_quality, link_quality, read_world
from crawlers.catalog import sources
from reconcile import reconcile
from simulator.world import simulate
from warehouse.workspace import Workspace

_DAY = date(2026, 3, 1)
_COLUMNS = (
    "seed", "records", "wall s", "CPU s", "peak MiB", "precision", "recall", "mixed", "institution", "scope", "status",
)  # fmt: skip


def measure(world: Path, root: Path) -> None:
    """Reconcile a workspace that holds a world, and print one line of the table, the seed aside."""
    workspace = Workspace.open(root)
    with workspace.warehouse() as con:
        wall, cpu = time.perf_counter(), time.process_time()
        result = reconcile(
            con, sources(workspace), datetime.combine(_DAY, dawn.min) + timedelta(days=1), workspace.settings.secret
        )
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        links = link_quality(con, world)
        golden = golden_quality(con, world, _DAY)
    shares = [links["precision"], links["recall"]]
    fields = [golden[name] for name in ("main_institution", "scope", "status")]
    print(f"{result.counts['link']:,} | {wall:.1f} | {cpu:.1f} | {peak:,} | "
          + " | ".join(f"{s:.4f}" for s in shares) + f" | {links['mixed']} | "
          + " | ".join(f"{s:.4f}" for s in fields))  # fmt: skip


def main(physicians: int, seeds: list[int]) -> None:
    """Print the table; each world is reconciled in a process of its own, so that its memory is its own."""
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    command = f"python -m benchmarks.reconcile {physicians} {' '.join(map(str, seeds))}"
    print(f"{platform.machine()}, {os.cpu_count()} cores, {versions}: {command}\n")
    print("| " + " | ".join(_COLUMNS) + " |\n" + "|---:" * len(_COLUMNS) + "|")
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            world, root = Path(folder, "world"), Path(folder, "workspace")
            simulate(physicians, seed, [_DAY], world)
            read_world(world, Workspace.create(root))
            own = [sys.executable, "-m", "benchmarks.reconcile", "--measure", str(world), str(root)]
            line = subprocess.run(own, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
            print(f"| {seed} | {line} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 100_000, [int(s) for s in sys.argv[2:]] or [1])
