"""A forged history is not borne out by its evidence: each forgery is a line that names what and where."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from crawlers.catalog import spiders
from crawlers.verify import verify
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, index, table
from tests.crawlers.test_resume import NO_RESULT

Serve = Callable[..., None]
REGISTER = spiders()["cn_zj_register"]
QUERY = spiders()["cn_nhc_query"]
RUN = "20260301T020000Z"
FOUND = (
    '<meta charset=utf-8><table class="table-bordered"><tr><td>张伟<td><a href="/Doctor/Details/1">详 细</a></table>'
)
QUESTIONS = [("浙江省", "张伟", "清波医院"), ("浙江省", "李娜", "清波医院")]


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {spider.name: spider for spider in (Doctors, QUERY, REGISTER)}
    monkeypatch.setattr("crawlers.verify.spiders", lambda *_: known)
    monkeypatch.setattr("crawlers.verify.sources", lambda *_: {name: known[name].source for name in known})


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("once")


@pytest.fixture
def listed(night: Night, serve: Serve, once: Path) -> Night:
    """Two nights of a list: one entry changes, one stays, and one is gone on the second."""
    return read_once(night, once / "listed", lambda: _two_nights(night, serve))


@pytest.fixture
def asked(night: Night, serve: Serve, once: Path) -> Night:
    """Two nights of a look-up with the same two questions: one finds somebody, one nobody."""
    return read_once(night, once / "asked", lambda: _two_rounds(night, serve))


def read_once(night: Night, kept: Path, read: Callable[[], None]) -> Night:
    if not kept.exists():
        read()
        shutil.copytree(night.root, kept)
    else:
        shutil.copytree(kept, night.root)
    assert faults(night) == []
    return night


def _two_nights(night: Night, serve: Serve) -> None:
    shown = {"/1": iter(["张伟", "张玮"]), "/2": iter(["李娜", "李娜"])}
    night.site.expect_request("/index.html").respond_with_handler(
        lambda _: Answer(index("/1", "/2", *(["/3"] if not night.day else [])), content_type="text/html")
    )
    for path, names in shown.items():
        night.site.expect_request(path).respond_with_handler(
            lambda _, path=path, names=names: Answer(table((path, next(names))), content_type="text/html")
        )
    serve("/3", table(("/3", "王芳")))
    for _ in range(2):
        night.crawl(Doctors)


def _two_rounds(night: Night, serve: Serve) -> None:
    def answer(request: Asked) -> Answer:
        return Answer(FOUND if request.args["name"] == "张伟" else NO_RESULT, content_type="text/html")

    said = {"certificate_no": "110330106990001", "province": "浙江省"}
    rows = "".join(
        f"<div class=row><div>{label}：</div><div>{said.get(name, '张伟')}</div></div>"
        for name, (label, *_) in QUERY.source.fields.items()
    )
    night.site.expect_request("/doctor/search").respond_with_handler(answer)
    serve("/Doctor/Details/1", f"<meta charset=utf-8><div class=details_co>{rows}</div>")
    for _ in range(2):
        night.crawl(QUERY, questions=QUESTIONS)


def faults(night: Night) -> list[str]:
    return [fault for verdict in verify(night.workspace) for fault in verdict.faults]


def forge(night: Night, sql: str) -> None:
    with duckdb.connect(str(night.root / "warehouse.duckdb")) as con:
        con.execute(sql)


def forge_raw(night: Night, column: str, change: Callable[[pa.ChunkedArray], pa.ChunkedArray]) -> None:
    path = min(night.workspace.raw(Doctors.name).glob("*.parquet"))
    records = pq.read_table(path)
    place = records.column_names.index(column)
    pq.write_table(records.set_column(place, records.field(place), change(records[column])), path)


# ---- look-ups: what was asked, and what came back -----------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE question SET outcome = 'answer' WHERE outcome = 'empty'", "李娜|清波医院 answer: no page says so"),
        ("UPDATE question SET outcome = 'empty' WHERE outcome = 'answer'", "张伟|清波医院 empty: no page says so"),
        (
            "UPDATE question SET outcome = 'timeout' WHERE outcome = 'empty'",
            "李娜|清波医院: its page says empty, and stored is timeout",
        ),
        (
            "UPDATE question SET asked_at = asked_at + INTERVAL 9 DAY",
            "张伟|清波医院 was not asked at 2026-03-10 02:00:00",
        ),
        ("DELETE FROM question", "张伟|清波医院: its page says answer, and stored is nothing"),
        (
            "DELETE FROM question; DELETE FROM request",
            "张伟|清波医院: its page says an answer, and stored is nothing",
        ),
        (
            "UPDATE question SET address = '浙江省|王芳|清波医院' WHERE name = '李娜'",
            "李娜|清波医院: its page says empty, and stored is nothing",
        ),
    ],
)
def test_a_forged_question_is_named(asked: Night, sql: str, fault: str) -> None:
    forge(asked, sql)
    named = faults(asked)
    assert f"cn_nhc_query/{RUN}: question 浙江省|{fault}" in named
    if "request" not in sql:
        # The pages of the second night were the same, and are kept with the first's.
        assert any(found.startswith("cn_nhc_query/20260302T020000Z: question") for found in named)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE request SET outcome = 'answer' WHERE outcome = 'empty'", "#1 says empty, not answer"),
        ("UPDATE request SET fetched_at = fetched_at - INTERVAL 400 DAY", "#1 came at another time"),
        ("UPDATE request SET url = 'https://zgcx.nhc.gov.cn/' WHERE outcome = 'empty'", "#1 is of another page"),
    ],
)
def test_a_forged_request_is_named(asked: Night, sql: str, fault: str) -> None:
    forge(asked, sql)
    # Which of the questions was answered first is chance.
    found = [line.replace("#2 ", "#1 ").replace("#3 ", "#1 ") for line in faults(asked)]
    assert any(line.startswith(f"cn_nhc_query/{RUN}: https://") and line.endswith(fault) for line in found)


# ---- runs: how they went, and the day they speak for --------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE run SET outcome = 'partial', reason = 'x'", "outcome, reason not as its file in raw/ says"),
        ("UPDATE run SET asserted_on = '2020-01-01'", "asserted_on not as its file in raw/ says"),
        ("UPDATE run SET evidence_digest = NULL", "evidence_digest not as its file in raw/ says"),
        ("DELETE FROM run", "a file in raw/, and no run"),
    ],
)
def test_a_forged_run_is_named(listed: Night, sql: str, fault: str) -> None:
    forge(listed, f"{sql} WHERE run_id = '{Doctors.name}/{RUN}'")
    assert f"{Doctors.name}/{RUN}: {fault}" in faults(listed)


def test_the_day_a_list_speaks_for_is_that_of_its_pages(night: Night, serve: Serve) -> None:
    headings = "".join(f"<th>{h}" for names in REGISTER.source.fields.values() for h in names if h != "数据截止日期")
    cells = "".join(f"<td>某{h}" for names in REGISTER.source.fields.values() for h in names if h != "数据截止日期")
    serve(
        "/doctor/index.html",
        f'<meta charset=utf-8>共 1 条 数据截止日期：2026-02-15<table class="list"><tr>{headings}<tr>{cells}</table>',
    )
    assert night.crawl(REGISTER).reason is None
    assert faults(night) == []
    # Forged in both places, so that they agree.
    forge(night, "UPDATE run SET asserted_on = '2026-02-28'")
    path = min(night.workspace.raw(REGISTER.name).glob("*.parquet"))
    records = pq.read_table(path)
    metadata = {k: v.replace(b"2026-02-15", b"2026-02-28") for k, v in records.schema.metadata.items()}
    pq.write_table(records.replace_schema_metadata(metadata), path)
    assert faults(night) == [f"cn_zj_register/{RUN}: asserted_on is 2026-02-28, its pages say 2026-02-15"]


# ---- entries ------------------------------------------------------------------------------------------------


def test_another_time_of_reading_is_named(listed: Night) -> None:
    forge_raw(listed, "retrieved_at", lambda times: pc.subtract(times, pa.scalar(timedelta(days=400))))
    run = f"{Doctors.name}/{RUN}"
    assert len(faults(listed)) == 3
    assert all(line.startswith(f"{run}: record /") for line in faults(listed))
    assert all(f": retrieved_at not as in {run}#" in line for line in faults(listed))


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("DELETE FROM spell WHERE source_record_id = '/2'", "/2 has no spell"),
        ("UPDATE spell SET content_digest = 'x' WHERE source_record_id = '/2'", "/2 its spell is of other content"),
        (
            "UPDATE spell SET first_seen_at = '2020-01-01' WHERE source_record_id = '/2'",
            "/2 its spell does not begin when the run did",
        ),
        (
            "UPDATE spell SET closed_run_id = NULL, closed_at = NULL, closed_as = NULL",
            "/1 its spell does not end as raw/ says",
        ),
        (
            "INSERT INTO sighting SELECT source_id, source_record_id, opened_run_id, '2026-03-09' FROM spell "
            "WHERE source_record_id = '/2'",
            "/2 was not seen again by this run",
        ),
    ],
)
def test_a_forged_history_is_named(listed: Night, sql: str, fault: str) -> None:
    forge(listed, sql)
    assert faults(listed) == [f"{Doctors.name}/{RUN}: record {fault}"]


# ---- removal ------------------------------------------------------------------------------------------------


def note_removed(night: Night) -> None:
    path = night.workspace.evidence(Doctors.name) / f"{RUN}.warc.gz"
    path.unlink()
    (path.parent / "removed.txt").write_text(f"{RUN}\n")


def test_evidence_noted_as_removed_before_its_time_is_named(listed: Night) -> None:
    note_removed(listed)
    first, second, *_ = faults(listed)
    assert first == f"{Doctors.name}/{RUN}: removed.txt names it, but the time of its evidence is not over"
    assert second == f"{Doctors.name}/{RUN}: the evidence, {RUN}.warc.gz, is not there"


def test_evidence_that_a_record_stands_on_is_not_removed_however_old(listed: Night) -> None:
    note_removed(listed)
    listed.monkeypatch.setenv("MINGCE_NOW", "2036-01-01T02:00:00")
    assert "removed.txt names it" in faults(listed)[0]


def test_a_record_altered_after_its_evidence_went_is_named(listed: Night) -> None:
    note_removed(listed)
    listed.monkeypatch.setenv("MINGCE_NOW", "2036-01-01T02:00:00")
    # Nothing stands any more on what the first night read.
    forge(listed, f"UPDATE spell SET closed_run_id = '{Doctors.name}/20260302T020000Z' WHERE closed_run_id IS NULL")
    forge_raw(listed, "name", lambda names: pc.binary_join_element_wise(names, "假", ""))
    assert f"{Doctors.name}/{RUN}: record /1: its digest not as stored" in faults(listed)
    assert not any("removed.txt" in fault for fault in faults(listed))
