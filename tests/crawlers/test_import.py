from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from crawlers.catalog import sources
from crawlers.imports import import_files
from tests.crawlers.importing import HEADINGS, Desk, Rows, roster, write_table, write_text
from warehouse.errors import DeliveryError, FileError
from warehouse.source import declare
from warehouse.workspace import Workspace

WANG = ("王某", "110330106990001", "甲医院", "2026-02-28")
LI = ("李某", "110330106990002", "甲医院", "2026-02-28")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Workspace.create(tmp_path / "workspace", secret="0" * 32), roster())


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, *rows: tuple[str | None, ...], headings: tuple[str, ...] = HEADINGS) -> Path:
        given: Rows = rows
        return write_table(tmp_path / name, headings, given)

    return write


def test_a_delivery_is_one_complete_run_with_its_bytes_on_record(desk: Desk, table: Callable[..., Path]) -> None:
    path = table("march.csv", WANG, LI)
    result = desk.deliver(path)
    assert (result.outcome, result.distinct_count, result.new_count, result.issue_count) == ("complete", 2, 2, 0)
    assert desk.records() == [(2, *WANG[:3], None), (3, *LI[:3], None)]
    ((digest, evidence),) = desk.query("SELECT DISTINCT d.digest, r.evidence_id FROM delivery d, raw_record r")
    assert evidence == f"sha256:{digest}"
    assert desk.query("SELECT * EXCLUDE digest FROM delivery") == [
        ("my_roster", result.run_id, "march.csv", path.stat().st_size, "某人", datetime(2026, 3, 1, 2))
    ]
    assert desk.query("SELECT kind, outcome, asserted_on, stated_count FROM run") == [
        ("import", "complete", date(2026, 2, 28), None)
    ]
    assert desk.query("SELECT DISTINCT address, url, retrieved_at FROM raw_record") == [
        ("my_roster", "march.csv", datetime(2026, 3, 1, 2))
    ]


def test_the_next_list_with_a_new_date_and_the_same_entries_adds_nothing(
    desk: Desk, table: Callable[..., Path]
) -> None:
    desk.deliver(table("march.csv", WANG, LI))
    april = desk.deliver(table("april.csv", (*LI[:3], "2026-03-31"), (*WANG[:3], "2026-03-31")), day=30)
    assert (april.new_count, april.gone_count) == (0, 0)
    assert desk.query("SELECT asserted_on FROM run ORDER BY started_at") == [(date(2026, 2, 28),), (date(2026, 3, 31),)]


def test_dates_that_differ_belong_to_the_entries(desk: Desk, table: Callable[..., Path]) -> None:
    desk.deliver(table("march.csv", WANG, (*LI[:3], "2026-02-27")))
    assert [row[-1] for row in desk.records()] == ["2026-02-28", "2026-02-27"]
    assert desk.query("SELECT asserted_on FROM run") == [(None,)]


def test_a_list_date_that_is_no_day_is_an_issue(desk: Desk, table: Callable[..., Path]) -> None:
    desk.deliver(table("march.csv", (*WANG[:3], "2026年2月"), (*LI[:3], "2026年2月")))
    assert desk.query("SELECT asserted_on FROM run") == [(None,)]
    assert desk.issues() == [(None, None, "asserted_on", "2026年2月", "a date without its day")]


def test_a_live_list_without_a_date_speaks_for_the_day_it_is_imported(desk: Desk, table: Callable[..., Path]) -> None:
    desk.source = roster(asserts="live", fields={"name": "姓名", "certificate_no": "执业证书编码"})
    desk.deliver(table("march.csv", WANG[:2], headings=HEADINGS[:2]), day=3)
    assert desk.query("SELECT asserted_on FROM run") == [(date(2026, 3, 4),)]


def test_the_day_of_an_import_is_the_one_in_china(desk: Desk, table: Callable[..., Path]) -> None:
    live = roster(asserts="live", fields={"name": "姓名", "certificate_no": "执业证书编码"})
    path = table("march.csv", WANG[:2], headings=HEADINGS[:2])
    note = import_files(desk.workspace, live, [path], datetime(2026, 2, 28, 18))
    assert note.asserted_on == date(2026, 3, 1)


