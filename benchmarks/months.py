"""Two years of monthly runs over a simulated world, some of them blocked, partial or failed, held against its truth.

python -m benchmarks.months import [PHYSICIANS [MONTHS [SEED]]] imports every list as files; `http` in its place crawls
the simulated sites with the real job. Prints one table of kinds, one of golden values, and what must be none.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks import heading
from benchmarks.expectation import (
    Scores,
    keep_month,
    moment_of,
    score,
    spells_closed_by_incomplete_runs,
    view_content,
    view_owner,
)
from benchmarks.truth import golden_rightness
from crawlers.catalog import sources
from crawlers.imports import import_files
from mingce.nightly import run_night
from mingce.pipeline import Pipeline
from normalize.build import normalize
from reconcile import reconcile
from simulator.server import serve
from simulator.world import simulate
from tests.oracle import disagreements
from warehouse.errors import DeliveryError
from warehouse.history import take_in_all
from warehouse.landing import RunNote
from warehouse.workspace import Workspace

FIRST = date(2024, 1, 3)
# Every so many runs one is not whole; which, and how much of the list it reads, goes round.
_EVERY = 9
_BAD = (("blocked", 0.3), ("partial", 0.6), ("failed", 0.2))
_OFFICIAL = ("national", "provincial")


def months(count: int) -> list[date]:
    """The days on which the lists are read."""
    return [date(FIRST.year + n // 12, n % 12 + 1, FIRST.day) for n in range(count)]


@dataclass
class Result:
    """What a driver found."""

    scores: Scores
    closed_by_incomplete: int
    differing: list[tuple[date, int]]
    golden: dict[str, tuple[int, int]]
    outcomes: dict[str, int]
    stored: list[int]  # bytes in the workspace after each month
    seconds: list[float] = field(default_factory=list)


def bad_run(source_no: int, month: int) -> tuple[str, float] | None:
    """Outcome and share of a run that is not whole; the first two months are."""
    turn = source_no * 4 + month
    return _BAD[turn // _EVERY % len(_BAD)] if month > 1 and turn % _EVERY == 0 else None


def import_months(root: Path, physicians: int, seed: int, count: int, oracle_every: int) -> Result:
    """Simulate, and read every list every month as a file."""
    days, world = months(count), root / "world"
    simulate(physicians, seed, days, world, blocked={})
    workspace, kept = Workspace.create(root / "workspace", secret="0" * 32), root / "kept"
    declared = sources(workspace)
    told, readings, stored, seconds, differing = [], [], [], [], []
    for month, day in enumerate(days):
        begin, at = time.perf_counter(), moment_of(day)
        for number, path in enumerate(sorted((world / "published" / str(day)).glob("*.parquet"))):
            source = declared[path.stem]
            if source.covering != "listing":
                continue
            outcome, rows = _import(workspace, root, path, bad_run(number, month), at, declared)
            if source.tier in _OFFICIAL:
                told.append(f"(source_id = '{source.id}' AND date = '{day}' AND row_no <= {rows})")
                if outcome == "complete":
                    readings.append((source.id, day))
        with workspace.warehouse() as con:
            take_in_all(workspace, con, declared)
            normalize(con, declared)
            reconcile(con, declared, at, workspace.settings.secret)
            seconds.append(time.perf_counter() - begin)
            view_content(con, world / "truth")
            keep_month(con, kept, day)
            if month % oracle_every == oracle_every - 1 or day == days[-1]:
                differing.append((day, len(disagreements(con, day, workspace.settings.secret))))
        stored.append(bytes_of(workspace.root))
        print(
            f"{day}: {seconds[-1]:.0f} s, {stored[-1] >> 20} MiB, {peak()} MiB of memory", file=sys.stderr, flush=True
        )
    select = f"""
        SELECT date, source_id, person_id, institution_id, status, name_error, source_id LIKE '%cancellation' AS is_act
        FROM listing WHERE {" OR ".join(told)}
    """
    return _result(root, workspace, select, readings, days, differing, stored, seconds)


def _import(
    workspace: Workspace, root: Path, path: Path, bad: tuple[str, float] | None, at: object, declared: dict
) -> tuple[str, int]:
    """Import one file, or the first part of it as a run that ended otherwise; return its outcome and rows told."""
    table = pq.read_table(path)
    if not table.num_rows:
        return "empty", 0  # as yet there is nothing to deliver
    if bad:
        path = root / "part" / path.name
        path.parent.mkdir(exist_ok=True)
        table = table.slice(0, max(1, int(table.num_rows * bad[1])))
        pq.write_table(table, path)
    try:
        note = import_files(workspace, declared[path.stem], [path], at)
    except DeliveryError:
        # A list that did not change is the same file, and refused as such: nobody read it.
        return "refused", 0
    if not bad:
        return "complete", table.num_rows
    folder = workspace.raw(path.stem) / f"{note.run_id.split('/')[1]}.part"
    replace(RunNote.read(folder), outcome=bad[0], reason="planted").write(folder)
    return bad[0], 0 if bad[0] == "failed" else table.num_rows


def crawl_months(root: Path, physicians: int, seed: int, count: int, oracle_every: int = 6) -> Result:
    """Simulate, and crawl every site every month by the nightly job; files are imported as they are delivered."""
    days, world = months(count), root / "world"
    simulate(physicians, seed, days, world, blocked={})
    _spoil(world, days)
    workspace, kept = Workspace.create(root / "workspace", secret="0" * 32), root / "kept"
    config = workspace.root / "mingce.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("night = 300", "night = 100"), encoding="utf-8")
    stored, seconds, differing = [], [], []
    for month, day in enumerate(days):
        begin, at = time.perf_counter(), moment_of(day)
        with _night(world, day, workspace.root) as pipeline:
            for path in sorted((world / "deliveries" / str(day)).glob("*")):
                with suppress(DeliveryError):
                    pipeline.import_files(pipeline.sources[path.stem], [path])
            runs = run_night(pipeline, at, everything=True).runs
        seconds.append(time.perf_counter() - begin)
        with workspace.warehouse() as con:
            view_content(con, world / "truth", world / "published")
            keep_month(con, kept, day)
            if month % oracle_every == oracle_every - 1 or day == days[-1]:
                differing.append((day, len(disagreements(con, day, workspace.settings.secret))))
        stored.append(bytes_of(workspace.root))
        unwell = {run.source_id: (run.outcome, run.reason) for run in runs if run.outcome != "complete"}
        print(f"{day}: {seconds[-1]:.0f} s", unwell,
              file=sys.stderr, flush=True)  # fmt: skip
    with workspace.warehouse() as con:
        view_content(con, world / "truth", world / "published")
        told = root / "told.parquet"
        con.execute(f"COPY ({_TOLD.format(listing=world / 'truth' / 'listing.parquet')}) TO '{told}' (FORMAT parquet)")
        readings = con.execute(
            "SELECT source_id, started_at::DATE FROM run JOIN source USING (source_id) "
            "WHERE outcome = 'complete' AND kind <> 'lookup' AND tier IN ('national', 'provincial')"
        ).fetchall()
    return _result(root, workspace, f"FROM '{told}'", readings, days, differing, stored, seconds)


# Rows of official lists that were read: all of a complete run, of any other those its raw records name.
_TOLD = """
    WITH official AS (
        SELECT * FROM run SEMI JOIN (FROM source WHERE tier IN ('national', 'provincial')) USING (source_id)
    ),
    part AS (
        SELECT r.source_id, r.started_at::DATE AS date, k.row_no
        FROM official AS r
        JOIN raw_record AS w ON w.run_id = r.run_id AND w.sighting IN ('content', 'same')
        JOIN keyed AS k
            ON k.source_id = r.source_id AND k.date = r.started_at::DATE AND k.record = w.source_record_id
        WHERE r.outcome IN ('partial', 'blocked') OR r.kind = 'lookup'
    ),
    whole AS (
        SELECT source_id, started_at::DATE AS date FROM official WHERE outcome = 'complete' AND kind <> 'lookup'
    )
    SELECT date, source_id, person_id, institution_id, status, name_error, source_id LIKE '%cancellation' AS is_act
    FROM '{listing}'
    WHERE (source_id, date) IN (FROM whole) OR (source_id, date, row_no) IN (FROM part)
