"""Commands as a user types them: what they print, what they refuse, how they exit."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mingce.cli import main
from mingce.demo import fresh_workspace

ROSTER = "医生编号,姓名,医院,科室,职称,手机\n1,王小明,某市第一医院,内科,主任医师,x\n2,李雪,某市第二医院,外科,医师,x\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    run(tmp_path / "w", "init", str(tmp_path / "w"), workspace=False)
    return tmp_path / "w"


def run(root: Path, *arguments: str, workspace: bool = True) -> Result:
    words = [*arguments, "--workspace", str(root)] if workspace else list(arguments)
    return CliRunner().invoke(main, words, env={"MINGCE_NOW": "2026-03-01T02:00:00", "MINGCE_SIMULATOR": ""})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["crawl", "cn_haodf_docter"], "cn_haodf_doctor"),
        (["nightly", "cn_haodf_docter"], "cn_haodf_doctor"),
        (["crawl", "cn_nhc_delivery"], "delivered as files"),
        (["status"], "no release yet; `mingce nightly` publishes one"),
        (["report", "audit"], "no release yet"),
        (["sql", "SELECT 1"], "no release yet"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_1(root: Path, arguments: list[str], said: str) -> None:
    result = run(root, *arguments)
    assert result.exit_code == 1
    assert result.output.startswith("mingce: ")
    assert result.output.count("\n") == 1
    assert said in result.output


def test_without_a_workspace_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    result = run(tmp_path / "none", "normalize")
    assert result.exit_code == 1
    assert "is no workspace; `mingce init" in result.output


@pytest.mark.parametrize("named", [{}, {"MINGCE_WORKSPACE": "elsewhere"}])
def test_a_workspace_is_made_where_the_other_commands_look_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: dict[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    made, listed = (CliRunner().invoke(main, words, env=named) for words in (["init"], ["normalize"]))
    assert (made.exit_code, listed.exit_code) == (0, 0), listed.output
    assert [path.name for path in tmp_path.iterdir()] == [named.get("MINGCE_WORKSPACE", "mingce-workspace")]


@pytest.mark.parametrize(("name", "is_listed"), [("mingce.toml", False), ("sources/my_roster.toml", True)])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("# 设置\ncontact = '卫生局'".encode("gb18030"), ", line 1: not UTF-8; save the file in that encoding"),
        (b"# ok\ncontact = '\xff'", ", line 2: not UTF-8; save the file in that encoding"),
        (b"contact = 'me'\nlanguage =", ": Invalid value (at end of document)"),
        (b"contact = 'me'\nlanguage zh", ": Expected '=' after a key in a key/value pair (at line 2, column 10)"),
    ],
)
def test_a_file_of_settings_that_cannot_be_read_is_named(
    root: Path, name: str, is_listed: bool, content: bytes, said: str
) -> None:
    (root / name).write_bytes(content)
    result = run(root, "source", "list")
    assert result.stderr == f"mingce: {root / name}{said}\n"
    # Without settings nothing goes on; without one source, the others do.
    assert (result.exit_code == 0, "cn_haodf_doctor" in result.stdout) == (is_listed, is_listed)


def test_settings_may_begin_with_the_mark_that_editors_on_windows_write(root: Path) -> None:
    settings = root / "mingce.toml"
    settings.write_text(settings.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert run(root, "source", "list").exit_code == 0


def test_a_command_that_is_not_built_is_absent(root: Path) -> None:
    result = run(root, "export")
    assert result.exit_code == 2
    assert "No such command 'export'" in result.output


def test_the_demo_refuses_a_folder_that_holds_something_else(root: Path) -> None:
    result = run(root, "demo")
    assert result.exit_code == 1
    assert "holds something else than a demo" in result.output


def test_what_a_demo_leaves_asks_no_real_site(tmp_path: Path) -> None:
    workspace = fresh_workspace(tmp_path / "demo")
    words = ["crawl", "cn_zj_cancellation", "--workspace", str(workspace.root)]
    result = CliRunner().invoke(main, words, env={"MINGCE_NOW": "2026-03-01T02:00:00", "MINGCE_SIMULATOR": None})
    # Nobody shows robots.txt, let alone the list: the run has failed.
    reason = "robots_unreachable: https://wsjkw.zj.gov.cn/zxgg/index.html"
    assert (result.exit_code, result.stdout) == (
        1, f"cn_zj_cancellation: failed, 0 entries, 0 new, 0 gone ({reason})\n"
    )  # fmt: skip
    assert "the simulated world at http://127.0.0.1:9" in result.stderr.splitlines()[-1]


def test_days_of_a_world_are_in_order(tmp_path: Path) -> None:
    result = run(
        tmp_path, "simulate", "--physicians", "100", "--out", str(tmp_path), "2026-03-02", "2026-03-01", workspace=False
    )
    assert result.exit_code == 2
    assert "in order" in result.output


def test_a_users_own_file_from_declaration_to_release(root: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8-sig")

    made = run(root, "source", "new", "my_roster", "--from", str(roster), "--tier", "commercial",
               "--publisher", "某平台", "--licence", "our own")  # fmt: skip
    assert made.exit_code == 0, made.output
    assert "my_roster" in run(root, "source", "list").output

    imported = run(root, "import", "my_roster", str(roster))
    assert imported.exit_code == 0, imported.output
    assert "my_roster: complete, 2 entries, 2 new, 0 gone" in imported.output

    again = run(root, "import", "my_roster", str(roster))
    assert again.exit_code == 1
    assert "my_roster" in again.output

    # A night of this source alone asks no site, and ends in a report.
    night = run(root, "nightly", "my_roster")
    assert night.exit_code == 0, night.output
    assert night.stdout.startswith("release ")
    assert "crawl" not in night.output
    assert "audit-" in run(root, "report", "audit").stdout

    assert "0 new records" in run(root, "normalize").output
    assert run(root, "reconcile").exit_code == 0

    broken = tmp_path / "broken.csv"
    broken.write_text("姓名,医院\n王小明,某院\n", encoding="utf-8")
    refused = run(root, "import", "my_roster", str(broken))
    assert refused.exit_code == 1
    assert "broken.csv" in refused.output
    assert "医生编号" in refused.output


def test_what_could_not_be_used_of_a_file_is_named(root: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    lines = ["证书编号,姓名", "1.1011E+14,王小明", "110110103990001,李雪", "110110103990001,李雪"]
    roster.write_text("\n".join(lines), encoding="utf-8")
    run(root, "source", "new", "my_roster", "--from", str(roster), "--tier", "commercial")
    assert run(root, "import", "my_roster", str(roster)).stdout.splitlines() == [
        "my_roster: complete, 2 entries, 2 new, 0 gone, 1 issue",
        "  my_roster: key: the same row stands above; kept once; roster.csv row 4",
    ]
    assert run(root, "normalize").stdout.splitlines() == [
        "normalize: 2 new records, 1 new issue",
        "  my_roster: certificate_no: a spreadsheet rounded the number; roster.csv row 2",
    ]
    # A row too wide for the line stands upright.
    run(root, "nightly", "my_roster")
    assert "│ source_record_id │ 1.1011E+14" in run(root, "sql", "SELECT * FROM listing").stdout


def test_an_unfinished_declaration_stops_its_own_source_alone(root: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8-sig")
    for name in ("my_roster", "my_other"):
        run(root, "source", "new", name, "--from", str(roster), "--tier", "commercial", "--publisher", "某平台",
            "--licence", "our own")  # fmt: skip
    whole = (root / "sources" / "my_other.toml").read_text(encoding="utf-8")
    unfinished = root / "sources" / "my_other.toml"
    unfinished.write_text('id = "my_other"\n' + whole.partition("[fields]")[2], encoding="utf-8")
    fault = f"mingce: {unfinished}: "

    for words in (["import", "my_other", str(roster)], ["nightly", "my_other"], ["source", "check", "my_other"]):
        refused = run(root, *words)
        assert refused.exit_code == 1
        assert refused.stderr.splitlines()[-1].startswith(fault)

    imported = run(root, "import", "my_roster", str(roster))
    assert imported.exit_code == 0
    assert imported.stderr.startswith(fault)
    night = run(root, "nightly", "my_roster")
    assert (night.exit_code, night.stdout.startswith("release ")) == (1, True)

    # One that was read before must not fall out of the release.
    unfinished.write_text(whole, encoding="utf-8")
    assert run(root, "import", "my_other", str(roster)).exit_code == 0
    unfinished.write_text("", encoding="utf-8")
    night = run(root, "nightly", "my_roster")
    assert (night.exit_code, night.stdout) == (1, "")
    assert "would be lost" in night.stderr
    verified = run(root, "evidence", "--verify")
    assert verified.exit_code == 1
    assert [line.partition(":")[0] for line in verified.stdout.splitlines() if line[0] != " "] == [
        "my_other", "my_roster"
    ]  # fmt: skip
    assert f"  {unfinished}: " in verified.stdout
    unfinished.write_text(whole, encoding="utf-8")
    assert run(root, "nightly", "my_roster").exit_code == 0
