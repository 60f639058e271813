"""Every source that can be named: the spiders and file declarations shipped here, and the workspace's own."""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

from scrapy.utils.misc import walk_modules_iter
from scrapy.utils.spider import iter_spider_classes

import crawlers
from crawlers.base import RegistrySpider
from warehouse.errors import DeclarationError, UnknownSourceError
from warehouse.source import Source, declare
from warehouse.toml import read_toml
from warehouse.workspace import Workspace

_T = TypeVar("_T")
# By the name of the workspace's file, without suffix: what is wrong with it. The message names the file.
Faults = dict[str, DeclarationError]


def spiders(workspace: Workspace | None = None, faults: Faults | None = None) -> dict[str, type[RegistrySpider]]:
    """Every spider by its source's id, in order; the workspace's own (sources/NAME.py) too.

    Raises DeclarationError where two have one id; what is wrong with the workspace's own is put into `faults`
    instead, if given, and the file left out.
    """
    found: dict[str, type[RegistrySpider]] = {}
    for module in walk_modules_iter("crawlers.spiders"):
        _add_spiders(found, module)
    for path in sorted(workspace.sources.glob("*.py")) if workspace else []:
        with _noted(path, faults):
            _add_spiders(found, _load(path))
    return dict(sorted(found.items()))


def sources(workspace: Workspace | None = None, faults: Faults | None = None) -> dict[str, Source]:
    """Every declaration by id, in order: spiders, crawlers/files/*.toml, and the workspace's sources/.

    Raises DeclarationError for a declaration that does not hold together, or an id declared twice; what is wrong
    with the workspace's own is put into `faults` instead, if given, and the file left out.
    """
    found = {name: spider.source for name, spider in spiders(workspace, faults).items()}
    shipped = files("crawlers") / "files"
    for file in sorted(shipped.iterdir(), key=str) if shipped.is_dir() else []:
        if file.name.endswith(".toml"):
            _add_declared(found, file)
    for path in sorted(workspace.sources.glob("*.toml")) if workspace else []:
        with _noted(path, faults):
            _add_declared(found, path)
    return dict(sorted(found.items()))


def shapes() -> dict[str, type[RegistrySpider]]:
    """Every base per shape of access (crawlers/shapes*.py) by its class's name in words: PagedTable, paged_table."""
    found: dict[str, type[RegistrySpider]] = {}
    names = [entry.name for entry in iter_modules(crawlers.__path__) if entry.name.startswith("shapes")]
    for module in (import_module(f"crawlers.{name}") for name in names):
        for base in vars(module).values():
            if isinstance(base, type) and issubclass(base, RegistrySpider) and base.__module__ == module.__name__:
                found[re.sub(r"(?<!^)(?=[A-Z])", "_", base.__name__).lower()] = base
    return found


def find(known: Mapping[str, _T], name: str, faults: Faults | None = None) -> _T:
    """The one of that id; raises UnknownSourceError that names those spelled like it, or its fault if it has one."""
    if faults and name in faults:
        raise faults[name]
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=3, cutoff=0.6)
    hint = f"did you mean {', '.join(near)}?" if near else "`mingce source list` shows all"
    raise UnknownSourceError(f"no source is called {name}; {hint}")


def _spiders_of(module: ModuleType) -> Iterator[type[RegistrySpider]]:
    for spider in iter_spider_classes(module):
        if issubclass(spider, RegistrySpider):
            if spider.name != spider.source.id or spider.name != module.__name__.rpartition(".")[2]:
                raise DeclarationError(f"{module.__name__}: file, spider name and source id must be one word")
            yield spider


def _load(path: Path) -> ModuleType:
    """Import a user's own spider; raises DeclarationError where the file cannot be imported."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except DeclarationError:
        raise
    except Exception as error:
        # A user's own code may fail in any way; one file must not end every command in a traceback.
        raise DeclarationError(f"{path}: {type(error).__name__}: {error}") from error
    return module


@contextmanager
def _noted(path: Path, faults: Faults | None) -> Iterator[None]:
    """Put what is wrong with a person's file into `faults`, or without them raise it, so that it names the file."""
    try:
        yield
    except DeclarationError as error:
        fault = error if str(path) in str(error) else DeclarationError(f"{path}: {error}")
        if faults is None:
            raise fault from error
        faults[path.stem] = fault


def _add_spiders(found: dict[str, type[RegistrySpider]], module: ModuleType) -> None:
    for spider in _spiders_of(module):
        _add(found, spider.source.id, spider, module.__name__)


def _add_declared(found: dict[str, Source], file: Path | Traversable) -> None:
    source = declare(str(file), **read_toml(file, DeclarationError))
    if file.name != f"{source.id}.toml":
        raise DeclarationError(f"{file}: declares the id {source.id}, which is not the file's name")
    _add(found, source.id, source, str(file))


def _add(found: dict[str, _T], name: str, value: _T, where: str) -> None:
    if name in found:
        raise DeclarationError(f"{where}: the id {name} is declared twice")
    found[name] = value
