"""The made-up world is not made from the product's own tables: much of what it confuses stands in none of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from normalize.institutions import clean_institution, institution_key, short_forms
from normalize.names import clean_name, name_key, name_sound
from simulator.settings import Settings
from simulator.world import simulate

DAY = date(2026, 3, 1)
CONFUSIONS = ("homophone", "near_homophone", "look_alike")
# Source -> its columns of the name and the institution.
COLUMNS = {
    "cn_cmda_committee": "姓名 AS name, 单位 AS institution",
    "cn_haodf_doctor": "姓名 AS name, 医院 AS institution",
    "cn_guahao_doctor": "姓名 AS name, 医院 AS institution",
    "cn_xywy_search": "name, hospital AS institution",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The truth's tables, and `shown`: the name and institution of each row of the lower lists.

    Confusions are eight times as frequent as in an ordinary world, all kinds alike: enough to count in a small one.
    """
    folder = tmp_path_factory.mktemp("world")
    ordinary = Settings()
    lists = {
        source: replace(
            listing, errors=replace(listing.errors, **{kind: 8 * getattr(listing.errors, kind) for kind in CONFUSIONS})
        )
        for source, listing in ordinary.lists.items()
    }
    simulate(3_000, 11, (DAY,), folder, settings=replace(ordinary, lists=lists))
    with duckdb.connect(config={"threads": 2}) as con:
        for path in (folder / "truth").glob("*.parquet"):
            con.execute(f"CREATE VIEW {path.stem} AS FROM '{path}'")
        selects = [
            f"SELECT '{source}' AS source_id, file_row_number + 1 AS row_no, {columns} "
            f"FROM read_parquet('{folder}/published/{DAY}/{source}.parquet', file_row_number = true)"
            for source, columns in COLUMNS.items()
        ]
        con.execute(f"CREATE VIEW shown AS {' UNION ALL '.join(selects)}")
        yield con


def name_keys(name: str) -> set[str]:
    """Every key by which `normalize` lets two names meet: characters with their variants folded, and sound."""
    cleaned = clean_name(name)
    assert cleaned is not None
    return {name_key(cleaned.name), name_sound(cleaned.name)}


def institution_keys(name: str) -> set[str]:
    """Every key `normalize` makes of an institution's text: of its name and of those it gives in brackets."""
    cleaned = clean_institution(name)
    assert cleaned is not None
    return {cleaned.key, *map(institution_key, (*cleaned.former_names, *cleaned.second_names))}


def share_in_no_table(meet: dict[str, list[bool]], least: int) -> float:
    """Share of pairs without a key in common; of each kind there are `least` pairs, and as many meet in all."""
    every = [met for of_kind in meet.values() for met in of_kind]
    assert {kind: len(of_kind) >= least for kind, of_kind in meet.items()} == dict.fromkeys(meet, True)
    assert sum(every) >= least
    return 1 - sum(every) / len(every)


def test_three_in_ten_confused_names_share_no_match_key(world: duckdb.DuckDBPyConnection) -> None:
    pairs = world.execute(
        """
        SELECT DISTINCT name_error, p.name, s.name
        FROM shown AS s
        JOIN listing USING (source_id, row_no)
        JOIN person AS p USING (person_id)
        WHERE list_contains($confusions, name_error)
        ORDER BY ALL
        """,
        {"confusions": CONFUSIONS},
    ).fetchall()
    meet: dict[str, list[bool]] = {kind: [] for kind in CONFUSIONS}
    for kind, true, shown in pairs:
        meet[kind].append(not name_keys(true).isdisjoint(name_keys(shown)))

    assert share_in_no_table(meet, least=20) >= 0.3


def test_three_in_ten_aliases_of_institutions_share_no_match_key(world: duckdb.DuckDBPyConnection) -> None:
    # A campus is left out: it is told from its house on purpose, not for want of a table.
    pairs = world.execute(
        """
        SELECT DISTINCT alias_kind IN ('short', 'vague', 'nickname') AS is_short, i.*, s.institution
        FROM shown AS s
        JOIN listing AS l USING (source_id, row_no)
        JOIN (SELECT institution_id, name, former_name, province, division FROM institution) AS i USING (institution_id)
        WHERE alias_kind <> 'campus' AND NOT is_stale AND NOT is_filed_site
        ORDER BY ALL
        """
    ).fetchall()
    meet: dict[str, list[bool]] = {"short": [], "other": []}
    for is_short, _, name, former, province, division, shown in pairs:
        # Registers may have told the former name, so it counts as known.
        known = {key for n in (name, former) if n for key in institution_keys(n) | short_forms(n, province, division)}
        meet["short" if is_short else "other"].append(not known.isdisjoint(institution_keys(shown)))

    assert share_in_no_table(meet, least=80) >= 0.3
