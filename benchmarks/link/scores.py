"""How near an answer (whose group each entry is put into) is to the truth; each measure is one SELECT in `sql/`."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.link.cleaned import TRUTH
from warehouse.db import read_sql


@dataclass(frozen=True)
class Grouping:
    """Precision, recall and F1 over pairs of entries, and over entries."""

    pair_precision: float
    pair_recall: float
    pair_f1: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float


@dataclass(frozen=True)
class AnchorLinks:
    """Links of one lower tier's entries to official people; `known`: of people whom an official record shows."""

    tier: str
    entries: int
    known: int
    linked: int
    right: int
    pulled_in: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Scores:
    """All that is said of an answer."""

    everybody: Grouping
    # Entries of people whom no official record shows count as one of a kind each.
    of_anchors: Grouping
    links: tuple[AnchorLinks, ...]
    practitioners: int
    mixed_official: int
    mixed: int

    @property
    def all_links(self) -> AnchorLinks:
        """Links of all lower tiers."""
        return next(links for links in self.links if links.tier == "all")


def score(folder: Path, answer: Path, condition: str = "true") -> Scores:
    """Hold those rows of an answer (Parquet: listing_no, cluster) that meet a condition against a folder's truth."""
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW listed AS SELECT * FROM '{folder / TRUTH}'")
        con.execute(f"CREATE VIEW answer AS SELECT listing_no, cluster FROM '{answer}' WHERE {condition}")
        return scores(con)


def scores(con: duckdb.DuckDBPyConnection) -> Scores:
    """Score `answer` against `listed`, on a connection that has both."""
    _place(con, of_anchors=True)
    of_anchors = Grouping(*_rows(con, "grouping")[0])
    _place(con, of_anchors=False)
    links = tuple(AnchorLinks(*row) for row in sorted(_rows(con, "anchor_link")))
    return Scores(Grouping(*_rows(con, "grouping")[0]), of_anchors, links, *_rows(con, "mixed")[0])


def _place(con: duckdb.DuckDBPyConnection, of_anchors: bool) -> None:
    con.execute(
        f"CREATE OR REPLACE TABLE placed AS {read_sql('benchmarks.link', 'placed')}", {"of_anchors": of_anchors}
    )


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> list[tuple]:
    return con.execute(read_sql("benchmarks.link", name)).fetchall()