"""
# Barriers that sites put up by turns, after how many pages; the last shows an empty list on every page.
_BARRIERS = (4, [6, "reset"], [3, "new_template"], [5, "too_many"])
_EMPTIED = ("cn_guahao_doctor", 4)


def _spoil(world: Path, days: list[date]) -> None:
    """Put up a barrier at a site now and then, and let one show empty pages for a month."""
    described = json.loads((world / "world.json").read_text(encoding="utf-8"))
    crawled = sorted(
        set(described["rows"][days[0].isoformat()]) - {"cn_nhc_delivery", "cn_gd_register", "cn_sc_register"}
    )
    described["barriers"] = {
        day.isoformat(): {
            source_id: _BARRIERS[turn // _EVERY % len(_BARRIERS)]
            for number, source_id in enumerate(crawled)
            if month > 1 and (turn := number * 4 + month) % _EVERY == 0
        }
        for month, day in enumerate(days)
    }
    (world / "world.json").write_text(json.dumps(described), encoding="utf-8")
    source_id, month = _EMPTIED
    if month < len(days):
        path = world / "published" / str(days[month]) / f"{source_id}.parquet"
        pq.write_table(pq.read_table(path).slice(0, 0), path)
        described["barriers"][days[month].isoformat()].pop(source_id, None)


@contextmanager
def _night(world: Path, day: date, root: Path) -> Iterator[Pipeline]:
    """The pipeline of a workspace on a simulated day, all traffic sent to the world's sites."""
    before = {name: os.environ.get(name) for name in ("MINGCE_SIMULATOR", "MINGCE_NOW")}
    with serve(world, day) as address:
        os.environ |= {"MINGCE_SIMULATOR": address, "MINGCE_NOW": moment_of(day).isoformat()}
        try:
            yield Pipeline.of(Workspace.open(root))
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _result(
    root: Path, workspace: Workspace, told: str, readings: list[tuple[str, date]], days: list[date],
    differing: list[tuple[date, int]], stored: list[int], seconds: list[float],
) -> Result:  # fmt: skip
    truth = root / "world" / "truth"
    with workspace.warehouse() as con:
        closed = spells_closed_by_incomplete_runs(con)
        outcomes = dict(con.execute("SELECT outcome, count(*) FROM run GROUP BY ALL ORDER BY ALL").fetchall())
        view_content(con, truth, None if told.startswith("\n") else root / "world" / "published")
        view_owner(con)
        golden = golden_rightness(con, truth, days[-1])
        # Only nights ask about licences.
        asked = root / "licences.parquet"
        con.execute(
            "COPY (SELECT i.institution_id, r.started_at::DATE AS date "
            "FROM raw_record AS w JOIN run AS r USING (run_id) "
            f"JOIN '{truth}/institution.parquet' AS i ON i.registration_no = w.source_record_id "
            f"WHERE w.source_id = 'cn_nhc_unit' AND w.sighting IN ('content', 'same')) TO '{asked}'"
        )
    scores = score(truth, root / "kept", told, readings, f"FROM '{asked}'")
    return Result(scores, closed, differing, golden, outcomes, stored, seconds)


