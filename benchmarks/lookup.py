"""Look-ups over a synthetic register: writing the index, one look-up from the shell, a roster of 10,000 rows.

python -m benchmarks.lookup [PRACTITIONERS] prints one table. Names are drawn so that the commonest has fifteen
hundred bearers in five million (the country: about a thousand); everything else is as plain as the index allows.
"""

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks import alone, heading, middle
from normalize.names import name_sound
from normalize.text import read_codes
from reconcile.keys import province_name
from reconcile.lookup.index import write_index
from reconcile.lookup.layout import INDEX_FILE
from reconcile.macros import define_macros
from simulator.names import load_given_names
from warehouse.db import prepare
from warehouse.schema import PUBLISHED, SUPPRESSED_QUESTION
from warehouse.workspace import Workspace

RUNS = 5
ROSTER = 10_000
DAY = date(2026, 3, 1)
_COLUMNS = ("practitioners", "what", "wall s", "CPU s", "peak MiB", "on disk MiB")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付"
    "方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)

# The tables of a reconcile that the index is made of; r(n, salt) is an even number from 0 to 1, the same every time.
_TABLES = {
    "known_institution": """
        SELECT printf('i%07d', n) AS institution_id, printf('仁和%d号医院', n) AS name,
            $provinces[1 + n % length($provinces)] AS province, NULL AS division, 0 AS person_count
        FROM range($people // 170) AS t(n)""",
    "institution_name": """
        SELECT institution_id, name AS institution_key, 'official' AS relation, name AS alias FROM known_institution""",
    "person": """
        SELECT n AS person_no, printf('p%07d', n) AS practitioner_id,
            -- Squared and cubed: few names are common, many are rare.
            $surnames[1 + (length($surnames) * r(n, 1) ** 2.2)::INT % length($surnames)]
            || $given[1 + (length($given) * r(n, 2) ** 2)::INT % length($given)]
            || CASE WHEN r(n, 3) < 0.15 THEN '' ELSE
            $given[1 + (length($given) * r(n, 4) ** 2)::INT % length($given)] END
            AS name,
            printf('i%07d', (($people // 170) * r(n, 5) ** 2)::INT % ($people // 170)) AS institution_id
        FROM range(1, $people + 1) AS t(n)""",
    "anchor": """
        SELECT person_no AS anchor_no, person_no, printf('r%07d', person_no) AS registration_id, practitioner_id
        FROM person""",
    "practitioner": "SELECT practitioner_id, name FROM person",
    "registration": """
        SELECT printf('r%07d', person_no) AS registration_id, 'physician' AS instrument,
            printf('110%s%010d', i.province, person_no) AS certificate_no, 'physician' AS level,
            'clinical' AS category, ['内科专业'] AS scope, i.province, p.institution_id AS main_institution_id,
            CASE WHEN r(person_no, 6) < 0.04 THEN 'cancelled' ELSE 'active' END AS status, NULL::DATE AS status_since,
            NULL::DATE AS valid_from, NULL::DATE AS valid_to, 20 AS age_days
        FROM person AS p JOIN known_institution AS i USING (institution_id)""",
    "anchor_name": """
        SELECT person_no AS anchor_no, person_no, name AS name_key, sound AS name_sound, true AS is_current
        FROM person JOIN sound USING (name)""",
    "anchor_site": """
        SELECT person_no AS anchor_no, printf('i%07d', (person_no * 7) % ($people // 170)) AS institution_id
        FROM person WHERE r(person_no, 7) < 0.2""",
    "practice_site": """
        SELECT registration_id, main_institution_id AS institution_id, 'main' AS kind, NULL::DATE AS valid_from,
            NULL::DATE AS valid_to
        FROM registration""",
    "registration_record": """
        SELECT registration_id, 'cn_national' AS source_id, certificate_no || '|' || province AS source_record_id
        FROM registration
        UNION ALL
        SELECT registration_id, 'cn_province', certificate_no FROM registration WHERE hash(registration_id) % 10 < 4""",
    "statement": """
        SELECT source_id, source_record_id, md5(source_record_id) AS content_digest, DATE '2026-02-09' AS asserted_on,
            'physician' AS instrument, true AS is_official, NULL AS name_key, NULL AS institution, NULL AS province
        FROM registration_record""",
    "official_content": """
        SELECT source_id, source_record_id, content_digest, asserted_on AS first_asserted_on FROM statement""",
    "official_site": """
        SELECT k.source_id, k.source_record_id, md5(k.source_record_id) AS content_digest,
            g.main_institution_id AS institution_id
        FROM registration_record AS k JOIN registration AS g USING (registration_id)""",
    "coverage": "SELECT NULL::BIGINT AS shown_no, NULL AS province, NULL::DOUBLE AS share WHERE false",
}


