"""What is officially so, worked out by brute force from docs/authority.md; it shares no code with the product."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from tests.oracle_values import NEVER, PERMITS, Ranks, Row, compatible, golden, status, value_of

Key = Callable[[str], str | None]
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

TIERS = ("national", "provincial")  # the official ones, best first


@dataclass(frozen=True)
class History:
    """Rows of the history tables and of the policy; `record` holds every content an entry ever had, normalized."""

    record: list[Row]
    spell: list[Row]
    run: list[Row]
    sighting: list[Row]
    source: list[Row]
    policy: list[Row]  # field, scope, tier, rank


@dataclass
class Registration:
    """One registration: the keys of its ids, and the statements of its records."""

    person: str
    key: str
    province: str | None
    number: str | None  # None: provisional
    statements: list[Row]
    # The numbered ones alone, which rule 3 holds the unnumbered against.
    anchors: tuple[Row, ...] = ()

    @property
    def shown_number(self) -> str | None:
        return self.number or self.statements[0]["certificate_mask"]


def official_tables(
    history: History, as_of: date, secret: str, *, name_key: Key, institution_key: Key
) -> dict[str, list[Row]]:
    """Return registration, practitioner, practice_site, institution (id and name) and link (records that are no acts).

    `name_key` and `institution_key` map a former name and a filed site's name to their match keys; those of the main
    ones stand in `record`.
    """
    statements = list(official_statements(history, name_key, institution_key))
    institutions = Institutions(statements)
    for s in statements:
        s["main_institution"] = institutions.main(s)
    ranks = {(p["field"], p["scope"], p["tier"]): int(p["rank"]) for p in history.policy}
    acts = grouped((s for s in statements if s["is_act"]), lambda s: s["certificate_no"])

    def digest(kind: str, key: str | None) -> str | None:
        text = f"{secret}\x1f{kind}\x1f{key}"
        return None if key is None else hashlib.sha256(text.encode()).hexdigest()[:20]

    tables: dict[str, list[Row]] = {"registration": [], "practitioner": [], "practice_site": [], "link": []}
    registrations = group_registrations([s for s in statements if not s["is_act"]], institutions)
    for person, held in grouped(registrations, lambda r: r.person).items():
        person_id = digest("practitioner", person)
        statuses = []
        for r in held:
            ids = {"registration_id": digest("registration", r.key), "practitioner_id": person_id}
            values = registration_values(r, acts.get(r.number, []) if r.number else [], ranks, as_of)
            main = values.pop("main_institution")
            named = {
                "main_institution_id": digest("institution", main),
                "main_institution": institutions.names.get(main),
            }
            tables["registration"].append(ids | values | named)
            statuses.append(values["status"])
            for key, site in sites(r, institutions, ranks, as_of):
                place = {"registration_id": ids["registration_id"], "institution_id": digest("institution", key)}
                tables["practice_site"].append(place | site)
            tables["link"] += [{n: s[n] for n in ("source_id", "source_record_id")} | ids for s in r.statements]
        said = [s for r in held for s in r.statements]
        counts = {"registration_count": len(held), "active_count": statuses.count("active")}
        tables["practitioner"].append({"practitioner_id": person_id} | person_values(said, ranks, as_of) | counts)
    tables["institution"] = [
        {"institution_id": digest("institution", key), "name": name} for key, name in institutions.names.items()
    ]
    return tables


def registration_values(r: Registration, acts: list[Row], ranks: Ranks, as_of: date) -> Row:
    """Golden values of one registration, its status and what speaks of it; the institution by its key."""
    fields = ("instrument", "level", "category", "scope", "main_institution", "valid_from", "valid_to")
    values = {f: value_of(golden(f, r.statements, ranks, as_of)) for f in fields}
    now, since, act_sources = status(r.number, r.province, r.statements, acts, ranks, as_of)
    asserted = latest(s["asserted_on"] for s in r.statements)
    return values | {
        "certificate_no": r.shown_number,
        "province": r.province,
        "status": now,
        "status_since": since,
        "official_sources": sorted({s["source_id"] for s in r.statements} | act_sources),
        "age_days": (as_of - asserted).days if asserted else None,
    }


def person_values(said: list[Row], ranks: Ranks, as_of: date) -> Row:
    """Golden values of one practitioner, from the statements of all registrations."""
    names = golden("name", said, ranks, as_of)
    return {
        "name": value_of(names),
        "former_names": sorted({n for s in said for n in s["former_names"] or []}),
        "gender": value_of(golden("gender", said, ranks, as_of)),
        "name_source_id": min((c.said["source_id"] for c in names), default=None),
        "as_of": latest(s["asserted_on"] for s in said),
    }


def sites(r: Registration, institutions: "Institutions", ranks: Ranks, as_of: date) -> Iterable[tuple[str, Row]]:
    """Yield institution key and site: the golden main one, and the filed ones of what is listed."""
    is_permit = value_of(golden("instrument", r.statements, ranks, as_of)) in PERMITS
    mains = {(c.value, c.said["source_id"]) for c in golden("main_institution", r.statements, ranks, as_of)}
    for key, source_id in mains:
        kind = "permit" if is_permit else "main"
        yield key, {"kind": kind, "valid_from": None, "valid_to": None, "source_id": source_id}
    filed = [
        (s["source_id"], institutions.named(f["key"], s["province"]), f["valid_to"], f["valid_from"])
        for s in r.statements
        if not s["is_gone"]
        for f in s["filed"]
    ]
    for (source_id, key), terms in grouped(filed, lambda f: f[:2]).items():
        _, _, end, begin = max(terms, key=lambda f: (f[2] or date.max, f[3] or NEVER))
        if key:
            yield key, {"kind": "filed", "valid_from": begin, "valid_to": end, "source_id": source_id}


def latest(days: Iterable[date | None]) -> date | None:
    """The latest of the dates that are there."""
    return max((d for d in days if d), default=None)


# ---- terms ---------------------------------------------------------------------------------------------------
def official_statements(history: History, name_key: Key, institution_key: Key) -> Iterable[Row]:
    """Yield what each official record says now, or last said, with its dates and every content it ever had."""
    sources = {s["source_id"]: s for s in history.source if s["tier"] in TIERS}
    runs = {r["run_id"]: r for r in history.run}
    content = {(r["source_id"], r["source_record_id"], r["content_digest"]): r for r in history.record}
    complete = grouped(
        (r for r in history.run if r["outcome"] == "complete" and r["kind"] != "lookup"), lambda r: r["source_id"]
    )
    sightings = grouped(history.sighting, lambda g: (g["source_id"], g["source_record_id"]))
    spells = grouped(
        (s for s in history.spell if s["source_id"] in sources), lambda s: (s["source_id"], s["source_record_id"])
    )
    for (source_id, record_id), own in spells.items():
        contents = []
        for spell in own:
            run = newest_run(spell, complete.get(source_id, []), sightings.get((source_id, record_id), []), runs)
            said = content[(source_id, record_id, spell["content_digest"])]
            contents.append(said | {"asserted_on": said["asserted_on"] or run["asserted_on"]})
        newest = max(range(len(own)), key=lambda n: own[n]["first_seen_at"])
        is_gone = own[newest]["closed_as"] == "gone"
        now = contents[newest]
        has_name = now["name_key"] is not None and now["name_state"] != "masked"
        yield now | {
            "tier": sources[source_id]["tier"],
            "is_act": sources[source_id]["is_act"],
            "provinces": sources[source_id]["provinces"] or [],
            "age_limit_days": sources[source_id]["age_limit_days"],
            "first_seen_at": min(s["first_seen_at"] for s in own),
            "contents": contents,
            "is_gone": is_gone,
            "gone_on": runs[own[newest]["closed_run_id"]]["asserted_on"] if is_gone else None,
            "name": now["name"] if has_name else None,
            "name_key": now["name_key"] if has_name else None,
            "former_keys": {name_key(n) for n in now["former_names"] or []},
            "filed": [s | {"key": institution_key(s["institution"])} for s in now["filed_sites"] or []],
        }


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


# ---- registrations and people --------------------------------------------------------------------------------
def group_registrations(records: list[Row], institutions: "Institutions") -> list[Registration]:
    """Rules 1 to 3: by number and name, by province, and the unnumbered to what they fit."""
    anchored: list[Registration] = []
    for number, group in grouped((s for s in records if s["certificate_no"]), lambda s: s["certificate_no"]).items():
        senior = min(group, key=seniority)
        people = defaultdict(list)
        for s in group:
            is_main = s is senior or s["name_key"] is None or compatible(s, senior)
            people[number if is_main else f"{number}|{s['name_key']}"].append(s)
        for person, said in people.items():
            for province, here in grouped(said, lambda s: s["province"]).items():
                key = f"{person}|{province or ''}"
                anchored.append(Registration(person, key, province, number, here, tuple(here)))

    by_place_and_name: dict[tuple[str, str], list[Registration]] = defaultdict(list)
    for r in anchored:
        for name in {s["name_key"] for s in r.anchors} - {None}:
            by_place_and_name[(r.province or "", name)].append(r)
    unnumbered = [s for s in records if not s["certificate_no"]]
    fitting = [
        [r for r in by_place_and_name.get((s["province"], s["name_key"]), []) if fits(s, r, institutions)]
        for s in unnumbered
    ]
    rivals: dict[tuple[str, int], int] = defaultdict(int)
    for s, fitted in zip(unnumbered, fitting, strict=True):
        for r in fitted:
            rivals[(s["source_id"], id(r))] += 1
    provisional = []
    for s, fitted in zip(unnumbered, fitting, strict=True):
        if len(fitted) == 1 and rivals[(s["source_id"], id(fitted[0]))] == 1:
            fitted[0].statements.append(s)
        else:
            key = f"{s['source_id']}|{s['source_record_id']}"
            provisional.append(Registration(key, key, s["province"], None, [s]))
    return anchored + provisional


def seniority(s: Row) -> tuple[object, ...]:
    """Rule 1: the least of a group is its senior."""
    legibility = 2 if s["name_key"] is None else 1 if s["name_state"] == "damaged" else 0
    return (legibility, TIERS.index(s["tier"]), s["first_seen_at"], s["source_id"], s["source_record_id"])


def fits(s: Row, r: Registration, institutions: "Institutions") -> bool:
    """Rule 3, for a registration of its province that has its name."""
    here = institutions.main(s)
    if here is None or not any(here in institutions.all_of(a) for a in r.anchors):
        return False
    mask, number = s["certificate_mask"], r.number or ""
    agrees = (
        mask is not None and len(mask) == len(number) and all(m in ("*", c) for m, c in zip(mask, number, strict=True))
    )
    shown = sum(m != "*" for m in mask or "")
    same_day = s["registered_on"] is not None and any(a["registered_on"] == s["registered_on"] for a in r.anchors)
    return (agrees and shown >= 4) or (same_day and (agrees or mask is None))


# ---- institutions of official records ------------------------------------------------------------------------
class Institutions:
    """Which institution a statement means: its 登记号, else its name's key and the province."""

    def __init__(self, statements: list[Row]) -> None:
        self.numbers: dict[tuple[str, str | None], set[str]] = defaultdict(set)
        for s in statements:
            if s["registration_no"] and s["institution_key"]:
                self.numbers[(s["institution_key"], s["province"])].add(s["registration_no"])
        called: dict[str, list[tuple[bool, int, int, str]]] = defaultdict(list)
        for s in statements:
            mentions = [(self.main(s), False, s["institution"])]
            mentions += [(self.named(f["key"], s["province"]), True, f["institution"]) for f in s["filed"]]
            for key, is_filed, name in mentions:
                if key and name:
                    newness = -(s["asserted_on"] or NEVER).toordinal()
                    called[key].append((is_filed, TIERS.index(s["tier"]), newness, name))
        self.names = {key: min(forms)[3] for key, forms in called.items()}

    def main(self, s: Row) -> str | None:
        """Key of a statement's main institution."""
        return s["registration_no"] or self.named(s["institution_key"], s["province"])

    def named(self, key: str | None, province: str | None) -> str | None:
        """Key of the institution of that name in that province."""
        numbers = self.numbers.get((key, province), set()) if key else set()
        return next(iter(numbers)) if len(numbers) == 1 else f"{key}|{province or ''}" if key else None

    def all_of(self, s: Row) -> set[str | None]:
        """Keys of a statement's main and filed institutions."""
        return {self.main(s), *(self.named(f["key"], s["province"]) for f in s["filed"])} - {None}


def grouped(rows: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Rows by key, in the order they come."""
    groups: dict[K, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
