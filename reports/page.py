"""The audit as one HTML page that needs nothing else: styles, charts and script are inside it."""

from collections.abc import Callable
from functools import partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import charts
from reports.lists import SourceList
from reports.measure import COMPARED, CONTRADICTED, Audit, Platform
from reports.proportion import Proportion
from reports.text import Text


def render_page(
    audit: Audit, lists: list[SourceList], text: Text, list_folder: str | None, workbook: str | None
) -> str:
    """Render the page; `list_folder` and `workbook` are what its links point at, None where not written."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A made-up listing must send nobody to the real site it plays.
    environment.tests["link"] = lambda url: not audit.release.is_simulated and _web(url)
    environment.filters.update(number=_number, percent=_percent, interval=_interval)
    environment.filters["province_name"] = lambda code: text(f"province.{code}")
    environment.globals.update(charts=charts, t=text, figure=partial(_figure, audit, text), asset=_asset)
    return environment.get_template("audit.html").render(
        audit=audit,
        release=audit.release,
        compared=COMPARED,
        contradicted=CONTRADICTED,
        lists=lists,
        list_folder=list_folder,
        workbook=workbook,
    )


def _figure(audit: Audit, text: Text, draw: Callable[[Any, Text, int], str], platform: Platform | None) -> Markup:
    """A chart of the audit or of one platform, at both widths; the style sheet shows one of them."""
    widths = {"wide": charts.WIDE, "narrow": charts.NARROW}
    drawn = {name: draw(platform or audit, text, width) for name, width in widths.items()}
    # The charts are our own SVG: their words were escaped when they were drawn.
    return Markup("").join(Markup(f'<div class="{name}">{svg}</div>') for name, svg in drawn.items())


def _asset(name: str) -> Markup:
    return Markup((files("reports") / "templates" / name).read_text(encoding="utf-8"))


def _number(value: int | None) -> str:
    return "—" if value is None else f"{value:,.0f}"


def _percent(share: Proportion) -> str:
    return "—" if share.share is None else f"{share.share:.1%}"


def _interval(share: Proportion) -> str:
    return "—" if share.interval is None else "{:.1%} – {:.1%}".format(*share.interval)


def _web(url: str | None) -> bool:
    """Whether a published address may become a link: no scheme but the web's, whatever a site wrote."""
    return url is not None and url.startswith(("https://", "http://"))