def test_files_delivered_together_are_one_list(desk: Desk, table: Callable[..., Path]) -> None:
    desk.deliver(table("north.csv", WANG), table("south.xlsx", LI))
    assert desk.query("SELECT url, name FROM raw_record ORDER BY url") == [
        ("north.csv", "王某"),
        ("south.xlsx", "李某"),
    ]
    assert desk.query("SELECT count(*), count(DISTINCT run_id) FROM delivery") == [(2, 1)]


def test_headings_are_known_by_what_is_read_not_by_width_or_blanks(desk: Desk, table: Callable[..., Path]) -> None:
    desk.deliver(table("march.csv", WANG, headings=("姓　名", " 执业证书编码\n", "主要执业机构", "数据截止日期 ")))
    assert (desk.records(), desk.issues()) == ([(2, *WANG[:3], None)], [])


def test_the_first_filled_of_several_headings_counts(desk: Desk, table: Callable[..., Path]) -> None:
    desk.source = roster(fields={"certificate_no": "编号", "institution": ["主要执业机构", "医院"]})
    headings = ("医院", "编号", "主要执业机构")
    desk.deliver(table("march.csv", ("乙医院", "1", "甲医院"), ("乙医院", "2", None), headings=headings))
    assert desk.query("SELECT institution FROM raw_record ORDER BY row_no") == [("甲医院",), ("乙医院",)]


def test_a_missing_column_of_the_key_is_refused_with_the_headings_found(desk: Desk, table: Callable[..., Path]) -> None:
    with pytest.raises(FileError) as refused:
        desk.land(table("march.csv", ("王某", "甲医院"), headings=("姓名", "主要执业机构")))
    assert str(refused.value) == (
        "march.csv: no column for 执业证书编码 (certificate_no), which the key needs; "
        "headings found: 姓名, 主要执业机构"
    )


def test_other_columns_missing_or_undeclared_are_issues_by_name_never_by_value(
    desk: Desk, table: Callable[..., Path]
) -> None:
    headings = ("序号", "姓名", "执业证书编码", "数据截止日期", "家庭住址")
    desk.deliver(table("march.csv", ("1", *WANG[:2], WANG[3], "某街一号"), headings=headings))
    assert desk.issues() == [
        ("march.csv", 1, "column", "家庭住址", "the column is not declared; it was not read"),
        ("march.csv", 1, "institution", None, "the column 主要执业机构 is missing"),
    ]
    assert not any(
        "某街一号".encode() in path.read_bytes() for path in desk.workspace.root.rglob("*") if path.is_file()
    )


def test_a_heading_that_stands_twice_is_refused(desk: Desk, table: Callable[..., Path]) -> None:
    with pytest.raises(FileError, match=r"march.csv: the heading 姓名 \(name\) stands twice"):
        desk.land(table("march.csv", ("王某", *WANG), headings=("姓名", *HEADINGS)))


def test_different_entries_under_one_key_are_both_kept_with_an_issue(desk: Desk, table: Callable[..., Path]) -> None:
    result = desk.deliver(table("march.csv", WANG, WANG, ("王某", WANG[1], "乙医院", WANG[3])))
    assert (result.distinct_count, len(desk.records())) == (2, 2)
    repeated, different = sorted(desk.issues(), key=lambda issue: issue[4], reverse=True)
    assert repeated == ("march.csv", 3, "key", repeated[3], "the same row stands above; kept once")
    assert repeated[3].removesuffix("#2") == WANG[1]
    (file, row_no, field, value, reason) = different
    assert (file, field, value) == ("march.csv", "key", f"{WANG[1]}#2")
    assert row_no in (2, 4)
    assert reason == "a different entry has the same key; both are kept"
    # What is known to stand twice is not said again of the next list.
    others = (WANG, WANG, ("王某", WANG[1], "乙医院", WANG[3]), ("李某", "110330106990002", "乙医院", WANG[3]))
    again = desk.deliver(table("april.csv", *others))
    assert again.issue_count == 0


def test_an_entry_without_its_key_is_kept_with_an_issue(desk: Desk, table: Callable[..., Path]) -> None:
    desk.deliver(table("march.csv", WANG, ("李某", None, "甲医院", WANG[3])))
    assert desk.issues() == [("march.csv", 3, "key", None, "key columns are empty; kept under its content")]


def test_a_number_that_a_spreadsheet_mangled_stays_as_published(desk: Desk, table: Callable[..., Path]) -> None:
    desk.deliver(table("march.csv", ("王某", "1.10E+14", "甲医院", WANG[3])))
    assert desk.records() == [(2, "王某", "1.10E+14", "甲医院", None)]


