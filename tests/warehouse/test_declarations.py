"""Schema, declarations and settings: one place each, and every fault is named."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.errors import DeclarationError, WorkspaceError
from warehouse.schema import KINDS, all_tables
from warehouse.source import declare
from warehouse.workspace import Workspace

GOOD: dict[str, Any] = {
    "id": "cn_xx_list",
    "title": "名单",
    "publisher": "某单位",
    "tier": "commercial",
    "licence": "made up",
    "key": ("name",),
    "fields": {"name": ("姓名", "医生姓名"), "title": "职称"},
}


def test_every_table_builds_with_its_arrow_twin() -> None:
    con = duckdb.connect()
    for table in all_tables():
        con.execute(table.ddl())
        assert con.sql(f"SELECT * FROM {table.name}").to_arrow_table().schema.names == table.arrow().names
        assert set(table.key) <= set(table.columns), table.name
        assert {f.kind for f in table.fields} <= set(KINDS), table.name


def test_columns_are_named_by_their_unit() -> None:
    for table in all_tables():
        for f in table.fields:
            assert (f.kind == "time") == f.name.endswith("_at") or f.name in ("as_of", "published_at"), f
            if f.kind == "flag":
                assert f.name.startswith(("is_", "has_")), f


def test_headings_map_to_fields() -> None:
    source = declare("here", **GOOD)
    assert source.heading_to_field == {"姓名": "name", "医生姓名": "name", "职称": "title"}
    assert not source.is_official


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fields": {"name": "姓名", "phone": "电话"}}, "fields not in the schema: phone"),
        ({"key": ("certificate_no",)}, "key fields that no column fills: certificate_no"),
        ({"fields": {"name": "姓名", "title": "姓名"}}, "headings mapped twice: 姓名"),
        ({"tier": "provincial", "domains": ("wsjkw.example.com",)}, "outside gov.cn without a reason"),
        ({"tier": "national"}, "neither hosts nor a deliverer"),
        ({"tier": "royal"}, "tier"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_declaration_says_where_and_what(change: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError, match=f"here: .*{said}"):
        declare("here", **GOOD | change)


def test_a_workspace_is_opened_again_with_its_secret(tmp_path: Path) -> None:
    first = Workspace.create(tmp_path / "w")
    assert Workspace.create(tmp_path / "w").settings == first.settings
    assert Workspace.open(tmp_path / "w").settings.questions_per_night == 300


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="is no workspace; `mingce init"):
        Workspace.open(tmp_path)


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    config = tmp_path / "mingce.toml"
    config.write_text(config.read_text(encoding="utf-8") + '\nlanguage_of_reports = "fr"\n', encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"mingce.toml: language_of_reports"):
        Workspace.open(tmp_path)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path)
    with (
        workspace.lock(),
        pytest.raises(WorkspaceError, match="another mingce is at work"),
        Workspace.open(tmp_path).lock(),
    ):
        pass


def test_a_declaration_is_written_the_same_in_every_process() -> None:
    write = (
        "from tests.support import make_source; "
        "print(make_source('a_list', 'commercial', ignore=['序号', '备注', '电话', '住址']).model_dump_json())"
    )
    texts = {
        subprocess.run([sys.executable, "-c", write], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True,
                       text=True, check=True).stdout
        for seed in ("1", "2", "3", "4")
    }  # fmt: skip
    assert len(texts) == 1
