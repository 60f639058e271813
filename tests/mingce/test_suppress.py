"""`mingce suppress`: what a person asked to have removed is in nothing that is shown, through every later run."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from mingce.cli import main
from tests.reconcile.rows import HOSPITALS, number
from warehouse.release import Release
from warehouse.workspace import Workspace

FIRST = HOSPITALS["first"]
DECLARED = """
id = "{0}"
title = "{0}"
publisher = "某{0}"
licence = "made up"
tier = "{1}"
key = ["source_key"]
{2}
[fields]
source_key = "key"
name = "姓名"
certificate_no = "编码"
institution = "机构"
province = "省"
status = "状态"
department = "科室"
"""
HEADINGS = "key,姓名,编码,机构,省,状态,科室"
# What stands in the listings and nowhere else.
PLANTED = ("夹带", "planted")


class Bureau:
    """A workspace with a register and a platform, both delivered as files; commands are given days of 2026-03."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.workspace = Workspace.create(root, secret="0" * 32)
        official = 'delivered_by = "某机关"'
        for name, tier, more in (("my_register", "provincial", official), ("my_platform", "commercial", "")):
            text = DECLARED.format(name, tier, more)
            (root / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")

    def run(self, day: int, *words: str) -> Result:
        command = [*words, "--workspace", str(self.root)]
        if words[0] not in ("evidence", "history", "receipt", "lookup", "report", "normalize"):
            command += ["--now", f"2026-03-{day:02}T02:00:00"]
        return CliRunner().invoke(main, command)

    def done(self, day: int, *words: str) -> str:
        result = self.run(day, *words)
        assert result.exit_code == 0, (words, result.output, result.exception)
        return result.output

    def deliver(self, day: int, source: str, *rows: str) -> None:
        file = self.root / f"{source}-{day}.csv"
        file.write_text("\n".join([HEADINGS, *rows, ""]), encoding="utf-8")
        self.done(day, "import", source, str(file))

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        with self.workspace.warehouse() as con:
            return con.execute(select).fetchall()


def texts(folder: Path) -> dict[str, str]:
    """Everything a release says, file by file, unpacked."""
    found = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".parquet":
            found[path.name] = str(pq.read_table(path).to_pylist())
        elif path.suffix == ".sqlite":
            with closing(sqlite3.connect(path)) as index:
                found[path.name] = "\n".join(index.iterdump())
        else:
            found[path.name] = path.read_text(encoding="utf-8")
    return found


def showing(folder: Path) -> set[str]:
    """The files of a release that hold anything planted."""
    return {name for name, text in texts(folder).items() if any(word in text for word in PLANTED)}


def current(bureau: Bureau) -> Path:
    release = Release.current(bureau.workspace)
    assert release
    return release.folder


def test_what_is_suppressed_is_in_nothing_that_is_shown_whatever_runs_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINGCE_NOW", raising=False)
    bureau = Bureau(tmp_path / "workspace")
    register = [f"k1,王小明,{number(1)},{FIRST},浙江省,正常,", f"k2,李四海,{number(2)},{FIRST},浙江省,正常,"]
    register += [f"k{n},赵六七,{number(n)},{HOSPITALS[h]},浙江省,正常," for n, h in ((3, "second"), (4, "county"))]
    strangers = [f"planted-1,钱夹带,,{FIRST},浙江,,夹带科甲", f"planted-1b,钱夹带,1101,{FIRST},浙江,,夹带科"]
    known = [f"planted-2,王小明,{number(1)},{HOSPITALS['second']},浙江,,夹带科乙"]
    other = f"p3,李四海,{number(2)},{FIRST},浙江,,内科"
    bureau.deliver(1, "my_register", *register)
    bureau.deliver(1, "my_platform", *strangers, *known, other)
    bureau.rows(
        "INSERT INTO question BY NAME SELECT 'my_register' AS source_id, run_id, '浙江省|钱夹带|' AS address, "
        f"'浙江省' AS province, '钱夹带' AS name, '{FIRST}' AS institution, started_at AS asked_at, 'empty' AS outcome "
        "FROM run LIMIT 1"
    )
    bureau.done(1, "nightly", "my_platform")
    shown = showing(current(bureau))
    assert {"listing.parquet", "link.parquet", "question.parquet", "lookup.sqlite", "change.parquet"} <= shown
    assert {"conflict.parquet", "issue.parquet"} <= shown
    receipt = tmp_path / "receipt.json"
    bureau.done(1, "lookup", "王小明", "--certificate", number(1), "-o", str(receipt))
    ((person,),) = bureau.rows("SELECT practitioner_id FROM link WHERE source_record_id = 'planted-2'")

    # A register is not ours to correct.
    refused = bureau.run(2, "suppress", "my_register:k1", "--why", "asked")
    assert refused.exit_code == 1
    assert "only that authority can correct it: 某my_register" in refused.output
    assert "no such record" in bureau.run(2, "suppress", "my_platform:p9", "--why", "asked").output
    assert "1 listing not shown" in bureau.done(2, "suppress", "my_platform:planted-1", "--why", "asked")
    assert "published before" in bureau.done(2, "suppress", "my_platform:planted-1b", "--why", "asked")
    assert "1 listing not shown" in bureau.done(2, "suppress", person, "--why", "asked")
    assert "suppressed already" in bureau.run(2, "suppress", person, "--why", "asked").output

    # Every later run: other contents, another record of the same person, everything anew.
    changed = f"planted-1,钱夹带,,{FIRST},浙江,,夹带科丁"
    further = f"planted-4,王小明,{number(1)},{HOSPITALS['county']},浙江,,夹带科丙"
    bureau.deliver(3, "my_platform", changed, strangers[1], known[0], further, other)
    for day in (3, 4):
        bureau.done(day, "nightly", "my_platform")
        assert showing(current(bureau)) == set()
        bureau.done(day, "normalize", "--full")
    assert bureau.rows("SELECT source_record_id FROM claim WHERE tier = 'commercial' GROUP BY ALL") == [("p3",)]
    assert bureau.rows("SELECT count(*) FROM next_question WHERE name = '钱夹带'") == [(0,)]

    def silent(*words: str) -> str:
        output = bureau.run(5, *words).output
        assert not any(word in output for word in (*PLANTED[:1], HOSPITALS["county"])), output
        return output

    silent("history", person)
    silent("lookup", "王小明", "--certificate", number(1), "--json")
    silent("receipt", "check", str(receipt))
    silent("report", "audit", "--format", "csv")
    for report in bureau.workspace.reports.rglob("*.csv"):
        assert not any(word in report.read_text(encoding="utf-8-sig") for word in PLANTED)
    assert "is suppressed" in silent("history", "my_platform:planted-2")
    assert "is suppressed" in silent("evidence", "planted-1")
    assert "my_platform" not in silent("sql", "SELECT * FROM question", "--csv")

    # Taken back, it is shown again; the others are not.
    assert "shown again" in bureau.done(6, "suppress", person, "--undo", "--why", "asked again")
    bureau.done(6, "nightly", "my_platform")
    records = {row["source_record_id"] for row in pq.read_table(current(bureau) / "listing.parquet").to_pylist()}
    assert {"planted-2", "planted-4"} == {record for record in records if record.startswith("planted")}
    assert bureau.run(6, "suppress", person, "--undo", "--why", "x").exit_code == 1
