"""Each SELECT that holds a listing against the register alone: a few rows in, the whole result out."""

from datetime import date, datetime
from typing import Any

from tests.reconcile.conftest import Rows, RunStep

DAY = date(2026, 3, 1)
BEFORE, BEGIN, AFTER = datetime(2026, 1, 1, 2), datetime(2026, 2, 1, 2), datetime(2026, 3, 1, 2)
NUMBER = "110330100990001"


def found(rows: Rows) -> list[tuple[Any, ...]]:
    """(record, kind, field, official value, listed value), by record."""
    names = ("source_record_id", "kind", "field", "official_value", "listed_value")
    return sorted((tuple(r[n] for n in names) for r in rows), key=lambda t: (t[0], t[1], t[2]))


def of(record: str, **more: Any) -> dict[str, Any]:
    """A row about one record of the platform p."""
    return {"source_id": "p", "source_record_id": record} | more


def linked(record: str, **more: Any) -> dict[str, Any]:
    """A linked listing that says what the register says."""
    about = {
        "registration_id": f"r {record}", "practitioner_id": f"p {record}", "active_count": 1,
        "first_seen_at": BEGIN, "last_seen_at": AFTER,
        "institution_id": "main", "institution": "甲医院", "institution_key": "甲医院", "institution_grade": "32",
        "department": "儿科", "department_code": "07", "status": None,
    }  # fmt: skip
    said = {"name": "王小明", "level": "physician", "category": "clinical"}
    official = {"official_status": "active", "official_status_since": date(2020, 1, 1), "official_province": "33",
                "official_institution": "甲医院", "official_institution_kind": "A100"}  # fmt: skip
    scopes = {"title": "chief", "scope": ["儿科专业"], "official_scope": ["儿科专业"]}
    return of(record, **about, **said, **scopes, **official, **{f"official_{k}": v for k, v in said.items()}) | more


def verdict(code: str, scope: str, said: str | None, kind: str | None = "A100") -> dict[str, Any]:
    """What `department_verdict` says of clinical physicians of one scope in a department."""
    about = {"department_code": code, "official_category": "clinical", "official_scope": [scope]}
    return about | {"official_institution_kind": kind, "verdict": said}


# What each listing shows of an institution since when: (key, first seen) of its contents in turn.
SITES: dict[str, tuple[dict[str, Any], list[tuple[str, datetime]]]] = {
    "main": ({}, [("甲医院", AFTER)]),
    "filed": ({"institution_id": "filed"}, [("乙医院", AFTER)]),
    "filing ended": ({"institution_id": "ended"}, [("丙医院", AFTER)]),
    "former": ({"institution_id": "former"}, [("丁医院", AFTER)]),
    "unresolved": ({"institution_id": None}, [("某医院", AFTER)]),
    "withheld": ({"institution_id": "far", "official_institution": None}, [("戊医院", AFTER)]),
    "near": ({"institution_id": "near"}, [("己医院", AFTER)]),
    "far": ({"institution_id": "far"}, [("甲医院", BEGIN), ("戊医院", AFTER)]),
    "since ever": ({"institution_id": "far"}, [("戊医院", BEGIN)]),
    # Another title, the institution as before.
    "new title": ({"institution_id": "far"}, [("戊医院", BEGIN), ("戊医院", AFTER)]),
    "new alias": ({"institution_id": "far"}, [("戊院", BEGIN), ("戊医院", AFTER)]),
    "young": ({"institution_id": "far", "registration_id": "young"}, [("戊医院", AFTER)]),
    "nowhere": ({"institution_id": "far", "official_province": None}, [("戊医院", AFTER)]),
    # Related to where the person is: of one legal person; in one alliance; to where the person was only once.
    "sister": ({"institution_id": "sister"}, [("庚医院", AFTER)]),
    "ally": ({"institution_id": "ally"}, [("辛医院", AFTER)]),
    "cousin": ({"institution_id": "cousin"}, [("壬医院", AFTER)]),
}


