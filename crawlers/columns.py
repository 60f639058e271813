"""From a source's own columns to raw fields, strictly: what is declared must be there, what is not stays behind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from parsel import Selector

from crawlers.outcomes import LayoutChanged
from normalize.text import compact
from warehouse.source import Source

Row = dict[str, str | None]


class Issue(NamedTuple):
    """What of a page could not be read, and why: of `row_no`, from 1, or of the whole (None). Names no value."""

    field: str
    reason: str
    row_no: int | None = None


@dataclass
class Found:
    """The entries of one page, and the headings there that the source neither declares nor ignores."""

    rows: list[Row] = field(default_factory=list, repr=False)
    undeclared: set[str] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)


class MissingColumns(LayoutChanged):
    """A table lacks declared headings; `headings` are those it has.

    They are for the person who tries a source, and never stored: without a header row they would be someone's data.
    """

    def __init__(self, faults: Sequence[str], headings: Sequence[str]) -> None:
        super().__init__(", ".join(faults))
        self.headings = tuple(headings)


class Columns:
    """Where the declared columns stand among a table's headings."""

    def __init__(self, source: Source, headings: Sequence[str], stated: Iterable[str] = ()) -> None:
        """Find them; `stated` are headings whose value the page says once, outside the rows.

        Raises MissingColumns that names every declared heading which is missing or stands there twice.
        """
        # Pages pad their headings (姓　名) to the width of others, and write brackets in either width.
        headings = [compact(heading) for heading in headings]
        known = {compact(heading) for heading in source.heading_to_field}
        ignored = {compact(heading) for heading in source.ignore}
        faults = [f"「{h}」 twice" for h in sorted({h for h in headings if h in known and headings.count(h) > 1})]
        self.places: list[tuple[str, int]] = []
        for name, words in source.fields.items():
            found = [h for h in map(compact, words) if h in headings]
            if found:
                self.places.append((name, headings.index(found[0])))
            elif not set(words) & set(stated):
                faults.append(f"no 「{'/'.join(words)}」")
        if faults:
            raise MissingColumns(faults, headings)
        self.undeclared = {h for h in headings if h and h not in known | ignored}

    def entry(self, cells: Sequence[str | None]) -> Row:
        """One entry; a blank cell says nothing."""
        return {name: cells[place] or None for name, place in self.places}


def table_lines(tables: Iterable[Selector]) -> Iterator[list[str]]:
    """The cells of every row of some tables, as text without the blanks around it."""
    for table in tables:
        for tr in table.root.iter("tr"):
            cells = ["".join(cell.itertext()).strip() for cell in tr if cell.tag in ("td", "th")]
            if any(cells):
                yield cells


def read_table(
    source: Source,
    lines: Iterable[list[str]],
    *,
    given: Mapping[str, str | None] | None = None,
    stated: Iterable[str] = (),
) -> Found:
    """Read rows of cells, the first of which are the headings; further header rows are passed over.

    `given` adds columns that the page shows once for all its rows. Raises LayoutChanged for a missing table or
    heading and for a row with another number of cells than there are headings, unless it is a single cell: sites
    say there that they have no rows.
    """
    rows = iter(lines)
    headings = next(rows, None)
    if headings is None:
        raise LayoutChanged("no table")
    shared = dict(given or {})
    columns = Columns(source, [*headings, *shared], stated)
    tail = list(shared.values())
    found = Found(undeclared=columns.undeclared)
    for cells in rows:
        if len(cells) == len(headings):
            if cells != headings:
                found.rows.append(columns.entry([*cells, *tail]))
        elif len(cells) > 1:
            raise LayoutChanged(f"a row of {len(cells)} cells under {len(headings)} headings")
    return found


def read_objects(source: Source, objects: Iterable[Mapping[str, object]], stated: Iterable[str] = ()) -> Found:
    """Read entries that come as heading -> value; raises LayoutChanged if one lacks a declared heading.

    `stated` are headings whose value the answer says once, outside the entries.
    """
    found = Found()
    known: dict[tuple[str, ...], Columns] = {}
    for item in objects:
        headings = tuple(item)
        if headings not in known:
            known[headings] = Columns(source, headings, stated)
            found.undeclared |= known[headings].undeclared
        found.rows.append(known[headings].entry([_text(value) for value in item.values()]))
    return found


def _text(value: object) -> str | None:
    """A value as the source showed it; sites write ids and certificate numbers as JSON numbers."""
    if value is None or isinstance(value, str):
        return value.strip() if value else None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    raise LayoutChanged(f"a {type(value).__name__} where a text was")
