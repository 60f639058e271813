"""`mingce judge`: what a person decides, and that it is open again when the data change."""

import csv
from pathlib import Path

from click.testing import CliRunner, Result

from mingce.cli import main
from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import listed, official
from tests.support import Lab


def mingce(lab: Lab, *arguments: str) -> Result:
    command = [*arguments, "--workspace", str(lab.workspace.root), "--now", "2026-03-01T08:00:00"]
    return CliRunner().invoke(main, command)


def test_a_judgement_counts_from_the_next_reconcile_and_is_open_again_when_the_data_change(tmp_path: Path) -> None:
    lab = declare_all(Lab(tmp_path))
    file = lab.workspace.root / "judgements.csv"
    pair = ("cn_platform:p1", "cn_province:k1")

    def linked(day: int) -> tuple[str, str]:
        lab.run(day, judgements=file)
        (link,) = lab.table("SELECT outcome, rule FROM link WHERE source_record_id = 'p1'")
        return link["outcome"], link["rule"]

    lab.land("cn_province", [official(1)])
    lab.land("cn_platform", [listed("p1", name="王*明", title="主治医师")])
    assert linked(0) == ("masked", "masked_name")

    assert mingce(lab, "judge", *pair, "same").exit_code == 2  # says not why
    said = mingce(lab, "judge", *pair, "same", "--why", "=电话确认, 本人", "--by", "审核员")
    assert (said.exit_code, "row 2 of" in said.output) == (0, True), said.output
    (row,) = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    assert (row["why"], row["by"], row["decided_at"]) == ("=电话确认, 本人", "审核员", "2026-03-01T08:00:00Z")
    assert "not reconciled" in mingce(lab, "judge", "--list").output
    assert linked(1) == ("linked", "judgement")

    # Columns and notes of the person's own are kept; so is what no longer counts.
    file.write_text(file.read_text(encoding="utf-8-sig").replace("why,", "why,case,").replace('本人",', '本人",17,'))
    lab.land("cn_platform", [listed("p1", name="王*明", title="主任医师")], at=2)
    assert linked(2) == ("masked", "masked_name")
    told = mingce(lab, "judge", "--list").output
    assert "reopened" in told
    assert "1 judgements, 1 open again" in told
    assert mingce(lab, "judge", *reversed(pair), "different", "--why", "又查").exit_code == 0
    first, second = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    assert (first["case"], second["case"], second["verdict"]) == ("17", "", "different")


def test_what_cannot_be_judged_is_one_line(tmp_path: Path) -> None:
    lab = declare_all(Lab(tmp_path))
    refused = mingce(lab, "judge", "cn_platform:p1", "cn_platform:p2", "same", "--why", "x")
    assert refused.exit_code == 1
    assert refused.output.startswith("mingce: ")
    assert not (lab.workspace.root / "judgements.csv").exists()