def test_an_institution_is_stale_wrong_or_unknown_by_what_we_could_have_seen(run_step: RunStep) -> None:
    listings = [
        linked(r, **({"registration_id": "r", "institution_key": shown[-1][0], "institution": shown[-1][0]} | new))
        for r, (new, shown) in SITES.items()
    ]
    contents = [(r, f"c{n}", key, at) for r, (_, shown) in SITES.items() for n, (key, at) in enumerate(shown)]
    was = [("main", True, False), ("filed", True, True), ("ended", False, True), ("former", False, False)]
    rows = run_step(
        "conflict_site",
        linked_listing=listings,
        person_site=[
            {"practitioner_id": f"p {r}", "institution_id": i, "is_valid": valid, "is_filed": filed}
            for r in SITES
            for i, valid, filed in was
        ],
        known_institution=[
            {"institution_id": i, "province": "51" if i == "far" else "33"}
            for i in ("main", "filed", "ended", "former", "near", "far", "sister", "ally", "cousin")
        ],
        institution_relation=[
            {"institution_id": a, "other_institution_id": b, "relation": relation} for a, b, relation in
            (("main", "sister", "legal_person"), ("ally", "main", "alliance"), ("ally", "main", "parent"),
             ("former", "cousin", "campus"))
        ],
        institution_name=[
            {"institution_id": i, "institution_key": key} for i, keys in
            (("main", "甲医院"), ("filed", "乙医院"), ("ended", "丙医院"), ("former", "丁医院"), ("near", "己医院"),
             ("far", "戊医院 戊院"), ("sister", "庚医院"), ("ally", "辛医院"), ("cousin", "壬医院"))
            for key in keys.split()
        ],
        registration_record=[of("old", registration_id="r"), of("new", registration_id="young")],
        statement=[of("old", first_seen_at=BEGIN), of("new", first_seen_at=datetime(2026, 3, 9))],
        spell=[of(r, content_digest=digest, first_seen_at=at) for r, digest, _, at in contents],
        record=[of(r, content_digest=digest, institution_key=key) for r, digest, key, _ in contents],
        # A run that failed has shown us nothing.
        watched=run_step(
            "watched",
            run=[{"source_id": "p", "outcome": o, "started_at": at} for o, at in
                 (("failed", BEFORE), ("partial", BEGIN), ("complete", AFTER))],
        ),
    )  # fmt: skip
    assert found(rows) == [
        ("cousin", "unfiled_site", "institution", "甲医院", "壬医院"),
        ("far", "wrong", "institution", "甲医院", "戊医院"),
        ("filing ended", "expired_filing", "institution", "甲医院", "丙医院"),
        ("former", "stale", "institution", "甲医院", "丁医院"),
        ("near", "unfiled_site", "institution", "甲医院", "己医院"),
        ("new alias", "differs_history_unknown", "institution", "甲医院", "戊医院"),
        ("new title", "differs_history_unknown", "institution", "甲医院", "戊医院"),
        # Where the registration is is not known, so that nothing is known to be elsewhere.
        ("nowhere", "differs_history_unknown", "institution", "甲医院", "戊医院"),
        ("since ever", "differs_history_unknown", "institution", "甲医院", "戊医院"),
        ("sister", "affiliated_site", "institution", "甲医院", "庚医院"),
        ("young", "differs_history_unknown", "institution", "甲医院", "戊医院"),
    ]


def test_a_field_that_the_source_shows_is_at_odds_with_the_register(run_step: RunStep) -> None:
    rows = run_step(
        "conflict_field",
        department_verdict=[verdict("07", "内科专业", "outside"), verdict("03.02", "儿科专业", "unusual")],
        linked_listing=[
            linked("alike"),
            linked("silent", level=None, category=None, scope=None, department=None, title=None, name=None),
            linked("withheld", official_level=None, official_category=None, official_scope=None, official_name=None),
            linked("level", level="assistant"),
            linked("category", category="dental"),
            linked("scope", scope=["儿科专业", "外科专业"]),
            linked("fewer scopes", official_scope=["儿科专业", "外科专业"]),
            linked("title", level=None, official_level="rural_gp", title="associate_chief"),
            linked("modest title", level=None, official_level="assistant", title="attending"),
            linked("name", name="王晓明"),
            linked("outside", scope=None, official_scope=["内科专业"]),
            linked("outside elsewhere", scope=None, official_scope=["内科专业"], official_institution_kind=None),
            linked("unusual", department="消化内科", department_code="03.02"),
            # Registered for village clinics; in a hospital of the first or an unknown grade nothing is said.
            linked("village", level=None, official_level="rural_gp", title=None),
            linked("village near", level=None, official_level="rural_gp", title=None, institution_grade="19"),
            linked("village somewhere", level=None, official_level="rural_gp", title=None, institution_grade=None),
        ],
    )
    assert found(rows) == [
        ("category", "category_mismatch", "category", "clinical", "dental"),
        ("level", "level_mismatch", "level", "physician", "assistant"),
        ("name", "name_variant", "name", "王小明", "王晓明"),
        ("outside", "scope_mismatch", "department", "内科专业", "儿科"),
        ("scope", "scope_mismatch", "scope", "儿科专业", "儿科专业|外科专业"),
        ("title", "scope_mismatch", "grade", "rural_gp", "甲医院"),
        ("title", "title_anomaly", "title", "rural_gp", "associate_chief"),
        ("unusual", "scope_unusual", "department", "儿科专业", "消化内科"),
        ("village", "scope_mismatch", "grade", "rural_gp", "甲医院"),
    ]


