"""Each SELECT of acts and ends alone: a few rows in, the whole result out."""

from datetime import date
from typing import Any

from tests.reconcile.conftest import RunStep
from tests.reconcile.step_rows import AT, DAY, sources, statement

FORMER = [{"former_names": ["王卫东"], "former_keys": ["王卫东"]}]


def test_an_act_holds_until_it_ends_or_a_later_grant(run_step: RunStep) -> None:
    def bulletin(record: str, number: str, **more: Any) -> dict[str, Any]:
        name = {"name_key": "王小明", "name_sound": "wang xiao ming"}
        return statement(record, source_id="b", is_act=True, certificate_no=number, **name | more)

    people = [
        statement(n, certificate_no=n, name_key="王小明", name_sound="wang xiao ming", registered_on=day)
        for n, day in (("N1", date(2020, 1, 1)), ("N2", date(2026, 2, 20)))
    ]
    registered = [
        {"source_id": "s", "source_record_id": n, "registration_id": f"r{n}", "certificate_no": n, "province": "33",
         "rule": "number"} for n in ("N1", "N2", "N3")
    ]  # fmt: skip
    # A day to come is none on which anything was granted.
    records = [*people, statement("N3", registered_on=date(2099, 1, 1))]
    granted = run_step("granted", {"today": DAY}, registration_record=registered, statement=records)
    assert granted == [
        {"registration_id": "rN1", "registered_on": date(2020, 1, 1)},
        {"registration_id": "rN2", "registered_on": date(2026, 2, 20)},
        {"registration_id": "rN3", "registered_on": None},
    ]
    stated = [
        *people,
        # A hidden name is compatible with none, whatever former name stands beside it.
        statement("N3", certificate_no="N3", name_key="王卫东", name_sound="wang wei dong", former_names=["王卫东"]),
        bulletin("hidden", "N3", status="cancelled", name_key=None, name_sound=None, former_names=["王卫东"]),
        bulletin("cancel 1", "N1", status="cancelled", effective_on=date(2026, 2, 1)),
        bulletin("cancel 2", "N2", status="cancelled", effective_on=date(2026, 2, 1)),
        bulletin("pause 1", "N1", status="suspended", effective_on=date(2024, 2, 29)),
    ]
    named = run_step("registration_name", former_name=FORMER, registration_record=registered, statement=stated)
    rows = run_step(
        "adverse_act",
        {"today": DAY},
        source=sources("s", "b"),
        granted=granted,
        registration_name=named,
        shown_end=[
            {"registration_id": "rN2", "source_id": "s", "source_record_id": "N2", "status": "revoked",
             "effective_on": None, "published_at": None, "first_asserted_on": None, "retrieved_at": AT,
             "valid_to": None, "first_seen_at": AT, "last_seen_at": AT, "url": None, "evidence_id": None}
        ],
    )  # fmt: skip
    assert [(r["registration_id"], r["status"], r["last_day"], r["is_holding"], r["is_over"]) for r in rows] == [
        ("rN1", "cancelled", None, True, False),
        ("rN1", "suspended", date(2025, 2, 28), False, True),
        ("rN2", "cancelled", None, False, True),
        ("rN2", "revoked", None, True, False),
    ]


def test_an_end_is_the_records_own_unless_it_names_others_alone(run_step: RunStep) -> None:
    def name(registration: str, key: str, number: str = "N1", province: str = "33") -> dict[str, Any]:
        held = {"registration_id": registration, "certificate_no": number, "province": province}
        return held | {"name_key": key, "name_sound": key, "former_keys": ["王旧"]}

    def content(record: str, key: str | None, number: str | None, **more: Any) -> dict[str, Any]:
        said = {"certificate_no": number, "name_key": key, "name_sound": key, "province": "33", "status": "revoked"}
        empty = dict.fromkeys(
            (
                "former_names",
                "instrument",
                "valid_to",
                "effective_on",
                "published_at",
                "first_asserted_on",
                "url",
                "evidence_id",
            )
        )
        seen = {"retrieved_at": AT, "first_seen_at": AT, "last_seen_at": AT}
        return {"source_id": "s", "source_record_id": record, "content_digest": record} | said | empty | seen | more

    records = ["own", "renamed", "elsewhere", "swapped", "freed", "former", "masked", "practising", "shared", "moved",
               "until", "paused", "permit"]  # fmt: skip
    rows = run_step(
        "shown_end",
        former_name=FORMER,
        registration_record=[
            {"source_id": "s", "source_record_id": r, "registration_id": f"r {r}", "certificate_no": "N5",
             "province": "51"} for r in records
        ],
        registration_name=[
            name("r own", "王小明"), name("r1", "李四海"), name("r2", "王卫东", "N2"), name("r3", "赵一", "N3", "51"),
            name("r shared", "钱二", "N4"), name("r4", "钱二", "N4"),
        ],
        official_content=[
            content("own", "王小明", "N1"),
            # Another name under the number, or another province, is nobody it names: the end stays the record's.
            content("renamed", "王大明", "N1"),
            content("elsewhere", "赵一", "N3"),
            content("swapped", "李四海", "N1"),
            # Nobody bears the number any more.
            content("freed", "李四海", "N9"),
            content("former", "王伟", "N2", former_names=["王卫东"]),
            content("masked", None, None),
            content("practising", "李四海", "N1", status="active"),
            # Two people under one number and name, as judged: each keeps its own.
            content("shared", "钱二", "N4"),
            # An end in 33 is none in the province where the number is now.
            content("moved", "周三", "N5"),
            content("until", None, None, status="suspended", valid_to=DAY),
            content("paused", None, None, status="suspended"),
            # The term of a permit is none of its suspension.
            content("permit", None, None, status="suspended", valid_to=DAY, instrument="foreign_permit"),
        ],
    )  # fmt: skip
    assert {r["source_record_id"]: r["registration_id"] for r in rows} == {
        "own": "r own", "renamed": "r renamed", "elsewhere": "r elsewhere", "swapped": "r1", "freed": "r freed",
        "former": "r2", "masked": "r masked", "shared": "r shared", "until": "r until",
    }  # fmt: skip
