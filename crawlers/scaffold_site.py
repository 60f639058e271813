"""A first spider of a user's own source, of one of the shapes of access, to be filled in."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from crawlers.base import RegistrySpider
from crawlers.catalog import shapes
from crawlers.scaffold import ABOUT, path_of_new, tier_of_new
from crawlers.shapes import Lookup
from warehouse.errors import DeclarationError
from warehouse.schema import OFFICIAL_TIERS
from warehouse.workspace import Workspace


def new_spider(
    workspace: Workspace,
    name: str,
    *,
    shape: str,
    url: str,
    tier: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    licence: str | None = None,
) -> Path:
    """Write sources/NAME.py, a spider of that shape with guesses for a person to correct; returns its path.

    Nothing is fetched. An official tier needs publisher and licence, and a reason for a host outside gov.cn: what
    is not given is left out and named in the file, which is refused until a person fills it in. Raises
    DeclarationError for a name that is taken or malformed, an unknown shape or tier, or an address of no site.
    """
    tier, tier_note = tier_of_new(name, tier)
    path = path_of_new(workspace, name, ".py")
    known = shapes()
    if shape not in known:
        listed = "".join(f"\n  {key:<16} {meaning_of(base)}" for key, base in known.items())
        raise DeclarationError(f"{name}: no shape is called {shape}; there are{listed}")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise DeclarationError(f"{name}: {url} is no address of a site, as in https://www.example.org/doctors")
    given = {"publisher": publisher, "licence": licence}
    about = [(key, value, ABOUT[key]) for key, value in given.items()]
    if tier not in OFFICIAL_TIERS:
        about = [(key, value or "not stated", meaning) for key, value, meaning in about]
    elif not parts.hostname.endswith(".gov.cn"):
        about.append(("domain_reason", None, "why an official list is on a host outside gov.cn"))
    text = (
        _templates()
        .get_template(f"{shape}.jinja")
        .render(
            name=name,
            class_name="".join(word.capitalize() for word in name.split("_")),
            shape=known[shape].__name__,
            module=known[shape].__module__.removeprefix("crawlers."),
            title=(title or name).replace('"', "'"),
            about=about,
            tier=tier,
            tier_note=tier_note,
            url=url,
            host=parts.hostname,
            is_lookup=issubclass(known[shape], Lookup),
        )
    )
    path.write_text(text, encoding="utf-8")
    return path


def meaning_of(shape: type[RegistrySpider]) -> str:
    """What a shape is for: the first line of its docstring."""
    return (shape.__doc__ or "").strip().partition("\n")[0]


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("crawlers"),
        autoescape=False,  # Python is written, not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # JSON's escapes are among Python's.
    templates.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    return templates
