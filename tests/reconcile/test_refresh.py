"""What a reconcile makes anew after a change, and when it makes everything anew."""

import re
from typing import Any

from reconcile import STEPS
from tests.reconcile.rows import listed, official
from tests.support import Lab
from warehouse.db import read_sql

# Inputs that a step need not watch: what it takes of them never changes while something it does watch stays.
_STEADY = {
    # When a record was first seen.
    ("judged_person", "statement"),
    # The match key of a name, of which the name itself is claimed.
    ("settled_claim", "statement"),
    # Which registration and person a number stands for; who is a person's moves with the registration.
    *((step, "anchor") for step in ("found_link", "conflict_act", "listing_error")),
    # Made anew after every run, since questions have answers.
    *(("next_question", name) for name in ("statement", "province_name")),
}

NAMES = ("王小明", "李四海", "欧阳霁", "张伟", "赵敏", "钱进", "孙立", "周群", "吴迪", "郑爽")


def night(lab: Lab) -> None:
    """Ten people, each in the register and on a platform."""
    lab.land("cn_national", [official(n, name=name) for n, name in enumerate(NAMES)])
    lab.land("cn_platform", [listed(f"d{n}", name=name, department="内科") for n, name in enumerate(NAMES)])
    assert lab.run().changed is None


def changed(lab: Lab, at: int = 0, **options: Any) -> dict[str, int]:
    found = lab.run(at, **options).changed
    assert found is not None
    return {name: count for name, count in found.items() if count}


def test_one_entry_that_says_something_new_touches_its_own_rows(lab: Lab) -> None:
    night(lab)
    lab.land("cn_platform", [listed("d1", name=NAMES[1], department="内科", title="主任医师")], outcome="partial")
    # Old rows and new ones, of the one entry; the old spell is closed. Whom it means is as it was, so no link moves.
    assert changed(lab) == {
        "history": 1, "spell_seen": 3, "statement": 2, "placed_record": 2, "lower_record": 2, "listing": 2,
        "linked_listing": 2,
    }  # fmt: skip
    assert lab.table("SELECT title FROM listing WHERE source_record_id = 'd1'") == [{"title": "chief"}]


def test_nothing_new_touches_nothing(lab: Lab) -> None:
    night(lab)
    assert changed(lab) == {}
    # A day that passes ends nothing here.
    assert changed(lab, 1) == {}


def test_what_decides_every_row_makes_everything_anew(lab: Lab) -> None:
    night(lab)
    assert lab.run(full=True).changed is None
    assert lab.run(fit=True).changed is None
    # A whole list says of each of its entries that it is still there.
    lab.land("cn_national", [official(n, name=name) for n, name in enumerate(NAMES)], at=1)
    assert lab.run(1).changed is None
    # An earlier day than the last.
    assert lab.run(0).changed is None
    lab.declare("cn_platform", "association")
    assert lab.run(0).changed is None


def test_every_step_watches_what_it_reads_and_the_day_if_it_asks_for_it() -> None:
    kinds = {step.name: step.kind for step in STEPS}
    for step in STEPS:
        if step.make or step.number or step.kind in {"model", "view"}:
            continue
        sql = re.sub("--.*", "", read_sql(step.package, step.name))
        read = {n for n in re.findall(r"(?:FROM|JOIN) (\w+)", sql) if kinds.get(n) in {"table", "view", "event"}}
        watched = {*step.by, *step.cut, *re.findall(r"changed_(\w+)", " ".join(step.via)), step.name}
        assert {(step.name, name) for name in read - watched} <= _STEADY, step.name
        assert step.day or step.kind == "event" or not re.search(r"\$(today|as_of)", sql), step.name
