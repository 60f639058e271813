"""Names that institutions go by among people, learnt from whom lists show under them."""

from typing import Any

from tests.reconcile.conftest import RunStep

Row = dict[str, Any]
THRESHOLDS = {"learnt_support": 3, "learnt_share": 0.75}


def shown(no: int, key: str = "古荡医院", province: str = "33") -> Row:
    return {"shown_no": no, "institution_key": key, "province": province, "city": ""}


def meant(no: int, relation: str, institution: str, count: int = 1) -> Row:
    about = {"shown_no": no, "institution_id": institution, "relation": relation}
    return about | {"meaning_count": count, "person_count": 9}


def lists(no: int, *people: int, key: str | None = None, **more: Any) -> list[Row]:
    """Listings under a name, each of a person whose name is their number."""
    about = {"shown_no": no, "source_id": "p", "name_state": "plain", "certificate_no": None, "province": "33"}
    return [
        about | {"record_no": no * 100 + n, "source_record_id": f"{no} {n}", "name_key": key or f"n{n}"} | more
        for n in people
    ]


def learn(run_step: RunStep, **tables: Any) -> list[Row]:
    """What is learnt of people 1 to 9: 1 to 5 are at `a`, 6 to 9 at `b`; 5 was at `b`; 8 and 9 have one name."""
    listed = tables.pop("lower_record")
    everybody = range(1, 10)
    number = {n: f"n{min(n, 8)}" for n in everybody}
    sites = [("a" if n < 6 else "b", n) for n in everybody] + [("b", 5)]
    return run_step(
        "learnt_alias",
        THRESHOLDS,
        lower_record=listed,
        statement=[{k: r[k] for k in ("source_id", "source_record_id")} | {"institution": "古荡医院"} for r in listed],
        anchor=[{"anchor_no": n, "person_no": n, "province": "33", "certificate_no": f"c{n}"} for n in everybody],
        anchor_name=[{"anchor_no": n, "name_key": number[n]} for n in everybody],
        anchor_site=[{"anchor_no": n, "institution_id": i} for i, n in sites],
        name_frequency=[
            {"form": "key", "value": key, "person_count": 50 if key == "n4" else 1}
            for key in sorted(set(number.values()))
        ],
        **{"named_meaning": [meant(99, "official", "z")]} | tables,
    )


def test_a_name_is_learnt_from_people_whom_nobody_else_can_be(run_step: RunStep) -> None:
    listed = [
        # A masked name, a common one (4) and one that two people have say nothing; the same person twice counts once.
        *lists(1, 1, 2, 3, 4, 8), *lists(1, 1, record_no=170, source_record_id="again"),
        *lists(1, 9, name_state="masked"),
        # A number tells the two apart; in another province nobody has that name.
        *lists(2, 6, 7), *lists(2, 9, key="n8", certificate_no="c9"), *lists(2, 1, province="51"),
    ]  # fmt: skip
    rows = learn(run_step, shown_number=[shown(1), shown(2, "湖滨")], lower_record=listed)
    assert rows == [
        {"institution_id": "a", "alias": "古荡医院", "alias_key": "古荡医院", "province": "33", "city": None,
         "support_count": 3, "asked_count": 3},
        {"institution_id": "b", "alias": "古荡医院", "alias_key": "湖滨", "province": "33", "city": None,
         "support_count": 3, "asked_count": 3},
    ]  # fmt: skip


def test_too_few_too_divided_or_known_already_is_not_learnt(run_step: RunStep) -> None:
    listed = [
        *lists(1, 1, 2), *lists(2, 1, 2, 6, 7),
        # By its own names it is known; and a short form of the very house need not be learnt.
        *lists(3, 1, 2, 3), *lists(4, 1, 2, 3),
        # Those who left for `a` speak for where they were, too: of 5, 6 and 7 all were at `b`.
        *lists(5, 5, 6, 7),
    ]  # fmt: skip
    rows = learn(
        run_step,
        shown_number=[shown(no, str(no)) for no in range(1, 6)],
        named_meaning=[meant(3, "second", "c"), meant(4, "short", "a"), meant(5, "short", "c")],
        lower_record=listed,
    )
    assert [(r["alias_key"], r["institution_id"], r["support_count"]) for r in rows] == [("5", "b", 3)]


def test_what_is_learnt_yields_to_a_name_that_came_to_be_known(run_step: RunStep) -> None:
    known = [meant(1, "short", "b"), meant(1, "short", "c"), meant(2, "former", "b")]
    learnt = {"alias": "古荡医院", "alias_key": "古荡医院", "city": None}
    rows = run_step(
        "meaning",
        shown_number=[shown(1), shown(2, province="51"), shown(3, province="")],
        named_meaning=known,
        learnt_alias=[learnt | {"institution_id": "a", "province": province} for province in ("33", "51", None)],
        staff=[{"institution_id": "a", "person_count": 7}],
    )
    assert [tuple(r.values()) for r in rows] == [
        (1, "a", "learnt", 1, 7), (2, "b", "former", 1, 9), (3, "a", "learnt", 1, 7),
    ]  # fmt: skip
