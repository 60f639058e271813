"""What the pages point at exists, and the commands they show are commands."""

import re
import shlex
from pathlib import Path

import click
import pytest

from mingce.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md")])
# Written from the commands themselves, with their options in brackets.
GENERATED = {"commands.md"}

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
# A file of this tree; ID.py and the like stand for many.
_FILE = re.compile(
    r"`((?:benchmarks|crawlers|docs|mingce|normalize|reconcile|reports|simulator|tests|warehouse)/[a-z_/.]+\.[a-z]+)`"
)
_COMMAND = re.compile(r"(?:^|[\s`])(?:\.venv/bin/)?mingce ((?:[^&`#\n]|(?<=\S)#)*)")


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings as the usual renderers make them."""
    headings = re.findall(r"^#+ +(.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(page: Path) -> list[tuple[str, bool]]:
    """Every command line shown, without `mingce`; True for those of a block, which must be whole."""
    text = page.read_text(encoding="utf-8")
    blocks = [(line, True) for block in _FENCE.findall(text) for line in _COMMAND.findall(block.replace("\\\n", " "))]
    inline = re.findall(r"`[^`\n]+`", _FENCE.sub("", text))
    return blocks + [(line, False) for code in inline for line in _COMMAND.findall(code)]


def faults_of(line: str, *, whole: bool) -> str | None:
    """Why click would refuse the line, its placeholders (N, D1, FILE...) taken for values; None if it would not."""
    command: click.Command = main
    words = shlex.split(line)
    try:
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            command = command.commands[words.pop(0)]
        # As in `main`: click keeps the help option it makes first.
        with click.Context(command, **main.context_settings) as context:
            given = command.make_parser(context).parse_args(words)[0]
    except KeyError as error:
        return f"no command {error}"
    except click.UsageError as error:
        return error.format_message()
    if not whole:
        return None
    if isinstance(command, click.Group):
        return f"{command.name} needs a subcommand"
    missing = [
        p.name for p in command.params if p.required and not isinstance(given.get(p.name or ""), (str, list, tuple))
    ]
    return f"missing {', '.join(filter(None, missing))}" if missing else None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_at_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    broken = [path for path in _FILE.findall(text) if not (ROOT / path).exists()]
    for link in _LINK.findall(_FENCE.sub("", text)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not link.startswith(("https:", "http:")) and (
            not target.exists() or (anchor and anchor not in anchors(target))
        ):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", [p for p in PAGES if p.name not in GENERATED], ids=lambda page: page.name)
def test_commands_shown_parse(page: Path) -> None:
    refused = {line: fault for line, whole in commands(page) if (fault := faults_of(line, whole=whole))}
    assert refused == {}


def outline(page: Path) -> dict[str, list[str]]:
    """What a page says in any language: its sections' depths, blocks without remarks, links, code words and figures."""
    text = page.read_text(encoding="utf-8")
    prose = _FENCE.sub("", text)
    told = re.sub(r"\]\([^)]*\)|`[^`]*`", "", prose)
    return {
        "sections": re.findall(r"^#+|^\||^- ", prose, re.MULTILINE),
        "commands": [re.sub(r'"[^"]*"$|--lang \w+', "", line).strip() for line, whole in commands(page) if whole],
        "links": [link for link in _LINK.findall(prose) if not link.startswith("README")],
        "code": sorted(re.findall(r"`[^`]+`", prose)),
        "figures": sorted(re.findall(r"\d[\d,.]*\d|\d", told)),
    }


def test_the_readme_says_the_same_in_both_languages() -> None:
    assert outline(ROOT / "README.zh.md") == outline(ROOT / "README.md")


def test_the_pages_show_commands_and_links() -> None:
    assert {line.split()[0] for line, _ in commands(ROOT / "README.md")} >= {"init", "import", "nightly", "report"}
    assert _LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("nightly", None),
        ("import SOURCE FILE...", None),
        ("simulate --physicians N --dates D1 D2 --out DIR", None),
        ("nightli", "no command 'nightli'"),
        ("nightly --soon", "No such option '--soon'."),
        ("import SOURCE", "missing files"),
        ("simulate --physicians N", "missing out"),
        ("report", "report needs a subcommand"),
    ],
)
def test_a_line_that_click_would_refuse_is_found(line: str, fault: str | None) -> None:
    assert faults_of(line, whole=True) == fault
