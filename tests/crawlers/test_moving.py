"""Lists that move while they are read: an entry steps from a page not yet read to one that was."""

from datetime import date
from pathlib import Path

from werkzeug import Request as Asked
from werkzeug import Response as Answer

from crawlers.catalog import spiders
from simulator.server import serve
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, index, table
from tests.simulator.handmade_world import ORDINARY, write_world


def serve_moving(night: Night, days: set[int]) -> None:
    """Six entries on three pages that state no total; on these days 「5」 goes to the head once page 1 was read."""

    def page(asked: Asked) -> Answer:
        number = int(asked.args.get("p", "1"))
        order = "512346" if night.day in days and number > 1 else "123456"
        following = f"<a href=/index.html?p={number + 1}>下一页</a>" if number < 3 else ""
        shown = index(*(f"/{n}" for n in order[2 * number - 2 : 2 * number]))
        return Answer(f"<meta charset=utf-8>{shown}{following}", content_type="text/html")

    night.site.expect_request("/index.html").respond_with_handler(page)
    for n in range(1, 7):
        night.site.expect_request(f"/{n}").respond_with_data(table((str(n), "张伟")), content_type="text/html")


def test_an_entry_that_was_on_no_page_one_night_is_missed_and_not_gone(night: Night) -> None:
    serve_moving(night, {1, 3})
    results = [night.crawl(Doctors) for _ in range(5)]
    assert [(r.outcome, r.distinct_count, r.new_count, r.gone_count) for r in results] == [
        ("complete", 6, 6, 0),
        ("complete", 5, 0, 0),
        ("complete", 6, 0, 0),
        ("complete", 5, 0, 0),
        ("complete", 6, 0, 0),
    ]
    assert night.query("SELECT count(*) FROM spell WHERE closed_run_id IS NOT NULL") == [(0,)]


def test_one_that_is_on_no_page_two_nights_running_is_gone_until_it_is_seen(night: Night) -> None:
    serve_moving(night, {1, 2})
    results = [night.crawl(Doctors) for _ in range(4)]
    assert [(r.new_count, r.gone_count) for r in results] == [(6, 0), (0, 0), (0, 1), (1, 0)]


def test_a_simulated_platform_loses_an_entry_on_thursdays(night: Night, tmp_path: Path) -> None:
    write_world(tmp_path)
    results = []
    for day in (date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6)):
        (tmp_path / "published" / str(day)).symlink_to(tmp_path / "published" / str(ORDINARY))
        with serve(tmp_path, day) as address:
            results.append(night.crawl(spiders()["cn_haodf_doctor"], settings={"SIMULATOR": address}))
    whole = results[0].distinct_count
    assert [r.outcome for r in results] == ["complete"] * 3
    assert [(r.distinct_count, r.gone_count) for r in results] == [(whole, 0), (whole - 1, 0), (whole, 0)]
