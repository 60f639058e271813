"""Each SELECT of the official side alone: a few rows in, the whole result out."""

from datetime import date, datetime
from typing import Any

from tests.reconcile.conftest import RunStep
from tests.reconcile.step_rows import AT, DAY, sources, statement

SECRET = {"secret": "0" * 32}
FORMER = [{"former_names": ["王卫东"], "former_keys": ["王卫东"]}]


def test_statement_is_the_newest_content_and_keeps_the_first_sighting(run_step: RunStep) -> None:
    spell = {"source_id": "s", "source_record_id": "a", "closed_as": None, "closed_run_id": None}
    seen = {"source_id": "s", "source_record_id": "a", "last_seen_at": AT, "asserted_on": DAY}
    earlier = datetime(2026, 2, 1)
    record = {
        "source_id": "s", "source_record_id": "a", "asserted_on": None, "run_id": "r", "name_key": "王小明",
        "name_sound": "wang xiao ming", "name_state": "plain",
    }  # fmt: skip
    rows = run_step(
        "statement",
        spell=[
            spell | {"content_digest": "old", "opened_run_id": "r1", "first_seen_at": earlier, "closed_as": "replaced"},
            spell | {"content_digest": "new", "opened_run_id": "r2", "first_seen_at": AT},
        ],
        spell_seen=[seen | {"opened_run_id": "r1"}, seen | {"opened_run_id": "r2"}],
        record=[
            record | {"content_digest": "old"},
            record | {"content_digest": "new", "name_state": "masked", "asserted_on": date(2062, 1, 1)},
        ],
        source=sources("s"),
        run=[{"run_id": "r1", "asserted_on": DAY}],
    )
    (row,) = rows
    assert (row["content_digest"], row["first_seen_at"], row["is_listed"], row["gone_on"]) == (
        "new",
        earlier,
        True,
        None,
    )
    # A masked name names nobody; and nothing speaks for days to come.
    assert (row["name_key"], row["name_sound"], row["asserted_on"]) == (None, None, AT.date())


def test_a_name_means_the_one_numbered_institution_of_its_province(run_step: RunStep) -> None:
    about = {"source_id": "s", "content_digest": "c", "is_current": True, "tier": "national"}
    dated = {"asserted_on": DAY, "first_seen_at": AT}
    content = about | dated | {"filed_sites": None, "institution": "甲医院", "institution_key": "甲医院"}
    filed = [{"institution": "甲医院", "valid_from": DAY, "valid_to": None}]
    second = {"registration_no": "N2", "institution": "乙医院", "institution_key": "乙医院"}
    named = run_step(
        "named_site",
        official_content=[
            content | {"source_record_id": "numbered", "province": "33", "registration_no": "N1"},
            content | {"source_record_id": "by name", "province": "33", "registration_no": None},
            content | {"source_record_id": "elsewhere", "province": "51", "registration_no": None},
            content | second | {"source_record_id": "filed", "province": "33", "filed_sites": filed},
        ],
        site_name=[{"institution": "甲医院", "institution_key": "甲医院"}],
        licence=[
            about
            | dated
            | {
                "source_record_id": "unit",
                "institution": "丙医院",
                "institution_key": "丙医院",
                "province": "51",
                "registration_no": "N3",
                "valid_from": DAY,
                "valid_to": None,
            },
        ],
    )
    numbered = run_step("numbered_name", named_site=named)
    assert numbered == [
        {"institution_key": "丙医院", "province": "51", "registration_no": "N3"},
        {"institution_key": "乙医院", "province": "33", "registration_no": "N2"},
        {"institution_key": "甲医院", "province": "33", "registration_no": "N1"},
    ]
    rows = run_step("official_site", SECRET, numbered_name=numbered)
    by_id: dict[str, set[str]] = {}
    for row in rows:
        by_id.setdefault(row["institution_id"], set()).add(f"{row['source_record_id']} {row['role']}")
    assert sorted(map(sorted, by_id.values())) == [
        ["by name main", "filed filed", "numbered main"], ["elsewhere main"], ["filed main"], ["unit licence"],
    ]  # fmt: skip


def test_a_number_belongs_to_its_seniors_name(run_step: RunStep) -> None:
    def row(record: str, key: str | None, sound: str | None, **more: Any) -> dict[str, Any]:
        return statement(record, certificate_no="N", name_key=key, name_sound=sound, **more)

    rows = run_step(
        "numbered_record",
        former_name=FORMER,
        statement=[
            row("a", "王小明", "wang xiao ming", tier="national", first_seen_at=datetime(2026, 3, 9)),
            row("b", "王晓明", "wang xiao ming"),
            row("c", "李四海", "li si hai"),
            row("d", None, None),
            row("e", "王卫东", "wang wei dong"),
            row("f", "王小?", "wang xiao ?", name_state="damaged"),
        ],
    )
    assert [(r["source_record_id"], r["person_key"]) for r in rows] == [
        ("a", "N"), ("b", "N"), ("c", "N|李四海"), ("d", "N"), ("e", "N|王卫东"), ("f", "N"),
    ]  # fmt: skip


