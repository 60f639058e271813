"""The stages joined: each step reads what the one before left in the warehouse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from crawlers.catalog import Faults
from crawlers.catalog import sources as declared_sources
from crawlers.imports import import_files
from crawlers.run import crawl
from mingce.progress import bar
from normalize.build import NormalizeResult, normalize
from reconcile import ReconcileResult, reconcile
from reconcile.lookup.index import write_index
from reconcile.model import model_version
from reconcile.policy import policy_version, write_policy
from reconcile.state import rules_digest
from warehouse.days import day_of
from warehouse.db import has_table
from warehouse.errors import DeclarationError, MingceError
from warehouse.history import RunResult, take_in_all
from warehouse.issues import issue_lines
from warehouse.release import Release, publish
from warehouse.source import Source
from warehouse.waiting import resumable, unfinished
from warehouse.workspace import Workspace, utc_now

Question = tuple[str, str, str]


@dataclass(frozen=True)
class Pipeline:
    """One workspace and its declared sources; every method is one stage and leaves its result in the warehouse."""

    workspace: Workspace
    sources: Mapping[str, Source]
    # The workspace's own declarations that do not hold together: the others go on without them.
    faults: Faults = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Workspace) -> "Pipeline":
        """Read the declarations: those shipped, and the workspace's own."""
        faults: Faults = {}
        return cls(workspace, declared_sources(workspace, faults), faults)

    def crawl(self, source_ids: Sequence[str], now: datetime) -> list[RunResult]:
        """Crawl the sources and take in what they left. A source that fails is in the results, not an exception.

        A look-up source is asked what the reconcile before left open. One with nothing to ask has no result, unless a
        crawl of it was killed: that one goes on with the questions it had.
        """
        questions = {s: self.questions(s) for s in source_ids if self.sources[s].covering == "lookup"}
        asked = [s for s in source_ids if questions.get(s, True) or resumable(self.workspace, s, now)]
        if not asked:
            return []
        fault = ""
        try:
            with bar("crawl") as progress:
                crawl(self.workspace, asked, questions, progress=progress)
        except MingceError as error:
            # A spider that could not begin left no landing; the others' are whole.
            fault = str(error)
        runs = self.take_in()
        unheard = set(asked) - {run.source_id for run in runs} if fault else set()
        return runs + [RunResult("", source_id, "failed", fault, 0, 0, 0, 0) for source_id in sorted(unheard)]

    def import_files(self, source: Source, paths: Sequence[Path]) -> list[RunResult]:
        """Import delivered files of one source as one run; raises FileError or DeliveryError and stores nothing."""
        with bar(f"import {source.id}") as progress:
            import_files(self.workspace, source, paths, utc_now(), progress=progress)
        return self.take_in()

    def take_in(self) -> list[RunResult]:
        """Take every waiting landing into history; raise DeclarationError if it is of a source at fault."""
        waiting = unfinished(self.workspace)
        if not waiting:
            return []
        self._refuse_loss(folder.parent.name for folder in waiting if (folder / "run.json").exists())
        with self.workspace.warehouse() as con, bar("take in") as progress:
            return take_in_all(self.workspace, con, dict(self.sources), progress)

    def normalize(self, *, full: bool = False) -> NormalizeResult:
        """Normalize what is new, or everything anew; raise DeclarationError if a source that was read is at fault."""
        self._refuse_loss(folder.name for folder in (self.workspace.root / "raw").iterdir())
        with self.workspace.warehouse() as con, bar("normalize") as progress:
            return normalize(con, self.sources, full=full, progress=progress)

    def reconcile(
        self, as_of: datetime, *, policy: Path | None = None, full: bool = False, fit: bool = False
    ) -> ReconcileResult:
        """Bring institutions, registrations, links and conflicts to a moment; raise as `normalize` does.

        `policy`: a folder with another policy than the one that ships.
        """
        self._refuse_loss(folder.name for folder in (self.workspace.root / "raw").iterdir())
        with self.workspace.warehouse() as con, bar("reconcile") as progress:
            return reconcile(
                con,
                self.sources,
                as_of,
                self.workspace.settings.secret,
                institutions=self.workspace.root / "institutions.csv",
                judgements=self.workspace.root / "judgements.csv",
                suppressions=self.workspace.root / "suppressions.csv",
                policy=policy,
                full=full,
                fit=fit,
                progress=progress,
            )

    def publish(self, as_of: datetime, result: ReconcileResult) -> Release:
        """Publish what reconcile built as a new release."""
        notes = {
            "policy_version": result.policy_version,
            "model_version": result.model_version,
            "rules_version": rules_digest(),
            "input_digest": self.input_digest(as_of, result.policy_version),
            # Reports must not pass a made-up world's figures off as those of the platforms it plays.
            "simulated": bool(self.workspace.settings.simulator),
        }
        with self.workspace.warehouse() as con, bar("publish") as progress:
            return publish(self.workspace, con, as_of, notes, write_beside=_write_beside, progress=progress)

    def issue_lines(self, run_ids: Sequence[str], *, fields: Sequence[str] = ()) -> list[str]:
        """What could not be used of these runs, in words (see `warehouse.issues`)."""
        with self.workspace.warehouse(read_only=True) as con:
            return issue_lines(con, run_ids, fields)

    def questions(self, source_id: str) -> list[Question]:
        """What a look-up source should be asked next, most valuable first, within the night's budget."""
        with self.workspace.warehouse() as con:
            if not has_table(con, "next_question"):
                return []  # nothing was reconciled yet
            return con.execute(
                "SELECT province, name, institution FROM next_question WHERE source_id = ? ORDER BY priority LIMIT ?",
                [source_id, self.workspace.settings.questions_per_night],
            ).fetchall()

    def input_digest(self, as_of: datetime, policy: str | None = None) -> str:
        """Digest of all that decides the derived tables: history, declarations, decisions, policy, model, rules, day.

        `policy` is the version of one that is not the one that ships.
        """
        files = [self.workspace.root / name for name in ("institutions.csv", "judgements.csv", "suppressions.csv")]
        people = "|".join(path.read_bytes().hex() if path.exists() else "" for path in files)
        declared = "|".join(s.model_dump_json() for _, s in sorted(self.sources.items()))
        with self.workspace.warehouse() as con:
            ((digest,),) = con.execute(
                "SELECT sha256(concat_ws('|', (SELECT concat_ws('|', count(*), bit_xor(hash(s))) FROM spell AS s), "
                # A run that brought nothing new still counts if it ended otherwise, or speaks for another day.
                "(SELECT bit_xor(hash(r)) FROM (SELECT DISTINCT source_id, outcome, asserted_on FROM run) AS r), "
                "(SELECT count(*) FROM sighting), (SELECT count(*) FROM question), "
                "$people, $declared, $policy, $model, $rules, $day))",
                {
                    "model": model_version(con),
                    "rules": rules_digest(),
                    "people": people,
                    "declared": declared,
                    "policy": policy or policy_version(),
                    "day": str(day_of(as_of)),
                },
            ).fetchall()
        return str(digest)

    def _refuse_loss(self, read: Iterable[str]) -> None:
        """A source that was read, and whose declaration broke later, must not fall out of what is rebuilt."""
        for name in sorted(set(read) & self.faults.keys() - self.sources.keys()):
            raise DeclarationError(
                f"{self.faults[name]}; mend it first: without it, what was read from it would be lost"
            )


def _write_beside(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """What a release holds beside its tables: the index of look-ups, and the policy it was settled under."""
    write_index(con, folder)
    write_policy(con, folder)
