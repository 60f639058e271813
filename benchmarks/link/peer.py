"""Splink's side: a model a careful user would set up, then for each lower entry its best official person.

The official side is deduplicated by number first (`sql/official_entry.sql`), as mingce does. m is learnt from the
lower entries that show a number, u from random pairs.
"""

import logging
import sys
import time
from pathlib import Path

import duckdb

from benchmarks import peak_mib
from benchmarks.link.cleaned import CLEANED
from warehouse.db import build

INSTALL = "make .bench/ok, then .bench/bin/python -m benchmarks.link"
# The match weight with the best F1 (`python -m benchmarks.link.threshold 20000 41`), and the least one whose links were
# as seldom wrong there as is asked of ours (1.5 in a thousand).
THRESHOLD, PRECISE = -5.0, -1.0
_SENIOR = "('chief', 'associate_chief', 'attending')"
_SAME_PLACE = "(province_l IS NULL OR province_r IS NULL OR province_l = province_r)"
_SHORT = "(institution_key_l LIKE short_pattern_r OR institution_key_r LIKE short_pattern_l)"
# Characters, not bytes as DuckDB's own distances count; in names of three and four.
_ONE_CHARACTER = (
    "length(name_key_l) = length(name_key_r) AND length(name_key_l) IN (3, 4) AND "
    + " + ".join(f"(name_key_l[{n}] IS DISTINCT FROM name_key_r[{n}])::INT" for n in (1, 2, 3, 4))
    + " = 1"
)
# The lower side shows a department, the official side a scope: does the one practise within the other?
_CLASS = "coalesce(department_class_l, department_class_r)"
_FITS = "list_has_any(coalesce(department_scopes_l, department_scopes_r), coalesce(scope_r, scope_l))"


def model(official_people: int):
    """The settings: blocks, comparisons and their levels."""
    import splink.comparison_level_library as levels
    from splink import SettingsCreator, block_on
    from splink.comparison_library import CustomComparison

    def one(name, *given):
        return CustomComparison(output_column_name=name, comparison_levels=list(given))

    def said(sql):
        return levels.CustomLevel(sql)

    def unsaid(sql):
        return levels.CustomLevel(sql).configure(is_null_level=True)

    def either(column, agrees=None, chance=None):
        same, other = levels.ExactMatchLevel(column), levels.ElseLevel()
        if agrees:
            same.configure(m_probability=agrees, fix_m_probability=True)
            other.configure(m_probability=1 - agrees, fix_m_probability=True)
        if chance:
            same.configure(u_probability=chance, fix_u_probability=True)
            other.configure(u_probability=1 - chance, fix_u_probability=True)
        return one(column, levels.NullLevel(column), same, other)

    return SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=0.8 / official_people,
        blocking_rules_to_generate_predictions=[
            block_on("certificate_no"),
            block_on("name_key", "institution_key"),
            block_on("name_key", "province"),
            block_on("rare_name"),
            block_on("name_sound", "institution_key"),
            block_on("name_sound", "city"),
            block_on("institution_key", "name_begin"),
            block_on("institution_key", "name_end"),
        ],
        comparisons=[
            one(
                "name_key",
                levels.NullLevel("name_key"),
                levels.ExactMatchLevel("name_key").configure(tf_adjustment_column="name_key"),
                said("name_sound_l = name_sound_r AND length(name_key_l) = length(name_key_r)").configure(
                    tf_adjustment_column="name_sound", disable_tf_exact_match_detection=True
                ),
                said("name_key_l LIKE replace(name_key_r, '?', '_') OR name_key_r LIKE replace(name_key_l, '?', '_')"),
                said(_ONE_CHARACTER),
                levels.ElseLevel(),
            ),
            # Institution and place speak of one thing, and so are one comparison.
            one(
                "institution_key",
                levels.NullLevel("institution_key"),
                said(f"institution_key_l = institution_key_r AND {_SAME_PLACE}").configure(
                    tf_adjustment_column="institution_key", disable_tf_exact_match_detection=True
                ),
                said(f"city_l = city_r AND {_SHORT}"),
                said(f"province_l = province_r AND {_SHORT}"),
                said("city_l = city_r").configure(tf_adjustment_column="city", disable_tf_exact_match_detection=True),
                said("province_l = province_r").configure(
                    tf_adjustment_column="province", disable_tf_exact_match_detection=True
                ),
                said("province_l IS NULL OR province_r IS NULL"),
                levels.ElseLevel(),
            ),
            one(
                "department",
                unsaid(f"coalesce({_CLASS}, 'N') = 'N'"),
                said(f"{_CLASS} = 'A' AND {_FITS}"),
                said(f"{_CLASS} = 'A'"),
                said(_FITS),
                levels.ElseLevel(),
            ),
            one(
                "title",
                unsaid("coalesce(title_l, title_r) IS NULL"),
                said(f"coalesce(title_l, title_r) IN {_SENIOR} AND (level_l <> 'physician' OR level_r <> 'physician')"),
                levels.ElseLevel(),
            ),
            either("level"),
            either("category"),
            # EM finds no two of one person that differ, and would then let nothing outweigh a slip.
            either("gender", agrees=0.995),
            # Learnt from entries that agree in it, m would be 1; an entry in forty has a slip of the pen.
            either("certificate_no", agrees=0.975, chance=1 / official_people),
        ],
    )  # fmt: skip


def measure(folder: Path, answer: Path, threshold: float = THRESHOLD) -> None:
    """Link; write the answer, each link with its weight; print wall s, CPU s and peak MiB, then those of training."""
    from splink import DuckDBAPI, Linker, block_on

    wall, cpu = time.perf_counter(), time.process_time()
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    con.execute(f"CREATE VIEW cleaned AS SELECT * FROM '{folder / CLEANED}'")
    build(con, "benchmarks.link", ["official_entry", "comparable"])
    for name, side in (("lower_side", "listing_no IS NOT NULL"), ("official_side", "person_key IS NOT NULL")):
        con.execute(f"CREATE TABLE {name} AS SELECT * FROM comparable WHERE {side}")
    ((people,),) = con.execute("SELECT count(DISTINCT person_key) FROM official_side").fetchall()
    database = DuckDBAPI(con)
    sides = [database.register(name, dataset_display_name=name) for name in ("lower_side", "official_side")]
    linker = Linker(sides, model(people), log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    linker.training.estimate_m_from_label_column("certificate_no")
    # What entries with a number do not show, and how departments, titles and the like agree.
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("name_key", "institution_key"), max_pairs=1e6
    )
    trained = time.perf_counter() - wall, time.process_time() - cpu
    pairs = linker.inference.predict(threshold_match_weight=threshold)
    con.execute(f"CREATE VIEW pair AS SELECT * FROM {pairs.physical_name}")
    build(con, "benchmarks.link", ["best_person"])
    con.execute(f"COPY best_person TO '{answer}'")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(wall, cpu, peak_mib(), *trained)


if __name__ == "__main__":
    measure(Path(sys.argv[2]), Path(sys.argv[3]), *map(float, sys.argv[4:]))