def test_personal_identifiers_are_removed_and_the_issue_does_not_repeat_them(
    desk: Desk, table: Callable[..., Path]
) -> None:
    mobile, mail = "1" + "39" * 5, "someone@example.org"
    citizen_id = "330106" + "19900307" + "0019"
    desk.deliver(
        table("march.csv", WANG, ("李某", LI[1], f"甲医院 {mobile}", WANG[3]), ("张某", citizen_id, f"{mail}", WANG[3]))
    )
    assert desk.records()[1:] == [
        (3, "李某", LI[1], "甲医院 [redacted]", None),
        (4, "张某", "[redacted]", "[redacted]", None),
    ]
    assert desk.issues() == [
        ("march.csv", 3, "institution", None, "personal identifiers removed from 2 values; this is the first row"),
        ("march.csv", 4, "certificate_no", None, "personal identifiers removed from 1 values; this is the first row"),
    ]
    for path in desk.files():
        stored = path.read_bytes()
        assert not any(text.encode() in stored for text in (mobile, mail, citizen_id))


def test_the_same_bytes_are_refused_a_second_time_naming_the_run(desk: Desk, table: Callable[..., Path]) -> None:
    run = desk.deliver(table("march.csv", WANG))
    before = desk.files()
    with pytest.raises(DeliveryError) as refused:
        desk.land(table("copy of march.csv", WANG), day=1)
    assert (
        str(refused.value) == f"copy of march.csv: these bytes were imported on 2026-03-01 02:00 UTC (run {run.run_id})"
    )
    assert desk.files() == before
    with pytest.raises(DeliveryError, match=r"b.csv: the same bytes as a.csv"):
        desk.land(table("a.csv", LI), table("b.csv", LI))


def test_bytes_that_landed_and_wait_to_be_taken_in_are_refused_too(desk: Desk, table: Callable[..., Path]) -> None:
    note = desk.land(table("march.csv", WANG))
    with pytest.raises(DeliveryError, match=note.run_id):
        desk.land(table("march.csv", WANG), day=1)


def test_a_refused_delivery_leaves_what_was_stored_and_nothing_else(
    desk: Desk, table: Callable[..., Path], tmp_path: Path
) -> None:
    desk.deliver(table("march.csv", WANG))
    before, records = desk.files(), desk.records()
    good, bad = table("april.csv", LI), write_text(tmp_path / "rest.csv", ",".join(HEADINGS) + "\n")
    with pytest.raises(FileError, match=r"rest.csv: no rows under the header"):
        desk.land(good, bad, day=30)
    assert (desk.files(), desk.records()) == (before, records)
    assert desk.deliver(good, day=30).new_count == 1


def test_the_shipped_file_sources_are_official_and_name_their_deliverer() -> None:
    shipped = {name: source for name, source in sources().items() if not source.domains}
    assert sorted(shipped) == ["cn_gd_register", "cn_nhc_delivery", "cn_sc_register"]
    assert all(source.is_official and source.delivered_by for source in shipped.values())
    assert {name: (s.cadence_days, s.age_limit_days, s.constants) for name, s in shipped.items()} == {
        "cn_nhc_delivery": (90, 180, {}),
        "cn_gd_register": (30, 60, {"province": "广东省"}),
        "cn_sc_register": (30, 60, {"province": "四川省"}),
    }


def test_rows_whose_key_is_empty_or_mangled_and_that_differ_only_in_their_own_id_are_all_kept(tmp_path: Path) -> None:
    headings = ("编号", "姓名", "执业证书编码", "执业机构")
    source = declare(
        "test", id="my_roster", title="名册", publisher="某平台", tier="commercial", licence="自有",
        key=("certificate_no",),
        fields=dict(zip(("source_key", "name", "certificate_no", "institution"), headings, strict=True)),
    )  # fmt: skip
    desk = Desk(Workspace.create(tmp_path / "workspace", secret="0" * 32), source)
    blank = [(f"b{n}", "王某", None, "甲医院") for n in range(3)]
    mangled = [(f"m{n}", "王某", "1.1011E+14", "甲医院") for n in range(3)]
    result = desk.deliver(write_table(tmp_path / "roster.csv", headings, [*blank, *mangled]))
    assert result.distinct_count == 6
    assert desk.query("SELECT source_key FROM raw_record ORDER BY ALL") == [(row[0],) for row in [*blank, *mangled]]
