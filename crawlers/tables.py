"""What every file format comes down to: headings, and batches of text columns with row numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

# Titles and remarks may stand above the header, within this many rows.
HEADER_WITHIN = 10

# How many of a row's cells the caller knows as headings.
Recognize = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Batch:
    """Some rows of a table.

    `columns` are the text columns asked for, in that order, NULL or "" where a cell is empty. `row_no` (int64) is
    the row of the file, from 1, that a person finds them at: titles, header, empty and rejected rows count.
    `rejected` rows could not be read and are not in `columns`: number and reason.
    """

    row_no: pa.Array
    columns: list[pa.Array]
    rejected: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """One table of a file; `read` streams the columns at the given positions of `headings`."""

    name: str
    headings: tuple[str, ...]
    header_row: int  # 0 where the format has no header row
    row_count: int  # for progress; text files estimate it
    read: Callable[[Sequence[int]], Iterator[Batch]]


def find_header(rows: Sequence[Sequence[str]], recognize: Recognize) -> int | None:
    """Position of the header: the first row with the most known headings, then with the most filled cells.

    None where every row is empty.

    >>> find_header([["广东省医师名单", ""], ["姓名", "性别"], ["王某", "男"]], lambda row: "姓名" in row)
    1
    """
    ranks = [(recognize(row), sum(1 for cell in row if cell)) for row in rows[:HEADER_WITHIN]]
    best = max(ranks, default=(0, 0))
    return ranks.index(best) if best[1] else None
