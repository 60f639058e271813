"""Evidence goes when its time is over, and not while something stands on it."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from werkzeug import Response as Answer

from crawlers.retention import prune_evidence
from crawlers.verify import verify
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, index, table
from tests.crawlers.test_resume import die
from warehouse.workspace import Workspace, utc_now

Serve = Callable[..., None]


def kept(night: Night) -> list[str]:
    return sorted(path.name[:8] for path in night.workspace.evidence(Doctors.name).glob("*.warc.*"))


def test_evidence_goes_when_nothing_stands_on_it_any_more(
    night: Night, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: Iterator[str] = iter(["张伟", "张炜", "张玮"])
    night.site.expect_request("/index.html").respond_with_handler(
        # Another page each night, so that it is kept each night.
        lambda _: Answer(index("/1", "/2") + f"<p>{night.day}", content_type="text/html")
    )
    night.site.expect_request("/1").respond_with_handler(
        lambda _: Answer(table(("1", next(names))), content_type="text/html")
    )
    serve("/2", table(("2", "李娜")))
    for _ in range(3):
        night.crawl(Doctors)
    days = night.workspace.settings.keep_evidence_days
    after = utc_now() + timedelta(days=days)
    assert prune_evidence(night.workspace, after - timedelta(days=2)) == []
    # The page of the first night is still what 李娜 stands on; nothing stands on the second.
    assert prune_evidence(night.workspace, after) == ["xx_test_doctor/20260302T020000Z"]
    assert kept(night) == ["20260301", "20260303"]

    monkeypatch.setattr("crawlers.verify.spiders", lambda *_: {Doctors.name: Doctors})
    monkeypatch.setattr("crawlers.verify.sources", lambda *_: {Doctors.name: Doctors.source})
    monkeypatch.setenv("MINGCE_NOW", after.isoformat())
    (verdict,) = verify(night.workspace)
    assert (verdict.runs, verdict.removed, verdict.faults) == (2, 1, [])


def test_what_a_crawl_left_that_died_goes_with_its_landing(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1"))
    serve("/1", table(("1", "张伟")))
    night.land(Doctors)
    die(night)
    assert prune_evidence(night.workspace, utc_now()) == []
    assert kept(night) == ["20260301"]
    night.monkeypatch.setenv("MINGCE_NOW", "2026-03-03T02:00:00")
    assert night.take_in(Doctors).outcome == "failed"
    prune_evidence(night.workspace, utc_now())
    assert kept(night) == []


def test_only_a_persons_own_work_goes_under_version_control(night: Night) -> None:
    root = Workspace.create(night.root).root
    (root / "raw" / "x").mkdir()
    (root / "evidence" / "x").mkdir()
    for name in ("raw/x/1.parquet", "evidence/x/1.warc.gz", "warehouse.duckdb", "crawl.log", "sources/my.toml",
                 "institutions.csv"):  # fmt: skip
        (root / name).touch()
    git = shutil.which("git")
    assert git
    subprocess.run([git, "init", "-q", root], check=True)
    seen = subprocess.run(
        [git, "-C", root, "ls-files", "--others", "--exclude-standard"], check=True, capture_output=True, text=True
    )
    assert seen.stdout.split() == [".gitignore", "institutions.csv", "sources/my.toml"]