def test_who_is_listed_after_the_end_was_seen_there_after_it(run_step: RunStep) -> None:
    def ended(record: str, official: str, since: date | None, **more: Any) -> dict[str, Any]:
        return linked(record, official_status=official, official_status_since=since, active_count=0) | more

    on = {"last_seen_at": AFTER}
    rows = run_step(
        "conflict_field",
        department_verdict=[verdict("07", "内科专业", "outside")],
        linked_listing=[
            ended("after", "cancelled", date(2026, 2, 28), **on), ended("that day", "revoked", DAY, **on),
            ended("before", "cancelled", date(2026, 3, 2), **on), ended("undated", "rescinded", None, **on),
            # Six in the evening in Greenwich is the next day in China.
            ended("by night", "cancelled", DAY, last_seen_at=datetime(2026, 2, 28, 18)),
            ended("elsewhere", "cancelled", None, active_count=1),
            # It says nothing certain about today, or ends nothing.
            ended("not listed", "no_longer_listed", DAY, **on), ended("suspended", "suspended", DAY, **on),
            # A permit is valid on its last day.
            ended("permit", "expired", date(2026, 2, 28), **on), ended("last day", "expired", DAY, **on),
            ended("in time", "expired", date(2026, 3, 5), **on),
            ended("another", "expired", date(2026, 2, 1), active_count=1),
            # What it shows of the status itself.
            ended("says so", "cancelled", None, status="cancelled"),
            ended("denies it", "cancelled", None, status="active"),
            ended("retired", "left_filed", DAY, **on), ended("retired here", "left_filed", DAY, active_count=1),
        ],
    )  # fmt: skip
    assert found(rows) == [
        ("after", "listed_after_cancellation", "status", "cancelled", "listed"),
        ("by night", "listed_after_cancellation", "status", "cancelled", "listed"),
        ("denies it", "listed_after_cancellation", "status", "cancelled", "active"),
        ("permit", "permit_expired", "status", "expired", "listed"),
        ("retired", "listed_after_leaving", "status", "left_filed", "listed"),
        ("that day", "listed_after_cancellation", "status", "revoked", "listed"),
        ("undated", "listed_after_cancellation", "status", "rescinded", "listed"),
    ]


def lower(record: str, **more: Any) -> dict[str, Any]:
    about: dict[str, Any] = {"shown_no": 1, "name_state": "plain", "name_key": "王小明", "province": "33"}
    return of(record, record_no=record, certificate_no=None) | about | more


def whom(record: str, registration: str | None = None, candidates: int = 0) -> dict[str, Any]:
    about = {"registration_id": registration, "practitioner_id": registration, "candidate_count": candidates}
    return of(record, outcome="linked" if registration else "unlinked", **about)


# Parts of conflict_record that a test is not about.
NOBODY: dict[str, Rows] = {
    "link": [whom("nobody", "r")],
    "lower_record": [lower("nobody")],
    "statement": [of("nobody", name="王小明")],
    "coverage": [{"shown_no": 0, "province": "33", "share": 0.5}],
    "candidate": [{"record_no": "nobody", "is_same_number": False}],
    "practitioner": [{"practitioner_id": "p", "name": "王小明"}],
    "registration_record": [
        {"certificate_no": NUMBER, "registration_id": "r", "practitioner_id": "p", "rule": "number",
         "is_main_person": True},
    ],
}  # fmt: skip