def bytes_of(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def peak() -> int:
    """Peak memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def tell(result: Result) -> None:
    """Print the tables."""

    def share(value: float | None) -> str:
        return "" if value is None else f"{value:.4f}"

    print("\n| kind | due | found | recall | reported | right | precision |\n|---|---:|---:|---:|---:|---:|---:|")
    for kind in result.scores.kinds:
        words = [kind.kind, f"{kind.due:,}", f"{kind.found:,}", share(kind.recall), f"{kind.reported:,}",
                 f"{kind.right:,}", share(kind.precision)]  # fmt: skip
        print(f"| {' | '.join(words)} |")
    s = result.scores
    print(f"\nlegal workplaces reported: {s.legal_reported:,} of {s.legal:,}; under an alias {s.alias_reported:,} of "
          f"{s.alias:,}; legal but told by no official list {s.untold_reported:,} of {s.untold:,}")  # fmt: skip
    print(
        f"corrections closed: {s.closed:,} of {s.mended:,}, planted ones {s.planted_closed:,} of {s.planted_mended:,}"
    )
    print(f"spells closed by a run that was not whole: {result.closed_by_incomplete}")
    print(f"rows of official tables that differ from the oracle's: {[(str(d), n) for d, n in result.differing]}")
    print("golden values true on the last day: " +
          ", ".join(f"{name} {right / total:.4f}" for name, (right, total) in result.golden.items()))  # fmt: skip
    print(f"runs: {result.outcomes}")
    growth = [after - before for before, after in zip(result.stored, result.stored[1:], strict=False)]
    print(
        f"stored MiB: {result.stored[0] / 2**20:.1f} after the first month, "
        f"then {[round(grown / 2**20, 1) for grown in growth]}"
    )
    print(f"seconds a month: {[round(x, 1) for x in result.seconds]}; peak {peak()} MiB")


def main(how: str, physicians: int, count: int, seed: int) -> None:
    """Run and print."""
    command = f"python -m benchmarks.months {how} {physicians} {count} {seed}"
    print(heading(command, ()).partition("\n")[0], flush=True)
    folder = os.environ.get("MONTHS_FOLDER")
    with tempfile.TemporaryDirectory(dir=folder) as root:
        begin, cpu = time.perf_counter(), time.process_time()
        if how == "import":
            result = import_months(
                Path(root), physicians, seed, count, oracle_every=6 if physicians < 50_000 else count
            )
        else:
            result = crawl_months(Path(root), physicians, seed, count)
        tell(result)
        print(f"in all {time.perf_counter() - begin:.0f} s, {time.process_time() - cpu:.0f} s of CPU")


if __name__ == "__main__":
    arguments = [int(word) for word in sys.argv[2:]]
    main(sys.argv[1], *(arguments + [5_000, 24, 41][len(arguments) :]))
