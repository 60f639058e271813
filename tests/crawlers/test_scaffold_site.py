from pathlib import Path

import pytest
from click.testing import CliRunner

from crawlers.catalog import shapes, sources, spiders
from crawlers.scaffold import missing_in
from crawlers.scaffold_site import meaning_of, new_spider
from crawlers.shapes import Lookup
from mingce.cli import main
from warehouse.errors import DeclarationError
from warehouse.workspace import Workspace

URL = "https://doctors.example.org/list/index.html"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace", secret="0" * 32)


@pytest.mark.parametrize("shape", shapes())
def test_every_shape_has_a_first_spider_that_is_a_source_at_once(workspace: Workspace, shape: str) -> None:
    path = new_spider(workspace, "my_site", shape=shape, url=URL, tier="commercial", publisher='某"平台"')
    spider = spiders(workspace)["my_site"]
    assert issubclass(spider, shapes()[shape])
    source = sources(workspace)["my_site"]
    assert (source.url, source.domains, source.publisher) == (URL, ("doctors.example.org",), '某"平台"')
    assert source.covering == ("lookup" if issubclass(spider, Lookup) else "listing")
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 65
    assert max(map(len, text.splitlines())) <= 120


def test_an_unknown_shape_is_answered_with_all_there_are(workspace: Workspace) -> None:
    with pytest.raises(DeclarationError, match="no shape is called tabel") as refused:
        new_spider(workspace, "my_site", shape="tabel", url=URL, tier="commercial")
    listed = str(refused.value).splitlines()[1:]
    assert [line.split()[0] for line in listed] == list(shapes())
    assert all(meaning_of(shape) for shape in shapes().values())
    assert list(workspace.sources.iterdir()) == []


def test_without_a_tier_a_site_may_only_claim(workspace: Workspace) -> None:
    path = new_spider(workspace, "my_site", shape="paged_table", url=URL)
    assert 'tier="commercial",  # none was given' in path.read_text(encoding="utf-8")
    assert (sources(workspace)["my_site"].tier, missing_in(path)) == ("commercial", 0)


def test_an_official_site_is_refused_until_its_authority_is_named(workspace: Workspace) -> None:
    path = new_spider(workspace, "cn_my_register", shape="paged_table", url=URL, tier="provincial")
    text = path.read_text(encoding="utf-8")
    assert [line.partition("official tier: ")[2] for line in text.splitlines() if "MISSING" in line] == [
        "who publishes the list.",
        "its licence, or the legal basis it is published or delivered on.",
        "why an official list is on a host outside gov.cn.",
    ]
    assert missing_in(path) == 3
    with pytest.raises(DeclarationError, match=r"publisher: Field required; licence: Field required"):
        sources(workspace)
    path.write_text(text.replace('# publisher=""', 'publisher="某省"').replace('# licence=""', 'licence="法"'))
    with pytest.raises(DeclarationError, match=r"outside gov.cn without a reason"):
        sources(workspace)
    path.write_text(path.read_text(encoding="utf-8").replace('# domain_reason=""', 'domain_reason="托管"'))
    assert sources(workspace)["cn_my_register"].is_official


@pytest.mark.parametrize(
    ("name", "url", "complaint"),
    [
        ("cn_haodf_doctor", URL, "a source of that name exists"),
        ("My-Site", URL, "is named in lower-case letters"),
        ("my_site", "doctors.example.org", "is no address of a site"),
        ("my_site", "https://nhc.gov.cn@example.org/", "is no address of a site"),
        ("my_site", "file:///etc/passwd", "is no address of a site"),
    ],
)
def test_a_name_or_an_address_that_cannot_be_is_refused(
    workspace: Workspace, name: str, url: str, complaint: str
) -> None:
    with pytest.raises(DeclarationError, match=complaint):
        new_spider(workspace, name, shape="paged_table", url=url, tier="commercial")
    assert list(workspace.sources.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "review it, then `mingce source check my_site` until it reads what the site shows"),
        (["--tier", "national"], "fill in what it calls MISSING (3), or it is refused, then `mingce source check"),
    ],
)
def test_a_shape_and_an_address_are_enough_to_begin_with(given: list[str], said: str, workspace: Workspace) -> None:
    command = ["source", "new", "my_site", "--shape", "paged_table", "--url", URL, "--workspace", str(workspace.root)]
    result = CliRunner().invoke(main, [*command, *given])
    assert result.exit_code == 0
    assert said in result.output
