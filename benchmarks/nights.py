"""Read a national list again night after night, 1 % of it changed: bytes stored and seconds a night.

python -m benchmarks.nights [ROWS [NIGHTS]] prints one table. The list is that of `benchmarks.import_`; each night one
row in a hundred works elsewhere, a different hundredth each time, and the date of the list is the night's.
"""

import resource
import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import alone, heading
from benchmarks.import_ import made_up, made_up_source
from crawlers.imports import import_files
from normalize.build import normalize
from warehouse.history import take_in_all
from warehouse.workspace import Workspace

FIRST = date(2026, 2, 28)
CHANGED = 100  # one row in so many


def night_of(table: pa.Table, night: int) -> pa.Table:
    """The list as it is on a night: all changes up to it, and its date."""
    row = np.arange(table.num_rows)
    has_moved = (row % CHANGED < night) & (night > 0)
    moved = pc.binary_join_element_wise(table["主要执业机构"], pa.array((row % CHANGED).astype(str)), "号分院", "")
    dated = pa.repeat((FIRST + timedelta(days=night)).isoformat(), table.num_rows)
    return table.set_column(
        table.column_names.index("主要执业机构"), "主要执业机构",
        pc.if_else(pa.array(has_moved), moved.combine_chunks(), table["主要执业机构"].combine_chunks()),
    ).set_column(table.column_names.index("数据截止日期"), "数据截止日期", dated)  # fmt: skip


def measure(path: Path, root: Path, night: int) -> None:
    """Take one night's file in; print new contents, seconds, bytes of raw records and of the warehouse, peak MiB."""
    source, workspace = made_up_source(), Workspace.open(root)
    begin = perf_counter()
    import_files(workspace, source, [path], datetime.combine(FIRST, time(hour=20)) + timedelta(days=night))
    with workspace.warehouse() as con:
        (run,) = take_in_all(workspace, con, {source.id: source})
        normalize(con, {source.id: source})
        seconds = perf_counter() - begin
        con.execute("CHECKPOINT")
        used = con.execute("SELECT used_blocks * block_size FROM pragma_database_size()").fetchall()[0][0]
    raw = sum(file.stat().st_size for file in (root / "raw").rglob("*.parquet"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(run.new_count, seconds, raw, used, peak)


def main(rows: int, nights: int) -> None:
    """Print the table."""
    columns = ("night", "new contents", "seconds", "raw MiB", "warehouse MiB", "bytes a changed row", "peak MiB")
    print(heading(f"python -m benchmarks.nights {rows} {nights}", columns))
    with tempfile.TemporaryDirectory() as folder:
        root, path = Path(folder, "workspace"), Path(folder, "night.parquet")
        Workspace.create(root)
        table = made_up(rows)
        before = (0.0, 0.0)
        # The last night brings the list of the night before under a new date.
        for night in range(nights + 1):
            pq.write_table(night_of(table, min(night, nights - 1)), path)
            if night == nights:
                unchanged = night_of(table, nights - 1)
                dated = pa.repeat((FIRST + timedelta(days=night)).isoformat(), rows)
                pq.write_table(
                    unchanged.set_column(unchanged.column_names.index("数据截止日期"), "数据截止日期", dated), path
                )
            new, seconds, raw, used, peak = alone("benchmarks.nights", path, root, night)
            grown = (raw - before[0], used - before[1])
            before = (raw, used)
            per = f"{sum(grown) / new:,.0f}" if new else ""
            words = [
                str(night),
                f"{new:,.0f}",
                f"{seconds:.1f}",
                f"{grown[0] / 2**20:.2f}",
                f"{grown[1] / 2**20:.2f}",
                per,
                f"{peak:,.0f}",
            ]
            print(f"| {' | '.join(words)} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 5_000_000, int(sys.argv[2]) if sys.argv[2:] else 3)
