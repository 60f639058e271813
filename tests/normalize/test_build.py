"""Raw records in, whole tables out."""

from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest

from normalize.build import NormalizeResult, normalize
from tests.normalize.people import citizen_id
from warehouse.db import connect, read_sql
from warehouse.schema import ISSUE, RAW_RECORD, RECORD
from warehouse.source import Source, declare

AT = datetime(2026, 3, 1)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as con:
        con.execute(RAW_RECORD.ddl())
        yield con


def add(con: duckdb.DuckDBPyConnection, *rows: dict[str, object]) -> None:
    """Put raw rows down; what a row does not say of its provenance is filled in."""
    for number, row in enumerate(rows, 1):
        known = {
            "source_id": "some_register", "source_record_id": f"r{number}", "content_digest": f"d{number}",
            "run_id": "run1", "sighting": "content", "address": "a", "url": "u", "row_no": number,
            "retrieved_at": AT, "evidence_id": None,
        }  # fmt: skip
        full = known | row
        marks = ", ".join("?" * len(full))
        con.execute(f"INSERT INTO raw_record ({', '.join(full)}) VALUES ({marks})", list(full.values()))


def said(con: duckdb.DuckDBPyConnection, select: str) -> list[dict[str, object]]:
    """Rows of a SELECT, without their NULLs."""
    return [{k: v for k, v in row.items() if v is not None} for row in con.sql(select).to_arrow_table().to_pylist()]


def register(**values: object) -> dict[str, Source]:
    source = declare(
        "test", id="some_register", title="t", publisher="p", tier="provincial", licence="l", key=("name",),
        fields={"name": "姓名"}, delivered_by="d", **values,
    )  # fmt: skip
    return {source.id: source}


def test_former_names_stand_in_their_field_beside_the_name_or_in_both(con: duckdb.DuckDBPyConnection) -> None:
    names = [
        ("张伟（原名张卫）", None),
        ("张伟", "张薇"),
        ("张伟 曾用名：张卫", "张薇、张卫"),
        ("张伟（原名张某）", None),
    ]
    add(con, *({"name": name, "former_names": former} for name, former in names))
    normalize(con, register())
    assert said(con, "SELECT name, former_names FROM record ORDER BY source_record_id") == [
        {"name": "张伟", "former_names": ["张卫"]},
        {"name": "张伟", "former_names": ["张薇"]},
        {"name": "张伟", "former_names": ["张卫", "张薇"]},
        {"name": "张伟"},
    ]


def test_a_row_of_every_field(con: duckdb.DuckDBPyConnection) -> None:
    add(
        con,
        {
            "name": "王　芳", "former_names": "王方", "gender": "女", "instrument": "医师执业证书",
            "certificate_no": "'241330106990001", "level": "执业助理医师", "category": "中医类别",
            "scope": "中医、全科医学专业", "institution": "杭州市第一人民医院（三甲）",
            "registration_no": "A1B2C3D4-833010611A1001",
            "filed_sites": "甲医院(2025-01-01至2026-12-31)", "province": "浙江省杭州市西湖区", "status": "正常",
            "registered_on": "2019年4月19日", "valid_to": "长期", "issuer": "西湖区卫生健康局", "department": "心内科",
            "title": "主任医师 教授", "society_role": "委员", "published_at": "20260301",
        },
    )  # fmt: skip
    assert normalize(con, {}) == NormalizeResult(new_records=1, new_issues=0)
    assert said(con, "SELECT * FROM record") == [
        {
            "source_id": "some_register", "source_record_id": "r1", "content_digest": "d1",
            "name": "王芳", "name_state": "plain", "name_key": "王芳", "name_sound": "wang fang",
            "former_names": ["王方"], "gender": "female", "instrument": "assistant",
            "certificate_no": "241330106990001",
            "level": "assistant", "category": "tcm", "scope": ["中医专业", "全科医学专业"],
            "institution": "杭州市第一人民医院", "institution_key": "杭州市第1人民医院",
            "registration_no": "A1B2C3D4833010611A1001",
            "filed_sites": [
                {"institution": "甲医院", "valid_from": date(2025, 1, 1), "valid_to": date(2026, 12, 31)}
            ],
            "province": "33", "division": "330106", "status": "active", "registered_on": date(2019, 4, 19),
            "issuer": "西湖区卫生健康局", "department": "心内科", "department_code": "03.04", "title": "chief",
            "teaching_title": "教授", "society_role": "委员", "published_at": date(2026, 3, 1),
            "run_id": "run1", "url": "u", "row_no": 1, "retrieved_at": AT,
        }
    ]  # fmt: skip


