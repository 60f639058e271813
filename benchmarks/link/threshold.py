"""Which match weight Splink's links must have: F1 by weight on one world, used for nothing else.

python -m benchmarks.link.threshold [PHYSICIANS [SEED]] prints a table; `peer.THRESHOLD` is the best of it,
`peer.PRECISE` the first whose links are right in 0.9985.
"""

import sys
import tempfile
from pathlib import Path

import duckdb

from benchmarks import alone, heading
from benchmarks.link.cleaned import TRUTH, make_input
from benchmarks.link.scores import scores
from benchmarks.link.worlds import usual

_WEIGHTS = range(-10, 8)


def main(physicians: int, seed: int) -> None:
    """Print the table."""
    columns = ("match weight", "pairs F1", "pairs F1, official people", "links P", "links R")
    print(heading(f"python -m benchmarks.link.threshold {physicians} {seed}", columns))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        cleaned, answer = Path(folder, "cleaned"), Path(folder, "answer.parquet")
        make_input(Path(folder), physicians, seed, usual())
        alone("benchmarks.link.peer", cleaned, answer, min(_WEIGHTS))
        con.execute(f"CREATE VIEW listed AS SELECT * FROM '{cleaned / TRUTH}'")
        for weight in _WEIGHTS:
            con.execute(f"CREATE OR REPLACE VIEW answer AS SELECT * FROM '{answer}' WHERE match_weight >= {weight}")
            found = scores(con)
            links = found.all_links
            shares = (found.everybody.pair_f1, found.of_anchors.pair_f1, links.precision, links.recall)
            print(f"| {weight} | {' | '.join(f'{share:.4f}' for share in shares)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20_000, int(sys.argv[2]) if sys.argv[2:] else 41)
