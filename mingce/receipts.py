"""Checks a receipt against its own digests and against history."""

import json
from dataclasses import dataclass
from pathlib import Path

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
    """Check one receipt; raises FileError that names the file where it is none."""
    try:
        receipt = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise FileError(f"{file}: not JSON: {error}") from None
    try:
        faults = altered(receipt, workspace.settings.secret)
    except FileError as error:
        raise FileError(f"{file}: {error}") from None
    if faults:
        # What an altered receipt says it rests on proves nothing.
        return Verdict(faults, [])
    with workspace.warehouse(read_only=True) as con:
        return Verdict([], changed(con, receipt))
