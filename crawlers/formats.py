"""The files people deliver: which format one is, and its tables; spreadsheets and Parquet are read here."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from crawlers.tables import HEADER_WITHIN, Batch, Recognize, Table, find_header
from crawlers.textfiles import open_csv, open_json_lines
from warehouse.errors import FileError

_BATCH_ROWS = 100_000
# Of a workbook: a sheet of a million rows and ten columns is about 0.7 GB; XML packs 10 to 50 times.
_UNPACKED_AT_MOST = 8 << 30
_UNPACKED_FREELY = 64 << 20
_RATIO_AT_MOST = 200
_JSON_LINES = (".jsonl", ".ndjson")
_TEXT = (".csv", ".tsv", ".txt", *_JSON_LINES)


def open_tables(path: Path, recognize: Recognize, encoding: str | None = None) -> list[Table]:
    """The tables of a CSV, XLSX, XLS, JSONL or Parquet file, told apart by their first bytes.

    A workbook has one for each visible sheet that is not empty, any other file exactly one. `recognize` finds the
    header among the first rows and the delimiter of a CSV file; `encoding` pins that of a text file. Raises
    FileError for a file that is empty, damaged or something else.
    """
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        raise FileError(f"{path.name}: the file is empty")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _open_workbook(path, recognize)
    if start.startswith(b"PAR1"):
        return [_open_parquet(path)]
    if path.suffix.lower() not in _TEXT or start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise FileError(f"{path.name}: its content is not that of a CSV, XLSX, XLS, JSONL or Parquet file")
    is_json = path.suffix.lower() in _JSON_LINES
    table = open_json_lines(path, encoding) if is_json else open_csv(path, recognize, encoding)
    if table is None:
        raise FileError(f"{path.name}: the file is empty")
    return [table]


def cell_text(value: object) -> str:
    """A typed cell as a person would read it: a whole number without a point, a day without its midnight.

    >>> cell_text(110330106990001.0), cell_text(datetime(2026, 2, 28)), cell_text(None)
    ('110330106990001', '2026-02-28', '')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case _:
            return str(value)


def _open_workbook(path: Path, recognize: Recognize) -> list[Table]:
    _refuse_bomb(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        shown = [
            workbook.get_sheet_by_name(sheet.name)
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
    except CalamineError as error:
        raise FileError(f"{path.name}: the spreadsheet cannot be opened; is it whole? ({error})") from None
    filled = [sheet for sheet in shown if sheet.height]
    if not filled:
        raise FileError(f"{path.name}: the file is empty")
    return [
        _sheet_table(sheet, path.name if len(filled) == 1 else f"{path.name}#{sheet.name}", recognize)
        for sheet in filled
    ]


def _refuse_bomb(path: Path) -> None:
    """Raise FileError for an archive that unpacks to more than any workbook does; one that is none passes."""
    if not is_zipfile(path):
        return
    try:
        with ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except BadZipFile as error:
        raise FileError(f"{path.name}: the spreadsheet cannot be opened; is it whole? ({error})") from None
    if unpacked > _UNPACKED_AT_MOST or unpacked > max(_UNPACKED_FREELY, _RATIO_AT_MOST * path.stat().st_size):
        raise FileError(f"{path.name}: it would unpack to {unpacked:,} bytes, which no spreadsheet of its size does")


def _sheet_table(sheet: CalamineSheet, name: str, recognize: Recognize) -> Table:
    # Rows and columns are counted from A1, also where the first ones are empty.
    first = sheet.start[0] if sheet.start else 0
    top = [[cell_text(cell) for cell in row] for row in islice(sheet.iter_rows(), first + HEADER_WITHIN)]
    at = first + (find_header(top[first:], recognize) or 0)

    def read(positions: Sequence[int]) -> Iterator[Batch]:
        rows = islice(sheet.iter_rows(), at + 1, None)
        row_no = at + 2
        while batch := list(islice(rows, _BATCH_ROWS)):
            columns = list(zip(*batch, strict=True))
            texts = [pa.array([cell_text(cell) for cell in columns[n]], pa.string()) for n in positions]
            yield Batch(pa.array(range(row_no, row_no + len(batch)), pa.int64()), texts)
            row_no += len(batch)

    return Table(name, tuple(top[at]), at + 1, sheet.total_height - at - 1, read)


def _open_parquet(path: Path) -> Table:
    try:
        with pq.ParquetFile(path) as file:
            schema, row_count = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowInvalid, OSError) as error:
        raise FileError(f"{path.name}: the Parquet file cannot be opened; is it whole? ({error})") from None

    def read(positions: Sequence[int]) -> Iterator[Batch]:
        row_no = 1
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(_BATCH_ROWS, columns=[schema.names[n] for n in positions]):
                    columns = [
                        _text_column(batch[schema.names[n]], f"{path.name}: {schema.names[n]}") for n in positions
                    ]
                    yield Batch(pa.array(range(row_no, row_no + batch.num_rows), pa.int64()), columns)
                    row_no += batch.num_rows
        except (pa.ArrowInvalid, OSError) as error:
            raise FileError(f"{path.name}: after row {row_no - 1}: {error}") from None

    return Table(path.name, tuple(schema.names), 0, row_count, read)


def _text_column(column: pa.Array, name: str) -> pa.Array:
    """Any column as text; a list of texts is joined by ；. Other nested types raise FileError."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text_column(column.dictionary_decode(), name)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_list(kind) and pa.types.is_string(kind.value_type):
        return pc.binary_join(column, "；")
    if pa.types.is_nested(kind):
        raise FileError(f"{name} holds {kind}, which is no text")
    distinct = column.dictionary_encode()
    texts = pa.array([cell_text(value) for value in distinct.dictionary.to_pylist()], pa.string())
    return pc.take(texts, distinct.indices)
