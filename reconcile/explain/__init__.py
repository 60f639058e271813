"""Why a listing is linked as it is, or two things are (not) one person: what the last reconcile kept, in order.

Nothing is decided here. Levels, weights, probabilities and rules are read from the tables a reconcile leaves
(`scored_pair`, `ranked_person`, `found_link` ...); the score of a pair is their sum, and a reason is a code with the
values it speaks of, for `reports` to put into words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import duckdb

from reconcile.build import LINK_PROBABILITY
from reconcile.macros import define_macros
from reconcile.records import Record
from warehouse.db import read_sql
from warehouse.suppressed import refuse_suppressed

Row = dict[str, Any]
Answer = Literal["same", "different", "open"]


@dataclass(frozen=True)
class Explanation:
    """What is so of A, or of A and B, and why.

    `answer` says whether A and B are one person by our rules; None where A stands alone. `standing` is the place of the
    pair among all that the listing was compared with; `terms` add up to its score.
    """

    sides: list[Row]
    answer: Answer | None
    reasons: list[Row]
    standing: Row | None = None
    terms: list[Row] = field(default_factory=list)
    candidates: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """One of the two: the record that stands for it, and the registration or practitioner it may stand for."""

    record: Record
    is_official: bool
    kind: str = "record"  # or registration, practitioner
    id: str = ""


def explain(con: duckdb.DuckDBPyConnection, a: Asked, b: Asked | None = None) -> Explanation:
    """Explain the link of A, or what our rules make of A and B.

    `con` reads a warehouse that has been reconciled. Raises SuppressedError for a listing that is not to be shown.
    """
    define_macros(con)
    for asked in filter(None, (a, b)):
        refuse_suppressed(con, ":".join(asked.record))
    if b is None:
        return _official_alone(con, a) if a.is_official else _listing_alone(con, a)
    if a.is_official and b.is_official:
        return _two_officials(con, a, b)
    if not (a.is_official or b.is_official):
        return _two_listings(con, a, b)
    return _pair(con, b, a) if a.is_official else _pair(con, a, b)


def _listing_alone(con: duckdb.DuckDBPyConnection, asked: Asked) -> Explanation:
    listing, people = _listing(con, asked)
    return Explanation([listing], None, _reasons_of_link(listing, people), candidates=people)


def _two_listings(con: duckdb.DuckDBPyConnection, a: Asked, b: Asked) -> Explanation:
    sides: list[Row] = []
    people: list[str | None] = []
    reasons: list[Row] = [{"code": "listings"}]
    for asked in (a, b):
        listing, compared = _listing(con, asked)
        sides.append(listing)
        people.append(listing["practitioner_id"])
        reasons.append({"code": "of_listing", "id": ":".join(asked.record)})
        reasons += _reasons_of_link(listing, compared)
    answer: Answer = "open" if None in people else "same" if people[0] == people[1] else "different"
    return Explanation(sides, answer, reasons)


def _pair(con: duckdb.DuckDBPyConnection, listed: Asked, official: Asked) -> Explanation:
    listing, people = _listing(con, listed)
    known = _known(con, official)
    who = known[0]["practitioner_id"]
    ids = {row["registration_id"] for row in known if row["practitioner_id"] == who}
    linked = listing["practitioner_id"]
    answer: Answer = "open" if linked is None else "same" if linked == who else "different"
    theirs = next((row for row in people if row["practitioner_id"] == who), None)
    (touch,) = _rows(con, "touch", record_no=listing["record_no"], registration_ids=sorted(ids)) or [{}]
    # Of a practitioner the registration that fits best stands for all.
    asked_for = {"registration": official.id, "record": _of_record(known, official)}.get(official.kind)
    registration = asked_for or (theirs or {}).get("registration_id")
    terms = _rows(con, "term", record_no=listing["record_no"], registration_id=registration) if registration else []
    score = sum(float(term["weight"]) for term in terms)
    standing = _standing(people, theirs) if theirs else None
    reasons: list[Row] = []
    if touch.get("verdict"):
        reasons.append({"code": f"judged_{touch['verdict']}"})
    if answer == "same":
        reasons += _reasons_of_link(listing, people)
        if asked_for and asked_for != listing["registration_id"]:
            reasons.append({"code": "other_registration", "id": listing["registration_id"]})
    elif listing["record_no"] is None or listing["outcome"] == "masked":
        reasons += _reasons_of_link(listing, people)
    elif theirs is None:
        reasons += _why_not_compared(listing, touch)
    else:
        reasons += _why_not(listing, people, theirs)
    # What speaks most against the pair, of what was compared.
    worst = min((t for t in terms if t["level"]), key=lambda t: float(t["weight"]), default=None)
    if worst and worst["weight"] < -1:
        reasons.append({"code": "costliest", **{k: worst[k] for k in ("feature", "level", "weight")}})
    if standing:
        standing["pair_score"] = round(score, 2)
    official_side = next((row for row in known if _of(row) == official.record), known[0])
    return Explanation([listing, official_side], answer, reasons, standing, terms, people)


def _listing(con: duckdb.DuckDBPyConnection, asked: Asked) -> tuple[Row, list[Row]]:
    source_id, record_id = asked.record
    (listing,) = _rows(con, "asked_listing", source_id=source_id, source_record_id=record_id)
    people = _rows(con, "compared_person", record_no=listing["record_no"])
    return listing, sorted(people, key=lambda row: int(row["place"]))


def _reasons_of_link(listing: Row, people: Sequence[Row]) -> list[Row]:
    """Why the listing has its outcome."""
    rule, outcome = listing["rule"], listing["outcome"]
    if outcome is None:
        return [{"code": "not_listed"}]
    if listing["record_no"] is None:
        return [{"code": f"act_{outcome}"}]
    if rule in ("judgement", "certificate", "masked_name", "crowded"):
        return [{"code": f"{rule}_{outcome}" if rule == "judgement" else rule}]
    if rule == "no_candidate":
        return [{"code": rule, "meanings": listing["meaning_count"], "bearers": listing["bearer_count"]}]
    best = people[0]
    if outcome == "linked":
        return [{"code": "likely", "probability": best["probability"], "threshold": LINK_PROBABILITY}]
    return _why_not(listing, people, best)


def _why_not(listing: Row, people: Sequence[Row], theirs: Row) -> list[Row]:
    """Why a person who was compared is not the one linked."""
    reasons: list[Row] = [{"code": "crowded"}] if listing["rule"] == "crowded" else []
    if listing["rule"] == "judgement" and listing["outcome"] == "linked":
        reasons.append({"code": "judged_another"})
    elif listing["rule"] == "certificate" and not theirs["is_same_number"]:
        reasons.append({"code": "number_of_another"})
    if theirs["probability"] < LINK_PROBABILITY:
        said = {"probability": theirs["probability"], "threshold": LINK_PROBABILITY}
        reasons.append({"code": "below_threshold", **said})
    rival = _rival(people, theirs)
    if rival:
        code = "rival_better" if rival["score"] > theirs["score"] else "rival"
        said = {"name": rival["name"], "id": rival["registration_id"], "probability": rival["probability"]}
        reasons.append({"code": code, **said, "margin": f"{abs(theirs['score'] - rival['score']):.2f}"})
    nobody = _nobody(people)
    if nobody >= 1 - LINK_PROBABILITY:
        reasons.append({"code": "nobody", "probability": nobody})
    if not theirs["is_placed"]:
        reasons.append({"code": "not_placed"})
    return reasons


def _why_not_compared(listing: Row, touch: Row) -> list[Row]:
    """Why a person was no candidate at all: what the two have in common is not enough."""
    if touch["verdict"] == "different":
        return []
    names = {"exact", "agree", "one_character"}
    shared = [key for key in ("is_same_number", "is_same_institution", "is_same_province") if touch[key]]
    reasons: list[Row] = [{"code": "not_compared"}, {"code": f"name_{touch['name']}"}]
    reasons += [{"code": key.removeprefix("is_")} for key in shared] or [{"code": "nothing_shared"}]
    is_elsewhere = touch["name"] in names and not touch["is_same_institution"]
    if touch["is_name_found_there"] and (is_elsewhere or touch["name"] in names - {"exact"}):
        reasons.append({"code": "found_as_written"})
    elif is_elsewhere and touch["name"] == "exact":
        reasons.append({"code": "too_common", "bearers": listing["bearer_count"]})
    elif is_elsewhere and touch["is_same_province"] and touch["name"] == "one_character" and listing["bearer_count"]:
        reasons.append({"code": "name_of_another", "bearers": listing["bearer_count"]})
    return reasons


def _standing(people: Sequence[Row], theirs: Row) -> Row:
    rival = _rival(people, theirs)
    return {
        "place": theirs["place"], "of": len(people), "probability": theirs["probability"], "score": theirs["score"],
        "margin": round(theirs["score"] - rival["score"], 2) if rival else None, "nobody": _nobody(people),
        "threshold": LINK_PROBABILITY,
    }  # fmt: skip


def _rival(people: Sequence[Row], theirs: Row) -> Row | None:
    """The best of the others."""
    return next((row for row in people if row["practitioner_id"] != theirs["practitioner_id"]), None)


def _nobody(people: Sequence[Row]) -> float:
    """What is left for people whom no official source shows us."""
    return max(0.0, round(1 - sum(float(row["probability"]) for row in people), 4))


def _official_alone(con: duckdb.DuckDBPyConnection, asked: Asked) -> Explanation:
    known = _known(con, asked)
    own = next((row for row in known if _of(row) == asked.record), known[0])
    return Explanation(known, None, [_rule_of(own)])


def _rule_of(row: Row) -> Row:
    if row["rule"] != "provisional":
        return {"code": f"rule_{row['rule']}", "number": row["certificate_no"] or row["certificate_mask"]}
    return {"code": "rule_provisional", "fits": row["fit_count"]}


def _two_officials(con: duckdb.DuckDBPyConnection, a: Asked, b: Asked) -> Explanation:
    one, two = (next(row for row in _known(con, side) if _of(row) == side.record) for side in (a, b))
    if one == two:
        return Explanation([one, two], "same", [{"code": "one_record"}, _rule_of(one)])
    names = {f"{n}_{part}": value for n, side in (("a", a), ("b", b)) for part, value in _named(side.record).items()}
    (touch,) = _rows(con, "official_touch", **names)
    if one["practitioner_id"] == two["practitioner_id"]:
        return Explanation([one, two], "same", _why_together(one, two, touch))
    return Explanation([one, two], "different", _why_apart(one, two, touch))


def _why_together(one: Row, two: Row, touch: Row) -> list[Row]:
    if not touch["is_one_key"]:
        reasons: list[Row] = [{"code": "tied"}]
    elif fit := next((row["rule"] for row in (one, two) if row["rule"].startswith("fits")), None):
        reasons = [{"code": fit}]
    else:
        reasons = [{"code": "one_number", "number": one["certificate_no"]}]
    is_one = one["registration_id"] == two["registration_id"]
    return [*reasons, {"code": "one_registration" if is_one else "two_registrations"}]


def _why_apart(one: Row, two: Row, touch: Row) -> list[Row]:
    reasons: list[Row] = [{"code": "judged_different"}] if touch["verdict"] == "different" else []
    if touch["is_same_number"]:
        return reasons or [{"code": "one_number_two_names", "number": one["certificate_no"]}]
    if touch["is_same_number"] is False:
        return [*reasons, {"code": "two_numbers"}]
    # One of them has no full number: it would have to fit the other's registration, and that one alone.
    unnumbered = [row for row in (one, two) if row["rule"] == "provisional"]
    if len(unnumbered) == 2:
        return [*reasons, {"code": "two_provisional"}]
    if not unnumbered:
        return [*reasons, {"code": "fits_another"}]
    if touch["is_fitting"]:
        fits = unnumbered[0]["fit_count"]
        return [*reasons, {"code": "fits_several", "fits": fits} if fits > 1 else {"code": "fits_not_alone"}]
    asked_of = ("is_same_province", "is_same_name", "is_same_institution")
    missed = [{"code": f"not_{key.removeprefix('is_')}"} for key in asked_of if not touch[key]]
    if not (touch["fits_mask"] or touch["is_same_day"]):
        missed.append({"code": "not_same_number_or_day"})
    return [*reasons, {"code": "fits_not"}, *missed]


def _known(con: duckdb.DuckDBPyConnection, asked: Asked) -> list[Row]:
    """The official records of the person whom A stands for, all of them; first the one that stands for it."""
    values = _named(asked.record)
    (person,) = con.execute(
        "SELECT practitioner_id FROM registration_record WHERE source_id = ? AND source_record_id = ?", [*asked.record]
    ).fetchall()
    rows = _rows(con, "known_record", practitioner_id=person[0], source_id=values["source_id"],
                 source_record_id=values["record_id"])  # fmt: skip
    return sorted(rows, key=lambda row: _of(row) != asked.record)


def _named(record: Record) -> Row:
    return dict(zip(("source_id", "record_id"), record, strict=True))


def _of(row: Mapping[str, Any]) -> Record:
    return row["source_id"], row["source_record_id"]


def _of_record(known: Sequence[Row], asked: Asked) -> str | None:
    return next((row["registration_id"] for row in known if _of(row) == asked.record), None)


def _rows(con: duckdb.DuckDBPyConnection, name: str, **values: object) -> list[Row]:
    rows: list[Row] = con.sql(read_sql("reconcile.explain", name), params=values).to_arrow_table().to_pylist()
    return rows
