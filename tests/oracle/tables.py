"""The official tables: registration, practitioner, practice_site, institution, and the links of official records."""

import hashlib
from collections.abc import Iterable
from datetime import date

from tests.oracle.institutions import Institutions
from tests.oracle.judgements import Judgements
from tests.oracle.registrations import Registration, group_registrations
from tests.oracle.statements import NEVER, History, Row, grouped, official_statements
from tests.oracle.values import PERMITS, Ranks, golden, status, value_of


def official_tables(history: History, as_of: date, secret: str) -> dict[str, list[Row]]:
    """Return registration, practitioner, practice_site, institution and link (listed, no acts)."""
    said = list(official_statements(history))
    statements = [s for s in said if not s["is_licence"]]
    records = [s for s in statements if not s["is_act"]]
    institutions = Institutions(records + [s for s in said if s["is_licence"]])
    for s in records:
        s["main_institution"] = institutions.main(s)
    ranks = {(p["field"], p["scope"], p["tier"]): int(p["rank"]) for p in history.policy}
    acts = grouped((s for s in statements if s["is_act"]), lambda s: s["certificate_no"])

    def digest(kind: str, key: str | None) -> str | None:
        text = f"{secret}\x1f{kind}\x1f{key}"
        return None if key is None else hashlib.sha256(text.encode()).hexdigest()[:20]

    houses = institutions.rows(ranks, as_of)
    tables: dict[str, list[Row]] = {"registration": [], "practitioner": [], "practice_site": [], "link": []}
    judged = Judgements.of(history.judgement, history.judgement_basis, records)
    registrations = group_registrations(records, institutions, judged)
    for person, held in grouped(registrations, lambda r: r.person).items():
        person_id = digest("practitioner", person)
        statuses = []
        for r in held:
            ids = {"registration_id": digest("registration", r.key), "practitioner_id": person_id}
            values = registration_values(r, acts.get(r.number, []) if r.number else [], ranks, as_of)
            main = values.pop("main_institution")
            named = {
                "main_institution_id": digest("institution", main),
                "main_institution": houses.get(main, {}).get("name") if main else None,
            }
            tables["registration"].append(ids | values | named)
            statuses.append(values["status"])
            for key, site in sites(r, institutions, ranks, as_of):
                place = {"registration_id": ids["registration_id"], "institution_id": digest("institution", key)}
                tables["practice_site"].append(place | site)
            listed = [s for s in r.statements if not s["is_gone"]]
            tables["link"] += [{n: s[n] for n in ("source_id", "source_record_id")} | ids for s in listed]
        said = [s for r in held for s in r.statements]
        counts = {"registration_count": len(held), "active_count": statuses.count("active")}
        tables["practitioner"].append({"practitioner_id": person_id} | person_values(said, ranks, as_of) | counts)
    tables["institution"] = [{"institution_id": digest("institution", key)} | row for key, row in houses.items()]
    return tables


def registration_values(r: Registration, acts: list[Row], ranks: Ranks, as_of: date) -> Row:
    """Golden values of one registration, its status and what speaks of it; the institution by its key."""
    fields = ("instrument", "level", "category", "scope", "main_institution", "valid_from", "valid_to")
    values = {f: value_of(golden(f, r.statements, ranks, as_of)) for f in fields}
    now, since, act_sources = status(r.number, r.province, r.statements, acts, r.ends, ranks, as_of)
    assessments = golden("assessment", r.statements, ranks, as_of)
    asserted = latest(s["asserted_on"] for s in r.statements)
    return values | {
        "certificate_no": r.shown_number,
        "province": r.province,
        "status": now,
        "assessment": value_of(assessments),
        "assessed_on": latest(c.effective_on for c in assessments),
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


def sites(r: Registration, institutions: Institutions, ranks: Ranks, as_of: date) -> Iterable[tuple[str, Row]]:
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
