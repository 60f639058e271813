"""Answers that a run holds already: what a crawl that was killed need not ask again.

A landing that died keeps its notes of requests (`warehouse.landing`) and its evidence. The next crawl of the source
goes on with that run: it begins as any other, and a request whose answer was noted is answered from the evidence. So
the landing is built anew, entry by entry, and nothing is lost or twice. Barriers and failures are asked again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.http import Response

from crawlers.archive import DamagedRecord, record_at, records
from crawlers.evidence import evidence_path, reopen, unfinished_path
from crawlers.outcomes import ANSWERED
from warehouse.waiting import read_notes, resumable
from warehouse.workspace import Workspace


@dataclass
class Held:
    """What a run that died was answered, by the fingerprint of the request."""

    folder: Path
    # Of its own evidence: how many records are whole and noted, and the byte after the last of them.
    count: int = 0
    end: int = 0
    _notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Evidence id -> file and byte.
    _places: dict[str, tuple[Path, int]] = field(default_factory=dict)

    @classmethod
    def find(cls, workspace: Workspace, source_id: str, now: datetime) -> "Held | None":
        """Return the run of the source that died and can be gone on with; None if there is none."""
        folder = resumable(workspace, source_id, now)
        if folder is None:
            return None
        held = cls(folder)
        notes = [note for note in read_notes(folder) if note["outcome"] in ANSWERED and note["fingerprint"]]
        own = f"{source_id}/{folder.stem}"
        reopen(evidence_path(workspace, own))
        wanted = {note["evidence_id"] for note in notes if note["evidence_id"]}
        by_run: dict[str, set[int]] = {}
        for evidence_id in wanted:
            run, _, number = evidence_id.rpartition("#")
            by_run.setdefault(run, set()).add(int(number))
        for run, numbers in by_run.items():
            whole = _places(workspace, run, numbers)
            held._places |= {f"{run}#{n}": (path, begin) for n, path, begin, _ in whole}
            if run == own:
                held.count, held.end = max(((n, end) for n, _, _, end in whole), default=(0, 0))
        # The latest answer to a request counts: of two tokens the later one is good.
        held._notes = {
            note["fingerprint"]: note
            for note in notes
            if note["outcome"] == "unchanged" or note["evidence_id"] in held._places
        }
        return held

    def __len__(self) -> int:
        return len(self._notes)

    def note(self, fingerprint: str) -> dict[str, Any] | None:
        """What was noted of the request, columns of schema.REQUEST; None if it has to be asked."""
        return self._notes.get(fingerprint)

    def answer(self, note: dict[str, Any]) -> Response | None:
        """The answer as it was read then; None if its evidence was damaged meanwhile."""
        if note["outcome"] == "unchanged":
            return Response(note["url"], status=304, flags=["held"])
        path, begin = self._places[note["evidence_id"]]
        try:
            return record_at(path, int(note["evidence_id"].rpartition("#")[2]), begin).response()
        except (DamagedRecord, OSError):
            return None


def _places(workspace: Workspace, run: str, numbers: Iterable[int]) -> list[tuple[int, Path, int, int]]:
    """Number, file, first byte and end of a run's answers that can be given again."""
    wanted, places = set(numbers), []
    final = evidence_path(workspace, run)
    path = final if final.exists() else unfinished_path(final)
    if path.exists():
        for stored in records(path):
            if isinstance(stored, DamagedRecord):
                break
            if stored.number in wanted and stored.kind == "response":
                places.append((stored.number, path, stored.begin, stored.end))
    return places
