import tomllib
from pathlib import Path

import pytest

from crawlers.catalog import sources
from crawlers.imports import import_files
from crawlers.scaffold import new_source
from tests.crawlers.importing import DAY_0, write_table, write_text
from warehouse.errors import DeclarationError
from warehouse.source import declare
from warehouse.workspace import Workspace

HEADINGS = ("序号", "姓 名", "医院", "主要执业机构", "执业证书编码", "身份证号", "备注")
ROW = ("1", "王某", "乙医院", "甲医院", "110330106990001", None, "略")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace", secret="0" * 32)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return write_table(tmp_path / "roster.xlsx", HEADINGS, [ROW])


def test_known_headings_are_mapped_and_the_file_imports_at_once(workspace: Workspace, roster: Path) -> None:
    path = new_source(
        workspace, "my_roster", from_file=roster, tier="commercial", title='名单 "甲"', publisher="某平台"
    )
    assert path == workspace.sources / "my_roster.toml"
    source = sources(workspace)["my_roster"]
    assert (source.title, source.publisher, source.tier) == ('名单 "甲"', "某平台", "commercial")
    assert source.key == ("certificate_no",)
    assert source.fields == {"name": ("姓名",), "certificate_no": ("执业证书编码",), "institution": ("主要执业机构",)}
    assert source.ignore == {"序号", "身份证号"}
    assert import_files(workspace, source, [roster], DAY_0).outcome == "complete"


def test_what_is_not_known_is_left_to_a_person_in_comments(workspace: Workspace, roster: Path) -> None:
    text = new_source(workspace, "my_roster", from_file=roster, tier="aggregator").read_text(encoding="utf-8")
    assert '    # "备注",\n' in text
    assert '# "医院" may mean institution too' in text


def test_an_official_source_is_refused_until_its_authority_is_named(workspace: Workspace, roster: Path) -> None:
    path = new_source(workspace, "cn_my_register", from_file=roster, tier="provincial", publisher="某省卫生健康委员会")
    text = path.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if "MISSING" in line] == [
        "# MISSING, and needed for an official tier: its licence, or the legal basis it is published or delivered on.",
        "# MISSING, and needed for an official tier: who hands the files over.",
    ]
    with pytest.raises(DeclarationError, match=r"licence: Field required"):
        sources(workspace)
    filled = text.replace('# licence = ""', 'licence = "医师法 第二十一条"').replace(
        '# delivered_by = ""', 'delivered_by = "某省"'
    )
    assert declare("filled", **tomllib.loads(filled)).is_official


@pytest.mark.parametrize(
    ("headings", "key"),
    [
        (("医生编号", "姓名", "医院"), ("source_key",)),
        (("医师姓名", "执业机构", "发证日期"), ("name", "institution")),
        (("expert_id", "name", "hospital", "zyzs"), ("source_key",)),
    ],
)
def test_the_key_is_the_best_there_is(
    workspace: Workspace, tmp_path: Path, headings: tuple[str, ...], key: tuple[str, ...]
) -> None:
    file = write_table(tmp_path / "a.csv", headings, [["x"] * len(headings)])
    new_source(workspace, "my_roster", from_file=file, tier="commercial")
    assert sources(workspace)["my_roster"].key == key


def test_without_a_key_the_declaration_says_so_and_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    file = write_text(tmp_path / "a.csv", "姓名,备注\n王某,略\n")
    path = new_source(workspace, "my_roster", from_file=file, tier="commercial")
    assert "# MISSING: what tells two entries of the list apart." in path.read_text(encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"key: Field required"):
        sources(workspace)


@pytest.mark.parametrize("name", ["my_roster", "cn_gd_register", "cn_haodf_doctor", "My-Roster", "a"])
def test_a_name_that_is_taken_or_malformed_is_refused(workspace: Workspace, roster: Path, name: str) -> None:
    mine = new_source(workspace, "my_roster", from_file=roster, tier="commercial")
    before = mine.read_bytes()
    with pytest.raises(DeclarationError, match=name):
        new_source(workspace, name, from_file=roster, tier="commercial")
    assert mine.read_bytes() == before
    assert list(workspace.sources.iterdir()) == [mine]


def test_a_file_without_headings_gives_away_no_number(workspace: Workspace, tmp_path: Path) -> None:
    mobile = "1" + "39" * 5
    path = new_source(
        workspace, "my_roster", from_file=write_text(tmp_path / "a.csv", f"王某,{mobile}\n"), tier="commercial"
    )
    assert mobile not in path.read_text(encoding="utf-8")
