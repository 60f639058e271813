"""The nightly job: due sources, normalize, reconcile, one release; resumable, and silent about nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from crawlers.retention import prune_evidence
from mingce.pipeline import Pipeline
from warehouse.days import day_of
from warehouse.history import RunResult
from warehouse.release import Release
from warehouse.waiting import resumable


@dataclass(frozen=True)
class Night:
    """What a night did. `release` is None when nothing had changed since the current one."""

    runs: list[RunResult]
    release: Release | None

    @property
    def is_healthy(self) -> bool:
        """Whether every source that ran answered for all it was asked."""
        return all(run.outcome == "complete" for run in self.runs)


def due(pipeline: Pipeline, now: datetime) -> list[str]:
    """Crawled sources whose last run is a cadence old, or was not complete, or was killed and can be gone on with."""
    with pipeline.workspace.warehouse() as con:
        last = dict(
            con.execute(
                "SELECT source_id, max(started_at) FROM run GROUP BY ALL "
                "HAVING arg_max(outcome, (started_at, run_id)) = 'complete'"
            ).fetchall()
        )
    return [
        source.id
        for source in pipeline.sources.values()
        if source.domains
        and (
            source.id not in last
            or (day_of(now) - day_of(last[source.id])).days >= source.cadence_days
            or resumable(pipeline.workspace, source.id, now)
        )
    ]


def run_night(
    pipeline: Pipeline, now: datetime, names: Collection[str] | None = None, *, everything: bool = False
) -> Night:
    """Run the due sources (`names`: those of them that are crawled; `everything`: all crawled ones), rebuild, publish.

    Landings left by a job that was killed are taken in first, so a night can simply be started again. A failure
    raises and publishes nothing; what was read stays in history. Before the first reconcile there is nothing to ask a
    look-up source. Evidence whose time is over goes.
    """
    runs = pipeline.take_in()
    if names is None and not everything:
        wanted = due(pipeline, now)
    else:
        wanted = [s.id for s in pipeline.sources.values() if s.domains and (names is None or s.id in names)]
    runs += pipeline.crawl(wanted, now)
    prune_evidence(pipeline.workspace, now)
    current = Release.current(pipeline.workspace)
    if current and current.manifest.get("input_digest") == pipeline.input_digest(now):
        return Night(runs, None)
    pipeline.normalize()
    return Night(runs, pipeline.publish(now, pipeline.reconcile(now)))
