"""Simulate a world of ten sources at three dates: seconds, CPU, peak memory, size on disk.

python -m benchmarks.simulate [PHYSICIANS] prints one line: medians of RUNS runs.
"""

import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks import alone, heading, middle
from simulator.world import simulate

RUNS = 3
DATES = (date(2026, 3, 1), date(2026, 4, 15), date(2026, 6, 1))


def measure(physicians: int, out: Path) -> None:
    """Simulate into a folder; print wall s, CPU s, peak MiB and MiB on disk."""
    wall, cpu = time.perf_counter(), time.process_time()
    simulate(physicians, 1, DATES, out)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, size >> 20)


def main(physicians: int) -> None:
    """Print the table."""
    columns = ("physicians", "wall s", "CPU s", "peak MiB", "MiB on disk")
    print(heading(f"python -m benchmarks.simulate {physicians}", columns))
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(alone("benchmarks.simulate", physicians, Path(folder, "world")))
    wall, cpu, peak, size = zip(*runs, strict=True)
    print(f"| {physicians:,} | {middle(wall)} | {middle(cpu)} | {middle(peak, 0)} | {middle(size[:1], 0)} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
