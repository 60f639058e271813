"""Golden values, acts and status of one registration."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.oracle.statements import NEVER, Row

Ranks = dict[tuple[str, str, str], int]  # (field, scope, tier) -> rank, 1 = most trusted

PERMITS = ("foreign_permit", "hkmo_permit", "tw_permit")
ADVERSE = ("revoked", "rescinded", "cancelled", "suspended")  # the order in which they prevail on one day


@dataclass(frozen=True)
class Claim:
    """One statement's value for one field."""

    value: Any
    said: Row
    asserted_on: date | None
    effective_on: date | None = None
    scope: str = "*"
    key: Any = None  # what is compared in place of the value, if anything
    is_lifted: bool = False  # an end that a later grant lifted, or a suspension whose term is over

    @property
    def meant(self) -> Any:
        return self.value if self.key is None else self.key

    @property
    def day(self) -> date:
        return self.asserted_on or NEVER


@dataclass(frozen=True)
class Act:
    """An adverse act on a registration; `source_id` only where a source of acts announced it."""

    status: str
    stated: date | None
    effective: date | None
    last_day: date | None
    source_id: str | None
    shown_by: tuple[str, str] | None = None  # the record that shows it, of (b)


def claims_of(field: str, statements: list[Row]) -> list[Claim]:
    """What the statements say of a field; one that says nothing claims nothing."""
    claims = []
    still_listing = {s["source_id"] for s in statements if not s["is_gone"]}
    for s in statements:
        scope = "permit" if s["instrument"] in PERMITS else "*"
        if field == "status" and s["is_gone"]:
            if s["source_id"] in still_listing:
                continue
            claims.append(Claim("no_longer_listed", s, s["gone_on"], s["gone_on"], scope))
        elif s[field]:
            since = s["assessed_on"] if field == "assessment" else s["effective_on"]
            value = tuple(sorted(s[field])) if field == "scope" else s[field]
            claims.append(Claim(value, s, s["asserted_on"], since, scope))
    return claims


def golden(field: str, statements: list[Row], ranks: Ranks, as_of: date) -> list[Claim]:
    """Return the claims of one registration or person that win."""
    return settled(field, claims_of(field, statements), ranks, as_of)


def settled(field: str, claims: Iterable[Claim], ranks: Ranks, as_of: date) -> list[Claim]:
    """Return the claims that win, all of one value; empty if none may or they differ at last."""

    def key(c: Claim) -> tuple[str, str, str]:
        return (field, c.scope, c.said["tier"])

    left = [c for c in claims if key(c) in ranks]
    if field == "name" and all(c.scope in ("*", "permit") for c in left):
        plain = [c.said["name_key"] for c in left if c.said["name_state"] == "plain"]
        left = [c for c in left if not any(fits_damage(c.said["name_key"], other) for other in plain)]
    left = [c for c in left if not c.is_lifted] or left
    left = [c for c in left if not (is_old(c, as_of) and any(other.day > c.day for other in left))]
    best = min((ranks[key(c)] for c in left), default=None)
    left = [c for c in left if ranks[key(c)] == best]
    newest = max((c.day for c in left), default=None)
    left = [c for c in left if c.day == newest]
    return left if len({c.meant for c in left}) == 1 else []


def is_old(claim: Claim, as_of: date) -> bool:
    """Whether a claim is older than its source's age limit."""
    return claim.asserted_on is None or (as_of - claim.asserted_on).days > claim.said["age_limit_days"]


def value_of(winners: list[Claim]) -> Any:
    """The golden value, or None; of several writings the first."""
    return min((c.value for c in winners), default=None)


# ---- names ---------------------------------------------------------------------------------------------------
def fits_damage(damaged: str, other: str) -> bool:
    """Whether a name with `?` for unreadable characters could be `other`."""
    return (
        "?" in damaged
        and any(c != "?" for c in damaged)
        and len(damaged) == len(other)
        and all(c in ("?", o) for c, o in zip(damaged, other, strict=True))
    )


