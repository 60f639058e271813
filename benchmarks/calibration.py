"""How far the probabilities of links can be believed: the share that is right at each, with and without a truth.

python -m benchmarks.calibration [PHYSICIANS [SEED...]] prints a table and draws docs/calibration.svg over simulated
worlds; `--workspace DIR` asks the same of a copy of a workspace, where no truth is known. The measure without a truth:
listings of lower sources that show a whole number which is somebody's we know, under a name that fits, are linked with
the number hidden, and are right where the person found is the number's.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import altair as alt
import duckdb

from benchmarks import heading
from benchmarks.reconcile import settings
from benchmarks.truth import attach_truth, read_day
from crawlers.catalog import sources
from reconcile import reconcile
from reconcile.build import LINK_PROBABILITY
from reports.proportion import Proportion
from simulator.world import simulate
from warehouse.workspace import Workspace

DAY = date(2026, 3, 1)
DRAWING = Path(__file__).resolve().parents[1] / "docs" / "calibration.svg"
# A bin begins at each of these; from LINK_PROBABILITY on, what is placed is linked.
BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, LINK_PROBABILITY, 0.93, 0.96, 0.98, 0.99, 0.995, 0.999)
_COLUMNS = ("measure", "probability from", "to", "best candidates", "mean probability", "right", "95 % interval")
_MEASURES = {
    "number": "whole number, hidden", "truth": "truth", "unplaced": "truth, not placed (never linked)",
}  # fmt: skip

Row = tuple[str, float, int, float, int]


def hide_numbers(con: duckdb.DuckDBPyConnection) -> None:
    """Keep in `hidden` whose number each listing of a lower source shows, and take the numbers off the records.

    After a reconcile that read them.
    """
    con.execute(
        """
        CREATE TEMP TABLE hidden AS
        SELECT DISTINCT r.source_id, r.source_record_id, a.practitioner_id
        FROM lower_record AS r
        JOIN candidate AS c USING (record_no)
        JOIN anchor AS a USING (anchor_no)
        WHERE c.is_same_number
        """
    )
    con.execute(
        "UPDATE record SET certificate_no = NULL, certificate_mask = NULL WHERE source_id IN "
        "(SELECT source_id FROM source WHERE tier NOT IN ('national', 'provincial'))"
    )


def reliability(con: duckdb.DuckDBPyConnection, *, has_truth: bool) -> Iterator[Row]:
    """Of each measure and bin: the measure, the bin's start, best candidates, the sum of their probabilities, right."""
    con.execute(
        """
        CREATE TEMP TABLE best AS
        SELECT r.source_id, r.source_record_id, a.practitioner_id, p.probability, s.is_placed
        FROM lower_record AS r
        JOIN ranked_person AS p USING (record_no)
        JOIN scored_pair AS s USING (record_no, anchor_no)
        JOIN anchor AS a USING (anchor_no)
        WHERE p.place = 1
        """
    )
    measures = [
        "SELECT 'number' AS measure, probability, h.practitioner_id = b.practitioner_id AS is_right "
        "FROM best AS b JOIN hidden AS h USING (source_id, source_record_id) WHERE is_placed"
    ]
    if has_truth:
        measures.append(
            "SELECT CASE WHEN is_placed THEN 'truth' ELSE 'unplaced' END, probability, EXISTS (FROM owner AS o "
            "WHERE o.practitioner_id = b.practitioner_id AND o.person_id = m.person_id) "
            "FROM best AS b JOIN meant AS m USING (source_id, source_record_id)"
        )
    yield from con.execute(
        "SELECT measure, list_max(list_filter($bins, lambda b: b <= probability)) AS bin, count(*), sum(probability), "
        f"count(*) FILTER (is_right) FROM ({' UNION ALL '.join(measures)}) GROUP BY ALL",
        {"bins": list(BINS)},
    ).fetchall()


