"""Retention: evidence is kept for its time, and for as long as something stands on it; then it goes, and that is noted.

A WARC goes as a whole: when its run is older than `keep_evidence_days`, no record that stands was read from it, and
no later run found a page as it is there. What a crawl that died left behind goes once history has recorded the death.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from crawlers.evidence import note_removed
from warehouse.db import read_sql
from warehouse.waiting import begun_at
from warehouse.workspace import Workspace


def prune_evidence(workspace: Workspace, now: datetime) -> list[str]:
    """Remove the evidence whose time is over; return the runs it was of."""
    with workspace.warehouse() as con:
        is_over = time_is_over(workspace, con, now)
        recorded = {row[0] for row in con.execute("SELECT run_id FROM run").fetchall()}
    removed = []
    for path in sorted((workspace.root / "evidence").glob("*/*.warc.*")):
        source_id, run = path.parent.name, path.name.partition(".")[0]
        run_id = f"{source_id}/{run}"
        if run_id not in recorded:
            if not (workspace.raw(source_id) / f"{run}.part").exists():
                path.unlink()  # of a crawl that died, and that no record points at
        elif is_over(run_id):
            # Noted first: evidence that is missing without a note is a fault.
            note_removed(workspace, source_id, run)
            path.unlink()
            removed.append(run_id)
    return removed


def time_is_over(workspace: Workspace, con: duckdb.DuckDBPyConnection, now: datetime) -> Callable[[str], bool]:
    """Whether the evidence of a run may go, as a function of the run's id."""
    days = workspace.settings.keep_evidence_days
    if not days:
        return lambda _: False
    since = now - timedelta(days=days)
    needed = {row[0] for row in con.execute(read_sql("crawlers", "needed_evidence"), {"since": since}).fetchall()}
    return lambda run_id: run_id not in needed and begun_at(Path(run_id)) < since
