"""Look-ups as a person runs them: the commands over a published release, their output and exit codes."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from mingce.cli import main
from mingce.desk import open_desk
from reconcile.lookup.answering import OUTCOMES
from reconcile.lookup.question import read_question
from reports.answer import render
from reports.roster import roster_row
from reports.text import Text
from tests.normalize.people import citizen_id
from tests.reconcile.lookup_world import NEW, number
from tests.reconcile.rows import HOSPITALS
from tests.support import DAY_0, Lab
from warehouse.release import publish

FIRST = HOSPITALS["first"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_lookup_says_who_where_and_on_what_it_rests(run: Callable[..., Result], lang: str) -> None:
    result = run("lookup", "王小明", "--institution", FIRST, "--lang", lang)
    assert result.exit_code == 0, result.output
    for shown in ("王小明", number(0), FIRST, {"zh": "有效", "en": "active"}[lang], "2026-03-21", "(2025-12-20)"):
        assert shown in result.output
    assert "  [" not in result.output
    # Only where an official source shows one.
    nothing = run("lookup", "赵敏", "--province", "浙江", "--lang", lang)
    assert {"zh": "定期考核", "en": "Periodic"}[lang] not in nothing.output


@pytest.mark.parametrize("name", ["何不凡", "李国栋", "陈静", "王*", "zhang wei", "王?明"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_answer_judges_a_person(run: Callable[..., Result], name: str, lang: str) -> None:
    result = run("lookup", name, "--province", "浙江", "--lang", lang)
    assert result.exit_code == 0, result.output
    assert not [word for word in ("unlicensed", "无证", "fake", "假") if word in result.output]


# A question for each outcome; the last one asks with another's number.
ASKED: dict[str, dict[str, str | None]] = {
    "registered": {"name": "王小明", "institution": FIRST},
    "registered_with_conflicts": {"name": "周海涛", "institution": HOSPITALS["second"]},
    "not_active": {"name": "陈静", "institution": HOSPITALS["county"]},
    "not_found": {"name": "何不凡", "province": "浙江"},
    "indeterminate": {"name": "何不凡", "province": "火星"},
    "ambiguous": {"name": "张伟", "certificate_no": number(0)},
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_outcome_is_shown_with_every_kind_of_difference(lab: Lab, lang: str) -> None:
    with open_desk(lab.workspace.root) as desk:
        answers = dict(zip(ASKED, desk.answer([read_question(q) for q in ASKED.values()]), strict=True))
        late = replace(desk, as_of=date(2027, 3, 1))
        (answers["indeterminate"],) = late.answer([read_question(ASKED["indeterminate"])])
        assert {outcome: answer.outcome for outcome, answer in answers.items()} == {o: o for o in OUTCOMES}
        (others,) = answers["ambiguous"].differences
        rows = [
            others | {"kind": kind, "official": official, "since": since}
            for kind in Text(lang).section("difference")
            for official in (None, number(3))
            for since in (None, "2026-03-01")
        ]
        for answer in answers.values():
            for row in (*answer.differences, *rows):
                receipt = desk.receipt(replace(answer, differences=(row,)))
                with (console := Console(width=120)).capture() as shown:
                    console.print(render(receipt, lang))
                assert row["asked"] in shown.get()
                assert row["asked"] in (roster_row(receipt, lang)["differences"] or "")


# A text that cannot be read, for each way in which it cannot.
UNREAD = [
    ("name", "张*"), ("name", "专家门诊"), ("name", "张三、李四"), ("name", "□□"), ("certificate_no", "1.1E+14"),
    ("certificate_no", citizen_id()), ("certificate_no", "1*2"), ("certificate_no", "12"),
    ("institution", "()"), ("province", "火星"), ("province", "长安"), ("level", "院士"), ("category", "某类"),
    ("scope", "某某范围"), ("title", "掌门"), ("title", "主任医师、主治医师"), ("status", "某状态"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), UNREAD)
def test_what_was_not_understood_is_said_in_words(lab: Lab, field: str, value: str) -> None:
    question = read_question({"name": "王小明", field: value})
    ((_, code),) = question.faults
    with open_desk(lab.workspace.root) as desk:
        (answer,) = desk.answer([question])
        receipt = desk.receipt(answer)
    for lang in ("zh", "en"):
        with (console := Console(width=200)).capture() as shown:
            console.print(render(receipt, lang))
        words = f"({Text(lang).section('fault')[code]})"
        words = words if field == "certificate_no" else f"{value} {words}"
        assert words in shown.get()
        assert words in roster_row(receipt, lang)["notes"]
        assert field != "certificate_no" or value not in roster_row(receipt, lang)["notes"]
    assert not re.search("[a-z]{2}", Text("zh").section("fault")[code])


def test_words_of_answers(lab: Lab) -> None:
    with open_desk(lab.workspace.root) as desk:
        late = replace(desk, as_of=date(2027, 3, 1))
        asked = [read_question({"name": "何不凡", "province": p}) for p in ("火星", "浙江")]
        unread, old = (roster_row(late.receipt(a), "en")["words"] for a in late.answer(asked))
        (ended,) = desk.answer([read_question(ASKED["not_active"])])
        hidden, nameless = desk.answer([read_question({"name": n, "certificate_no": number(0)}) for n in ("王*", "")])
        assert "无法作答：姓名有遮盖" in roster_row(desk.receipt(hidden), "zh")["words"]
        assert roster_row(desk.receipt(nameless), "en")["words"].startswith("No answer: no name.")
        words = roster_row(desk.receipt(ended), "en")["words"]
    assert "not understood: Province; without it" in unread
    assert "not understood" not in old
    assert "An official list of 2026-03-01 itself shows it as active." in words


@pytest.mark.parametrize(("days", "words"), [(1, "1 day old"), (2, "2 days old")])
def test_one_is_singular(lab: Lab, days: int, words: str) -> None:
    with open_desk(lab.workspace.root) as desk:
        (answer,) = desk.answer([read_question(ASKED["registered"])])
        lead = answer.registrations[0] | {"age_days": days}
        receipt = desk.receipt(replace(answer, registrations=(lead,)))
    with (console := Console(width=120)).capture() as shown:
        console.print(render(receipt, "en"))
    assert words in shown.get()
    assert "Rests on 1 official record " in shown.get()


def test_a_receipt_is_written_and_checked(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    printed = run("lookup", "王小明", "--certificate", number(0), "--json", "-o", file)
    assert json.loads(printed.output) == json.loads(file.read_text(encoding="utf-8"))
    assert (run("receipt", "check", file, "--lang", "en").exit_code) == 0
    receipt = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(receipt | {"status": "revoked"}), encoding="utf-8")
    result = run("receipt", "check", file, "--lang", "en")
    assert (result.exit_code, result.output) == (1, "altered: status\n")
    for content, reason in (
        (b"{", "receipt.json, line 1: not JSON"),
        (b" \n", "receipt.json: empty, so not a receipt"),
        (b"\xb0", "receipt.json: not a receipt, which is JSON in UTF-8"),
    ):
        file.write_bytes(content)
        result = run("receipt", "check", file)
        assert (result.exit_code, reason in result.output.replace("\n", "")) == (1, True), result.output


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "以下为 2026-02-10 当日的官方登记情况，依据截至 2026-03-21 的全部资料；当时所知另见较早的版本。"),
        ("en", "This is what was officially so on 2026-02-10, by all we know on 2026-03-21."),
    ],
)
def test_a_lookup_of_an_earlier_day_says_so(run: Callable[..., Result], tmp_path: Path, lang: str, words: str) -> None:
    asked = ("lookup", "赵敏", "--institution", FIRST, "--as-of", "2026-02-10")
    assert words in run(*asked, "--lang", lang).output.replace("\n", "")
    file = tmp_path / "past.json"
    receipt = json.loads(run(*asked, "--json", "-o", file).output)
    assert (receipt["day"], receipt["registrations"][0]["main_institution"]) == ("2026-02-10", FIRST)
    # That she moved later takes nothing from it.
    assert run("receipt", "check", file).exit_code == 0


def test_a_day_before_all_we_know_says_from_when_we_do(run: Callable[..., Result]) -> None:
    output = run("lookup", "赵敏", "--institution", FIRST, "--as-of", "2025-01-01", "--lang", "en").output
    assert "no day before 2026-02-01" in output.replace("\n", " ")


@pytest.mark.parametrize(
    ("day", "code", "reason"),
    [("2026-03-22", 1, "2026-03-22: the release is of 2026-03-21"), ("2026-02-30", 2, "does not match the format")],
)
def test_a_day_to_come_or_no_day_is_refused(run: Callable[..., Result], day: str, code: int, reason: str) -> None:
    result = run("lookup", "赵敏", "--as-of", day)
    assert (result.exit_code, reason in result.output) == (code, True), result.output


def test_without_an_index_the_way_out_is_named(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.declare("cn_national", "national", key=("certificate_no",))
    lab.land("cn_national", NEW[:1])
    lab.run()
    with lab.open() as con:
        publish(lab.workspace, con, DAY_0, {})
    result = CliRunner().invoke(main, ["lookup", "王小明", "--workspace", str(lab.workspace.root)])
    assert (result.exit_code, "`mingce nightly` publishes a new one" in result.output) == (1, True)
