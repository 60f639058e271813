"""Registrations and people: which official records are about one."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.oracle.institutions import Institutions
from tests.oracle.judgements import Judgements, record_of
from tests.oracle.statements import TIERS, Row, grouped
from tests.oracle.values import ADVERSE, compatible, shows_end


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
    # Contents that ever showed it as ended.
    ends: list[Row] = field(default_factory=list)

    @property
    def shown_number(self) -> str | None:
        return self.number or self.statements[0]["certificate_mask"]


def group_registrations(records: list[Row], institutions: Institutions, judged: Judgements) -> list[Registration]:
    """Rules 1 to 5: by number and name, by province, the unnumbered to what they fit, and as people judged."""
    anchored: list[Registration] = []
    for number, group in grouped((s for s in records if s["certificate_no"]), lambda s: s["certificate_no"]).items():
        senior = min(group, key=seniority)
        people = defaultdict(list)
        for s in group:
            is_main = s is senior or s["name_key"] is None or compatible(s, senior)
            people[number if is_main else f"{number}|{s['name_key']}"].append(s)
        for person in list(people):
            for s in judged.put_out(people[person], seniority):
                people["|".join((number, *record_of(s)))] = [s]
            out = {id(s) for s in judged.put_out(people[person], seniority)}
            people[person] = [s for s in people[person] if id(s) not in out]
        for person, said in people.items():
            for province, here in grouped(said, lambda s: s["province"]).items():
                key = f"{person}|{province or ''}"
                anchored.append(Registration(person, key, province, number, here, tuple(here)))

    by_place_and_name: dict[tuple[str, str], list[Registration]] = defaultdict(list)
    for r in anchored:
        for name in {s["name_key"] for s in r.anchors} - {None}:
            by_place_and_name[(r.province or "", name)].append(r)
    said_before = grouped(
        (c for s in records for c in s["contents"] if c["certificate_no"]),
        lambda c: (c["certificate_no"], c["province"], c["name_key"]),
    )
    now, before, provisional = [], [], []
    for s in (s for s in records if not s["certificate_no"]):
        named = [
            r
            for r in by_place_and_name.get((s["province"], s["name_key"]), [])
            if agrees(s, r) and not any(judged.are_apart(s, a) for a in r.anchors)
        ]
        fitted = [r for r in named if works_there(s, r.anchors, institutions)]
        if s["is_gone"] and not fitted and not any(c["status"] in ADVERSE for c in s["contents"]):
            about = (s["province"], s["name_key"])
            left = [r for r in named if works_there(s, said_before.get((r.number, *about), []), institutions)]
            before.append((s, left))
        else:
            now.append((s, fitted))
    for found, rival in ((now, lambda s: s["source_id"]), (before, lambda s: (s["source_id"], institutions.main(s)))):
        rivals = Counter((rival(s), id(r)) for s, fitted in found for r in fitted)
        for s, fitted in found:
            if len(fitted) == 1 and rivals[(rival(s), id(fitted[0]))] == 1:
                # A former record is history, and says nothing of what is so.
                if found is now:
                    fitted[0].statements.append(s)
            else:
                key = f"{s['source_id']}|{s['source_record_id']}"
                provisional.append(Registration(key, key, s["province"], None, [s]))
    give_ends(anchored, provisional)
    return joined(anchored + provisional, judged)


def give_ends(anchored: list[Registration], provisional: list[Registration]) -> None:
    """Give each registration the ends that are its own: a content names one as an act does, or is its record's."""
    by_number = grouped(anchored, lambda r: r.number)
    for own in anchored + provisional:
        for said in (c for s in own.statements for c in s["contents"] if shows_end(c)):
            named = [
                r
                for r in by_number.get(said["certificate_no"], [])
                if r.province == said["province"] and any(compatible(said, s) for s in r.statements)
            ]
            is_of_elsewhere = said["certificate_no"] == own.number and None not in (said["province"], own.province)
            is_of_elsewhere = is_of_elsewhere and said["province"] != own.province
            for r in named if named and own not in named else [] if is_of_elsewhere else [own]:
                r.ends.append(said)


def joined(registrations: list[Registration], judged: Judgements) -> list[Registration]:
    """Rule 5: people judged the same are one, under the senior's key."""
    rank: dict[str, tuple[object, ...]] = {}
    for r in registrations:
        seen = min((s["first_seen_at"], *record_of(s)) for s in r.statements)
        rank[r.person] = min(rank.get(r.person, (True, seen)), (r.number is None, seen))
    seniors = judged.seniors({record_of(s): r.person for r in registrations for s in r.statements}, rank)
    for r in registrations:
        r.person = seniors.get(r.person, r.person)
    return registrations


def seniority(s: Row) -> tuple[object, ...]:
    """Rule 1: the least of a group is its senior."""
    legibility = 2 if s["name_key"] is None else 1 if s["name_state"] == "damaged" else 0
    return (legibility, TIERS.index(s["tier"]), s["first_seen_at"], s["source_id"], s["source_record_id"])


def works_there(s: Row, said: Iterable[Row], institutions: Institutions) -> bool:
    """Rule 3: its institution is the main or a filed one of what is said of somebody."""
    here = institutions.main(s)
    return here is not None and any(here in institutions.all_of(a) for a in said)


def agrees(s: Row, r: Registration) -> bool:
    """Rule 3: its number, as far as shown, or its day is that of a registration of its province that has its name."""
    mask, number = s["certificate_mask"], r.number or ""
    agrees = (
        mask is not None and len(mask) == len(number) and all(m in ("*", c) for m, c in zip(mask, number, strict=True))
    )
    shown = sum(m != "*" for m in mask or "")
    same_day = s["registered_on"] is not None and any(a["registered_on"] == s["registered_on"] for a in r.anchors)
    return (agrees and shown >= 4) or (same_day and (agrees or mask is None))