def compatible(a: Row, b: Row) -> bool:
    """Whether the names of two statements may be one person's."""
    x, y = a["name_key"], b["name_key"]
    if x is None or y is None:
        return False
    sounds_alike = a["name_sound"] is not None and a["name_sound"] == b["name_sound"] and len(x) == len(y)
    renamed = x in b["former_keys"] or y in a["former_keys"]
    return x == y or sounds_alike or fits_damage(x, y) or fits_damage(y, x) or renamed


# ---- status --------------------------------------------------------------------------------------------------
def status(
    number: str | None,
    province: str | None,
    statements: list[Row],
    acts: list[Row],
    ends: list[Row],
    ranks: Ranks,
    as_of: date,
) -> tuple[str | None, date | None, set[str]]:
    """Return status, status_since and the sources of the acts that hold.

    `statements` are those of the registration's records, `acts` the statements of sources of acts that name `number`,
    `ends` the contents that ever showed it as ended.
    """
    # Nothing is granted in days to come.
    granted = [s["registered_on"] for s in statements if s["registered_on"] and s["registered_on"] <= as_of]
    adverse = [*announced(number, province, statements, acts), *recorded(ends)]
    holding = [a for a in adverse if holds(a, granted, as_of)]
    sources = {a.source_id for a in holding if a.source_id}
    if holding:
        prevailing = min(holding, key=precedence)
        return prevailing.status, prevailing.stated, sources
    term = value_of(golden("valid_to", statements, ranks, as_of))
    if value_of(golden("instrument", statements, ranks, as_of)) in PERMITS and term and term < as_of:
        return "expired", term, sources
    over = {(a.shown_by, a.status) for a in adverse if a.shown_by and (a.effective is None or a.effective <= as_of)}
    claims = claims_of("status", statements)
    claims = [
        replace(c, is_lifted=((c.said["source_id"], c.said["source_record_id"]), c.value) in over) for c in claims
    ]
    winners = settled("status", claims, ranks, as_of)
    return value_of(winners), max((c.effective_on for c in winners if c.effective_on), default=None), sources


def precedence(act: Act) -> tuple[bool, bool, int, int]:
    """Order of acts that hold, what prevails first: ends, then stated days, then the latest, then the gravest."""
    day = (act.effective or NEVER).toordinal()
    return (act.status == "suspended", act.stated is None, -day, ADVERSE.index(act.status))


def announced(number: str | None, province: str | None, statements: list[Row], acts: list[Row]) -> Iterable[Act]:
    """Adverse acts (a): of sources of acts, by number, name and province."""
    for act in acts:
        if (
            act["status"] in ADVERSE
            and act["certificate_no"] == number
            and any(compatible(act, s) for s in statements)
            and (not act["provinces"] or province in act["provinces"])
        ):
            stated = act["effective_on"] or act["published_at"]
            effective = stated or act["asserted_on"]
            yield Act(act["status"], stated, effective, last_day(act, effective), act["source_id"])


def last_day(said: Row, effective: date | None) -> date | None:
    """The day a suspension ends on; None for what does not end."""
    if said["status"] != "suspended":
        return None
    return said["valid_to"] or (twelve_months_after(effective) if effective else None)


def shows_end(said: Row) -> bool:
    """Whether a content shows its registration as ended, or suspended to a stated day."""
    if said["status"] == "suspended":
        return said["valid_to"] is not None and said["instrument"] not in PERMITS
    return said["status"] in ADVERSE


def recorded(ends: list[Row]) -> Iterable[Act]:
    """Adverse acts (b): contents of official records that ever showed the registration's end."""
    for said in ends:
        stated = said["effective_on"] or said["published_at"]
        effective = stated or said["asserted_on"]
        yield Act(
            said["status"],
            stated,
            effective,
            last_day(said, effective),
            None,
            (said["source_id"], said["source_record_id"]),
        )


def holds(act: Act, granted: list[date], as_of: date) -> bool:
    """Whether an act is in force on a day and no later grant lifted it; an undated one is lifted by none."""
    if act.last_day and as_of > act.last_day:
        return False
    return act.effective is None or (act.effective <= as_of and not any(day > act.effective for day in granted))


def twelve_months_after(day: date) -> date:
    """The same day next year; for a 29th of February the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + 1, day.month, 28 if is_leap_day else day.day)
