"""A step of a reconcile: one table, and how a change of what it reads reaches its rows.

A step with a `key` can be made anew for some keys alone: its rows of one key depend on the rows with that key of the
inputs in `by` and `cut`, and on what their joins reach in the others. What changed of an input X stands in `changed_X`:
its old rows and its new ones (`was` tells them apart). tests/properties/test_refresh.py holds every step to it: what is
refreshed is, row for row, what is made anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import duckdb
import pyarrow as pa

from reconcile.numbers import Numbering

# Makes the rows of a table that SQL cannot make, over whatever the names it reads mean on this connection.
Maker = Callable[[duckdb.DuckDBPyConnection], pa.Table]
# The key of what is about one record of a source.
RECORD = "source_id, source_record_id"


@dataclass(frozen=True)
class Step:
    """A table, its SELECT (`sql/NAME.sql`) or maker, and what touches its rows.

    kind  table   rows are replaced by key; without a key, all of them, when something in `by` changed
          view    never stored; what changed in it is what changed in its one input in `by`
          memo    rows are added and never go: a pure function of the values it has been asked for
          number  the same, of ids that get a number (`number`)
          model   counted once and then frozen (see `model.py`): never refreshed
          event   what this reconcile adds to a ledger: the rows of the touched keys and no others
    """

    name: str
    key: str = ""
    # Input -> its columns that hold the key: a changed row touches its key, and rows of touched keys are read alone.
    by: Mapping[str, str] = field(default_factory=dict)
    # Input -> its columns, as in `touched`: rows of touched keys are read alone. "a = b": column a, touched as b.
    cut: Mapping[str, str] = field(default_factory=dict)
    # SELECTs of keys that changes touch some other way, and of those that days passing from $since to $today do.
    via: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    # A SELECT over `touched_key`, which has the key, of the key and other columns for `cut`.
    beside: str = ""
    # Columns with the days on which a row's record was last shown: they move with its source's list (`reconcile.news`).
    # A row whose first of them is another day is an older one, and stays. `stands`: of which rows they do.
    days: tuple[str, ...] = ()
    stands: str = "true"
    # Column -> SELECT of the key and it, where it is the latest of several records' days.
    latest: Mapping[str, str] = field(default_factory=dict)
    make: Maker | None = None
    number: Numbering | None = None
    package: str = "reconcile"
    kind: Literal["table", "view", "memo", "number", "model", "event"] = "table"


def reach(changed: str, table: str, on: str, key: str) -> str:
    """SELECT of the keys in `table` of rows that a change meets."""
    return f"SELECT {key} FROM {table} SEMI JOIN changed_{changed} USING ({on})"
