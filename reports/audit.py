"""The audit report: how each listing agrees with the official registers, and the list behind every number."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from reports.lists import source_lists, write_csvs
from reports.measure import measure
from reports.page import render_page
from reports.release import open_release
from reports.text import Text
from reports.workbook import SHEETS, write_workbook
from warehouse.db import Progress, silent

FORMATS = ("html", "xlsx", "csv")


@dataclass(frozen=True)
class AuditFiles:
    """What was written; None for a format not asked for. `csv` is a folder."""

    html: Path | None
    xlsx: Path | None
    csv: Path | None

    def paths(self) -> list[Path]:
        """What there is, the page first."""
        return [path for path in (self.html, self.xlsx, self.csv) if path]


def write_audit(
    release: Path,
    out: Path,
    *,
    lang: str = "zh",
    formats: Collection[str] = FORMATS,
    progress: Progress = silent,
) -> AuditFiles:
    """Write the audit of the release folder `release` into the folder `out`, replacing what an earlier call wrote.

    `audit-ID.html` is one page that needs no network, `audit-ID.xlsx` the correction pack, `audit-ID-lists/` one
    CSV per source and list; ID is the release's, with `-en` after it in English. Raises WorkspaceError where
    `release` is no release, ValueError for an unknown language or format.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        raise ValueError(f"formats are {', '.join(FORMATS)}, not {', '.join(unknown) or 'none'}")
    text = Text(lang)
    out.mkdir(parents=True, exist_ok=True)
    with open_release(release) as opened:
        stem = f"audit-{opened.release_id}" + ("" if lang == "zh" else f"-{lang}")
        page, workbook, folder = out / f"{stem}.html", out / f"{stem}.xlsx", out / f"{stem}-lists"
        # The bar's halves: measuring, writing. How much there is to write is known in between.
        audit = measure(opened, text, lambda step, done, total: progress(step, 50 * done // total, 100))
        lists = source_lists(audit)
        sheets = sum(listed.kind in SHEETS for listed in lists)
        total = len(lists) * ("csv" in formats) + sheets * ("xlsx" in formats) + ("html" in formats)
        done = 0

        def advance(step: str) -> None:
            nonlocal done
            done += 1
            progress(step, 50 + 50 * done // total, 100)

        if "csv" in formats:
            shutil.rmtree(folder, ignore_errors=True)
            for path in write_csvs(audit, lists, text, folder):
                advance(path.name)
        if "xlsx" in formats:
            write_workbook(audit, lists, text, workbook, advance)
        if "html" in formats:
            links = (folder.name if "csv" in formats else None, workbook.name if "xlsx" in formats else None)
            page.write_text(render_page(audit, lists, text, *links), encoding="utf-8")
            advance(page.name)
    return AuditFiles(
        html=page if "html" in formats else None,
        xlsx=workbook if "xlsx" in formats else None,
        csv=folder if "csv" in formats else None,
    )
