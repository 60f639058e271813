"""A world on disk: its layout, its files, and that the same arguments make the same bytes."""

import csv
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from simulator.published import FLAGS
from simulator.settings import Settings
from simulator.world import SOURCES, simulate

DATES = (date(2026, 3, 1), date(2026, 4, 15), date(2026, 6, 1))
DELIVERED = {"cn_nhc_delivery": "xlsx", "cn_gd_register": "csv", "cn_sc_register": "xlsx"}
HEADINGS = {
    "cn_nhc_delivery": """序号 姓名 性别 证书类型 医师级别 执业类别 执业范围 执业证书编码 主要执业机构 机构登记号
        执业地点 注册状态 注册日期 有效期起 有效期止 数据截止日期""",
    "cn_nhc_query": """姓名 性别 医师级别 执业类别 执业范围 执业地点 执业证书编码 主要执业机构 发证机关 注册状态
        备案机构""",
    "cn_zj_register": """医师姓名 性别 级别 类别 执业范围 执业证书编码 主要执业机构 备案机构 注册状态 发证日期
        数据截止日期""",
    "cn_gd_register": "医师姓名 性别 医师级别 执业类别 执业范围 证书编码 主要执业机构 发证机关 发证日期 状态 更新日期",
    "cn_sc_register": "姓名 性别 级别 类别 范围 主要执业机构 发证日期 状态 更新日期",
    "cn_zj_cancellation": "公告编号 标题 发布日期 生效日期 处理 姓名 性别 执业证书编码 执业机构 注销原因",
    "cn_sd_register": """doctorName sex doctorLevel practiceType practiceScope certificateCode orgName multiOrg issueOrg
        issueDate status""",
    "cn_gd_permit": """公告编号 标题 发布日期 证书类型 姓名 性别 国籍（地区） 执业类别 执业范围 证书编号 聘用机构
        有效期起 有效期止""",
    "cn_fj_open_data": """文件 医师姓名 性别 级别 类别 执业范围 执业证书编码 主要执业机构 发证机关 发证日期
        状态 数据更新时间""",
    "cn_ah_cancellation": "公告编号 标题 发布日期 附件 处理 姓名 性别 执业证书编码 执业机构 生效日期 原因",
    "cn_nhc_unit": "省份 审批机关 机构名称 登记号 诊疗科目 级别 有效期起 有效期止",
    "cn_js_register": "ysxm xb ysjb zylb zyfw zsbm zyjg jgdjh fzjg fzrq zczt dqkh khrq sjrq",
    "cn_cmda_committee": "专委会编号 专委会 换届年份 姓名 职务 单位 职称",
    "cn_haodf_doctor": "医生编号 姓名 职称 教学职称 医院 科室 省份 城市",
    "cn_guahao_doctor": "专家编号 姓名 职称 省份 城市 医院 科室 执业证书编号",
    "cn_chunyu_doctor": "id name title clinic_name hospital_name province city",
    "cn_yyk99_doctor": "医生编号 姓名 职称 科室 医院编号 医院 省份 城市",
    "cn_wchscu_staff": "专家编号 姓名 职称 科室 医院",
    "cn_natcm_teacher": "公告编号 标题 发布日期 单位 姓名",
    "cn_zj_credit": "doc_id name sex hospital category level reg_date snapshot_date",
    "cn_xywy_search": "expert_id name sex title hospital depart province city zyzs",
}