def test_values_not_understood_are_issues_and_the_row_stays(con: duckdb.DuckDBPyConnection) -> None:
    add(con, {"name": "专家门诊", "level": "护士", "registered_on": "2019-02-30", "valid_from": "-"}, {"name": "张*"})
    assert normalize(con, {}) == NormalizeResult(new_records=2, new_issues=3)
    assert said(con, "SELECT source_record_id, name, name_state, name_key FROM record ORDER BY ALL") == [
        {"source_record_id": "r1"},
        {"source_record_id": "r2", "name": "张*", "name_state": "masked"},
    ]
    where = {"source_id": "some_register", "source_record_id": "r1", "run_id": "run1", "url": "u", "row_no": 1}
    assert said(con, "SELECT * FROM issue ORDER BY field") == [
        {**where, "field": "level", "value": "护士", "reason": "unknown level"},
        {**where, "field": "name", "value": "专家门诊", "reason": "not a person's name"},
        {**where, "field": "registered_on", "value": "2019-02-30", "reason": "no such day"},
    ]


def test_a_value_that_must_not_be_stored_is_not_in_its_issue(con: duckdb.DuckDBPyConnection) -> None:
    number = citizen_id()
    add(con, {"certificate_no": number}, {"scope": f"内科专业、{number}"})
    normalize(con, {})
    assert said(con, "SELECT field, value, reason FROM issue ORDER BY field") == [
        {"field": "certificate_no", "reason": "personal data, not a certificate number"},
        {"field": "scope", "reason": "unknown scope: [redacted]"},
    ]


def test_long_values_are_cut(con: duckdb.DuckDBPyConnection) -> None:
    add(con, {"level": "级" * 100})
    normalize(con, {})
    assert said(con, "SELECT length(value) AS length FROM issue") == [{"length": 80}]


def test_a_number_that_says_otherwise_than_the_entry_is_an_issue(con: duckdb.DuckDBPyConnection) -> None:
    add(
        con,
        {"certificate_no": "110330106990001", "level": "执业助理医师", "category": "口腔"},
        {"certificate_no": "210330106990002", "level": "乡村全科执业助理医师", "category": "临床"},
        {"certificate_no": "XC1033990003", "level": "执业医师", "category": "临床"},
    )
    normalize(con, {})
    assert said(con, "SELECT source_record_id, field, value, reason FROM issue ORDER BY ALL") == [
        {
            "source_record_id": "r1",
            "field": "category",
            "value": "口腔",
            "reason": "the certificate number says clinical",
        },
        {
            "source_record_id": "r1",
            "field": "level",
            "value": "执业助理医师",
            "reason": "the certificate number says physician",
        },
    ]


@pytest.mark.parametrize(
    ("row", "provinces", "place"),
    [
        ({"province": "浙江省", "division": "西湖区"}, (), {"province": "33", "division": "330106"}),
        ({"division": "西湖区"}, ("33",), {"province": "33", "division": "330106"}),
        ({"province": "西湖区"}, ("33",), {"province": "33", "division": "330106"}),
        ({"division": "杭州"}, (), {"province": "33", "division": "330100"}),
        ({"province": "江西省", "division": "西湖区"}, ("33",), {"province": "36", "division": "360103"}),
        ({"province": "浙江", "division": "温州"}, (), {"province": "33", "division": "330300"}),
        ({"province": "上海", "division": "上海"}, (), {"province": "31"}),
        ({}, ("33",), {}),
    ],
)
def test_a_place_is_read_with_what_lies_around_it(
    con: duckdb.DuckDBPyConnection, row: dict[str, object], provinces: tuple[str, ...], place: dict[str, str]
) -> None:
    add(con, row)
    assert normalize(con, register(provinces=provinces)).new_issues == 0
    assert said(con, "SELECT province, division FROM record") == [place]


@pytest.mark.parametrize(
    ("instrument", "level", "expected"),
    [
        ("医师执业证书", "执业助理医师", ("assistant", "assistant")),
        ("医师执业证书", "乡村全科执业助理医师", ("rural_gp", "rural_gp")),
        # Registers of their own: whatever the level says, they are not the physicians' register.
        ("乡村医生执业证书", None, ("village_doctor", None)),
        ("乡村医生执业证书", "执业医师", ("village_doctor", None)),
        (None, "乡村医生", ("village_doctor", None)),
        ("医师执业证书", "乡村医生", ("village_doctor", None)),
        ("军队医师执业证书", "执业医师", ("military", "physician")),
        ("外国医师短期行医许可证", "执业医师", ("foreign_permit", "physician")),
        ("中医（专长）医师执业证书", "执业医师", ("tcm_specialty", "physician")),
        (None, "中医（专长）医师", ("tcm_specialty", None)),
        ("医师执业证书", "确有专长", ("tcm_specialty", None)),
    ],
)
def test_each_document_is_what_it_is(
    con: duckdb.DuckDBPyConnection, instrument: str | None, level: str | None, expected: tuple[str, str | None]
) -> None:
    add(con, {"name": "王芳", "instrument": instrument, "level": level})
    normalize(con, {})
    assert con.sql("SELECT instrument, level FROM record").fetchall() == [expected]


