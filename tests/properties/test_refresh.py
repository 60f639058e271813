"""What is refreshed is, row for row, what is made anew."""

from itertools import groupby

import pyarrow as pa
import pytest
from hypothesis import given, settings

from reconcile import STEPS
from reconcile.news import gather_news
from tests.properties.bench import Bench
from tests.properties.histories import Visit, histories, relisted

# Events are those of one reconcile alone; memos keep what they were asked before.
_COMPARED = (*(step.name for step in STEPS if step.kind in {"table", "view"}), "registration_history")


def _tables(bench: Bench) -> dict[str, pa.Table]:
    return {name: bench.table(f"SELECT * FROM main.{name}") for name in _COMPARED}


@settings(settings.get_profile("properties"))
@given(histories(official=6, lower=4))
def test_every_table_is_as_if_made_anew(bench: Bench, history: tuple[Visit, ...]) -> None:
    """Night after night, under the model of the first night; and a full reconcile finds nothing to tell the ledgers."""
    _compare(bench, history)


@settings(settings.get_profile("properties"))
@given(relisted())
def test_so_they_are_where_only_days_move(bench: Bench, history: tuple[Visit, ...]) -> None:
    """Lists shown whole night after night: what decides by a day is decided anew, and the rest is not looked at."""
    _compare(bench, history)


def _compare(bench: Bench, history: tuple[Visit, ...]) -> None:
    bench.wipe()
    nights = [list(night) for _, night in groupby(history, key=lambda visit: visit.at)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reconcile.model.DRIFT", float("inf"))
        patch.setattr("reconcile.build._is_little", lambda con: gather_news(con) >= 0)
        for n, night in enumerate(nights):
            bench.take_in(night)
            result = bench.reconcile(night[0].at, past=True)
            assert (result.changed is None) == (n == 0)
            if n == 0:
                continue
            refreshed = _tables(bench)
            ledgers = bench.rows("entity_ledger"), bench.rows("conflict_ledger")
            bench.reconcile(night[0].at, full=True, past=True)
            for name, table in _tables(bench).items():
                assert refreshed[name].to_pylist() == table.to_pylist(), name
            assert (bench.rows("entity_ledger"), bench.rows("conflict_ledger")) == ledgers
