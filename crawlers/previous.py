"""What earlier runs were answered: validators for conditional requests, and where unchanged bytes are kept."""

from bisect import bisect_left
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from warehouse.db import read_sql
from warehouse.errors import WorkspaceError
from warehouse.workspace import Workspace


@dataclass(frozen=True)
class Previous:
    """The latest answer from an address. `is_renewable`: every entry read there still stands, so 304 renews it."""

    etag: str | None
    last_modified: str | None
    body_digest: str
    evidence_id: str | None
    is_renewable: bool


class PreviousAnswers:
    """Latest answers by address, kept in Arrow: a million of them take about 0.2 GB."""

    def __init__(self, answers: pa.Table) -> None:
        """Take the rows of sql/previous_answer.sql, which are ordered by address."""
        self._answers = answers.combine_chunks()
        self._urls = self._answers["url"]

    @classmethod
    def read(cls, workspace: Workspace, source_id: str) -> "PreviousAnswers":
        """Read them from the warehouse; none if there is no warehouse yet, or another process writes to it.

        One whose making was killed has a file, and no tables.
        """
        sql = read_sql("crawlers", "previous_answer")
        try:
            with workspace.warehouse(read_only=True) as con:
                con.execute("SET threads = 2")
                return cls(con.sql(sql, params={"source_id": source_id}).to_arrow_table())
        except (WorkspaceError, duckdb.CatalogException):
            return cls(pa.table({"url": pa.array([], pa.string())}))

    def find(self, url: str) -> Previous | None:
        """The latest answer from an address; None if it was never read."""
        place = bisect_left(range(len(self._urls)), url, key=lambda n: self._urls[n].as_py())
        if place == len(self._urls) or self._urls[place].as_py() != url:
            return None
        row = self._answers.slice(place, 1).to_pylist()[0]
        del row["url"]
        return Previous(**row)
