"""The lists behind the numbers: which there are, their columns, and one CSV per source and list."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from reports.measure import Audit
from reports.text import Text

# List -> its columns as shown; the rows are those of table NAME_list.
COLUMNS: dict[str, tuple[str, ...]] = {
    "conflict": (
        "severity", "kind", "name", "institution", "province", "department", "field", "official_value",
        "listed_value", "opened_on", "first_seen_on", "official_certificate_no", "official_status", "status_since",
        "other_source", "other_url", "url", "evidence_id", "next_step", "source_record_id", "conflict_id",
    ),
    "mismatch": (
        "field", "name", "institution", "official_value", "listed_value", "official_certificate_no",
        "official_status", "url", "evidence_id", "source_record_id",
    ),
    "unresolved": (
        "outcome", "candidate_count", "name", "institution", "province", "department", "rule", "url",
        "evidence_id", "source_record_id",
    ),
    "linked": (
        "name", "institution", "official_name", "official_institution", "official_certificate_no",
        "official_status", "rule", "probability", "url", "source_record_id",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class SourceList:
    """One list of one source: `kind` is a key of COLUMNS."""

    kind: str
    source_id: str
    source_title: str
    row_count: int

    @property
    def file_name(self) -> str:
        """Its CSV."""
        return f"{self.source_id}-{self.kind}.csv"

    def select(self, select: str) -> str:
        """A SELECT of its rows in their order; $source is its source."""
        return f"SELECT {select} FROM {self.kind}_list WHERE source_id = $source ORDER BY position"


def source_lists(audit: Audit) -> list[SourceList]:
    """Every list of the audit: all four of each platform, and of an official source those that are not empty."""
    sizes = {
        (kind, source_id): count
        for kind in COLUMNS
        for source_id, count in audit.release.con.execute(
            f"SELECT source_id, count(*) FROM {kind}_list GROUP BY source_id"
        ).fetchall()
    }
    audited = {platform.source_id for platform in audit.platforms}
    ordered = [(p.source_id, p.title) for p in audit.platforms] + [
        (s["source_id"], s["title"]) for s in audit.sources if s["source_id"] not in audited
    ]
    return [
        SourceList(kind, source_id, title, sizes.get((kind, source_id), 0))
        for source_id, title in ordered
        for kind in COLUMNS
        if source_id in audited or (kind, source_id) in sizes
    ]


def write_csvs(audit: Audit, lists: list[SourceList], text: Text, folder: Path) -> Iterator[Path]:
    """Write each list to `folder`, yielding each file once it is written.

    UTF-8 with a byte-order mark, for spreadsheets. A cell that a spreadsheet would run as a formula gets a leading
    apostrophe: what a site published must not act on the machine of the person who reads about it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    con = audit.release.con
    con.execute(
        r"CREATE OR REPLACE MACRO cell(v) AS "
        r"CASE WHEN regexp_matches(CAST(v AS VARCHAR), '^[=+\-@\t\r]') THEN '''' ELSE '' END || CAST(v AS VARCHAR)"
    )
    for listed in lists:
        headings = [text(f"column.{column}") for column in COLUMNS[listed.kind]]
        # The mark is the first character of the first heading, so it is the first of the file.
        headings[0] = "\ufeff" + headings[0]
        select = ", ".join(f'cell({c}) AS "{h}"' for c, h in zip(COLUMNS[listed.kind], headings, strict=True))
        path = folder / listed.file_name
        _relation(con, listed, select).write_csv(str(path), header=True)
        yield path


def _relation(con: duckdb.DuckDBPyConnection, listed: SourceList, select: str) -> duckdb.DuckDBPyRelation:
    return con.sql(listed.select(select), params={"source": listed.source_id})