def test_only_one_that_fits_one_joins(run_step: RunStep) -> None:
    numbered = {"source_id": "n", "certificate_no": "N", "person_key": "N"}
    rows = run_step(
        "person_record",
        statement=[
            statement("full", source_id="n", certificate_no="N"),
            statement("one", source_id="p"),
            *(statement(f"gone {n}", source_id="p", is_listed=False) for n in ("i", "j", "k 1", "k 2")),
            *(statement(f"twin {n}", source_id="q", certificate_mask="N*") for n in (1, 2)),
        ],
        numbered_record=[numbered | {"source_record_id": "full", "registration_key": "N|33"}],
        # One that moved from i to j, and two who may have been at k.
        fitting_record=[
            {"source_id": source, "source_record_id": record, "registration_key": "N|33", "person_key": "N",
             "certificate_no": "N", "former_institution_id": record[5:6] if "gone" in record else None}
            for source, record in (
                ("p", "one"), *(("p", f"gone {n}") for n in ("i", "j", "k 1", "k 2")), ("q", "twin 1"), ("q", "twin 2"),
            )
        ],
    )  # fmt: skip
    assert sorted((r["source_record_id"], r["rule"], r["certificate_no"]) for r in rows) == [
        ("full", "number", "N"), ("gone i", "fits_former", "N"), ("gone j", "fits_former", "N"),
        ("gone k 1", "provisional", None), ("gone k 2", "provisional", None), ("one", "fits_number", "N"),
        ("twin 1", "provisional", "N*"), ("twin 2", "provisional", "N*"),
    ]  # fmt: skip
    assert len({r["registration_key"] for r in rows}) == 5


def test_what_is_gone_claims_that_it_is_no_longer_listed(run_step: RunStep) -> None:
    known = {"source_id": "s", "registration_id": "r", "practitioner_id": "p", "rule": "number"}
    gone = statement("a", name="王小明", name_key="王小明", status="active", scope=["乙", "甲"], is_listed=False,
                     gone_on=date(2026, 3, 5), assessment="failed", assessed_on=date(2025, 12, 20))  # fmt: skip
    records = run_step(
        "official_record",
        registration_record=[known | {"source_record_id": "a"}, known | {"source_record_id": "b", "source_id": "t"}],
        adverse_act=[
            {
                "registration_id": "r",
                "source_id": "s",
                "source_record_id": "z",
                "status": "revoked",
                "is_act": False,
                "is_holding": True,
                "is_over": False,
            }
        ],
        statement=[gone, statement("b", source_id="t", level="physician")],
        official_site=[
            {"source_id": "s", "source_record_id": "a", "institution_id": "i", "is_current": True, "role": "main"}
        ],
    )
    rows = run_step("official_claim", official_record=records, source=sources("s", "t"))
    assert [
        (r["entity_kind"], r["entity_id"], r["field"], r["value"], r["asserted_on"])
        for r in rows
        if r["source_record_id"] == "a"
    ] == [
        ("practitioner", "p", "name", "王小明", DAY),
        ("registration", "r", "assessment", "failed", DAY),
        ("registration", "r", "main_institution", "i", DAY),
        ("registration", "r", "scope", "乙|甲", DAY),
        ("registration", "r", "status", "no_longer_listed", date(2026, 3, 5)),
    ]
    assert {r["effective_on"] for r in rows if r["field"] == "assessment"} == {date(2025, 12, 20)}
    assert {r["claim_count"] for r in rows} == {2}
    # What one record alone says of a registration is not weighed against anything, nor what one alone says of a person.
    elsewhere = [r | {"registration_id": r["source_record_id"]} for r in records]
    assert {r["field"] for r in run_step("official_claim", official_record=elsewhere)} == {"name"}
    assert run_step("official_claim", official_record=records[:1]) == []


