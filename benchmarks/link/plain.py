"""Four plain rules in SQL: a yardstick of how dirty a world is, rather than a peer.

Number and name; name, or its sound, and institution; name and city. The official side is deduplicated by number first
(`sql/official_entry.sql`), as mingce does.
"""

import sys
import time
from pathlib import Path

import duckdb

from benchmarks import peak_mib
from benchmarks.link.cleaned import CLEANED
from warehouse.db import build, read_sql


def measure(folder: Path, answer: Path) -> None:
    """Link; write the answer; print wall s, CPU s and peak MiB."""
    wall, cpu = time.perf_counter(), time.process_time()
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW cleaned AS SELECT * FROM '{folder / CLEANED}'")
        build(con, "benchmarks.link", ["official_entry"])
        con.execute(f"COPY ({read_sql('benchmarks.link', 'plain_link')}) TO '{answer}'")
    print(time.perf_counter() - wall, time.process_time() - cpu, peak_mib())


if __name__ == "__main__":
    measure(Path(sys.argv[2]), Path(sys.argv[3]))
