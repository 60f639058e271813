"""Landings that wait: those whole, which history takes in, and those of crawls that died, which can be gone on with."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from warehouse.workspace import Workspace

# Of the last page: so long a run waits to be gone on with. Of its begin: a list read over two weeks is of no day.
_RESUMED_WITHIN, _LONGEST_RUN = timedelta(days=1), timedelta(days=14)
# From the end of a file of notes: room for the last whole one.
_TAIL = 1 << 16
NOTES, _HELD = "request.jsonl", "held.jsonl"


def as_text(value: object) -> str:
    """A moment as notes write it."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} in a note")


def read_notes(folder: Path) -> Iterator[dict[str, Any]]:
    """The notes of requests of a landing that died, oldest first: columns of schema.REQUEST."""
    for name in (_HELD, NOTES):
        path = folder / name
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    if not line.endswith("\n"):
                        break  # torn off when the run was killed
                    note = json.loads(line)
                    note["fetched_at"] = datetime.fromisoformat(note["fetched_at"])
                    yield note


def hold_notes(folder: Path) -> None:
    """Put all notes so far into held.jsonl, each once; at no moment are they nowhere."""
    lines = dict.fromkeys(json.dumps(note, ensure_ascii=False, default=as_text) for note in read_notes(folder))
    temporary = folder / f"{_HELD}.tmp"
    temporary.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    temporary.rename(folder / _HELD)
    (folder / NOTES).unlink(missing_ok=True)


def is_resumable(folder: Path, now: datetime) -> bool:
    """Whether a landing is that of a crawl that died, its last page less than a day old."""
    if (folder / "run.json").exists() or not ((folder / NOTES).exists() or (folder / _HELD).exists()):
        return False
    return timedelta(0) <= now - begun_at(folder) < _LONGEST_RUN and now - _last_noted_at(folder) < _RESUMED_WITHIN


def _last_noted_at(folder: Path) -> datetime:
    """When the last page was answered; when the run began, if none was."""
    # Both: the notes of a resumed run begin again with those of old answers.
    return max((at for name in (_HELD, NOTES) for at in _last_note(folder / name)), default=begun_at(folder))


def _last_note(path: Path) -> list[datetime]:
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        *lines, _torn = file.read().split(b"\n")
    return [datetime.fromisoformat(json.loads(line)["fetched_at"]) for line in lines[-1:]]


def begun_at(folder: Path) -> datetime:
    """When a landing's run began, as its name says."""
    return datetime.fromisoformat(folder.name[:15])


def resumable(workspace: Workspace, source_id: str, now: datetime) -> Path | None:
    """The latest landing of a source that can be resumed; None if there is none."""
    died = (folder for folder in workspace.raw(source_id).glob("*.part") if is_resumable(folder, now))
    return max(died, key=_order, default=None)


def unfinished(workspace: Workspace) -> list[Path]:
    """Landings not yet taken into history, oldest first."""
    return sorted((workspace.root / "raw").glob("*/*.part"), key=_order)


def _order(folder: Path) -> tuple[str, int]:
    """Of the runs that began in one second, as under an injected clock, the second is called -2."""
    name, _, number = folder.stem.partition("-")
    return name, int(number or 1)
