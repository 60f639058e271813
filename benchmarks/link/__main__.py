"""Link simulated worlds by mingce, plain rules and Splink 5, and print what each costs and how near the truth it is.

python -m benchmarks.link [PHYSICIANS [SEED...]] [--models NAME,...] [--minutes N]: a table of costs, one of how entries
are grouped, one of links to official people by tier; a line per world and system. A system that takes longer than N
minutes (20) is ended, and the tables say so.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import alone, heading
from benchmarks.link.cleaned import make_input
from benchmarks.link.peer import INSTALL, PRECISE, THRESHOLD
from benchmarks.link.scores import Scores, score
from benchmarks.link.worlds import MODELS

_WORLD = ("errors, seed", "system")
_COSTS = ("entries", "linking wall s", "linking CPU s", "peak MiB", "all of it")
_GROUPS = (
    "pairs P", "pairs R", "pairs F1", "B-cubed P", "B-cubed R", "B-cubed F1", "pairs F1, official people",
    "officially mixed", "mixed", "of practitioners",
)  # fmt: skip
_TIERS = ("association", "commercial", "aggregator", "all")
_LINKS = (*(f"{tier} {what}" for tier in _TIERS for what in "PR"), "pulled in", "of entries")


@dataclass(frozen=True)
class Result:
    """What one system made of one world; no scores if it was ended."""

    world: str
    system: str
    costs: tuple[str, ...]
    scores: Scores | None = None


def main(physicians: int, seeds: Sequence[int], models: Sequence[str], minutes: float) -> None:
    """Print the tables; costs as they come."""
    try:
        splink = version("splink")
    except PackageNotFoundError:
        sys.exit(f"Splink is not installed; it wants an environment of its own: {INSTALL}")
    command = f"python -m benchmarks.link {physicians} {' '.join(map(str, seeds))} --models {','.join(models)}"
    print(f"Splink {splink}, thresholds {THRESHOLD:g} and {PRECISE:g}; {heading(command, (*_WORLD, *_COSTS))}")
    results = []
    for model in models:
        for seed in seeds:
            for result in compare(model, physicians, seed, 60 * minutes):
                results.append(result)
                print(_row(result, result.costs), flush=True)
    for columns, cells in ((_GROUPS, _group_cells), (_LINKS, _link_cells)):
        print(f"\n| {' | '.join((*_WORLD, *columns))} |\n{'|---:' * (len(_WORLD) + len(columns))}|")
        for result in results:
            print(_row(result, cells(result.scores) if result.scores else ["ended"] + [""] * (len(columns) - 1)))


def compare(model: str, physicians: int, seed: int, seconds: float) -> Iterator[Result]:
    """Make a world, clean it, have both systems link it."""
    name = f"{model}, {seed}"
    with tempfile.TemporaryDirectory() as folder:
        root, cleaned = Path(folder, "workspace"), Path(folder, "cleaned")
        entries = f"{make_input(Path(folder), physicians, seed, MODELS[model]()):,}"
        answer = cleaned / "answer.parquet"
        wall, cpu, peak, all_wall, all_cpu = alone("benchmarks.link.ours", root, cleaned, answer)
        whole = f"whole reconcile {all_wall:,.1f} s, {all_cpu:,.1f} CPU s"
        yield Result(name, "mingce", (entries, *_cost(wall, cpu, peak), whole), score(cleaned, answer))
        plain = _cost(*alone("benchmarks.link.plain", cleaned, answer))
        yield Result(name, "plain rules", (entries, *plain, ""), score(cleaned, answer))
        try:
            wall, cpu, peak, learnt, learnt_cpu = alone("benchmarks.link.peer", cleaned, answer, timeout=seconds)
        except subprocess.TimeoutExpired:
            yield Result(name, "Splink", (entries, f"ended at {seconds:,.0f}", "", "", ""))
        else:
            whole = f"learning m and u {learnt:,.1f} s, {learnt_cpu:,.1f} CPU s"
            yield Result(name, "Splink", (entries, *_cost(wall, cpu, peak), whole), score(cleaned, answer))
            precise = score(cleaned, answer, f"match_weight >= {PRECISE}")
            yield Result(name, "Splink, precise", (entries, "", "", "", "the same, weaker links left out"), precise)


def _cost(wall: float, cpu: float, peak: float) -> tuple[str, str, str]:
    return f"{wall:,.1f}", f"{cpu:,.1f}", f"{peak:,.0f}"


def _row(result: Result, cells: Sequence[str]) -> str:
    return f"| {' | '.join((result.world, result.system, *cells))} |"


def _group_cells(scores: Scores) -> list[str]:
    shares = (*astuple(scores.everybody), scores.of_anchors.pair_f1)
    counts = (scores.mixed_official, scores.mixed, scores.practitioners)
    return [*(f"{share:.4f}" for share in shares), *(f"{count:,}" for count in counts)]


def _link_cells(scores: Scores) -> list[str]:
    links = {links.tier: links for links in scores.links}
    shares = [share for tier in _TIERS for share in (links[tier].precision, links[tier].recall)]
    counts = (scores.all_links.pulled_in, scores.all_links.entries - scores.all_links.known)
    return [*("" if share is None else f"{share:.4f}" for share in shares), *(f"{count:,}" for count in counts)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.link", description=__doc__)
    parser.add_argument("physicians", type=int, nargs="?", default=100_000)
    parser.add_argument("seeds", type=int, nargs="*", default=[51])
    parser.add_argument("--models", default=",".join(MODELS), help="of %(default)s")
    parser.add_argument("--minutes", type=float, default=20, help="after which Splink is ended")
    given = parser.parse_args()
    main(given.physicians, given.seeds, given.models.split(","), given.minutes)