def make_register(con: duckdb.DuckDBPyConnection, people: int) -> None:
    """Make the tables; those that are not drawn are empty."""
    prepare(con)
    define_macros(con)
    con.execute("CREATE TEMP MACRO r(n, salt) AS hash(n * 16 + salt) / 18446744073709551616.0")
    drawn = {
        "people": people,
        "surnames": list(_SURNAMES),
        "given": list(load_given_names().characters[:1200]),
        "provinces": sorted({row["code"] for row in read_codes("province") if row["code"] < "70"}),
    }
    for table in (*PUBLISHED, SUPPRESSED_QUESTION):
        if table.name not in _TABLES:
            con.execute(table.ddl())
    province_name(con)
    for tier, name in (("national", "cn_national"), ("provincial", "cn_province")):
        con.execute(
            "INSERT INTO source BY NAME SELECT $name AS source_id, $name AS title, $name AS publisher, $tier AS tier, "
            "'physician' AS subject, 'listing' AS covering, [] AS provinces, false AS is_act, 180 AS age_limit_days, "
            "30 AS cadence_days",
            {"name": name, "tier": tier},
        )
        con.execute(
            "INSERT INTO run BY NAME SELECT $name AS run_id, $name AS source_id, 'import' AS kind, "
            "'complete' AS outcome, now() AS started_at, now() AS finished_at, DATE '2026-02-09' AS asserted_on, "
            "1 AS distinct_count, 1 AS new_count, 0 AS gone_count",
            {"name": name},
        )
    for name, select in _TABLES.items():
        if name == "anchor_name":
            names = [row[0] for row in con.execute("SELECT DISTINCT name FROM person").fetchall()]
            sounds = pa.table({"name": names, "sound": [name_sound(n) for n in names]})
            con.register("sounds", sounds)
            con.execute("CREATE TABLE sound AS SELECT * FROM sounds")
        taken = {key: value for key, value in drawn.items() if f"${key}" in select}
        con.execute(f"CREATE TABLE {name} AS {select}", taken)


def prepare_workspace(root: Path, people: int) -> tuple[float, float, float]:
    """A workspace whose one release has nothing but the index; wall s, CPU s, MiB on disk of writing it."""
    workspace = Workspace.create(root)
    folder = workspace.releases / "20260301T000000Z"
    folder.mkdir(parents=True)
    (workspace.releases / "current").symlink_to(folder.name)
    manifest = {"release_id": folder.name, "as_of": f"{DAY}T00:00:00", "simulated": True}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with duckdb.connect(str(root / "synthetic.duckdb")) as con:
        make_register(con, people)
        wall, cpu = time.perf_counter(), time.process_time()
        write_index(con, folder)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    (root / "synthetic.duckdb").unlink()
    return wall, cpu, (folder / INDEX_FILE).stat().st_size / 2**20


def questions(root: Path) -> dict[str, list[str]]:
    """What to ask the command line: a name at its institution, one that only sounds so, a common name alone, nobody."""
    with sqlite3.connect(root / "releases" / "current" / INDEX_FILE) as con:
        name, institution = con.execute(
            "SELECT p.name, i.name FROM person AS p JOIN registration AS r USING (person_no) "
            "JOIN institution AS i USING (institution_no) WHERE r.is_live ORDER BY p.person_no LIMIT 1 OFFSET 999"
        ).fetchone()
        (common,) = con.execute(
            "SELECT name_key FROM bearer JOIN name USING (name_no) GROUP BY name_no ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
    return {
        "one look-up, name and institution": [name, "--institution", institution],
        "one look-up, the commonest name alone": [common],
        "one look-up, pinyin at an institution": [name_sound(name), "--institution", institution],
        "one look-up, nobody of the name": ["欧阳龘龘", "--institution", institution],
    }


def write_roster(root: Path) -> Path:
    """Rows of name and institution: three of four as registered, one of four at another institution."""
    path = root / "roster.csv"
    with sqlite3.connect(root / "releases" / "current" / INDEX_FILE) as con:
        (people,) = con.execute("SELECT max(person_no) FROM person").fetchone()
        step = people // ROSTER
        rows = con.execute(
            "SELECT p.name, i.name FROM person AS p JOIN registration AS r USING (person_no) "
            "JOIN institution AS i ON i.institution_no = "
            "CASE WHEN p.person_no / ? % 4 = 0 THEN r.institution_no % 1000 + 1 ELSE r.institution_no END "
            "WHERE p.person_no % ? = 0 LIMIT ?",
            [step, step, ROSTER],
        ).fetchall()
    path.write_text("\n".join(["姓名,医院", *(",".join(row) for row in rows)]), encoding="utf-8")
    return path


def run_command(root: Path, *arguments: str) -> tuple[float, float, float]:
    """Wall s, CPU s, peak MiB of `mingce` from the shell, start included."""
    command = [str(Path(sys.executable).with_name("mingce")), *arguments, "--workspace", str(root)]
    wall = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - wall
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(people: int) -> None:
    """Print the table."""
    print(heading(f"python -m benchmarks.lookup {people}", _COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "w"
        wall, cpu, disk, peak = alone("benchmarks.lookup", root, people)
        print(f"| {people:,} | index | {wall:.1f} | {cpu:.1f} | {peak:,.0f} | {disk:,.0f} |")
        for what, arguments in questions(root).items():
            runs = [run_command(root, "lookup", *arguments) for _ in range(RUNS)]
            figures = [middle([run[n] for run in runs], digits) for n, digits in ((0, 2), (1, 2), (2, 0))]
            print(f"| {people:,} | {what} | {' | '.join(figures)} | |")
        roster = write_roster(root)
        wall, cpu, peak = run_command(root, "verify", str(roster), "-o", str(root / "out.csv"))
        print(f"| {people:,} | roster of {ROSTER:,} rows | {wall:.1f} | {cpu:.1f} | {peak:,.0f} | |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(
            *prepare_workspace(Path(sys.argv[2]), int(sys.argv[3])),
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000)
