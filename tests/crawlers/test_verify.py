"""Evidence is read again and held against what is stored: whatever was altered or is missing is named."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from warcio.archiveiterator import ArchiveIterator
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from crawlers.verify import Verdict, verify
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, index, table
from warehouse.errors import WorkspaceError

Serve = Callable[..., None]
PEOPLE = ["张伟", "王芳", "李娜", "刘洋"]


@pytest.fixture(scope="module")
def crawled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("crawled") / "workspace"


@pytest.fixture
def crawled(night: Night, serve: Serve, monkeypatch: pytest.MonkeyPatch, crawled_once: Path) -> Night:
    """Two nights of a source of four pages; on the second one page has changed, the others have not."""
    monkeypatch.setattr("crawlers.verify.spiders", lambda *_: {Doctors.name: Doctors})
    monkeypatch.setattr("crawlers.verify.sources", lambda *_: {Doctors.name: Doctors.source})
    if not crawled_once.exists():
        _two_nights(night, serve)
        shutil.copytree(night.root, crawled_once)
    else:
        shutil.copytree(crawled_once, night.root)
    return night


def _two_nights(night: Night, serve: Serve) -> None:
    shown = dict(enumerate(PEOPLE))

    def page(request: Asked) -> Answer:
        n = int(request.path[1:])
        return Answer(table((f"{n}", shown[n])), content_type="text/html")

    serve("/index.html", index(*(f"/{n}" for n in shown)))
    for n in shown:
        night.site.expect_request(f"/{n}").respond_with_handler(page)
    night.crawl(Doctors)
    shown[1] = "王方"
    night.crawl(Doctors)


def verdict(night: Night) -> Verdict:
    (found,) = verify(night.workspace)
    return found


def warc(night: Night, run: int = 0) -> Path:
    return sorted(night.workspace.evidence(Doctors.name).glob("*.warc.gz"))[run]


def rewrite(night: Night, change: Callable[[pa.Table], pa.Table], run: int = 0) -> None:
    path = sorted(night.workspace.raw(Doctors.name).glob("*.parquet"))[run]
    pq.write_table(change(pq.read_table(path)), path)


def test_what_was_stored_is_as_its_pages_say(crawled: Night) -> None:
    # The index and the pages that were the same the second night point at the evidence of the first.
    assert verdict(crawled) == Verdict(Doctors.name, runs=2, pages=6, entries=5)
    assert verdict(crawled).text() == "xx_test_doctor: 6 pages of 2 runs read again, 5 entries; all as stored"


def test_any_altered_byte_of_the_evidence_is_a_fault(crawled: Night) -> None:
    path = warc(crawled)
    whole = path.read_bytes()
    for place in range(0, len(whole), len(whole) // 8):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        faults = verdict(crawled).faults
        assert "xx_test_doctor/20260301T020000Z: 20260301T020000Z.warc.gz is not the file" in faults[0]
    path.write_bytes(whole)
    assert verdict(crawled).faults == []


def test_an_altered_record_of_the_evidence_is_named(crawled: Night) -> None:
    path = warc(crawled)
    with path.open("rb") as file:
        reader = ArchiveIterator(file)
        offsets = [reader.get_record_offset() for _ in reader]
    content = bytearray(path.read_bytes())
    content[offsets[3] + 60] ^= 1
    path.write_bytes(content)
    _, damage, *missing = verdict(crawled).faults
    assert damage.startswith("xx_test_doctor/20260301T020000Z: record 3: ")
    assert damage.endswith("nothing after it can be read")
    assert len(missing) == 3
    assert all("no row 1 in xx_test_doctor/20260301T020000Z#" in fault for fault in missing)


def test_evidence_that_is_not_there_is_a_fault(crawled: Night) -> None:
    warc(crawled).unlink()
    assert "the evidence, 20260301T020000Z.warc.gz, is not there" in verdict(crawled).faults[0]


def test_an_altered_record_is_named_with_its_field(crawled: Night) -> None:
    def change(records: pa.Table) -> pa.Table:
        names = pc.replace_substring(records["name"], "李娜", "李那")
        return records.set_column(records.column_names.index("name"), "name", names)

    rewrite(crawled, change)
    (fault,) = verdict(crawled).faults
    assert fault.startswith(
        "xx_test_doctor/20260301T020000Z: record 2: name not as in xx_test_doctor/20260301T020000Z#"
    )


def test_a_missing_record_is_named(crawled: Night) -> None:
    rewrite(crawled, lambda records: records.filter(pc.not_equal(records["source_record_id"], "3")))
    assert verdict(crawled).faults == ["xx_test_doctor/20260301T020000Z: record 3 is missing"]


def test_a_record_that_no_page_shows_is_named(crawled: Night) -> None:
    def change(records: pa.Table) -> pa.Table:
        forged = records.slice(0, 1).set_column(
            records.column_names.index("row_no"), "row_no", pa.array([9], pa.int64())
        )
        return pa.concat_tables([records, forged])

    rewrite(crawled, change)
    (fault,) = verdict(crawled).faults
    assert "no row 9 in xx_test_doctor/20260301T020000Z#" in fault


def test_a_file_that_is_no_parquet_any_more_is_a_fault(crawled: Night) -> None:
    path = min(crawled.workspace.raw(Doctors.name).glob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(WorkspaceError, match=path.name):
        verdict(crawled)
