"""Text files: CSV in whatever encoding and delimiter, and JSON lines."""

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from crawlers.tables import HEADER_WITHIN, Batch, Recognize, Table, find_header
from warehouse.errors import FileError

_DELIMITERS = ",;\t"
# No character of a JSON text: with it as the delimiter, a line is one value.
_NO_DELIMITER = "\x01"
_BLOCK_BYTES = 16 << 20


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a text file read, after reading all of them."""

    name: str
    line_count: int
    quote_count: int


def detect_encoding(path: Path, pinned: str | None) -> Encoding:
    """Decode the whole file: as pinned or as its UTF-16 mark says, else strict UTF-8, then GB18030; never guess.

    Raises FileError with line and byte offset of the first byte that fits none of them.
    """
    with path.open("rb") as file:
        mark = file.read(2)
    if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        candidates = ["utf-16"]
    else:
        candidates = [pinned] if pinned else ["utf-8", "gb18030"]
    failures = []
    for name in candidates:
        try:
            return _decode(path, name)
        except _UndecodableError as failure:
            failures.append(failure)
    # The encoding that reads on longest is most likely the one it was written in.
    furthest = max(failures, key=lambda failure: failure.offset)
    raise FileError(
        f"{path.name}: not {' or '.join(candidates)}: line {furthest.line}, byte offset {furthest.offset} "
        "cannot be decoded"
    )


class _UndecodableError(Exception):
    def __init__(self, line: int, offset: int) -> None:
        self.line, self.offset = line, offset


def _decode(path: Path, name: str) -> Encoding:
    decoder = codecs.getincrementaldecoder(name)()
    read = lines = quotes = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(1 << 20)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = bytes(error.object[: error.start]).decode(error.encoding, errors="ignore")
                raise _UndecodableError(lines + before.count("\n") + 1, read - pending + error.start) from None
            lines += text.count("\n")
            quotes += text.count('"')
            read += len(chunk)
            if not chunk:
                return Encoding(name, lines, quotes)


def open_csv(path: Path, recognize: Recognize, pinned: str | None) -> Table | None:
    """A CSV file; None if it holds no text. The delimiter is the one whose header is best understood."""
    encoding = detect_encoding(path, pinned)
    best: tuple[tuple[int, int], str, int, int, list[str]] | None = None
    for delimiter in _DELIMITERS:
        rows, last_lines = _first_rows(path, encoding.name, delimiter)
        at = find_header(rows, recognize)
        if at is not None:
            rank = recognize(rows[at]), len(rows[at])
            if best is None or rank > best[0]:
                best = rank, delimiter, at + 1, last_lines[at], rows[at]
    if best is None:
        return None
    _, delimiter, header_row, skip, headings = best

    def read(positions: Sequence[int]) -> Iterator[Batch]:
        return _stream(path, encoding, delimiter, len(headings), skip, header_row, positions)

    return Table(path.name, tuple(headings), header_row, max(encoding.line_count - skip, 1), read)


def _first_rows(path: Path, encoding: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The first rows, and the number of the line each ends in; fewer where the quotes do not work out."""
    rows, last_lines = [], []
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        try:
            for row in islice(reader, HEADER_WITHIN):
                rows.append([cell.removeprefix("\ufeff") for cell in row])
                last_lines.append(reader.line_num)
        except csv.Error:
            pass  # one value longer than any heading: the rows so far are all there is to look at
    return rows, last_lines


