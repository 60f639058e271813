"""docs/add-a-source.md, typed as it stands there: every command prints what the page shows.

With MINGCE_REWRITE=1 the page's outputs are written anew; review the difference.
"""

import os
import re
import shlex
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingce.cli import main

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "add-a-source.md"
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
# A command, with its continued lines, and what is shown below it.
_COMMAND = re.compile(r"^(\$ (?:.*\\\n)*.*\n)(?:(?!\$ |```).*\n)*", re.MULTILINE)
_SECONDS = re.compile(r"\w[\w ]*: [\d.]+ s")
_SITE = "http://127.0.0.1:8899"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def practice() -> Iterator[str]:
    """The practice site, as the guide's `python3 -m http.server` serves it."""
    handler = partial(Quiet, directory=str(ROOT / "docs" / "practice"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield "http://{}:{}".format(*server.server_address[:2])
        server.shutdown()
        thread.join()


@pytest.fixture
def run(tmp_path: Path, practice: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Types a command in an empty folder beside the tree's docs; returns what it prints."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.setenv("MINGCE_NOW", "2026-03-01T02:00:00")
    monkeypatch.setenv("COLUMNS", "120")

    def type_command(line: str) -> str:
        words = shlex.split(line.replace("\\\n", " "))
        if words[0] == "export":
            monkeypatch.setenv(*words[1].replace(_SITE, practice).split("="))
        elif words[0] == "mingce":
            lines = CliRunner().invoke(main, words[1:]).output.splitlines()
            return "".join(f"{line.rstrip()}\n" for line in lines if not _SECONDS.fullmatch(line))
        elif words[0] != "python3":  # which `practice` has done
            subprocess.run(words, check=True)
        return ""

    return type_command


def test_the_guide_prints_what_it_shows(run: Callable[[str], str]) -> None:
    text = GUIDE.read_text(encoding="utf-8")

    def retype(shown: re.Match[str]) -> str:
        command, output = shown[1], shown[0].removeprefix(shown[1])
        printed = run(command[2:])
        # A line of dots stands for some that need not be read here.
        before, dots, after = output.partition("  ...\n")
        is_part = bool(dots) and printed.startswith(before) and printed.endswith(after)
        return command + (output if is_part else printed)

    retyped = _BLOCK.sub(lambda block: _COMMAND.sub(retype, block[0]), text)
    if os.environ.get("MINGCE_REWRITE"):
        GUIDE.write_text(retyped, encoding="utf-8")
    assert len(_COMMAND.findall(text)) > 10
    assert retyped == GUIDE.read_text(encoding="utf-8")
