"""A crawl that dies at any moment goes on where it was: nothing is lost, nothing is twice, little is asked again."""

import multiprocessing
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from crawlers.catalog import spiders
from crawlers.previous import PreviousAnswers
from tests.crawlers import killed
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, index, table
from warehouse.landing import Landing
from warehouse.waiting import is_resumable, resumable, unfinished
from warehouse.workspace import utc_now

Serve = Callable[..., None]
QUERY = spiders()["cn_nhc_query"]
NO_RESULT = '<meta charset=utf-8><div class="modal-body">未查询到符合条件的医师</div>'
RECORDS = "SELECT source_record_id, name, url, row_no, retrieved_at, evidence_id IS NOT NULL FROM raw_record ORDER BY 1"


def die(night: Night) -> Path:
    """Make the run that was just landed one that ended a moment before it could say so; the next is of the same day."""
    (folder,) = unfinished(night.workspace)
    (folder / "run.json").unlink()
    night.day -= 1
    return folder


# ---- killed -------------------------------------------------------------------------------------------------

PAGES, KILLS = 50, 10


def test_killed_ten_times_a_crawl_ends_as_if_it_never_was(night: Night, tmp_path: Path) -> None:
    pages = {f"/{n}": table((f"{n}a", f"张伟{n}"), (f"{n}b", "李娜")) for n in range(PAGES)}
    pages["/index.html"] = index(*pages)
    asked: Counter[str] = Counter()

    def answer(request: Asked) -> Answer:
        asked[request.path] += 1
        time.sleep(0.002)
        return Answer(pages[request.path], content_type="text/html")

    for path in pages:
        night.site.expect_request(path).respond_with_handler(answer)
    root, simulator = night.workspace.root, night.site.url_for("").rstrip("/")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crawlers.killed"])
    chance = random.Random(1)
    for _ in range(KILLS):
        child = context.Process(target=killed.crawl, args=(root, simulator))
        # A few pages further each time, and then at whatever it is doing.
        enough = asked.total() + chance.randint(1, 3)
        child.start()
        while asked.total() < enough and child.is_alive():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.005))
        child.kill()
        child.join()
        assert child.exitcode == -signal.SIGKILL, "it was to be killed on the way"
    assert len(asked) < PAGES, "something was to be left to ask"
    night.land(Doctors)
    # Only what was on its way, or not yet noted, when a crawl was killed.
    assert asked.total() <= PAGES + 1 + KILLS * (killed.AT_ONCE + 1)
    assert night.take_in(Doctors).outcome == "complete"

    undisturbed = Night(tmp_path / "undisturbed", night.site, night.monkeypatch)
    assert undisturbed.crawl(Doctors).distinct_count == 2 * PAGES
    assert night.query(RECORDS) == undisturbed.query(RECORDS)
    for sql in ("SELECT outcome, request_counts FROM run", "SELECT url, outcome, row_count FROM request ORDER BY url"):
        assert night.query(sql) == undisturbed.query(sql)


# ---- what is held -------------------------------------------------------------------------------------------


