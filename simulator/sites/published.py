"""The published table of one source on one day, kept in Arrow: a page takes only the rows it shows."""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, str | None]
# Row numbers, from 0.
Numbers = range | npt.NDArray[np.int64]


class Groups:
    """Row numbers by the value of one column; values in order of first appearance, NULL left out."""

    def __init__(self, column: pa.Array) -> None:
        encoded = column.dictionary_encode("encode")
        codes = encoded.indices.to_numpy()
        self._order = np.argsort(codes, kind="stable")
        self._starts = np.searchsorted(codes[self._order], np.arange(len(encoded.dictionary) + 1))
        self._codes = {v: code for code, v in enumerate(encoded.dictionary.to_pylist()) if v is not None}

    @property
    def values(self) -> list[str]:
        """The distinct values."""
        return list(self._codes)

    @property
    def firsts(self) -> Numbers:
        """The first row of each value."""
        return self._order[self._starts[list(self._codes.values())]]

    def rows_of(self, value: str) -> Numbers:
        """Row numbers in table order; empty for a value that does not occur."""
        code = self._codes.get(value)
        return range(0) if code is None else self._order[self._starts[code] : self._starts[code + 1]]


class Published:
    """One `published/DATE/SOURCE.parquet`: all columns text, NULL where the source shows nothing."""

    def __init__(self, path: Path) -> None:
        # One chunk a column: taking rows from many chunks costs more than building the page.
        self._table = pq.read_table(path).combine_chunks()
        self.groups = cache(self._groups)

    @property
    def numbers(self) -> range:
        """All row numbers."""
        return range(self._table.num_rows)

    def rows(self, numbers: Numbers) -> list[Row]:
        """Rows by number, in the order asked."""
        rows: list[Row] = self._table.take(pa.array(numbers, pa.int64())).to_pylist()
        return rows

    def _groups(self, heading: str) -> Groups:
        column = self._table[heading]
        return Groups(column.chunk(0) if column.num_chunks else pa.array([], pa.string()))
