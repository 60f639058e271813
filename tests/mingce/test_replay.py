"""An old policy over today's history: `mingce replay` says what would change and changes nothing."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from mingce.cli import main
from mingce.pipeline import Pipeline
from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import official
from tests.support import DAY_0, Lab
from warehouse.release import Release


@pytest.fixture
def released(tmp_path: Path) -> tuple[Lab, Release]:
    """A release of one person, of whom the province says otherwise than the national register."""
    lab = declare_all(Lab(tmp_path))
    lab.land("cn_national", [official(1)], asserted_on="2026-02-28")
    lab.land("cn_province", [official(1, scope="外科专业", level=None)], asserted_on="2026-02-20")
    pipeline = Pipeline(lab.workspace, lab.sources)
    pipeline.normalize()
    return lab, pipeline.publish(DAY_0, pipeline.reconcile(DAY_0))


def replayed(lab: Lab, policy: str, out: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    # These sources are declared in no file.
    monkeypatch.setattr(Pipeline, "of", lambda workspace: Pipeline(workspace, lab.sources))
    command = ["replay", policy, "-o", str(out), "--workspace", str(lab.workspace.root)]
    return CliRunner().invoke(main, command)


def changed_policy(release: Release, folder: Path) -> Path:
    """The policy of a release, but the national register comes last for the scope."""
    shutil.copytree(release.folder / "policy", folder)
    ranks = (folder / "authority.csv").read_text(encoding="utf-8")
    (folder / "authority.csv").write_text(ranks.replace("scope,*,national,1,", "scope,*,national,3,"), encoding="utf-8")
    return folder


def test_a_changed_rank_flips_the_golden_value_and_the_old_policy_brings_it_back(
    released: tuple[Lab, Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, release = released
    before = {name: lab.table(name) for name in ("registration", "conflict", "conflict_ledger", "entity_ledger")}
    own = changed_policy(release, tmp_path / "own")
    found = replayed(lab, str(own), tmp_path / "out", monkeypatch)
    assert found.stdout.splitlines()[1:] == [
        "registration.scope: 1 differ",
        # What is newer than the province is now the national register.
        "conflict sync_lag: 0 before, 1 now",
    ]
    other = Release.read(tmp_path / "out")
    assert other.manifest["policy_version"] in found.stdout
    assert other.manifest["policy_version"] != release.manifest["policy_version"]
    # The replay keeps the policy it was settled under, as a release does.
    assert (other.folder / "policy" / "authority.csv").read_bytes() == (own / "authority.csv").read_bytes()

    # The policy of the release, by its id: the very tables, and nothing of the workspace has moved.
    found = replayed(lab, release.release_id, tmp_path / "again", monkeypatch)
    assert found.stdout.splitlines()[1:] == ["nothing would change"]
    again = Release.read(tmp_path / "again")
    tables = {name: table["sha256"] for name, table in release.manifest["tables"].items() if name != "change"}
    assert {name: table.get("sha256") for name, table in again.manifest["tables"].items() if name != "change"} == tables
    assert again.manifest["policy_version"] == release.manifest["policy_version"]
    assert {name: lab.table(name) for name in before} == before
    assert Release.current(lab.workspace) == release
    assert not list(lab.workspace.root.glob(".replay-*"))


def test_what_other_rules_made_is_not_said_of_the_policy(
    released: tuple[Lab, Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, release = released
    # Those rules had it that everybody is a dentist.
    table = release.folder / "registration.parquet"
    duckdb.sql(f"COPY (SELECT * REPLACE ('dental' AS category) FROM '{table}') TO '{table}.new' (FORMAT parquet)")
    Path(f"{table}.new").replace(table)
    manifest = dict(release.manifest) | {"rules_version": "other", "input_digest": "other"}
    manifest["tables"]["registration"]["sha256"] = "other"
    (release.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    found = replayed(lab, str(changed_policy(release, tmp_path / "own")), tmp_path / "out", monkeypatch)
    _, note, *lines = found.stdout.splitlines()
    assert "the current release was made by another version of the rules" in note
    assert lines == ["registration.scope: 1 differ", "conflict sync_lag: 0 before, 1 now"]
    assert not list(lab.workspace.root.glob(".replay-*"))


def test_a_policy_that_is_none_is_named(
    released: tuple[Lab, Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, release = released
    nowhere = replayed(lab, "20200101T000000Z", tmp_path / "out", monkeypatch)
    assert (nowhere.exit_code, "neither a release nor a folder with authority.csv" in nowhere.output) == (1, True)
    # Which folder was meant shows, wherever the command was run.
    monkeypatch.chdir(tmp_path)
    assert f"looked at {tmp_path / 'pol'}" in replayed(lab, "pol", tmp_path / "out", monkeypatch).output
    ranks = release.folder / "policy" / "authority.csv"
    ranks.write_text(ranks.read_text(encoding="utf-8").replace("level,*,national,1,", "level,*,national,,"))
    faulty = replayed(lab, release.release_id, tmp_path / "out", monkeypatch)
    assert (faulty.exit_code, "authority.csv, row 6: no rank" in faulty.output) == (1, True)
    assert not (tmp_path / "out").exists()
    ranks.unlink()
    older = replayed(lab, release.release_id, tmp_path / "out", monkeypatch)
    assert (older.exit_code, "keeps no policy" in older.output) == (1, True)


def test_the_version_of_the_policy_is_kept_with_the_release(released: tuple[Lab, Release]) -> None:
    lab, release = released
    assert lab.table("SELECT version FROM policy") == [{"version": release.manifest["policy_version"]}]
    kept = json.loads((release.folder / "manifest.json").read_text(encoding="utf-8"))
    assert kept["policy_version"] == release.manifest["policy_version"]
    assert sorted(file.name for file in (release.folder / "policy").iterdir()) == [
        "authority.csv", "conflict_kind.csv", "department_scope.csv", "weight.csv",
    ]  # fmt: skip
    # A night under the policy that ships finds nothing new.
    pipeline = Pipeline(lab.workspace, lab.sources)
    assert pipeline.input_digest(DAY_0) == release.manifest["input_digest"]
    assert pipeline.input_digest(DAY_0 + timedelta(days=1)) != release.manifest["input_digest"]
