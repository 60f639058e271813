"""Simulate a whole world of registries: people, time, every source on every date, deliveries and the truth."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa

from simulator import bulletins, committees, national, permits, platforms, provincial, selections, units
from simulator.deliveries import deliver
from simulator.draws import day_number
from simulator.expected import write_expected
from simulator.planting import copy_planted, make_platform
from simulator.published import Published
from simulator.reality import Reality, make_reality
from simulator.registers import watch_register
from simulator.rosters import make_copies
from simulator.settings import Settings
from simulator.truth import truth_tables, write

Progress = Callable[[str, int, int], None]
Show = Callable[[int], Published]

_REGISTERS = {
    "cn_nhc_delivery": national.delivery,
    "cn_nhc_query": national.query,
    "cn_zj_register": provincial.zj_register,
    "cn_gd_register": provincial.gd_register,
    "cn_sc_register": provincial.sc_register,
    "cn_zj_cancellation": bulletins.zj_cancellation,
    "cn_gd_permit": permits.gd_permit,
    "cn_fj_open_data": provincial.fj_open_data,
    "cn_ah_cancellation": bulletins.ah_cancellation,
    "cn_nhc_unit": units.units,
    "cn_js_register": provincial.js_register,
    "cn_sd_register": provincial.sd_register,
}
_LISTS = {
    "cn_cmda_committee": (committees.make_committees, committees.cmda),
    "cn_haodf_doctor": (make_platform, platforms.haodf),
    "cn_guahao_doctor": (make_platform, platforms.guahao),
    "cn_chunyu_doctor": (make_platform, platforms.chunyu),
    "cn_yyk99_doctor": (make_platform, platforms.yyk99),
    "cn_wchscu_staff": (selections.make_staff, selections.staff),
    "cn_natcm_teacher": (selections.make_named, selections.named),
    "cn_zj_credit": (selections.make_copied, selections.copied),
}
_AGGREGATOR = "cn_xywy_search"
SOURCES = (*_REGISTERS, *_LISTS, _AGGREGATOR)
# Delivered files, and the encoding of those that are CSV in any case.
_DELIVERED: dict[str, str | None] = {"cn_nhc_delivery": None, "cn_gd_register": "gb18030", "cn_sc_register": None}
# Pages that come before the barrier of a source that is blocked.
_PAGES_BEFORE_BLOCK = 8


def simulate(
    physicians: int,
    seed: int,
    dates: Sequence[date],
    out: Path,
    *,
    settings: Settings | None = None,
    blocked: Mapping[date, Sequence[str]] | None = None,
    progress: Progress | None = None,
) -> None:
    """Write a world as docs/world.md describes it; same arguments, same bytes.

    Args:
        physicians: People who are or have been registered by the last date.
        seed: Any whole number.
        dates: The days on which the sources are shown, in order.
        out: Folder to write to; files of the same names are overwritten.
        settings: Rates of events and errors; those we believe in if not given.
        blocked: Sources that put up a barrier partway, by date; cn_haodf_doctor on the second date if not given.
        progress: Called with the name of a step, the number of steps done, and that of all.

    Raises:
        ValueError: No physicians or no dates, or dates not in order.
    """
    if physicians < 1 or not dates or list(dates) != sorted(set(dates)):
        raise ValueError("a world needs physicians, and dates in order")
    settings = settings or Settings()
    report = progress or (lambda step, done, total: None)
    steps = len(SOURCES) + 2
    days = [day_number(on) for on in dates]
    report("people", 0, steps)
    reality = make_reality(physicians, seed, days[0], days[-1], settings)
    truths: list[pa.Table] = []
    counts: dict[str, dict[str, int]] = {on.isoformat(): {} for on in dates}
    for done, (source_id, show) in enumerate(_sources(reality), start=1):
        report(source_id, done, steps)
        for day in _shown_days(source_id, days, settings):
            on = dates[days.index(day)].isoformat()
            published = show(day)
            write(published.table, out / "published" / on / f"{source_id}.parquet")
            if source_id in _DELIVERED:
                deliver(published.table, out / "deliveries" / on, source_id, _DELIVERED[source_id])
            truths.append(published.truth)
            counts[on][source_id] = published.table.num_rows
    report("truth", steps - 1, steps)
    for name, table in {**truth_tables(reality), "listing": pa.concat_tables(truths)}.items():
        write(table, out / "truth" / f"{name}.parquet")
    write_expected(out / "truth")
    if blocked is None:
        blocked = {on: ["cn_haodf_doctor"] for on in dates[1:2]}
    described = {
        "physicians": physicians,
        "seed": seed,
        "dates": [on.isoformat() for on in dates],
        "questions_per_day": settings.questions_per_day,
        "barriers": {
            on.isoformat(): dict.fromkeys(names, _PAGES_BEFORE_BLOCK) for on, names in sorted(blocked.items())
        },
        "rows": counts,
        "settings": asdict(settings),
    }
    (out / "world.json").write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    report("truth", steps, steps)


def _sources(reality: Reality) -> Iterator[tuple[str, Show]]:
    """Each source, ready to be shown on any day; one after the other, for each takes room."""
    for source_id, show_register in _REGISTERS.items():
        yield source_id, partial(show_register, reality, watch_register(reality, source_id))
    rosters = {}
    for source_id, (make, show_list) in _LISTS.items():
        rosters[source_id] = make(reality, source_id, reality.settings.lists[source_id])
        yield source_id, partial(show_list, reality, rosters[source_id])
    settings = reality.settings
    listing = settings.lists[_AGGREGATOR]
    copies = make_copies(reality, _AGGREGATOR, listing, settings.copies, rosters)
    copied = {source_id: rosters[source_id] for source_id in settings.copies.shares}
    copies = copy_planted(reality, _AGGREGATOR, listing.errors, copies, copied)
    yield _AGGREGATOR, partial(platforms.xywy, reality, copies)


def _shown_days(source_id: str, days: Sequence[int], settings: Settings) -> list[int]:
    """Sites are shown on every day; files are delivered on the first, and again when they have aged."""
    if source_id not in _DELIVERED:
        return list(days)
    age = settings.delivery_age_days if source_id == "cn_nhc_delivery" else settings.monthly_days
    delivered = [days[0]]
    for day in days[1:]:
        if day - delivered[-1] >= age:
            delivered.append(day)
    return delivered
