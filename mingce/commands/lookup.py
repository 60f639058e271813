"""Commands that answer about one person or institution, or check an answer given before."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from mingce.commands.options import DAY, FILE, open_workspace, workspace_option

_OUT = click.Path(dir_okay=False, path_type=Path)
_LANG = click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help="Default: the workspace's language.")


@click.command()
@workspace_option
@click.argument("name")
@click.option("--institution", default=None, help="Where the person works, by any name of it.")
@click.option("--province", default=None)
@click.option("--certificate", "certificate_no", default=None, help="执业证书编码: it decides, with a name that fits.")
@click.option("--as-of", "day", type=DAY, default=None, help="What was officially so on this day, by all we know now.")
@_LANG
@click.option("--json", "as_json", is_flag=True, help="Print the receipt: the answer as JSON, with its digests.")
@click.option("-o", "out", type=_OUT, default=None, help="Write the receipt to this file, too.")
def lookup(
    root: Path, lang: str | None, as_json: bool, out: Path | None,
    name: str, institution: str | None, province: str | None, certificate_no: str | None,
    day: datetime | None,
) -> None:  # fmt: skip
    """Is this physician registered, where, for what: by the official sources of the current release.

    A name alone decides nothing, since many share it: say the certificate number, the institution or the province.

    With --as-of the whole answer is about that day, by what the current release knows of it. What was known then is
    another question: an older release answers it.
    """
    from mingce.desk import open_desk
    from reconcile.lookup.question import read_question

    question = read_question(
        {"name": name, "institution": institution, "province": province, "certificate_no": certificate_no}
    )
    with open_desk(root) as desk:
        (answer,) = desk.answer([question], day.date() if day else None)
        receipt = desk.receipt(answer)
        language = lang or desk.language
    text = json.dumps(receipt, ensure_ascii=False, indent=1)
    if out:
        out.write_text(text + "\n", encoding="utf-8")
    if as_json:
        click.echo(text)
        return
    from rich.console import Console

    from reports.answer import render

    Console(width=None if sys.stdout.isatty() else 120).print(render(receipt, language))
    if out:
        click.echo(out)


@click.command()
@workspace_option
@click.argument("roster", type=FILE)
@click.option("-o", "out", type=_OUT, required=True, help="CSV, XLSX or Parquet, as its name ends.")
@click.option("--receipts", type=_OUT, default=None, help="Write every row's receipt to this file (JSON lines), too.")
@_LANG
def verify(root: Path, roster: Path, out: Path, receipts: Path | None, lang: str | None) -> None:
    """Look up every row of ROSTER (CSV, XLSX, XLS, JSONL, Parquet) and write it with the answers beside it.

    Columns are known by their headings (姓名, 执业证书编码, 医院, 省份 ...). Every column and row is kept, in order.
    """
    from mingce.progress import bar
    from mingce.roster import verify_roster

    with bar("verify") as progress:
        result = verify_roster(root, roster, out, receipts=receipts, lang=lang, progress=progress)
    for line in result.lines:
        click.echo(line)
    click.echo(out)


@click.command()
@workspace_option
@click.argument("name")
@click.option("--province", default=None)
@_LANG
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def institution(root: Path, name: str, province: str | None, lang: str | None, as_json: bool) -> None:
    """An institution by any of its names: licence, other names, who says so, physicians registered there.

    Where too many have the name, the largest of them are named with their places.
    """
    from mingce.desk import open_desk

    with open_desk(root) as desk:
        found = desk.institutions({"institution": name, "province": province})
        language = lang or desk.language
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    from reports.answer_institution import render

    Console(width=None if sys.stdout.isatty() else 120).print(render(name, found.as_json(), language))


@click.group()
def receipt() -> None:
    """Check answers given before."""


@receipt.command("check")
@workspace_option
@_LANG
@click.argument("file", type=FILE)
def receipt_check(root: Path, lang: str | None, file: Path) -> None:
    """Is a receipt as it was issued, and do the records it rests on still say so? Exit code 1 unless both."""
    from mingce.receipts import check_receipt
    from reports.receipt import receipt_lines

    workspace = open_workspace(root)
    verdict = check_receipt(workspace, file)
    for line in receipt_lines(verdict.altered, verdict.changed, lang or workspace.settings.language):
        click.echo(line)
    if not verdict.is_intact:
        sys.exit(1)
