"""Every spider, against pages written by hand: the site's structure, invented people.

fixtures/SOURCE/CASE holds site.json (path -> file, encoding, claimed content type, questions), the pages in UTF-8,
and expected.json: the run, its issues, and every entry as history keeps it. With MINGCE_REWRITE=1 the tests write
expected.json anew; review the difference.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from crawlers.catalog import spiders
from crawlers.middlewares import HostGuard
from tests.crawlers.conftest import Night
from tests.crawlers.files import serve_site
from warehouse.schema import RAW_FIELD_NAMES

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted((folder.parent.name, folder.name) for folder in FIXTURES.glob("*/*"))


def test_every_spider_has_an_ordinary_an_empty_and_a_changed_site() -> None:
    assert [(name, case) for name in spiders() for case in ("changed", "empty", "ordinary")] == CASES


@pytest.mark.parametrize("name", spiders())
def test_the_declared_address_lies_on_a_declared_host(name: str) -> None:
    source = spiders()[name].source
    assert source.url is not None
    HostGuard(source).process_request(Request(source.url))


@pytest.mark.parametrize(("name", "case"), CASES)
def test_pages_written_by_hand_are_read_as_expected(name: str, case: str, night: Night) -> None:
    folder = FIXTURES / name / case
    shown = _crawl(name, folder, night)
    expected = folder / "expected.json"
    if os.environ.get("MINGCE_REWRITE"):
        expected.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert shown == json.loads(expected.read_text(encoding="utf-8"))
    # A layout that changed is neither an answer nor silence, and what nobody declared does not leave the spider.
    assert (shown["outcome"] == "failed") == (case == "changed")
    assert shown["issues"] == []


def _crawl(name: str, folder: Path, night: Night) -> dict[str, Any]:
    site = serve_site(night.site, folder)
    result = night.crawl(spiders()[name], **{k: site[k] for k in ("questions",) if k in site})
    columns = ("source_record_id", *RAW_FIELD_NAMES)
    records = night.query(f"SELECT {', '.join(columns)} FROM raw_record ORDER BY source_record_id")
    (run,) = night.query("SELECT asserted_on::VARCHAR, stated_count, request_counts FROM run")
    return {
        "outcome": result.outcome,
        "reason": result.reason,
        "asserted_on": run[0],
        "stated_count": run[1],
        "requests": json.loads(run[2]),
        "questions": [list(row) for row in night.query("SELECT address, outcome, row_count FROM question")],
        "issues": [list(row) for row in night.query("SELECT field, value, reason FROM issue")],
        "records": [{k: v for k, v in zip(columns, record, strict=True) if v is not None} for record in records],
    }
