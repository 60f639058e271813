"""What people judge of official records does what docs/authority.md says, in whatever order it was written down."""

import csv
import json
from datetime import timedelta
from random import Random

from hypothesis import given, settings

from reconcile.judgements import COLUMNS, VERDICTS
from tests.properties.bench import Bench
from tests.properties.histories import FIRST_NIGHT, Visit, histories, seeds


@settings(settings.get_profile("properties"))
@given(histories(), seeds())
def test_judgements_are_read_in_any_order_and_as_the_oracle_reads_them(
    bench: Bench, history: tuple[Visit, ...], random: Random
) -> None:
    """Any number of pairs of records, official or not; some rest on what has changed since."""
    bench.run(history)
    statements = bench.rows("statement")
    case = {s["source_record_id"]: s["certificate_no"] or s["source_record_id"] for s in statements}
    rows = []
    for minute in range(3 * len(statements)):
        left, right = random.choice(statements), random.choice(statements)
        # Mostly of the same number or name: others are seldom mistaken for each other.
        if left is right or (
            random.random() < 0.7 and case[left["source_record_id"]] != case[right["source_record_id"]]
        ):
            continue
        refs = [f"{s['source_id']}:{s['source_record_id']}" for s in (left, right)]
        digests = [s["content_digest"] if random.random() < 0.95 else "another" for s in (left, right)]
        rows.append(
            dict.fromkeys(COLUMNS, "")
            | {
                "left": refs[0], "right": refs[1], "left_record": refs[0], "right_record": refs[1],
                "verdict": random.choice((*VERDICTS, "same", "different")),
                "decided_at": f"{FIRST_NIGHT + timedelta(minutes=minute)}",
                "rests_on": json.dumps(dict(zip(refs, digests, strict=True))),
            }
        )  # fmt: skip
    found = []
    for _ in range(2):
        path = bench.workspace.root / "judgements.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, COLUMNS).writerows([dict(zip(COLUMNS, COLUMNS, strict=True)), *rows])
        bench.reconcile()
        assert bench.disagreements() == []
        found.append(
            (
                bench.official(),
                bench.table("SELECT * FROM link"),
                bench.table("SELECT * EXCLUDE judgement_no FROM judgement"),
            )
        )
        random.shuffle(rows)
    assert found[0] == found[1]
