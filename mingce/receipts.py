"""Checks a receipt against its own digests and against history."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reconcile.lookup.receipt import altered
from reconcile.lookup.standing import changed
from warehouse.errors import FileError
from warehouse.workspace import Workspace


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a receipt: fields altered since it was issued, records changed since."""

    altered: list[str]
    changed: list[dict[str, str | None]]

    @property
    def is_intact(self) -> bool:
        """As issued, and resting on records that still say the same."""
        return not (self.altered or self.changed)


def check_receipt(workspace: Workspace, file: Path) -> Verdict:
    """Check a receipt, or the many of a roster (JSON lines); raises FileError that names the file where it is none."""
    receipts = _read(file)
    faults: list[str] = []
    for number, receipt in enumerate(receipts, start=1):
        try:
            found = altered(receipt, workspace.settings.secret)
        except FileError as error:
            raise FileError(f"{file}, line {number}: {error}") from None
        faults += found if len(receipts) == 1 else [f"{number}: {name}" for name in found]
    if faults:
        # What an altered receipt says it rests on proves nothing.
        return Verdict(faults, [])
    with workspace.warehouse(read_only=True) as con:
        return Verdict([], changed(con, receipts))


def _read(file: Path) -> list[Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(f"{file}: not a receipt, which is JSON in UTF-8") from None
    if not text.strip():
        raise FileError(f"{file}: empty, so not a receipt: `mingce lookup ... -o FILE` writes one")
    try:
        return [json.loads(text)]
    except ValueError:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    return [_read_line(file, number, line) for number, line in lines]


def _read_line(file: Path, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise FileError(f"{file}, line {number}: not JSON: {error}") from None
