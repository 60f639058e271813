"""The SELECTs that hold an answer against the truth: a few entries in, the whole result out."""

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa
import pytest

from benchmarks.link.scores import AnchorLinks, Grouping, Scores, scores

# Entry: tier, true person (None: nobody), answered cluster (None: linked to nobody).
Entry = tuple[str, str | None, str | None]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def score_of(con: duckdb.DuckDBPyConnection, entries: Sequence[Entry]) -> Scores:
    rows = [
        {"listing_no": n, "tier": tier, "is_official": tier in ("national", "provincial"), "person_id": p, "cluster": c}
        for n, (tier, p, c) in enumerate(entries)
    ]
    types = [("listing_no", pa.int32()), ("tier", pa.string()), ("is_official", pa.bool_())]
    types += [("person_id", pa.string()), ("cluster", pa.string())]
    con.register("entry", pa.Table.from_pylist(rows, pa.schema(types)))
    con.execute("CREATE TABLE listed AS SELECT * EXCLUDE (cluster) FROM entry")
    # Who is linked to nobody need not be in an answer.
    con.execute("CREATE TABLE answer AS SELECT listing_no, cluster FROM entry WHERE cluster IS NOT NULL")
    return scores(con)


def test_all_is_well(con: duckdb.DuckDBPyConnection) -> None:
    found = score_of(con, [("national", "A", "a"), ("commercial", "A", "a"), ("commercial", None, None)])

    perfect = Grouping(1, 1, 1, 1, 1, 1)
    assert found == Scores(
        everybody=perfect,
        of_anchors=perfect,
        links=(AnchorLinks("all", 2, 1, 1, 1, 0, 1, 1), AnchorLinks("commercial", 2, 1, 1, 1, 0, 1, 1)),
        practitioners=1, mixed_official=0, mixed=0,
    )  # fmt: skip


def test_each_error_counts_where_it_belongs(con: duckdb.DuckDBPyConnection) -> None:
    found = score_of(
        con,
        [
            ("national", "A", "a"), ("provincial", "A", "a"), ("commercial", "A", "a"), ("commercial", "A", None),
            ("national", "B", "b"), ("commercial", "B", "a"),
            # In no official record: to group the two is no link's work; the third is nobody's, and pulled in.
            ("commercial", "C", None), ("aggregator", "C", None), ("aggregator", None, "b"),
        ],
    )  # fmt: skip

    # Answered: 6 pairs in a, 1 in b; true: 6 of A, 1 of B, 1 of C; right: 3 of A in a.
    assert found.everybody == Grouping(
        pair_precision=pytest.approx(3 / 7),
        pair_recall=pytest.approx(3 / 8),
        pair_f1=pytest.approx(2 * 3 / 15),
        # Nine entries: three of A with 3 of 4 in a, B's in a with 1 of 4, two in b with 1 of 2, three alone.
        bcubed_precision=pytest.approx((3 * 3 / 4 + 1 / 4 + 2 / 2 + 3) / 9),
        bcubed_recall=pytest.approx((3 * 3 / 4 + 1 / 4 + 2 / 2 + 2 / 2 + 1) / 9),
        bcubed_f1=pytest.approx(2 * 6.5 * 5.5 / 9 / 12),
    )
    assert found.of_anchors.pair_recall == pytest.approx(3 / 7)
    assert found.of_anchors.pair_precision == found.everybody.pair_precision
    assert found.links == (
        AnchorLinks("aggregator", entries=2, known=0, linked=1, right=0, pulled_in=1, precision=0, recall=None),
        AnchorLinks("all", 6, 3, 3, 1, 1, pytest.approx(1 / 3), pytest.approx(1 / 3)),
        AnchorLinks("commercial", 4, 3, 2, 1, 0, 0.5, pytest.approx(1 / 3)),
    )
    # a mixes A and B, but its official entries do not; of b the stranger is no known person.
    assert (found.practitioners, found.mixed_official, found.mixed) == (2, 0, 1)


def test_official_entries_of_two_people_under_one_practitioner(con: duckdb.DuckDBPyConnection) -> None:
    found = score_of(con, [("national", "A", "a"), ("provincial", "B", "a"), ("national", "C", "c")])

    assert (found.practitioners, found.mixed_official, found.mixed) == (2, 1, 1)
    assert found.links == (AnchorLinks("all", 0, 0, 0, 0, 0, None, None),)


def test_nobody_linked_at_all(con: duckdb.DuckDBPyConnection) -> None:
    found = score_of(con, [("commercial", "A", None), ("commercial", "A", None)])

    assert found.everybody == Grouping(1, 0, 0, 1, 0.5, pytest.approx(2 / 3))
    assert found.of_anchors == Grouping(1, 1, 1, 1, 1, 1)
    assert (found.practitioners, found.mixed_official, found.mixed) == (0, 0, 0)
