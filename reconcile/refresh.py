"""Refresh the tables of the last reconcile: only the rows that a change since then can have touched.

Step by step (see `step.py`): gather the touched keys, make their rows anew over the inputs cut down to them, and
replace what differs. What does not differ touches nothing further on. All in the caller's one transaction.
"""

import re
from collections.abc import Iterable, Mapping

import duckdb
import pyarrow as pa

from reconcile.steps import Step
from warehouse.db import Progress, number, read_sql, store

_LEDGERS = frozenset({"entity_ledger", "conflict_ledger"})
_MEMOS = frozenset({"memo", "number"})


class Refresh:
    """One refresh of a generation's tables. `changed` counts the rows that came, went or changed, by table."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        generation: str,
        parameters: Mapping[str, object],
        *,
        is_new_day: bool,
    ) -> None:
        self._con = con
        self._generation = generation
        # Tables that a full reconcile sets aside for the ledgers; here what they held is still at hand.
        self._earlier = {
            "earlier_conflict": f"{generation}.conflict",
            "earlier_record": "(SELECT * EXCLUDE (was) FROM changed_registration_record WHERE was)",
        }
        # `main` alone is also the schema of what is temporary.
        ((self._database,),) = con.execute("SELECT current_database()").fetchall()
        self._parameters = parameters
        self._is_new_day = is_new_day
        rows = con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = $schema "
            "UNION ALL SELECT view_name FROM duckdb_views() WHERE schema_name = $schema",
            {"schema": generation},
        ).fetchall()
        self._here = {name for (name,) in rows}
        self.changed: dict[str, int] = {
            **{name: number(con, f"SELECT count(*) FROM changed_{name}") for name in ("history", "day", "order")},
            # A run that brought no entry may still have heard an answer.
            "run": number(con, "SELECT count(*) FROM run ANTI JOIN main.reconciled_run USING (run_id)"),
        }

    def give(self, name: str, rows: pa.Table) -> None:
        """Put rows that people gave in the place of those they gave before."""
        store(self._con, "fresh", rows, temporary=True)
        self._compare(name, "")
        self._replace(name, "")

    def run(self, steps: Iterable[Step], progress: Progress) -> None:
        """Refresh the steps in their order."""
        todo = tuple(steps)
        for done, step in enumerate(todo):
            progress(step.name, done, len(todo))
            if step.kind == "model":
                self._leave(step)
            else:
                self._refresh(step)
        progress("", len(todo), len(todo))

    def _refresh(self, step: Step) -> None:
        if self.changed["day"]:
            self._move(step)
        concerned = any(self.changed.get(name) for name in _inputs(step)) or (self._is_new_day and bool(step.day))
        if step.kind == "view":
            (source,) = step.by
            make_view(self._con, step, self._generation, self._parameters)
            self._con.execute(f"CREATE OR REPLACE TEMP VIEW changed_{step.name} AS SELECT * FROM changed_{source}")
            self.changed[step.name] = self.changed[source]
        elif not concerned or (step.key and not self._touch(step)):
            self._leave(step)
        else:
            self._renew(step)

    def _move(self, step: Step) -> None:
        """Move the days of rows whose record was shown again as it was; nobody is touched by that."""
        for column, latest in step.latest.items():
            self._con.execute(
                f"UPDATE {step.name} AS t SET {column} = l.{column} FROM ({latest}) AS l "
                f"WHERE l.{step.key} = t.{step.key} AND l.{column} IS DISTINCT FROM t.{column}"
            )
        if step.days:
            moved = ", ".join(
                f"{day} = CASE t.{day} WHEN d.was_{day} THEN d.{day} ELSE t.{day} END" for day in step.days
            )
            (first, *_) = step.days
            self._con.execute(
                f"UPDATE {step.name} AS t SET {moved} FROM changed_day AS d WHERE d.source_id = t.source_id "
                f"AND d.source_record_id = t.source_record_id AND t.{first} = d.was_{first} AND {step.stands}"
            )

    def _leave(self, step: Step) -> None:
        if step.kind == "event":
            self._con.execute(f"DELETE FROM {step.name}")
        if step.kind not in _MEMOS:
            self._con.execute(
                f"CREATE OR REPLACE TEMP TABLE changed_{step.name} AS SELECT *, true AS was FROM {step.name} LIMIT 0"
            )
        self.changed[step.name] = 0

    def _touch(self, step: Step) -> int:
        """Gather the keys whose rows may be otherwise now: table `touched`; how many."""
        selects = [
            f"SELECT * FROM (SELECT {held} FROM changed_{name}) AS t({step.key})"
            for name, held in step.by.items()
            if self.changed.get(name)
        ]
        # Of several changes that a SELECT meets one may still be some.
        selects += [via for via in step.via if any(self.changed.get(name) for name in _changes([via]))]
        if self._is_new_day:
            selects += step.day
        if not selects:
            return 0
        given = " AND ".join(f"{column} IS NOT NULL" for column in _split(step.key))
        union = " UNION ALL BY NAME ".join(f"({select})" for select in selects)
        self._execute(f"CREATE OR REPLACE TEMP TABLE touched_key AS SELECT DISTINCT * FROM ({union}) WHERE {given}")
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT * FROM ({step.beside or 'FROM touched_key'})"
        )
        return number(self._con, "SELECT count(*) FROM touched")

    def _renew(self, step: Step) -> None:
        """Make the rows of the touched keys anew, and put them in the place of those that differ."""
        con, name, key = self._con, step.name, step.key
        cuts = self._cut(step)
        if step.number:
            step.number.extend(con)
        elif step.make:
            store(con, "fresh", step.make(con), temporary=True)
        else:
            only = f" SEMI JOIN touched USING ({key})" if key else ""
            select = read_sql(step.package, name)
            self._execute(f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT * FROM ({select}){only}")
        for cut in cuts:
            con.execute(f"DROP VIEW temp.{cut}")
        if step.kind == "memo":
            con.execute(f"INSERT INTO {name} SELECT * FROM fresh EXCEPT SELECT * FROM {name}")
        elif step.kind == "event":
            con.execute(f"DELETE FROM {name}")
            con.execute(f"INSERT INTO {name} SELECT * FROM fresh")
            con.execute(f"CREATE OR REPLACE TEMP TABLE changed_{name} AS SELECT *, false AS was FROM fresh")
            self.changed[name] = number(con, "SELECT count(*) FROM fresh")
        elif step.kind == "table":
            self._compare(name, key)
            self._replace(name, key)

    def _compare(self, name: str, key: str) -> None:
        """Make `changed_NAME`: where the rows of the touched keys differ from the fresh ones."""
        only = f" SEMI JOIN touched USING ({key})" if key else ""
        # Rows that both have cancel out; grouped, which is five times as fast as two EXCEPT ALL.
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE changed_{name} AS "
            "SELECT * EXCLUDE (balance), balance < 0 AS was FROM (SELECT * EXCLUDE (side), sum(side) AS balance FROM ("
            f"SELECT *, -1 AS side FROM {name}{only} UNION ALL SELECT *, 1 FROM fresh) GROUP BY ALL) WHERE balance <> 0"
        )
        self.changed[name] = number(self._con, f"SELECT count(*) FROM changed_{name}")

    def _replace(self, name: str, key: str) -> None:
        """Put the fresh rows in the place of those that differ."""
        if not self.changed[name]:
            return
        if not key:
            self._con.execute(f"DELETE FROM {name}")
            self._con.execute(f"INSERT INTO {name} SELECT * FROM fresh")
            return
        same = " AND ".join(f"t.{column} = c.{column}" for column in _split(key))
        self._con.execute(
            f"DELETE FROM {name} AS t USING (SELECT DISTINCT {key} FROM changed_{name}) AS c WHERE {same}"
        )
        self._con.execute(f"INSERT INTO {name} SELECT * FROM fresh SEMI JOIN changed_{name} USING ({key})")

    def _cut(self, step: Step) -> list[str]:
        """Have the names of the step's inputs mean their rows of touched keys alone; which names."""
        if not step.key:
            return []
        wanted = {name: list(zip(_split(held), _split(step.key), strict=True)) for name, held in step.by.items()}
        wanted |= {name: [_pair(held) for held in _split(columns)] for name, columns in step.cut.items()}
        for name, pairs in wanted.items():
            schema = self._generation if name in self._here else f"{self._database}.main"
            rows = f"SELECT * FROM {self._earlier.get(name, f'{schema}.{name}')}"
            if name in _LEDGERS:
                rows = rows.replace("*", "*, rowid AS rowid")
            if pairs:
                held = ", ".join(f"{column} AS k{n}" for n, (column, _) in enumerate(pairs))
                keys = ", ".join(f"{column} AS k{n}" for n, (_, column) in enumerate(pairs))
                names = ", ".join(f"k{n}" for n in range(len(pairs)))
                rows = (
                    f"SELECT * EXCLUDE ({names}) FROM (SELECT *, {held} FROM ({rows})) "
                    f"SEMI JOIN (SELECT {keys} FROM touched) USING ({names})"
                )
            self._con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {rows}")
        return list(wanted)

    def _execute(self, sql: str) -> None:
        self._con.execute(sql, {name: value for name, value in self._parameters.items() if f"${name}" in sql})


def make_view(con: duckdb.DuckDBPyConnection, step: Step, schema: str, parameters: Mapping[str, object]) -> None:
    """Define the view of a step; values stand in it as they are today."""
    sql = read_sql("reconcile", step.name)
    sql = sql.replace("$today", f"DATE '{parameters['today']}'")
    con.execute(f"CREATE OR REPLACE VIEW {schema}.{step.name} AS {sql}")


def _inputs(step: Step) -> set[str]:
    return {*step.by, *_changes(step.via)}


def _changes(selects: Iterable[str]) -> set[str]:
    """Of which tables these SELECTs read what changed."""
    return {name for select in selects for name in re.findall(r"changed_(\w+)", select)}


def _split(columns: str) -> list[str]:
    """Columns or expressions, apart at the commas that stand in no brackets."""
    return [part for part in re.split(r", (?![^(]*\))", columns) if part]


def _pair(held: str) -> tuple[str, str]:
    column, _, touched = held.partition(" = ")
    return column, touched or column