def test_golden_is_what_did_not_fall(run_step: RunStep) -> None:
    about = {"registration_id": "r", "practitioner_id": "p", "source_id": "s", "asserted_on": DAY, "is_listed": True}
    said = {
        "instrument": "physician", "level": "physician", "category": "clinical", "scope": ["内科专业"],
        "main_institution_id": "i", "status": "active", "effective_on": date(2025, 1, 1), "gone_on": None,
        "valid_from": None, "valid_to": None, "assessment": "passed", "assessed_on": date(2025, 12, 20),
        "name": "王小明", "gender": "male",
    }  # fmt: skip
    gone = {"is_listed": False, "status": "no_longer_listed", "gone_on": date(2026, 3, 5), "scope": []}
    rows = run_step(
        "golden_value",
        official_record=[
            about | said | {"source_record_id": "all"},
            about | said | {"source_record_id": "some"},
            about | said | gone | {"source_record_id": "gone"},
            # Its source has the registration under another key, and shows no result.
            about | said | {"source_record_id": "silent", "status": None, "assessment": None},
        ],
        registration_record=[
            {"source_id": "s", "source_record_id": r, "certificate_no": "N", "province": "33"}
            for r in ("all", "gone", "silent", "some")
        ],
        fallen_claim=[
            {"source_id": "s", "source_record_id": "some", "field": f}
            for f in ("status", "assessment", "scope", "name")
        ],
    )
    days = ("status", "status_since", "assessment", "assessed_on", "scope", "name", "level", "certificate_no")
    assert {r["source_record_id"]: tuple(r[d] for d in days) for r in rows} == {
        "all": ("active", date(2025, 1, 1), "passed", date(2025, 12, 20), ["内科专业"], "王小明", "physician", "N"),
        "gone": ("no_longer_listed", date(2026, 3, 5), "passed", date(2025, 12, 20), None, "王小明", "physician", "N"),
        "silent": (None, None, None, None, ["内科专业"], "王小明", "physician", "N"),
        "some": (None, None, None, None, None, None, "physician", "N"),
    }


def test_claims_fall_one_step_after_another(run_step: RunStep) -> None:
    def claim(record: str, value: str, tier: str, day: date | None) -> dict[str, Any]:
        entity = {
            "entity_kind": "registration",
            "entity_id": "r",
            "field": "level",
            "scope": "*",
            "age_limit_days": 60,
            "effective_on": None,
            "claim_count": 5,
            "is_lifted": False,
        }
        return entity | {"source_id": "s", "source_record_id": record, "value": value, "tier": tier, "asserted_on": day}

    claims = [
        claim("a", "x", "national", date(2025, 1, 1)),
        claim("b", "x", "national", DAY),
        claim("c", "x", "provincial", DAY),
        claim("d", "y", "national", date(2026, 2, 1)),
        claim("e", "y", "commercial", DAY),
        claim("f", "y", "national", DAY) | {"is_lifted": True},
        # Nothing else is left: an end that was lifted is still all that is said.
        claim("g", "y", "national", DAY) | {"is_lifted": True, "entity_id": "alone"},
    ]

    # Of an institution's claims the same; writings of one name agree.
    def said(record: str, value: str, scope: str, day: date | None, meant: str | None = None) -> dict[str, Any]:
        about = {"entity_kind": "institution", "entity_id": "i", "field": "name", "meant": meant or value}
        return claim(record, value, "national", day) | about | {"scope": scope}

    of_institution = [
        said("licence", "甲医院", "licence", date(2025, 1, 1)),
        said("1", "第1医院", "main", DAY, "第1医院"), said("2", "第一医院", "main", DAY, "第1医院"),
        said("3", "乙医院", "main", date(2026, 2, 1)), said("4", "乙医院", "filed", DAY),
        said("6", "丙医院", "branch", DAY),
    ]  # fmt: skip
    rows = run_step(
        "settled_claim",
        {"today": DAY},
        official_claim=claims,
        institution_said=of_institution,
        statement=[statement(r) for r in "abcdefg"],
    )
    assert {r["source_record_id"]: r["why_not"] for r in rows} == {
        "a": "stepped_back", "b": None, "c": "outranked", "d": "older", "e": "unranked",
        "f": "lifted", "g": None,
        # The licence names it first, while it speaks for today.
        "licence": "stepped_back", "1": None, "2": None, "3": "older", "4": "outranked", "6": "unranked",
    }  # fmt: skip


def test_sites_are_the_golden_main_one_and_the_filing_that_ends_last(run_step: RunStep) -> None:
    def site(institution: str, role: str, end: date | None) -> dict[str, Any]:
        about = {"source_id": "s", "source_record_id": "a", "is_current": True, "valid_from": DAY}
        return about | {"institution_id": institution, "role": role, "valid_to": end}

    rows = run_step(
        "practice_site",
        registration_record=[{"source_id": "s", "source_record_id": "a", "registration_id": "r"}],
        statement=[statement("a")],
        official_site=[site("i", "main", None), site("j", "filed", date(2026, 6, 1)), site("j", "filed", None)],
        golden_value=[
            {"registration_id": "r", "main_institution_id": i, "source_id": s} for i, s in (("i", "s"), (None, "t"))
        ],
        registration=[{"registration_id": "r", "instrument": "physician"}],
    )
    assert [tuple(r.values()) for r in rows] == [
        ("r", "i", "main", None, None, "s"),
        ("r", "j", "filed", DAY, None, "s"),
    ]
