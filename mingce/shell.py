"""SQL over a release: one query, or a prompt."""

import sys
from collections.abc import Iterator

import duckdb
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from warehouse.errors import MingceError
from warehouse.release import Release, view_release

_SHOWN_ROWS = 200
_LEAST_WIDTH = 12  # of a column that can still be read


class QueryError(MingceError):
    """The database refuses a query; raised by `run_query`."""


def run_query(release: Release, query: str, *, as_csv: bool = False) -> None:
    """Run one query over the release's tables and print the rows; raises QueryError."""
    con = duckdb.connect()
    view_release(con, release.folder)
    try:
        _print(con, query, as_csv=as_csv)
    except duckdb.Error as error:
        raise QueryError(str(error)) from None
    finally:
        con.close()


def run_shell(release: Release) -> None:
    """Read queries ended by `;` from standard input until it ends."""
    con = duckdb.connect()
    names = view_release(con, release.folder)
    if sys.stdin.isatty():
        Console(stderr=True).print(
            f"release {release.release_id}: {', '.join(names)}. End a query with `;`, leave with Ctrl-D."
        )
    for query in _queries():
        try:
            _print(con, query, as_csv=False)
        except duckdb.Error as error:
            Console(stderr=True).print(str(error), style="red", highlight=False)
    con.close()


def _queries() -> Iterator[str]:
    text = ""
    prompt = "mingce> " if sys.stdin.isatty() else ""
    while True:
        try:
            text += input("   ...> " if text and prompt else prompt) + "\n"
        except EOFError:
            if text.strip():
                yield text
            return
        if text.rstrip().endswith(";"):
            yield text
            text = ""


def _print(con: duckdb.DuckDBPyConnection, query: str, *, as_csv: bool) -> None:
    con.execute(query)
    if as_csv:
        sys.stdout.write(con.df().to_csv(index=False))
        return
    names = [column[0] for column in con.description or ()]
    rows = con.fetchmany(_SHOWN_ROWS + 1)
    shown = [["" if value is None else str(value) for value in row] for row in rows[:_SHOWN_ROWS]]
    console = Console(width=None if sys.stdout.isatty() else 200)
    if len(names) * _LEAST_WIDTH > console.width:
        # Wider than a line: each row below the other.
        for row in shown:
            table = Table("column", "value", show_header=False)
            for name, value in zip(names, row, strict=True):
                table.add_row(name, Text(value, overflow="fold"))
            console.print(table)
    else:
        table = Table(*[Column(name, overflow="fold") for name in names])
        for row in shown:
            table.add_row(*map(Text, row))
        console.print(table)
    if len(rows) > _SHOWN_ROWS:
        console.print(f"first {_SHOWN_ROWS} rows; --csv prints all")