def test_what_was_answered_is_not_asked_again_and_what_was_refused_is(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1", "/2", "/3"))
    serve("/1", table(("1", "张伟")))
    answers = iter([Answer("<script>acw_sc__v2", content_type="text/html"), Answer(table(("2", "李娜")))])
    night.site.expect_request("/2").respond_with_handler(lambda _: next(answers))
    serve("/3", table(("3", "王芳")))
    night.land(Doctors, settings={"CONCURRENT_REQUESTS": 1})
    die(night)
    before = len(night.asked)
    result = night.crawl(Doctors)
    assert (result.outcome, result.new_count) == ("complete", 3)
    # Once more the page that was barred, and for the first time the one that was not reached.
    again = night.asked[before:]
    assert len(again) == 2
    assert "/2" in again
    assert "/index.html" not in again
    assert night.query("SELECT request_counts FROM run") == [('{"answer": 4}',)]


def test_a_torn_record_and_a_torn_note_are_asked_again(night: Night, serve: Serve) -> None:
    pages = [f"/{n}" for n in range(6)]
    serve("/index.html", index(*pages))
    for path in pages:
        serve(path, table((path, "张伟")))
    night.land(Doctors, settings={"CONCURRENT_REQUESTS": 1})
    folder = die(night)
    (kept,) = night.workspace.evidence(Doctors.name).glob("*.warc.gz")
    # The last record is torn, and the note of the one before.
    kept.write_bytes(kept.read_bytes()[:-10])
    kept.rename(kept.with_suffix(".part"))
    notes = (folder / "request.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "request.jsonl").write_text("".join(notes[:-2]) + notes[-2][:50], encoding="utf-8")
    before = len(night.asked)
    assert night.crawl(Doctors).distinct_count == 6
    assert len(night.asked) - before == 2
    assert night.query("SELECT count(DISTINCT evidence_id), count(*) FROM raw_record") == [(6, 6)]


def test_what_had_not_changed_is_not_asked_again(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1", "/2"))
    serve("/1", table(("1", "张伟")))
    serve("/2", table(("2", "李娜")))
    night.crawl(Doctors)
    night.land(Doctors)
    die(night)
    before = len(night.asked)
    result = night.crawl(Doctors)
    assert len(night.asked) == before
    assert (result.outcome, result.distinct_count, result.new_count) == ("complete", 2, 0)


def test_a_resumed_look_up_asks_what_it_set_out_to_ask(night: Night) -> None:
    said = {"张伟": [NO_RESULT], "王芳": ["<meta charset=utf-8><p>查询受限，请明日再试", NO_RESULT]}

    def answer(request: Asked) -> Answer:
        return Answer(said[request.args["name"]].pop(0), content_type="text/html")

    night.site.expect_request("/doctor/search").respond_with_handler(answer)
    questions = [("浙江省", "张伟", "清波医院"), ("浙江省", "王芳", "清波医院")]
    night.land(QUERY, questions=questions, settings={"CONCURRENT_REQUESTS": 1})
    die(night)
    assert night.crawl(QUERY, questions=[("浙江省", "李娜", "清波医院")]).outcome == "complete"
    assert said == {"张伟": [], "王芳": []}
    assert night.query("SELECT name, outcome FROM question ORDER BY name DESC") == [
        ("王芳", "empty"),
        ("张伟", "empty"),
    ]


# ---- how long -----------------------------------------------------------------------------------------------


def test_a_run_waits_a_day_to_be_gone_on_with_and_then_has_failed(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1"))
    serve("/1", table(("1", "张伟")))
    night.land(Doctors)
    folder = die(night)
    assert is_resumable(folder, utc_now() + timedelta(hours=23))
    assert night.take_in_all() == []
    night.day += 1
    night.land(Doctors)
    died, anew = night.take_in_all()
    assert (died.outcome, died.reason) == ("failed", "the run ended without closing")
    assert (anew.outcome, anew.new_count) == ("complete", 1)
    assert night.asked.count("/1") == 2


@pytest.mark.parametrize(
    ("hours_of_reading", "waits_until_hour"),
    [(0, 24), (30, 54), (13 * 24 + 20, 14 * 24)],  # never longer than two weeks in all
)
def test_the_day_is_counted_from_the_last_page(
    night: Night, serve: Serve, hours_of_reading: int, waits_until_hour: int
) -> None:
    def late(_: Asked) -> Answer:
        night.monkeypatch.setenv("MINGCE_NOW", (night.begin + timedelta(hours=hours_of_reading)).isoformat())
        return Answer(table(("1", "张伟")))

    serve("/index.html", index("/1"))
    night.site.expect_request("/1").respond_with_handler(late)
    night.land(Doctors)
    folder = die(night)
    until = night.begin + timedelta(hours=waits_until_hour)
    assert is_resumable(folder, until - timedelta(minutes=1))
    assert not is_resumable(folder, until)


def test_runs_that_began_in_one_second_are_taken_in_as_they_began(night: Night) -> None:
    begun = [Landing(night.workspace, Doctors.source, "crawl", night.begin) for _ in range(11)]
    assert [folder.stem for folder in unfinished(night.workspace)] == [
        landing.run_id.rpartition("/")[2] for landing in begun
    ]
    assert resumable(night.workspace, Doctors.name, night.begin) == begun[-1].folder


def test_a_warehouse_whose_making_was_killed_holds_no_answers(night: Night) -> None:
    duckdb.connect(str(night.workspace.root / "warehouse.duckdb")).close()
    assert PreviousAnswers.read(night.workspace, Doctors.name).find(Doctors.start_url) is None