def measure(root: Path, truth: Path | None) -> list[Row]:
    """Reconcile a workspace twice, the second time without the numbers of lower sources."""
    workspace = Workspace.open(root)
    with workspace.warehouse() as con:
        (as_of,) = con.execute("SELECT max(started_at) FROM run").fetchall()[0]
        declared, when, secret = sources(workspace), as_of + timedelta(days=1), workspace.settings.secret
        reconcile(con, declared, when, secret)
        hide_numbers(con)
        # By the model that was learnt with them.
        reconcile(con, declared, when, secret, full=True)
        if truth:
            attach_truth(con, truth)
        return list(reliability(con, has_truth=truth is not None))


def simulated(physicians: int, seed: int) -> list[Row]:
    """Measure one world on one day."""
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder, "world")
        simulate(physicians, seed, [DAY], world, settings=settings())
        read_day(world, Workspace.create(Path(folder, "workspace")), DAY)
        return measure(Path(folder, "workspace"), world / "truth")


def copied(root: Path) -> list[Row]:
    """Measure a copy of a workspace."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "workspace")
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns("evidence", "releases", "reports"))
        return measure(copy, None)


def table(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The bins of all worlds together, in order: what was said, and what share of it is right."""
    found = []
    for name, title in _MEASURES.items():
        for start, end in zip(BINS, (*BINS[1:], 1.0), strict=True):
            here = [row for row in rows if row[0] == name and row[1] == start]
            count, right = sum(row[2] for row in here), sum(row[4] for row in here)
            if count:
                low, high = Proportion(right, count).interval or (0.0, 1.0)
                said = sum(row[3] for row in here) / count
                found.append({"measure": title, "from": start, "to": end, "count": count, "said": said,
                              "right": right / count, "low": low, "high": high})  # fmt: skip
    return found


def draw(bins: Sequence[dict[str, object]], path: Path) -> None:
    """The curve: what was said across, what was right upwards; its upper end once more, larger."""

    def panel(least: float, title: str) -> alt.LayerChart:
        axis = alt.Scale(domain=[least, 1], clamp=True, zero=False)
        shown = [b for b in bins if float(str(b["said"])) >= least]
        dots = alt.Chart(alt.Data(values=shown)).encode(
            x=alt.X("said:Q", title="mean probability said", scale=axis), color=alt.Color("measure:N", title=None)
        )
        diagonal = alt.Chart(alt.Data(values=[{"said": least, "right": least}, {"said": 1, "right": 1}]))
        return alt.layer(
            diagonal.mark_line(color="#9aabbb", strokeDash=[4, 4]).encode(x=alt.X("said:Q"), y=alt.Y("right:Q")),
            dots.mark_rule().encode(y=alt.Y("low:Q", scale=axis), y2="high:Q"),
            dots.mark_line(point=True).encode(y=alt.Y("right:Q", title="share right, 95 % interval", scale=axis)),
        ).properties(width=340, height=340, title=title)

    alt.hconcat(panel(0, "All best candidates"), panel(0.8, f"From 0.8; linked from {LINK_PROBABILITY}")).save(path)


def main(arguments: Sequence[str]) -> None:
    """Print the table; of simulated worlds, draw it too."""
    if arguments[:1] == ["--workspace"]:
        rows = copied(Path(arguments[1]))
    else:
        physicians, *seeds = [int(a) for a in arguments] or [50_000]
        rows = [row for seed in seeds or [31, 32] for row in simulated(physicians, seed)]
    bins = table(rows)
    print(heading(f"python -m benchmarks.calibration {' '.join(arguments)}".rstrip(), _COLUMNS))
    for b in bins:
        print(f"| {b['measure']} | {b['from']} | {b['to']} | {b['count']:,} | {b['said']:.4f} | {b['right']:.4f} | "
              f"{b['low']:.4f}-{b['high']:.4f} |")  # fmt: skip
    if arguments[:1] != ["--workspace"]:
        draw(bins, DRAWING)


if __name__ == "__main__":
    main(sys.argv[1:])
