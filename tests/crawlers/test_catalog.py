from pathlib import Path

import pytest

from crawlers.catalog import Faults, find, sources, spiders
from warehouse.errors import DeclarationError, UnknownSourceError
from warehouse.workspace import Workspace

TOML = """
id = "{id}"
title = "名单"
publisher = "某单位"
tier = "commercial"
licence = "made up"
key = ["source_key"]
fields = {{ source_key = "编号", name = "姓名" }}
"""
SPIDER = """
from crawlers.shapes import ListAndDetail
from warehouse.source import declare

class Own(ListAndDetail):
    name = "my_own_site"
    source = declare(__name__, id=name, title="名单", publisher="某单位", tier="commercial", licence="made up",
                     domains=["site.example"], key=["name"], fields={"name": "姓名"})
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace", secret="0" * 32)


def test_shipped_sources_are_spiders_and_files() -> None:
    assert set(spiders()) < set(sources())
    assert {source.id for source in sources().values() if not source.domains}
    assert list(sources()) == sorted(sources())


def test_a_workspace_adds_its_own_files_and_spiders(workspace: Workspace) -> None:
    (workspace.sources / "my_own_file.toml").write_text(TOML.format(id="my_own_file"))
    (workspace.sources / "my_own_site.py").write_text(SPIDER)
    assert set(sources(workspace)) - set(sources()) == {"my_own_file", "my_own_site"}
    assert spiders(workspace)["my_own_site"].source.domains == ("site.example",)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("cn_haodf_doctor.toml", TOML.format(id="cn_haodf_doctor"), "the id cn_haodf_doctor is declared twice"),
        ("one.toml", TOML.format(id="another"), "declares the id another, which is not the file's name"),
        ("one.toml", 'id = "one"\nfields = 3', r"fields: Input should be .*dictionary"),
        ("one.toml", 'id = "one"\nfields = { name = 3 }', r"fields\.name: Input should be a valid tuple"),
        ("one.toml", 'where = "x"', "where: Extra inputs are not permitted"),
        ("one.toml", 'id = "one"', "title: Field required"),
        ("other.py", SPIDER, "file, spider name and source id must be one word"),
        ("broken.py", "import nothing_of_that_name", "No module named 'nothing_of_that_name'"),
    ],
)
def test_a_declaration_that_does_not_hold_is_refused_by_name(
    workspace: Workspace, name: str, text: str, complaint: str
) -> None:
    (workspace.sources / name).write_text(text)
    with pytest.raises(DeclarationError, match=complaint):
        sources(workspace)


def test_the_others_are_read_if_faults_may_be_noted(workspace: Workspace) -> None:
    for name, text in (
        ("my_own_site.py", SPIDER), ("my_own_file.toml", TOML.format(id="my_own_file")),
        ("broken.py", "import nothing_of_that_name"), ("unfinished.toml", 'id = "unfinished"'),
    ):  # fmt: skip
        (workspace.sources / name).write_text(text)
    faults: Faults = {}
    found = sources(workspace, faults)
    assert set(found) - set(sources()) == {"my_own_file", "my_own_site"}
    assert [(name, str(fault).partition(": ")[0]) for name, fault in faults.items()] == [
        ("broken", str(workspace.sources / "broken.py")), ("unfinished", str(workspace.sources / "unfinished.toml"))
    ]  # fmt: skip
    with pytest.raises(DeclarationError, match=r"unfinished\.toml: title: Field required"):
        find(found, "unfinished", faults)


def test_an_unknown_source_is_answered_with_those_spelled_like_it() -> None:
    assert find(sources(), "cn_haodf_doctor").id == "cn_haodf_doctor"
    with pytest.raises(UnknownSourceError, match=r"no source is called cn_haodf_docter; did you mean cn_haodf_doctor"):
        find(sources(), "cn_haodf_docter")
    with pytest.raises(UnknownSourceError, match="`mingce source list` shows all"):
        find(sources(), "北京")
