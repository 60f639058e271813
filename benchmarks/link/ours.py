"""mingce's side: a whole reconcile, and in it the seconds of the steps that linking consists of."""

import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import duckdb

from benchmarks import peak_mib
from benchmarks.link.cleaned import TRUTH
from crawlers.catalog import sources
from reconcile import reconcile
from reconcile.steps.linking import LINKING
from warehouse.workspace import Workspace

# Which official records are of one person and which names of one institution; the rest of the official steps reads
# history, settles values and dates acts, which Splink is not asked for.
_OFFICIAL = {
    "former_name", "site_name", "named_site", "numbered_name", "official_site", "judged_pair", "judged_apart",
    "numbered_record", "fitting_record", "person_record", "judged_tie", "judged_person", "registration_record",
}  # fmt: skip
# `listing` is the published table: it shows entries, and links nothing.
LINKING_STEPS = _OFFICIAL | {step.name for step in LINKING} - {"listing"}


class Stopwatch:
    """The progress of a reconcile, heard: wall and CPU seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, tuple[float, float]] = {}
        self._step, self._wall, self._cpu = "", time.perf_counter(), time.process_time()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Hear that a step begins, and so that the one before is done."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.seconds[self._step] = (wall - self._wall, cpu - self._cpu)
        self._step, self._wall, self._cpu = step, wall, cpu


def linking(seconds: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Wall and CPU seconds of the steps that linking consists of."""
    wall, cpu = zip(*(seconds[name] for name in LINKING_STEPS), strict=True)
    return sum(wall), sum(cpu)


def measure(workspace_root: Path, folder: Path, answer: Path) -> None:
    """Reconcile a workspace, write the answer; print wall s and CPU s of linking, peak MiB, wall s and CPU s of all."""
    workspace = Workspace.open(workspace_root)
    with workspace.warehouse() as con:
        ((as_of,),) = con.execute("SELECT max(started_at) FROM run").fetchall()
        watch = Stopwatch()
        wall, cpu = time.perf_counter(), time.process_time()
        reconcile(con, sources(workspace), as_of + timedelta(days=1), workspace.settings.secret, progress=watch)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = peak_mib()
        _write_answer(con, folder, answer)
    print(*linking(watch.seconds), peak, wall, cpu)
    slowest = sorted(((cpu, name) for name, (_, cpu) in watch.seconds.items() if name in LINKING_STEPS), reverse=True)
    print(", ".join(f"{name} {cpu:.1f}" for cpu, name in slowest[:8]), file=sys.stderr)


def _write_answer(con: duckdb.DuckDBPyConnection, folder: Path, answer: Path) -> None:
    con.execute(
        f"COPY (SELECT listing_no, practitioner_id AS cluster FROM '{folder / TRUTH}' "
        f"JOIN link USING (source_id, source_record_id) WHERE practitioner_id IS NOT NULL) TO '{answer}'"
    )


if __name__ == "__main__":
    measure(*map(Path, sys.argv[2:5]))
