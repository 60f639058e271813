"""What a refresh has to hear: of which records runs say something new, and of which only that they still stand.

A complete list shows most entries again as they were. That moves a day in all the tables that show it and changes
nothing else, so the day is moved (`changed_day`), and only what is said anew is reconciled (`changed_history`). Where
a day decides, between two sources or against an end, those are heard of for whom it decides otherwise now
(`changed_order`).
"""

import duckdb

from warehouse.db import number, read_sql

# In this order; each reads those before it.
_NEWS = ("relisted_source", "changed_history", "changed_day", "changed_order")


def gather_news(con: duckdb.DuckDBPyConnection) -> int:
    """Make the temporary tables `changed_history`, `changed_day` and `changed_order`, from the views people read.

    Gives the number of records in `changed_history`.
    """
    for name in _NEWS:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {read_sql('reconcile.news', name)}")
    return number(con, "SELECT count(*) FROM changed_history")