def _stream(
    path: Path, encoding: Encoding, delimiter: str, width: int, skip: int, header_row: int, positions: Sequence[int]
) -> Iterator[Batch]:
    """Rows after the first `skip` lines, which hold `header_row` rows; rows of another width are rejected."""
    names = [str(n) for n in range(width)]
    is_quoted = delimiter != _NO_DELIMITER
    # Filled by the reader, which reads ahead: row number, number of fields, whether the row spans lines.
    misfits: deque[tuple[int, int, bool]] = deque()

    def reject(row: pacsv.InvalidRow) -> str:
        misfits.append((row.number - skip + header_row, row.actual_columns, "\n" in row.text))
        return "skip"

    last_row, spans_lines = header_row, False
    try:
        batches = pacsv.open_csv(
            path,
            # Only without threads does the reader number its rows.
            pacsv.ReadOptions(
                column_names=names, skip_rows=skip, encoding=encoding.name, block_size=_BLOCK_BYTES, use_threads=False
            ),
            # An empty line is a row, as in a spreadsheet.
            pacsv.ParseOptions(
                delimiter=delimiter, quote_char='"' if is_quoted else False, newlines_in_values=is_quoted,
                ignore_empty_lines=False, invalid_row_handler=reject,
            ),
            pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), check_utf8=False),
        )  # fmt: skip
        for batch in batches:
            row_no, passed = _number(last_row + 1, batch.num_rows, misfits)
            if batch.num_rows:
                last_row = int(row_no[-1])
                spans_lines = any("\n" in column[-1].as_py() for column in batch.columns)
            yield Batch(pa.array(row_no), [batch.column(n) for n in positions], _reasons(passed, width))
    except pa.ArrowInvalid as error:
        why = "a value of over 16 MB: is a quote never closed?" if "straddling" in str(error) else str(error)
        raise FileError(f"{path.name}: after row {last_row}: {why}") from None
    if misfits:
        last_row, _, spans_lines = misfits[-1]
        yield Batch(pa.array([], pa.int64()), [pa.array([], pa.string())] * len(positions), _reasons(misfits, width))
    if encoding.quote_count % 2 and is_quoted and spans_lines:
        raise FileError(f"{path.name}: row {last_row}: a quoted value is never closed and swallows what follows")


def _number(
    first: int, count: int, misfits: deque[tuple[int, int, bool]]
) -> tuple[np.ndarray, list[tuple[int, int, bool]]]:
    """Numbers of the next `count` good rows from `first` on, and the misfits between them, taken off the queue."""
    span = np.arange(first, first + count + len(misfits), dtype=np.int64)
    good = np.setdiff1d(span, [n for n, *_ in misfits], assume_unique=True)[:count]
    passed = []
    while count and misfits and misfits[0][0] < good[-1]:
        passed.append(misfits.popleft())
    return good, passed


def _reasons(misfits: Iterable[tuple[int, int, bool]], width: int) -> list[tuple[int, str]]:
    return [(n, f"{fields} fields where the header has {width}; the row was not read") for n, fields, _ in misfits]


def open_json_lines(path: Path, pinned: str | None) -> Table | None:
    """A file of one JSON object a line; None if it holds no object. Its headings are all keys of all objects."""
    encoding = detect_encoding(path, pinned)
    keys: dict[str, None] = {}
    with duckdb.connect() as con:
        for batch in _stream(path, encoding, _NO_DELIMITER, 1, 0, 0, [0]):
            con.register("text", pa.table({"line": batch.columns[0]}))
            rows = con.execute(
                "SELECT DISTINCT unnest(json_keys(try_cast(line AS JSON))) AS key FROM text ORDER BY key"
            )
            keys |= dict.fromkeys(key for (key,) in rows.fetchall())
    if not keys:
        return None

    def read(positions: Sequence[int]) -> Iterator[Batch]:
        return _stream_objects(path, encoding, [list(keys)[n] for n in positions])

    return Table(path.name, tuple(keys), 0, encoding.line_count + 1, read)


def _stream_objects(path: Path, encoding: Encoding, keys: Sequence[str]) -> Iterator[Batch]:
    pointers = ["/" + key.replace("~", "~0").replace("/", "~1") for key in keys]
    cells = ", ".join(f"cells[{n}] AS c{n}" for n in range(1, len(keys) + 1))
    with duckdb.connect() as con:
        for batch in _stream(path, encoding, _NO_DELIMITER, 1, 0, 0, [0]):
            con.register("text", pa.table({"row_no": batch.row_no, "line": batch.columns[0]}))
            con.execute(
                "CREATE OR REPLACE TEMP TABLE parsed AS SELECT row_no, line, try_cast(line AS JSON) AS object FROM text"
            )
            bad = con.execute(
                "SELECT row_no FROM parsed WHERE coalesce(json_type(object), '') <> 'OBJECT' AND trim(line) <> '' "
                "ORDER BY row_no"
            ).fetchall()
            good = con.sql(
                f"SELECT row_no, {cells} FROM (SELECT row_no, json_extract_string(object, $pointers) AS cells "
                "FROM parsed WHERE json_type(object) = 'OBJECT') ORDER BY row_no",
                params={"pointers": pointers},
            ).to_arrow_table()
            row_no, *columns = (column.combine_chunks() for column in good.columns)
            reasons = [(n, "not a JSON object; the row was not read") for (n,) in bad]
            yield Batch(row_no, columns, sorted([*batch.rejected, *reasons]))
