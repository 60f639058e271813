"""A roster as it stands on one day: who is listed, where, with which title, and what is wrong with each entry."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import aliases, planting
from simulator.draws import Bytes, Flags, Ints, rows_of
from simulator.people import PHYSICIAN, load_departments
from simulator.published import Published, institution_ids, pooled, publish
from simulator.reality import Reality
from simulator.rosters import NOBODY_TITLES, Roster
from simulator.settings import Listing
from simulator.states import ENDED

CHIEF, ASSOCIATE_CHIEF = 3, 2
_TCM_TITLES = {"主任医师": "主任中医师", "副主任医师": "副主任中医师", "主治医师": "主治中医师", "医师": "中医师"}
_TCM_CODES = range(41, 49)


@dataclass(frozen=True, eq=False)
class Entries:
    """The entries listed on a day, in the order of their roster; `roster` has only their rows."""

    roster: Roster
    row: Ints  # of the whole roster: what keys are made of
    person: Ints  # where there is one; else 0
    institution: Ints
    institution_text: pa.Array
    alias_kind: Bytes
    title: Ints  # index into NOBODY_TITLES, of which people.TITLES come first
    planted: Bytes  # what shows of it: index into planting.KINDS
    flags: dict[str, Flags]

    def __len__(self) -> int:
        return len(self.row)

    def take(self, order: Ints) -> "Entries":
        """These entries, in this order."""
        return Entries(
            self.roster.take(order), self.row[order], self.person[order], self.institution[order],
            self.institution_text.take(pa.array(order)), self.alias_kind[order], self.title[order],
            self.planted[order],
            {name: flag[order] for name, flag in self.flags.items()},
        )  # fmt: skip


def entries_on(reality: Reality, roster: Roster, listing: Listing, day: int) -> Entries:
    """Show a roster on a day; entries whose cancellation the list has noticed are gone."""
    states, institutions = reality.states, reality.institutions
    view = np.minimum(roster.frozen_on, day)
    shown = roster.sightings.at(view)
    is_listed = (roster.person < 0) | ((shown >= 0) & ~np.isin(states.status[shown], ENDED))
    row = np.flatnonzero(is_listed & (roster.listed_on <= day))
    roster, view, shown = roster.take(row), view[row], shown[row]
    nobody = roster.person < 0
    person = np.maximum(roster.person, 0)
    institution = np.where(roster.fixed_institution >= 0, roster.fixed_institution, states.institution[shown])
    planted = planting.kinds_shown(roster, view)
    is_elsewhere = np.isin(planted, planting.SITES)
    institution = np.where(is_elsewhere, roster.planted_institution, institution)
    index = reality.aliases.at(institution, reality.aliases.kinds(roster.alias_draw, listing.errors))
    kind = reality.aliases.kind[index]
    is_official = kind == aliases.OFFICIAL
    name = institutions.shown_at(institution, view - roster.rename_lag)
    text = pc.if_else(
        pa.array(is_official),
        institutions.shown_names.take(pa.array(name)),
        reality.aliases.text.take(pa.array(index)),
    )
    # The official name of its day may be the former one by now.
    is_old = is_official & (name != institutions.shown_at(institution, day))
    now = states.on(person, day)
    flags = {
        "is_stale": ~nobody & ~roster.is_filed & ~is_elsewhere & (institution != states.institution[now]),
        "is_cancelled": ~nobody & np.isin(states.status[now], ENDED),
        "is_duplicate": _repeats(roster.person),
        "is_unofficial": nobody,
        "is_filed_site": roster.is_filed,
        "is_untabled": reality.aliases.untabled[index] & ~is_official,
    }
    title = np.where(nobody, roster.nobody_title, reality.people.title_at(person, view - roster.title_lag))
    title = np.where(planted == planting.TITLE, np.where(roster.turn < 0.5, CHIEF, ASSOCIATE_CHIEF), title)
    kind = np.where(is_old, aliases.FORMER, kind).astype(np.int8)
    return Entries(roster, row, person, institution, text, kind, title, planted, flags)


def _repeats(person: Ints) -> Flags:
    """Whether a person stands earlier on the list; never of nobodies (-1)."""
    order = np.argsort(person, kind="stable")
    repeats = np.zeros(len(person), dtype=bool)
    repeats[order[1:]] = person[order][1:] == person[order][:-1]
    return repeats & (person >= 0)


def title_texts(reality: Reality, entries: Entries) -> pa.Array:
    """Titles in words; half of the TCM physicians with theirs, junior assistants with 助理."""
    category = np.array([int(row["category_code"]) for row in rows_of("scopes.csv")])
    has_person = entries.roster.person >= 0
    is_tcm = np.isin(category[reality.people.scope[entries.person]], _TCM_CODES) & (entries.roster.turn * 10 % 1 < 0.5)
    is_assistant = has_person & (reality.people.instrument[entries.person] != PHYSICIAN) & (entries.title == 0)
    words = [*NOBODY_TITLES, *(_TCM_TITLES.get(title, title) for title in NOBODY_TITLES), "助理医师"]
    place = np.where(is_assistant, len(words) - 1, entries.title + len(NOBODY_TITLES) * (is_tcm & has_person))
    return pooled(words, place)


def department_texts(entries: Entries) -> pa.Array:
    """The department's own word, or one of those in everyday use."""
    departments = load_departments()
    width = departments.word_count
    words = [
        word
        for name, everyday in zip(departments.name, departments.words, strict=True)
        for word in (name, *(everyday[i % len(everyday)] for i in range(width)))
    ]
    return pooled(words, entries.roster.department * (width + 1) + entries.roster.department_word)


def place_texts(reality: Reality, entries: Entries) -> tuple[pa.Array, pa.Array]:
    """Province and city of the institution, short: 浙江, 杭州."""
    by_code = reality.places.by_code
    provinces = [by_code[f"{code[:2]}0000"].short for code in reality.institutions.division]
    cities = [by_code[code].short for code in reality.institutions.city]
    return pooled(provinces, entries.institution), pooled(cities, entries.institution)


def number_texts(reality: Reality, entries: Entries) -> pa.Array:
    """The certificate number where the entry shows one, else NULL; a typo exchanges two digits."""
    number = reality.certificate_no.take(pa.array(entries.person))
    typo = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(number, 0, 12), pc.utf8_slice_codeunits(number, 13, 14),
        pc.utf8_slice_codeunits(number, 12, 13), pc.utf8_slice_codeunits(number, 14), "",
    )  # fmt: skip
    number = pc.if_else(pa.array(entries.roster.has_number_typo), typo, number)
    return pc.if_else(pa.array(entries.roster.has_number), number, None)


def publish_entries(
    entries: Entries, day: int, source_id: str, columns: dict[str, pa.Array], key: pa.Array, *, shows_number: bool
) -> Published:
    """Publish entries under a source's headings."""
    return publish(
        day, source_id, columns, entries.roster.person, key,
        name_error=entries.roster.name_error,
        alias_kind=entries.alias_kind,
        flags={**entries.flags, "has_number": entries.roster.has_number & shows_number},
        facts={
            "institution_id": institution_ids(entries.institution),
            "department": pooled(load_departments().name, entries.roster.department),
            "planted": planting.kind_texts(entries.planted),
            "copied_from": entries.roster.copied_from,
        },
    )  # fmt: skip
