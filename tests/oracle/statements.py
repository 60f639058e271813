"""Terms: what each official record says now, or last said, worked out from spells and runs."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from tests.oracle.keys import institution_key, name_key, name_sound

Row = dict[str, Any]
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

TIERS = ("national", "provincial")  # the official ones, best first
NEVER = date.min  # a missing date counts as the earliest


@dataclass(frozen=True)
class History:
    """Rows of the history tables and of the policy; `record` holds every content an entry ever had, normalized."""

    record: list[Row]
    spell: list[Row]
    run: list[Row]
    sighting: list[Row]
    source: list[Row]
    policy: list[Row]  # field, scope, tier, rank
    judgement: list[Row]  # what people stated, and the contents that it rests on
    judgement_basis: list[Row]


def official_statements(history: History) -> Iterable[Row]:
    """Yield what each official record says now, or last said, with its dates and every content it ever had."""
    sources = {s["source_id"]: s for s in history.source if s["tier"] in TIERS}
    runs = {r["run_id"]: r for r in history.run}
    content = {(r["source_id"], r["source_record_id"], r["content_digest"]): with_keys(r) for r in history.record}
    complete = grouped(
        (r for r in history.run if r["outcome"] == "complete" and r["kind"] != "lookup"), lambda r: r["source_id"]
    )
    sightings = grouped(history.sighting, lambda g: (g["source_id"], g["source_record_id"]))
    spells = grouped(
        (s for s in history.spell if s["source_id"] in sources), lambda s: (s["source_id"], s["source_record_id"])
    )
    for (source_id, record_id), own in spells.items():
        own = sorted(own, key=lambda s: (s["first_seen_at"], s["closed_run_id"] is None))
        said = [content[(source_id, record_id, s["content_digest"])] for s in own]
        newest, now = own[-1], said[-1]
        run = newest_run(newest, complete.get(source_id, []), sightings.get((source_id, record_id), []), runs)
        is_gone = newest["closed_as"] == "gone"
        yield now | {
            "asserted_on": asserted_by(now["asserted_on"], newest["first_seen_at"]) or run["asserted_on"],
            "tier": sources[source_id]["tier"],
            "is_act": sources[source_id]["is_act"],
            "is_licence": sources[source_id]["subject"] == "institution",
            "provinces": sources[source_id]["provinces"] or [],
            "age_limit_days": sources[source_id]["age_limit_days"],
            "first_seen_at": own[0]["first_seen_at"],
            "contents": [first_said(s["content_digest"], own, said, runs) for s in own],
            "is_gone": is_gone,
            "gone_on": runs[newest["closed_run_id"]]["asserted_on"] if is_gone else None,
            "name": now["name_key"] and now["name"],
        }


def with_keys(record: Row) -> Row:
    """Return a record with its match keys; what it does not say, or hides, has none."""
    name = None if record["name_state"] == "masked" else record["name"]
    institution = record["institution"]
    return record | {
        "name_key": name and name_key(name),
        "name_sound": name and name_sound(name),
        "institution_key": institution and institution_key(institution),
        "former_keys": {name_key(n) for n in record["former_names"] or []},
        "filed": [s | {"key": institution_key(s["institution"])} for s in record["filed_sites"] or []],
    }


def first_said(digest: str, spells: list[Row], said: list[Row], runs: dict[str, Row]) -> Row:
    """Return a content with the date it states, else that of the run that first showed it."""
    first, content = next((s, c) for s, c in zip(spells, said, strict=True) if s["content_digest"] == digest)
    stated = asserted_by(content["asserted_on"], first["first_seen_at"])
    return content | {"asserted_on": stated or runs[first["opened_run_id"]]["asserted_on"]}


def asserted_by(stated: date | None, read_at: datetime) -> date | None:
    """The day an entry speaks for: none to come when it was read."""
    return stated and min(stated, (read_at + timedelta(hours=8)).date())


def newest_run(spell: Row, complete: list[Row], sightings: list[Row], runs: dict[str, Row]) -> Row:
    """Return the newest run that covered a spell: the one that opened it, a complete list, or one that renewed it."""
    begin, end = spell["first_seen_at"], spell["closed_at"]
    listed_until = spell["missed_at"] or end
    covering = [(begin, spell["opened_run_id"])]
    covering += [(g["seen_at"], g["run_id"]) for g in sightings if begin <= g["seen_at"] and before(g["seen_at"], end)]
    covering += [
        (r["started_at"], r["run_id"])
        for r in complete
        if begin <= r["started_at"] and before(r["started_at"], listed_until)
    ]
    return runs[max(covering)[1]]


def before(moment: datetime, end: datetime | None) -> bool:
    """Whether a moment lies before an end, or there is no end."""
    return end is None or moment < end


def grouped(rows: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Rows by key, in the order they come."""
    groups: dict[K, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