def test_only_new_content_is_normalized(con: duckdb.DuckDBPyConnection) -> None:
    add(con, {"name": "王芳"}, {"name": "张伟", "level": "护士"})
    assert normalize(con, {}) == NormalizeResult(2, 1)
    add(
        con,
        {"name": "王方", "content_digest": "d9", "run_id": "run2"},
        {"run_id": "run2", "sighting": "same", "name": None},
    )
    assert normalize(con, {}) == NormalizeResult(1, 0)
    assert normalize(con, {}) == NormalizeResult(0, 0)


def test_content_that_comes_back_belongs_to_the_run_that_read_it_first(con: duckdb.DuckDBPyConnection) -> None:
    later = {"run_id": "run2", "retrieved_at": datetime(2026, 4, 1)}
    add(con, {"name": "王芳"} | later)
    add(con, {"name": "王芳"})
    normalize(con, {})
    assert said(con, "SELECT run_id, retrieved_at FROM record") == [{"run_id": "run1", "retrieved_at": AT}]


def test_content_that_came_back_is_read_no_more(con: duckdb.DuckDBPyConnection) -> None:
    add(con, {"name": "王芳"})
    add(con, {"name": "王方", "content_digest": "d2", "run_id": "run2"})
    add(con, {"name": "王芳", "run_id": "run3"}, {"name": "张伟", "run_id": "run3"})
    assert normalize(con, {}) == NormalizeResult(3, 0)
    # A run of which all is known is not read again; run3 is, since its first content is of run1.
    assert con.sql(read_sql("normalize", "unread_run")).fetchall() == [("some_register", "run3", 2)]
    assert normalize(con, {}) == NormalizeResult(0, 0)


def test_sources_normalized_one_after_another_give_the_same(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[dict[str, object]] = [
        {"source_id": source, "source_record_id": f"{source}{n}", "name": name, "level": level, "row_no": n}
        for source in ("a", "b", "c")
        for n, (name, level) in enumerate([("王芳", "护士"), (f"张{source}", "执业医师"), ("张伟", source)])
    ]
    add(con, *rows)
    found = []
    for size in (1_000, 4):
        monkeypatch.setattr("normalize.build._BATCH", size)
        assert normalize(con, {}, full=True).run_ids == ("run1",)
        found.append([con.sql(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in ("record", "issue")])
    assert len(found[0][0]) == 9
    assert found[0] == found[1]


def test_the_order_of_rows_and_the_number_of_nights_change_nothing(con: duckdb.DuckDBPyConnection) -> None:
    rows: list[dict[str, object]] = [
        {"source_record_id": f"r{n}", "content_digest": f"d{n}", "name": name, "level": "护士", "row_no": n}
        for n, name in enumerate(["王芳", "张*", "专家门诊", "王?", "王芳"])
    ]
    for row in rows:
        add(con, row)
        normalize(con, {})
    nightly = [con.sql(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in ("record", "issue")]
    con.execute("DELETE FROM raw_record")
    add(con, *reversed(rows))
    normalize(con, {}, full=True)
    assert [con.sql(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in ("record", "issue")] == nightly


def test_full_leaves_the_issues_of_the_loader(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("INSERT INTO issue VALUES ('some_register', NULL, 'run1', 'u', 7, 'row', NULL, 'cannot be read')")
    add(con, {"level": "护士"})
    normalize(con, {})
    normalize(con, {}, full=True)
    assert said(con, "SELECT field, reason FROM issue ORDER BY field") == [
        {"field": "level", "reason": "unknown level"},
        {"field": "row", "reason": "cannot be read"},
    ]


def test_columns_are_those_of_the_schema_and_nothing_else_remains(con: duckdb.DuckDBPyConnection) -> None:
    before = set(con.sql("SELECT table_name FROM duckdb_tables()").fetchall())
    add(con, {"name": "王芳", "level": "护士"})
    normalize(con, {})
    assert set(con.sql("SELECT table_name FROM duckdb_tables()").fetchall()) == before
    for table in (RECORD, ISSUE):
        assert tuple(con.sql(f"SELECT * FROM {table.name}").columns) == table.columns


def test_a_failure_leaves_the_tables_as_they_were(con: duckdb.DuckDBPyConnection) -> None:
    add(con, {"name": "王芳"})
    normalize(con, {})
    con.execute("ALTER TABLE raw_record RENAME TO elsewhere")
    with pytest.raises(duckdb.CatalogException):
        normalize(con, {}, full=True)
    assert said(con, "SELECT name FROM record") == [{"name": "王芳"}]


def test_progress_names_every_step(con: duckdb.DuckDBPyConnection) -> None:
    steps: list[tuple[str, int, int]] = []
    normalize(con, {}, progress=lambda step, done, total: steps.append((step, done, total)))
    assert [done for _, done, _ in steps] == list(range(steps[-1][2] + 1))
