"""The nightly job: due sources, normalize, reconcile, one release; resumable, and silent about nothing."""

from dataclasses import dataclass
from datetime import datetime

from mingce.pipeline import Pipeline
from warehouse.history import RunResult
from warehouse.release import Release


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
    """Crawled sources whose last complete run is a cadence old, or whose last run was not complete."""
    with pipeline.workspace.warehouse() as con:
        last = dict(
            con.execute("SELECT source_id, max(started_at) FROM run WHERE outcome = 'complete' GROUP BY ALL").fetchall()
        )
    return [
        source.id
        for source in pipeline.sources.values()
        if source.domains
        and (source.id not in last or (now.date() - last[source.id].date()).days >= source.cadence_days)
    ]


def run_night(pipeline: Pipeline, now: datetime, *, everything: bool = False) -> Night:
    """Run the due sources (all crawled ones with `everything`), rebuild, publish.

    Landings left by a job that was killed are taken in first, so a night can simply be started again. A failure
    raises and publishes nothing; what was read stays in history.
    """
    runs = pipeline.take_in()
    wanted = [s.id for s in pipeline.sources.values() if s.domains] if everything else due(pipeline, now)
    listings = [s for s in wanted if pipeline.sources[s].covering == "listing"]
    lookups = [s for s in wanted if pipeline.sources[s].covering == "lookup"]
    if listings:
        runs += pipeline.crawl(listings)

    if lookups:
        # What to ask depends on what tonight's listings say.
        _rebuild(pipeline, now)
        questions = {s: pipeline.questions(s) for s in lookups}
        asked = [s for s in lookups if questions[s]]
        if asked:
            runs += pipeline.crawl(asked, questions)

    current = Release.current(pipeline.workspace)
    if current and current.manifest.get("input_digest") == pipeline.input_digest(now):
        return Night(runs, None)
    return Night(runs, _rebuild_and_publish(pipeline, now))


def _rebuild(pipeline: Pipeline, now: datetime) -> None:
    pipeline.normalize()
    pipeline.reconcile(now)


def _rebuild_and_publish(pipeline: Pipeline, now: datetime) -> Release:
    pipeline.normalize()
    return pipeline.publish(now, pipeline.reconcile(now))