# Lists that stand apart: nothing is copied from them.
ADDED = {"cn_chunyu_doctor", "cn_yyk99_doctor", "cn_wchscu_staff", "cn_natcm_teacher", "cn_zj_credit"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    simulate(3_000, 7, DATES, folder)
    return folder


def published(world: Path, on: date) -> dict[str, Path]:
    return {path.stem: path for path in (world / "published" / on.isoformat()).glob("*.parquet")}


def test_every_source_is_published_under_its_headings(world: Path) -> None:
    first = published(world, DATES[0])
    assert sorted(first) == sorted(SOURCES)
    for source_id, path in first.items():
        schema = pq.read_schema(path)
        assert schema.names == HEADINGS[source_id].split()
        assert {str(column.type) for column in schema} == {"string"}


def test_files_are_delivered_again_only_when_they_have_aged(world: Path) -> None:
    delivered = {
        on.isoformat(): sorted(path.stem for path in (world / "deliveries" / on.isoformat()).iterdir()) for on in DATES
    }
    every = sorted(DELIVERED)
    assert delivered == {"2026-03-01": every, "2026-04-15": sorted({*every} - {"cn_nhc_delivery"}), "2026-06-01": every}
    assert set(SOURCES) - set(published(world, DATES[1])) == {"cn_nhc_delivery"}


def test_a_delivered_file_holds_the_published_rows_in_order(world: Path) -> None:
    for source_id, kind in DELIVERED.items():
        table = pq.read_table(published(world, DATES[0])[source_id])
        expected = [table.column_names, *([value or "" for value in row.values()] for row in table.to_pylist())]
        path = world / "deliveries" / DATES[0].isoformat() / f"{source_id}.{kind}"
        if kind == "xlsx":
            found = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        else:
            with path.open(encoding="gb18030", newline="") as file:
                found = list(csv.reader(file))
        assert found == expected


def test_the_truth_has_a_row_for_every_published_row(world: Path) -> None:
    truth = pq.read_table(world / "truth" / "listing.parquet")
    assert [name for name in truth.column_names if name in FLAGS] == list(FLAGS)
    described = json.loads((world / "world.json").read_text(encoding="utf-8"))
    counts = truth.group_by(["date", "source_id"]).aggregate([("row_no", "max"), ("row_no", "count")]).to_pylist()
    for row in counts:
        shown = pq.read_metadata(published(world, row["date"])[row["source_id"]]).num_rows
        assert row["row_no_max"] == row["row_no_count"] == shown
        assert described["rows"][row["date"].isoformat()][row["source_id"]] == shown


def test_the_key_of_an_entry_stays_from_date_to_date(world: Path) -> None:
    keys = [set(pq.read_table(published(world, on)["cn_haodf_doctor"])["医生编号"].to_pylist()) for on in DATES]
    assert len(keys[0] & keys[2]) > 0.9 * len(keys[0])
    assert keys[2] - keys[0]


def test_old_articles_stay_as_they_were(world: Path) -> None:
    first, last = (
        pq.read_table(published(world, on)["cn_zj_cancellation"]).to_pylist() for on in (DATES[0], DATES[-1])
    )
    assert first
    assert all(row in last for row in first)


def test_an_article_names_how_many_it_lists(world: Path) -> None:
    rows = pq.read_table(published(world, DATES[0])["cn_zj_cancellation"]).to_pylist()
    for row in rows:
        named = [other for other in rows if other["公告编号"] == row["公告编号"]]
        assert row["标题"].startswith(f"关于{row['处理']}{named[0]['姓名']}等{len(named)}名医师")
        assert row["生效日期"] < row["发布日期"] <= DATES[0].isoformat()


def test_a_committee_has_one_leader_and_its_names_fit_gbk(world: Path) -> None:
    rows = pq.read_table(published(world, DATES[0])["cn_cmda_committee"]).to_pylist()
    committees = {row["专委会编号"] for row in rows}
    assert sum(row["职务"] == "主任委员" for row in rows) == len(committees)
    assert all(row["姓名"].encode("gbk") for row in rows)
    assert not any(re.fullmatch(r"\w\w", row["姓名"]) for row in rows)


def test_the_second_date_has_a_barrier(world: Path) -> None:
    described = json.loads((world / "world.json").read_text(encoding="utf-8"))
    assert list(described["barriers"]) == ["2026-04-15"]
    assert list(described["barriers"]["2026-04-15"]) == ["cn_haodf_doctor"]
    assert described["questions_per_day"] == 120


def digests(world: Path) -> dict[str, str]:
    return {
        str(path.relative_to(world)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(world.rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_make_the_same_bytes_and_another_seed_makes_others(world: Path, tmp_path: Path) -> None:
    simulate(3_000, 7, DATES, tmp_path / "same")
    assert digests(tmp_path / "same") == digests(world)
    simulate(3_000, 8, DATES[:1], tmp_path / "other")
    assert digests(tmp_path / "other")["truth/person.parquet"] != digests(world)["truth/person.parquet"]


def test_nothing_published_looks_like_a_citizen_id_or_a_telephone(world: Path) -> None:
    day = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
    citizen_id = re.compile(rf"(?<!\d)[1-9]\d{{5}}(?:{day}|(?:19|20){day}[\dXx])(?!\d)")
    telephone = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
    for on in DATES:
        for path in published(world, on).values():
            for column in pq.read_table(path).columns:
                for value in column.unique().to_pylist():
                    assert not citizen_id.search(value or "")
                    assert not telephone.search(value or "")


def test_a_world_needs_people_and_dates_in_order(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="physicians"):
        simulate(0, 1, DATES, tmp_path)
    with pytest.raises(ValueError, match="order"):
        simulate(10, 1, DATES[::-1], tmp_path)


def test_what_one_list_shows_changes_no_other(world: Path, tmp_path: Path) -> None:
    ordinary = Settings()
    lists = {
        name: replace(listing, covers=listing.covers / 2) for name, listing in ordinary.lists.items() if name in ADDED
    }
    simulate(3_000, 7, DATES, tmp_path, settings=replace(ordinary, lists=ordinary.lists | lists))
    same, other = published(world, DATES[0]), published(tmp_path, DATES[0])
    assert {name for name in same if same[name].read_bytes() != other[name].read_bytes()} == ADDED


def test_a_portal_shows_the_copy_of_the_quarter(world: Path) -> None:
    stated = [set(pq.read_table(published(world, on)["cn_zj_credit"])["snapshot_date"].to_pylist()) for on in DATES]
    assert stated == [{"2025/12/02"}, {"2026/03/02"}, {"2026/03/02"}]


def test_a_notice_names_one_hospital_and_stays_as_it_was(world: Path) -> None:
    first, second = (pq.read_table(published(world, on)["cn_natcm_teacher"]).to_pylist() for on in DATES[:2])
    assert {row["公告编号"] for row in first} < {row["公告编号"] for row in second}
    assert [row for row in second if row["发布日期"] < "2026"] == first
    notices = {(row["公告编号"], row["标题"], row["单位"]) for row in second}
    assert len(notices) == len({number for number, *_ in notices})


def test_progress_is_reported_to_the_end(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    simulate(200, 1, DATES[:1], tmp_path, progress=lambda *step: steps.append(step))
    assert [done for _, done, _ in steps] == list(range(len(SOURCES) + 3))
    assert steps[-1][1] == steps[-1][2]
