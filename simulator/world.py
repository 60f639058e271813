"""Simulate a whole world of registries: people, time, every source on every date, deliveries and the truth."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pyarrow as pa

from simulator import bulletins, lists, registers
from simulator.aliases import make_aliases
from simulator.careers import live
from simulator.certificates import issuing_divisions, make_certificates
from simulator.deliveries import deliver
from simulator.draws import day_number
from simulator.institutions import make_institutions
from simulator.people import YEAR, load_departments, make_people
from simulator.places import load_places
from simulator.published import Published
from simulator.rosters import World, make_committee_roster, make_copies, make_roster
from simulator.settings import Settings
from simulator.truth import truth_tables, write

Progress = Callable[[str, int, int], None]
Show = Callable[[int], Published]
# Pages of a platform that come before its barrier, where one is blocked.
_PAGES_BEFORE_BLOCK = 8


def make_world(physicians: int, seed: int, first: int, last: int, settings: Settings) -> World:
    """Make what is true; `first` and `last` are the days between which sources are shown."""
    places = load_places()
    since = first - int(settings.careers.history_years * YEAR)
    institutions = make_institutions(physicians, seed, places, settings.careers, since, last)
    people = make_people(physicians, seed, institutions, settings, last)
    issuers = issuing_divisions(people, institutions, places, seed)
    states, filed = live(people, institutions, seed, settings.careers, since, last)
    return World(
        seed, first, last, since, settings, places, institutions, make_aliases(institutions, places), people,
        make_certificates(people, issuers), issuers, states, filed, load_departments(),
    )  # fmt: skip


def sources(world: World) -> Iterator[tuple[str, Show]]:
    """Each source, ready to be shown on any day."""
    settings = world.settings
    for source_id, register, show in (
        ("cn_nhc_delivery", settings.nhc_delivery, registers.nhc_delivery),
        ("cn_nhc_query", settings.nhc_query, registers.nhc_query),
        ("cn_zj_register", settings.zj_register, registers.zj_register),
        ("cn_gd_register", settings.gd_register, registers.gd_register),
        ("cn_sc_register", settings.sc_register, registers.sc_register),
    ):
        watched = registers.watch_register(world, source_id, register)
        yield source_id, lambda day, show=show, watched=watched: show(world, watched, day)  # type: ignore[misc]
    yield "cn_zj_cancellation", lambda day: bulletins.zj_cancellation(world, day)
    rosters = {}
    for source_id, make, show in (
        ("cn_cmda_committee", make_committee_roster, lists.committee),
        ("cn_haodf_doctor", make_roster, lists.haodf),
        ("cn_guahao_doctor", make_roster, lists.guahao),
    ):
        roster = rosters[source_id] = make(world, source_id, settings.lists[source_id])
        yield source_id, lambda day, show=show, roster=roster: show(world, roster, day)  # type: ignore[misc]
    copies = make_copies(world, "cn_xywy_search", settings.lists["cn_xywy_search"], rosters)
    yield "cn_xywy_search", lambda day: lists.xywy(world, copies, day)


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
        physicians: People who are or have been in the register by the last date.
        seed: Any whole number.
        dates: The days on which the sources are shown, in order.
        out: Folder to write to; files of the same names are overwritten.
        settings: Rates of events and errors; as we believe them to be if not given.
        blocked: Sources that put up a barrier partway, by date; cn_haodf_doctor on the second date if not given.
        progress: Called with the name of a step, the steps done and their number.

    Raises:
        ValueError: No physicians or no dates, or dates not in order.
    """
    if physicians < 1 or not dates or list(dates) != sorted(set(dates)):
        raise ValueError("a world needs physicians, and dates in order")
    settings = settings or Settings()
    days = [day_number(day) for day in dates]
    report = progress or (lambda step, done, total: None)
    total = 12
    report("people", 0, total)
    world = make_world(physicians, seed, days[0], days[-1], settings)
    out.mkdir(parents=True, exist_ok=True)
    truths: list[pa.Table] = []
    counts: dict[str, dict[str, int]] = {day.isoformat(): {} for day in dates}
    for done, (source_id, show) in enumerate(sources(world), start=1):
        report(source_id, done, total)
        for day, on in zip(days, dates, strict=True):
            if not _is_due(source_id, days, day, settings):
                continue
            published = show(day)
            write(published.table, out / "published" / on.isoformat() / f"{source_id}.parquet")
            if source_id in _DELIVERED:
                deliver(published.table, out / "deliveries" / on.isoformat(), source_id, _DELIVERED[source_id])
            truths.append(published.truth)
            counts[on.isoformat()][source_id] = published.table.num_rows
    report("truth", total - 1, total)
    for name, table in truth_tables(world).items():
        write(table, out / "truth" / f"{name}.parquet")
    write(pa.concat_tables(truths), out / "truth" / "listing.parquet")
    if blocked is None:
        blocked = {dates[1]: ["cn_haodf_doctor"]} if len(dates) > 1 else {}
    described = {
        "physicians": physicians,
        "seed": seed,
        "dates": [day.isoformat() for day in dates],
        "questions_per_day": settings.questions_per_day,
        "barriers": {
            day.isoformat(): dict.fromkeys(names, _PAGES_BEFORE_BLOCK) for day, names in sorted(blocked.items())
        },
        "rows": counts,
        "settings": asdict(settings),
    }
    (out / "world.json").write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    report("truth", total, total)


# Delivered files, and the encoding of those that are CSV in any case.
_DELIVERED: dict[str, str | None] = {"cn_nhc_delivery": None, "cn_gd_register": "gb18030", "cn_sc_register": None}


def _is_due(source_id: str, days: list[int], day: int, settings: Settings) -> bool:
    """Sites are shown on every date; files on the first, and again when they have aged."""
    if source_id not in _DELIVERED:
        return True
    every = settings.delivery_age_days if source_id == "cn_nhc_delivery" else settings.monthly_days
    delivered = days[0]
    for later in days:
        if later - delivered >= every:
            delivered = later
        if later == day:
            return delivered == day
    return False
