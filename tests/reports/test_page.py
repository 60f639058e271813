"""The page in a real browser, without a network: it asks for nothing, shows the numbers, and its filter works."""

import json
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from reports.audit import AuditFiles, write_audit
from reports.measure import COMPARED, CONTRADICTED
from reports.text import Lang, Text

# Attributes by which a page makes a browser fetch something.
FETCHING = {"src", "srcset", "data", "poster", "action", "background", "manifest", "xlink:href"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.fail("the page is tested in a real browser: install chromium (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        # --no-sandbox: containers run as root, and the page is our own.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, files: AuditFiles) -> Iterator[Page]:
    assert files.html is not None
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(files.html.as_uri())
    yield page
    context.close()
    # The empty icon is inside the page too.
    assert [url for url in requests if not url.startswith("data:")] == [files.html.as_uri()]
    assert complaints == []


def test_the_numbers_are_on_the_page(page: Page, lang: Lang) -> None:
    cards = page.locator("#overview .card .figure").all_inner_texts()
    assert cards == ["26", "21", "81.0%", "87.5%", "1", "5 / 7"]
    alpha = page.locator("#platform-cn_alpha")
    assert alpha.locator(".cards .figure").all_inner_texts() == ["14", "78.6%", "7.1%", "7.1%", "7.1%", "34.6%"]
    institution = alpha.locator("table").first.locator("tbody tr").first.locator("th, td").all_inner_texts()
    text = Text(lang)
    of_all = text("accuracy.of_listings", share="71.4%", n=14)
    assert institution[:5] == [text("field.institution"), "9", f"10\n{of_all}", "90.0%", "59.6% – 98.2%"]
    assert institution[-1] == text("denominator.institution")


def test_what_was_never_read_is_counted_and_left_out(page: Page, lang: Lang) -> None:
    assert page.locator("#overview .note").first.inner_text() == Text(lang)("overview.unread", n=1)
    assert page.locator("#platform-cn_idle").count() == 0
    assert Text(lang)("overview.nothing_official") not in page.locator("#overview").inner_text()


def test_what_no_register_holds_is_not_said_to_agree(page: Page, lang: Lang) -> None:
    text = Text(lang)
    compared, contradicted = (
        page.locator(f"#platform-cn_alpha table >> nth=0 >> tbody >> nth={n}").locator("th").all_inner_texts()
        for n in (0, 1)
    )
    assert compared == [text(f"field.{field}") for field in COMPARED]
    assert contradicted[0] == f"{text('accuracy.uncontradicted')}\n{text('accuracy.uncontradicted_note')}"
    assert contradicted[1:] == [text(f"field.{field}") for field in CONTRADICTED]
    over = page.locator("#accuracy .over").all()
    assert [(th.inner_text(), th.get_attribute("colspan")) for th in over] == [
        (text("accuracy.agrees"), "6"), (text("accuracy.uncontradicted"), "2"),
    ]  # fmt: skip
    drawn = page.locator("#chart-accuracy .wide svg").text_content() or ""
    assert text("field.status") in drawn
    assert text("field.title") not in drawn


def test_how_far_the_official_history_reaches_stands_beside_the_differences(page: Page, lang: Lang) -> None:
    said = Text(lang)("platform.history", began="2025-12-01", longest=90, median=59)
    assert page.locator("#platform-cn_alpha .history").inner_text() == said
    assert page.locator("#platform-cn_beta .history").count() == 0


def test_a_blocked_source_is_plain_to_see(page: Page, lang: Lang) -> None:
    assert "全国查询" in page.locator(".notice.blocked").inner_text()
    assert page.locator("#sources .run.blocked").first.inner_text() == Text(lang)("run.blocked")


@pytest.mark.parametrize(("simulated", "linked"), [(False, True), (True, False)])
def test_addresses_are_links_unless_the_entries_are_made_up(
    release: Path, tmp_path: Path, simulated: bool, linked: bool
) -> None:
    manifest = release / "manifest.json"
    copy = shutil.copytree(release, tmp_path / "r")
    (copy / "manifest.json").write_text(json.dumps(json.loads(manifest.read_text()) | {"simulated": simulated}))
    html = write_audit(copy, tmp_path, formats=["html"]).html
    assert html is not None
    text = html.read_text(encoding="utf-8")
    assert ('href="https://cn_alpha.example/A07"' in text) is linked
    assert ("<td>https://cn_alpha.example/A07</td>" in text) is not linked
    # No scheme but the web's, whatever a site wrote.
    assert ("<td>javascript:alert(1)</td>" in text, 'href="javascript' in text) == (True, False)
    assert ('href="http' in text) is linked


def test_simulated_data_are_called_so(page: Page, lang: Lang) -> None:
    assert page.locator(".notice.simulated").inner_text() == Text(lang)("overview.simulated")


def test_charts_are_drawn_and_named(page: Page) -> None:
    assert page.locator(".chart .wide svg[role=img]").count() == 4  # outcomes, accuracy, conflicts of alpha and beta
    assert all(page.locator(".chart .wide svg > title").all_text_contents())
    assert page.locator("#chart-outcomes .wide svg").bounding_box()["width"] > 600  # type: ignore[index]


def test_the_filter_narrows_the_examples(page: Page) -> None:
    examples = page.locator("#platform-cn_alpha .filtered")
    assert examples.locator("tbody tr:visible").count() == 8
    examples.locator("input").fill("章测08")
    assert examples.locator("tbody tr:visible").count() == 1
    assert "1" in examples.locator("output").inner_text()


def test_what_a_site_published_is_shown_and_does_nothing(page: Page) -> None:
    examples = page.locator("#platform-cn_beta .examples")
    assert "<script>alert(1)</script>" in examples.inner_text()
    assert page.locator("a[href^='javascript']").count() == 0


def test_nothing_is_wider_than_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("#chart-outcomes .narrow svg").is_visible()
    assert not page.locator("#chart-outcomes .wide svg").is_visible()


def test_every_link_within_leads_somewhere(page: Page) -> None:
    broken = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.getElementById(a.hash.slice(1)))"
        ".map(a => a.hash)"
    )
    assert broken == []


def test_every_list_that_is_linked_exists(page: Page, files: AuditFiles) -> None:
    hrefs = {a.get_attribute("href") or "" for a in page.locator("#files a").all()}
    assert files.html is not None
    assert len(hrefs) == 1 + 17
    assert all((files.html.parent / href).is_file() for href in hrefs)


def test_the_markup_names_nothing_outside(files: AuditFiles) -> None:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(
                f"{tag} {name}={value}"
                for name, value in attrs
                if name in FETCHING or (tag == "link" and name == "href" and value != "data:,")
            )

    assert files.html is not None
    Reader().feed(files.html.read_text(encoding="utf-8"))
    assert found == []
