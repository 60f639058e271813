"""What is officially so of an institution: the SELECTs that claim and settle it alone, then a night of them all."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.reconcile.conftest import RunStep, declare_all
from tests.reconcile.rows import official
from tests.support import Lab

DAY, EARLIER = date(2026, 3, 1), date(2026, 2, 1)
AT, BEFORE = datetime(2026, 3, 1, 2), datetime(2026, 2, 1, 2)
SEEN = {"published_at": None, "retrieved_at": AT, "first_seen_at": BEFORE, "last_seen_at": AT, "url": "page",
        "evidence_id": "e"}  # fmt: skip


def test_a_licence_is_what_its_newest_spell_says_and_since_when_it_is_gone(run_step: RunStep) -> None:
    def spell(content: str, at: datetime, closed_as: str | None) -> dict[str, Any]:
        about = {"source_id": "units", "source_record_id": "u", "content_digest": content, "opened_run_id": str(at)}
        closed = {"closed_as": closed_as, "closed_at": AT if closed_as else None, "closed_run_id": "gone"}
        return about | closed | {"first_seen_at": at, "last_seen_at": at, "asserted_on": at.date()}

    fields = (
        "published_at", "url", "evidence_id", "registration_no", "uscc", "grade", "subjects", "province", "division",
        "status", "valid_from", "valid_to", "asserted_on", "institution_key",
        "effective_on",
    )  # fmt: skip
    spells = [spell("old", BEFORE, "replaced"), spell("new", AT, "gone")]
    about = {"source_id": "units", "source_record_id": "u", "retrieved_at": BEFORE, "status": "active"}
    record = [dict.fromkeys(fields) | about | {"content_digest": c, "institution": c} for c in ("old", "new")]
    source = {"source_id": "units", "tier": "national", "subject": "institution", "age_limit_days": 60}
    run = [{"run_id": "gone", "asserted_on": date(2026, 3, 9)}]
    rows = run_step("licence", spell=spells, spell_seen=spells, record=record, source=[source], run=run)
    said = [{name: value for name, value in row.items() if value is not None} for row in rows]
    shown = {"source_id": "units", "source_record_id": "u", "tier": "national", "age_limit_days": 60,
             "is_listed": False, "status": "no_longer_listed", "retrieved_at": BEFORE}  # fmt: skip
    assert said == [
        shown | {"content_digest": "new", "institution": "new", "is_current": True, "asserted_on": DAY,
                 "first_seen_at": AT, "last_seen_at": AT, "gone_on": date(2026, 3, 9)},
        shown | {"content_digest": "old", "institution": "old", "is_current": False, "asserted_on": EARLIER,
                 "first_seen_at": BEFORE, "last_seen_at": BEFORE},
    ]  # fmt: skip


def test_what_a_source_says_alike_is_one_claim_told_by_its_latest_entry(run_step: RunStep) -> None:
    def site(record: str, name: str, role: str = "main", day: date | None = DAY, **more: Any) -> dict[str, Any]:
        about = {"institution_id": "i", "source_id": "s", "source_record_id": record, "content_digest": "c"}
        place = {"is_current": True, "province": "33", "institution_key": name.replace("一", "1")}
        return about | place | {"role": role, "name": name, "asserted_on": day} | more

    entry = {"source_id": "s", "tier": "provincial", "age_limit_days": 60} | SEEN
    rows = run_step(
        "institution_said",
        official_site=[
            site("a", "第一医院"), site("b", "第一医院", day=EARLIER), site("0", "第一医院", day=None),
            site("b", "第1医院", day=EARLIER), site("c", "乙医院", is_current=False),
            site("u", "第一医院", "licence", source_id="units"),
        ],
        statement=[entry | {"source_record_id": r, "asserted_on": d} for r, d in
                   (("a", DAY), ("b", EARLIER), ("0", None), ("c", DAY))],
        licence=[
            entry | {
                "source_id": "units", "source_record_id": "u", "content_digest": "c", "is_current": True,
                "tier": "national", "asserted_on": DAY, "gone_on": date(2026, 3, 9),
                "institution": "第一医院", "institution_key": "第1医院",
                "province": "33", "division": "330106", "uscc": None, "grade": "32", "subjects": ["04", "03"],
                "status": "no_longer_listed", "valid_to": DAY,
            },
        ],
    )  # fmt: skip
    whole = {"entity_kind": "institution", "entity_id": "i", "field": "name", "value": "第1医院", "meant": "第1医院",
             "scope": "main", "source_id": "s", "source_record_id": "b", "tier": "provincial", "age_limit_days": 60,
             "asserted_on": EARLIER, "claim_count": 3}  # fmt: skip
    assert [row for row in rows if row["value"] == "第1医院"] == [whole | SEEN]
    told = ("scope", "field", "value", "source_record_id", "asserted_on", "claim_count")
    assert [
        tuple(r[name] for name in told) for r in sorted(rows, key=lambda r: (r["scope"], r["field"], r["value"]))
    ] == [
        ("licence", "division", "330106", "u", DAY, 1),
        ("licence", "grade", "32", "u", DAY, 1),
        ("licence", "licence_status", "no_longer_listed", "u", date(2026, 3, 9), 1),
        ("licence", "licence_valid_to", "2026-03-01", "u", DAY, 1),
        ("licence", "name", "第一医院", "u", DAY, 3),
        ("licence", "province", "33", "u", DAY, 3),
        ("licence", "subjects", "03|04", "u", DAY, 1),
        ("main", "name", "第1医院", "b", EARLIER, 3),
        ("main", "name", "第一医院", "a", DAY, 3),
        ("main", "province", "33", "a", DAY, 3),
    ]


def test_a_claim_of_an_institution_has_its_clocks_and_its_fate(run_step: RunStep) -> None:
    claim = {"entity_kind": "institution", "entity_id": "i", "field": "grade", "scope": "licence", "source_id": "units",
             "source_record_id": "u"}  # fmt: skip
    said = SEEN | {"tier": "national", "asserted_on": DAY, "meant": None, "age_limit_days": 60, "claim_count": 2}
    rows = run_step(
        "institution_claim",
        institution_said=[claim | said | {"value": value} for value in ("32", "33")],
        settled_claim=[claim | {"value": "32", "why_not": None}, claim | {"value": "33", "why_not": "older"}],
    )
    whole = {"institution_id": "i", "field": "grade", "scope": "licence", "source_id": "units", "source_record_id": "u",
             "tier": "national", "asserted_on": DAY}  # fmt: skip
    assert rows == [whole | SEEN | {"value": "32", "why_not": None}, whole | SEEN | {"value": "33", "why_not": "older"}]


def test_an_institution_is_its_golden_values_and_what_its_number_says(run_step: RunStep) -> None:
    def won(institution: str, field: str, value: str, *, golden: bool = True) -> dict[str, Any]:
        about = {"entity_kind": "institution", "entity_id": institution, "field": field}
        return about | {"value": value, "is_golden": golden}

    def site(institution: str, number: str | None, **more: Any) -> dict[str, Any]:
        about = {"institution_id": institution, "registration_no": number, "name": "x", "is_current": True}
        return about | more

    rows = run_step(
        "institution",
        official_site=[
            site("new", "12345678X33010611A1001"), site("old", "330106123456789"), site("withheld", None),
            site("nameless", None, name=None), site("former", None, is_current=False),
        ],
        settled_claim=[
            won("new", "name", "乙"), won("new", "name", "甲"), won("new", "division", "330100"),
            won("new", "licence_valid_to", "2035-01-01"), won("new", "subjects", "03|04"), won("new", "grade", "32"),
            won("old", "name", "丙"), won("old", "division", "330106"), won("old", "uscc", "12330100A1B2C3D48L"),
            won("old", "licence_status", "active"), won("old", "province", "33"),
            won("withheld", "name", "丁", golden=False),
            # Of a person: no name of an institution.
            won("withheld", "name", "王小明") | {"entity_kind": "practitioner"},
        ],
    )  # fmt: skip
    assert [{name: value for name, value in row.items() if value is not None} for row in rows] == [
        {"institution_id": "new", "registration_no": "12345678X33010611A1001", "organisation_code": "12345678X",
         "name": "乙", "grade": "32", "kind": "A100", "division": "330106", "subjects": ["03", "04"],
         "licence_valid_to": date(2035, 1, 1)},
        {"institution_id": "old", "registration_no": "330106123456789", "organisation_code": "A1B2C3D48",
         "uscc": "12330100A1B2C3D48L", "name": "丙", "province": "33", "division": "330106",
         "licence_status": "active"},
        {"institution_id": "withheld"},
    ]  # fmt: skip


UNITS, OTHER, NUMBER = "cn_units", "cn_other_units", "A1B2C3D4833010611A1{:03d}"
# Case -> what each register of institutions says, and on which day: grade 三级甲等 unless told.
CASES: dict[int, dict[str, tuple[str | None, dict[str, Any]]]] = {
    1: {UNITS: ("2026-02-10", {}), "cn_province_units": ("2026-02-20", {"grade": "三级乙等"})},
    2: {UNITS: ("2026-02-20", {}), OTHER: ("2026-02-20", {"grade": "三级乙等", "status": "注销"})},
    3: {UNITS: ("2025-02-20", {}), "cn_province_units": ("2026-02-20", {"grade": "三级乙等"})},
    4: {UNITS: ("2026-02-20", {}), OTHER: ("2026-02-10", {"grade": "三级乙等"})},
    # The licence names it first, however its people's register calls it, and later.
    5: {UNITS: ("2026-02-10", {}), "cn_national": ("2026-02-20", {"institution": "青河市湖滨医院"})},
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = declare_all(Lab(tmp_path_factory.mktemp("units")))
    lab.declare(UNITS, "national", subject="institution", age_limit_days=180)
    lab.declare(OTHER, "national", subject="institution", age_limit_days=180)
    lab.declare("cn_province_units", "provincial", subject="institution", age_limit_days=60)
    for source in (OTHER, UNITS, "cn_province_units", "cn_national"):
        rows = []
        for case, said in CASES.items():
            if source in said:
                day, more = said[source]
                unit = {"source_key": f"u{case}", "institution": f"青河市第{case}人民医院", "province": "浙江省"}
                unit |= {
                    "registration_no": NUMBER.format(case),
                    "asserted_on": day,
                    "grade": "三级甲等",
                    "status": "正常",
                }
                rows.append((official(case) if source == "cn_national" else {}) | unit | more)
        lab.land(source, rows)
    lab.run()
    return lab


@pytest.mark.parametrize(
    ("case", "golden", "fates"),
    [
        (1, "32", [("cn_province_units", 2, "outranked"), (UNITS, 1, None)]),
        (2, None, [(OTHER, 1, "withheld"), (UNITS, 1, "withheld")]),
        (3, "33", [("cn_province_units", 2, None), (UNITS, 1, "stepped_back")]),
        (4, "32", [(OTHER, 1, "older"), (UNITS, 1, None)]),
    ],
)
def test_facts_of_a_licence_are_settled_as_those_of_a_registration(
    night: Lab, case: int, golden: str | None, fates: list[Any]
) -> None:
    (house,) = night.table(f"SELECT * FROM institution WHERE registration_no = '{NUMBER.format(case)}'")
    assert house["grade"] == golden
    claims = night.table(
        "SELECT source_id, rank, why_not, is_golden FROM claim WHERE entity_kind = 'institution' AND field = 'grade' "
        f"AND entity_id = '{house['institution_id']}'"
    )
    assert [(c["source_id"], c["rank"], c["why_not"]) for c in claims] == fates
    assert all(c["is_golden"] == (c["why_not"] is None) for c in claims)


def test_the_licence_names_it_first_and_what_is_newer_elsewhere_lags(night: Lab) -> None:
    (house,) = night.table(f"SELECT * FROM institution WHERE registration_no = '{NUMBER.format(5)}'")
    assert house["name"] == "青河市第5人民医院"
    rows = night.table(
        "SELECT i.registration_no, c.kind, c.field, c.registration_id, c.practitioner_id, c.source_id, "
        "c.other_source_id, c.official_value, c.listed_value "
        "FROM conflict AS c JOIN institution AS i USING (institution_id)"
    )
    assert [(r["registration_no"][-1], *list(r.values())[1:]) for r in rows] == [
        ("1", "sync_lag", "grade", None, None, "cn_province_units", UNITS, "32", "33"),
        ("2", "official_disagreement", "grade", None, None, UNITS, OTHER, "33", "32"),
        ("2", "official_disagreement", "licence_status", None, None, UNITS, OTHER, "cancelled", "active"),
        ("5", "sync_lag", "name", None, None, "cn_national", UNITS, "青河市第5人民医院", "青河市湖滨医院"),
    ]