def test_a_twin_is_of_one_source_one_registration_and_one_institution(run_step: RunStep) -> None:
    def shown(record: str, **more: Any) -> dict[str, Any]:
        return linked(record, registration_id="r", practitioner_id="p") | more

    listings = [
        shown("first"), shown("alias", institution="甲院", institution_key="甲院"),
        shown("newer", first_seen_at=AFTER), shown("elder", first_seen_at=BEFORE),
        # Two institutions are no twins, whether filed or not; nor are two sources, two people or no institution.
        shown("filed", institution_id="filed"), shown("other source", source_id="q"),
        shown("other person", registration_id="r2"), shown("none 1", institution_id=None, institution_key=None),
        shown("none 2", institution_id=None, institution_key=None),
        # What did not resolve is the same if it reads the same.
        shown("unknown 1", institution_id=None, institution_key="某医院"),
        shown("unknown 2", institution_id=None, institution_key="某医院"),
    ]  # fmt: skip
    rows = run_step("conflict_duplicate", linked_listing=listings)
    assert [(r["source_record_id"], r["kind"], r["other_record_id"], r["listed_value"]) for r in rows] == [
        ("alias", "duplicate_listing", "elder", "甲院"), ("first", "duplicate_listing", "elder", "甲医院"),
        ("newer", "duplicate_listing", "elder", "甲医院"), ("unknown 2", "duplicate_listing", "unknown 1", "甲医院"),
    ]  # fmt: skip


def test_who_is_not_found_says_something_only_where_nearly_everybody_is_known(run_step: RunStep) -> None:
    listed = [
        lower("known place"), lower("poor place", shown_no=2), lower("known province", shown_no=3),
        lower("poor province", shown_no=3, province="51"), lower("no place", shown_no=3, province=None),
        lower("damaged", name_state="damaged"), lower("candidate"), lower("linked"),
    ]  # fmt: skip
    names = [r["source_record_id"] for r in listed]
    told = {"candidate": whom("candidate", None, 1), "linked": whom("linked", "r", 1)}
    coverage = [(1, "33", 0.9), (2, "33", 0.89), (None, "33", 0.9), (None, "51", 0.5), (None, "", 0.98)]
    rows = run_step(
        "conflict_record",
        **NOBODY
        | {
            "lower_record": listed,
            "statement": [of(n, name=f"欧晓蜂 {n}") for n in names],
            "link": [told.get(n, whom(n)) for n in names],
            "coverage": [{"shown_no": n, "province": p, "share": s} for n, p, s in [*coverage, (None, None, 0.98)]],
        },
    )
    assert found(rows) == [
        ("known place", "not_in_official", "name", None, "欧晓蜂 known place"),
        ("known province", "not_in_official", "name", None, "欧晓蜂 known province"),
    ]


def test_a_number_is_another_persons_or_no_usual_one(run_step: RunStep) -> None:
    numbers = {
        "holder": NUMBER, "stranger": NUMBER, "masked name": NUMBER, "unknown": "110330100990002", "none": None,
        "tcm": "241330100990003", "letters": "11044010099AB04", "structure": "XC10330100990012",
        "misspelt": NUMBER, "no province": "110990100990005", "no category": "150330100990006",
        "short": "11033010099000",
    }  # fmt: skip
    rows = run_step(
        "conflict_record",
        **NOBODY
        | {
            "lower_record": [
                lower(n, certificate_no=number, name_key=None if n == "masked name" else "李四海")
                for n, number in numbers.items()
            ],
            "statement": [of(n, name="李四海") for n in numbers],
            "link": [
                *(whom(n, "r" if n in ("holder", "short") else None, 1) for n in numbers if n != "misspelt"),
                # Known by the workplace: the number is that person's own.
                whom("misspelt", "r", 1) | {"practitioner_id": "p"},
            ],
            # Whoever fits the holder's name is a candidate by number.
            "candidate": [{"record_no": "holder", "is_same_number": True}],
        },
    )
    assert found(rows) == [
        ("no category", "certificate_malformed", "certificate_no", None, "150330100990006"),
        ("no province", "certificate_malformed", "certificate_no", None, "110990100990005"),
        ("short", "certificate_malformed", "certificate_no", None, "11033010099000"),
        ("stranger", "certificate_collision", "certificate_no", "王小明", "李四海"),
        ("structure", "certificate_malformed", "certificate_no", None, "XC10330100990012"),
    ]
    assert {r["source_record_id"]: r["registration_id"] for r in rows if r["registration_id"]} == {
        "short": "r", "stranger": "r",
    }  # fmt: skip
