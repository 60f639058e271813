"""A release small enough to count by hand; every number the tests expect is derived in the comments here."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reports.audit import AuditFiles, write_audit
from reports.text import LANGS, Lang
from warehouse.schema import PUBLISHED

Rows = Sequence[Mapping[str, Any]]


def write_release(folder: Path, *, as_of: str, tables: Mapping[str, Rows]) -> Path:
    """Write a release: columns left out of a row are NULL, tables left out are empty."""
    folder.mkdir(parents=True)
    manifest = {"release_id": folder.name, "as_of": as_of, "policy_version": "p-test", "simulated": True}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for table in PUBLISHED:
        rows = [{**dict.fromkeys(table.columns), **row} for row in tables.get(table.name, ())]
        pq.write_table(pa.Table.from_pylist(rows, schema=table.arrow()), folder / f"{table.name}.parquet")
    return folder


def kind(code: str, severity: str, zh: str, en: str) -> dict[str, str]:
    return {
        "kind": code, "severity": severity, "title_zh": zh, "title_en": en,
        "definition_zh": f"{zh}的定义。", "definition_en": f"What {en} means.",
        "next_step_zh": f"核对：{zh}。", "next_step_en": f"Check: {en}.",
    }  # fmt: skip


KINDS = [
    kind("listed_after_cancellation", "high", "注销后仍展示", "listed after cancellation"),
    kind("stale", "medium", "机构已变更", "stale institution"),
    kind("wrong", "medium", "机构不符", "wrong institution"),
    kind("title_anomaly", "medium", "职称与级别不相容", "title does not fit level"),
    kind("category_mismatch", "medium", "执业类别不同", "category differs"),
    kind("official_disagreement", "medium", "官方不一致", "official sources differ"),
    kind("scope_mismatch", "low", "科室与范围不符", "department outside scope"),
    kind("duplicate_listing", "low", "重复展示", "listed twice"),
    kind("sync_lag", "low", "同步滞后", "sync lag"),
    kind("name_variant", "info", "姓名写法不同", "name written differently"),
    kind("not_in_official", "info", "未检索到对应登记", "not found in the sources searched"),
]


def source(source_id: str, tier: str, title: str, age_limit_days: int, **values: Any) -> dict[str, Any]:
    return {
        "source_id": source_id, "title": title, "publisher": f"{title}发布者", "tier": tier, "covering": "listing",
        "provinces": [], "is_act": False, "age_limit_days": age_limit_days, "cadence_days": 1, "fields": ["name"],
        **values,
    }  # fmt: skip


def two_in_the_morning(day: str) -> datetime:
    """In China; as everywhere the time itself is UTC, of the day before."""
    return datetime.fromisoformat(day) - timedelta(hours=6)


def run(run_id: str, source_id: str, day: str, outcome: str = "complete", **values: Any) -> dict[str, Any]:
    at = two_in_the_morning(day)
    return {
        "run_id": run_id, "source_id": source_id, "kind": "crawl", "outcome": outcome, "started_at": at,
        "finished_at": at, "distinct_count": 1, "new_count": 0, "gone_count": 0, **values,
    }  # fmt: skip


# Ages on 2026-03-01: national 90 of 120 days; query 0 of 30, last run blocked; province 1 of 30; society 393 of 365,
# past its limit; alpha and beta 0 of 30; leads was asked and never spoke, so it counts as past; idle was never asked.
SOURCES = [
    source("cn_national", "national", "全国登记", 120),
    source("cn_query", "national", "全国查询", 30, covering="lookup"),
    source("cn_province", "provincial", "浙江登记", 30, provinces=["33"]),
    source("cn_society", "association", "示例学会", 365),
    source("cn_alpha", "commercial", "平台甲", 30),
    source("cn_beta", "commercial", "平台乙", 30),
    source("cn_leads", "aggregator", "汇编丙", 30),
    source("cn_idle", "aggregator", "汇编丁", 30),
]
RUNS = [
    run("n1", "cn_national", "2026-02-20", asserted_on=date(2025, 12, 1)),
    run("q1", "cn_query", "2026-02-27", kind="lookup"),
    run("q2", "cn_query", "2026-03-01", "blocked", kind="lookup", reason="challenge"),
    run("p1", "cn_province", "2026-03-01", asserted_on=date(2026, 2, 28)),
    run("s1", "cn_society", "2025-02-01"),
    run("a1", "cn_alpha", "2026-03-01", asserted_on=date(2026, 3, 1)),
    run("b1", "cn_beta", "2026-02-01", "failed", reason="layout_changed"),
    run("l1", "cn_leads", "2026-02-01", "failed", reason="timeout"),
    run("b2", "cn_beta", "2026-03-01", asserted_on=date(2026, 3, 1)),
]
# Asked 3, answered 2 ("no result" is an answer).
QUESTIONS = [
    {
        "source_id": "cn_query",
        "run_id": "q2",
        "address": str(n),
        "asked_at": two_in_the_morning("2026-03-01"),
        "outcome": outcome,
    }
    for n, outcome in enumerate(("answer", "empty", "challenge"))
]


# Registrations R01-R20 in 33, R21-R30 in 44. Not active: R18, R19, R20, R30. Active: 17 in 33, 9 in 44, 26 in all.
STATUS = {18: "cancelled", 19: "suspended", 20: "no_longer_listed", 30: "expired"}


def registration(n: int) -> dict[str, Any]:
    province = "33" if n <= 20 else "44"
    status = STATUS.get(n, "active")
    return {
        "registration_id": f"R{n:02}", "practitioner_id": f"P{n:02}", "instrument": "physician",
        "certificate_no": f"1103300009900{n:02}", "level": "assistant" if n in (5, 6) else "physician",
        "category": "clinical", "scope": ["内科专业"], "province": province, "main_institution_id": f"I{province}",
        "main_institution": f"示例第{province}医院", "status": status, "official_sources": ["cn_national"],
        "status_since": date(2026, 1, 15) if n == 18 else None, "age_days": 90 if n > 20 else 1,
    }  # fmt: skip


def practitioner(n: int) -> dict[str, Any]:
    active = int(n not in STATUS)
    return {"practitioner_id": f"P{n:02}", "name": f"张测{n:02}", "registration_count": 1, "active_count": active}


def listing(source_id: str, record: str, n: int | None, **values: Any) -> dict[str, Any]:
    """A listing that says of registration n what the register says, unless `values` say otherwise."""
    province = "33" if n is None or n <= 20 else "44"
    return {
        "source_id": source_id, "source_record_id": record, "tier": "commercial", "name": f"张测{n or 99:02}",
        "institution": f"示例第{province}医院", "institution_id": f"I{province}", "province": province,
        "department": "血液内科", "title": "attending", "raw": "{}", "url": f"https://{source_id}.example/{record}",
        "first_seen_at": datetime(2026, 1, 1), "last_seen_at": datetime(2026, 3, 1), "evidence_id": f"{record}#1",
        "retrieved_at": datetime(2026, 1, 1), **values,
    }  # fmt: skip


def link(source_id: str, record: str, n: int | None, outcome: str = "linked", **values: Any) -> dict[str, Any]:
    about = {"practitioner_id": f"P{n:02}", "registration_id": f"R{n:02}"} if n else {}
    return {
        "source_id": source_id, "source_record_id": record, "outcome": outcome, "probability": 0.99,
        "rule": "name_institution", "candidate_count": 1, **about, **values,
    }  # fmt: skip


# Any scope may work in the other departments shown, such as 心内科.
SCOPED_DEPARTMENTS = [
    {"department": "血液内科", "class": "S", "scopes": ["内科专业"]},
    {"department": "口腔科", "class": "S*", "scopes": ["口腔专业"]},
]
OLD, MAIN_33, MAIN_44 = "示例旧医院", "示例第33医院", "示例第44医院"
HOSTILE = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("https://cn_beta.example")'

# alpha: 14 listings, 11 linked, one each ambiguous, unlinked and masked. A01 and A14 are both linked to R01, so 10
# distinct registrations, of them R18 not active: 9 of 26 covered, 8 of 17 in province 33 and 1 of 9 in 44.
# Agreement: institution 9 of 10 (A10 unresolved, A07 stale); name 10 of 11 (A08); status 10 of 11 (A09);
# level 2 of 2; category 0 of 1 (A02); certificate number 1 of 2 (A03 equal, A04 not; A01 was linked by its number and
# is left out). Not contradicted: department 6 of 7 (A01 to A04 show 心内科; A06); title 1 of 2 (A05; R05 and R06 alone
# are assistants).
# R03 and R04 are on the national list, seen since 28 and 90 days.
ALPHA: dict[str, tuple[int, dict[str, Any]]] = {
    "A01": (1, {"level": "physician", "certificate_no": "110330000990001", "department": "心内科"}),
    "A02": (2, {"level": "physician", "category": "dental", "department": "心内科"}),
    "A03": (3, {"certificate_no": "110330000990003", "department": "心内科"}),
    "A04": (4, {"certificate_no": "110330000990099", "department": "心内科"}),
    "A05": (5, {"title": "chief"}),
    "A06": (6, {"department": "口腔科"}),
    "A07": (7, {"institution": OLD, "institution_id": "I99"}),
    "A08": (8, {"name": "章测08"}),
    "A09": (18, {}),
    "A10": (21, {"institution": "医院", "institution_id": None, "title": None}),
    "A14": (1, {}),
}
# beta: 5 listings, 4 linked. Institution 3 of 4 (B04). What it publishes is hostile on purpose.
BETA: dict[str, tuple[int, dict[str, Any]]] = {
    "B01": (9, {}),
    "B02": (10, {}),
    "B03": (22, {}),
    "B04": (23, {"institution": HOSTILE, "institution_id": "I98", "url": "javascript:alert(1)"}),
}
SOCIETY: dict[str, tuple[int, dict[str, Any]]] = {"S01": (11, {"department": None}), "S02": (12, {"department": None})}
LISTINGS = [
    *(listing("cn_alpha", record, n, **values) for record, (n, values) in ALPHA.items()),
    listing("cn_alpha", "A11", None),
    listing("cn_alpha", "A12", None),
    listing("cn_alpha", "A13", None, name="张*"),
    *(listing("cn_beta", record, n, **values) for record, (n, values) in BETA.items()),
    listing("cn_beta", "B05", None, name=FORMULA),
    *(listing("cn_society", record, n, **values, tier="association") for record, (n, values) in SOCIETY.items()),
    listing("cn_province", "Z11", 11, tier="provincial", url="https://wsjkw.example/Z11"),
    listing("cn_national", "N03", 3, tier="national", first_seen_at=two_in_the_morning("2026-02-01")),
    listing("cn_national", "N04", 4, tier="national", first_seen_at=two_in_the_morning("2025-12-01")),
]
LINKS = [
    *(link("cn_alpha", r, n, rule="certificate" if r == "A01" else "name_institution") for r, (n, _) in ALPHA.items()),
    link("cn_alpha", "A11", None, "ambiguous", candidate_count=2),
    link("cn_alpha", "A12", None, "unlinked", candidate_count=0),
    link("cn_alpha", "A13", None, "masked", candidate_count=0),
    *(link("cn_beta", record, n) for record, (n, _) in BETA.items()),
    link("cn_beta", "B05", None, "unlinked", candidate_count=0),
    *(link("cn_society", record, n) for record, (n, _) in SOCIETY.items()),
    link("cn_province", "Z11", 11, rule="anchor"),
    link("cn_national", "N03", 3, rule="anchor"),
    link("cn_national", "N04", 4, rule="anchor"),
]


def conflict(source_id: str, record: str, kind: str, n: int | None = None, **values: Any) -> dict[str, Any]:
    return {
        "conflict_id": f"{record}-{kind}", "source_id": source_id, "source_record_id": record, "kind": kind,
        "severity": next(k["severity"] for k in KINDS if k["kind"] == kind), "opened_at": datetime(2026, 2, 1),
        "registration_id": f"R{n:02}" if n else None, "practitioner_id": f"P{n:02}" if n else None, **values,
    }  # fmt: skip


# alpha has 8 open (1 high, 3 medium, 2 low, 2 info) and 1 resolved, which counts nowhere else; beta 1 open;
# officials 2 open.
CONFLICTS = [
    conflict("cn_alpha", "A07", "stale", 7, field="institution", official_value=MAIN_33, listed_value=OLD),
    conflict("cn_alpha", "A09", "listed_after_cancellation", 18, field="status", official_value="cancelled"),
    conflict("cn_alpha", "A05", "title_anomaly", 5, field="title", official_value="assistant", listed_value="chief"),
    conflict("cn_alpha", "A02", "category_mismatch", 2, field="category", official_value="clinical"),
    conflict("cn_alpha", "A06", "scope_mismatch", 6, field="department", official_value="内科专业"),
    conflict("cn_alpha", "A14", "duplicate_listing", 1, other_source_id="cn_alpha", other_record_id="A01"),
    conflict("cn_alpha", "A08", "name_variant", 8, field="name", official_value="张测08", listed_value="章测08"),
    conflict("cn_alpha", "A12", "not_in_official"),
    conflict("cn_alpha", "A03", "wrong", 3, field="institution", resolved_at=datetime(2026, 2, 20)),
    conflict("cn_beta", "B04", "wrong", 23, field="institution", official_value=MAIN_44, listed_value=HOSTILE),
    conflict("cn_province", "Z11", "official_disagreement", 11, field="scope", other_source_id="cn_national"),
    conflict("cn_province", "Z11", "sync_lag", 11, field="main_institution", other_source_id="cn_national"),
]
ISSUES = [
    {"source_id": "cn_alpha", "run_id": "a1", "field": "title", "value": "首席", "reason": "unknown title"},
    {"source_id": "cn_alpha", "run_id": "a1", "field": "title", "value": "首席专家", "reason": "unknown title"},
]


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(
        tmp_path_factory.mktemp("releases") / "r-test",
        as_of="2026-02-28T18:00:00",
        tables={
            "source": SOURCES, "run": RUNS, "question": QUESTIONS, "listing": LISTINGS, "link": LINKS,
            "conflict": CONFLICTS, "conflict_kind": KINDS, "scoped_department": SCOPED_DEPARTMENTS, "issue": ISSUES,
            "registration": [registration(n) for n in range(1, 31)],
            "practitioner": [practitioner(n) for n in range(1, 31)],
        },
    )  # fmt: skip


@pytest.fixture(scope="session", params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    chosen: Lang = request.param
    return chosen


@pytest.fixture(scope="session")
def files(release: Path, lang: Lang, tmp_path_factory: pytest.TempPathFactory) -> AuditFiles:
    """The whole report, written once per language."""
    return write_audit(release, tmp_path_factory.mktemp("reports"), lang=lang)
