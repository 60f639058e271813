"""Lists of a chosen few: a hospital's own staff, people named in notices, a portal's old copy of a register."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import planting, registers
from simulator.draws import NEVER, Flags, day_number, rows_of, stream
from simulator.entries import department_texts, entries_on, publish_entries, title_texts
from simulator.people import TITLES
from simulator.planting import plant_words
from simulator.provincial import SICHUAN, ZHEJIANG
from simulator.published import Published, pooled
from simulator.reality import Reality
from simulator.registers import ISO, View
from simulator.rosters import Roster, enter
from simulator.settings import Listing
from simulator.states import ENDED, main_scope

# Days from the first date to each round of notices; the last falls between two dates of a usual world.
_ROUNDS = (-900, -250, 20)
_SENIOR = TITLES.index("主治医师")
# A portal copies the register some days before each quarter begins.
_COPIED_BEFORE = 30


def _employer(reality: Reality) -> int:
    """The largest hospital of 四川."""
    institutions = reality.institutions
    return int(np.argmax(np.where(institutions.province == SICHUAN, institutions.weight, 0.0)))


def make_staff(reality: Reality, source_id: str, listing: Listing) -> Roster:
    """Enter those who have ever worked at the hospital, a while after they came; `covers` is the share of them."""
    rng = stream(reality.seed, source_id)
    states, hospital = reality.states, _employer(reality)
    at_hospital = np.flatnonzero((states.institution == hospital) & ~np.isin(states.status, ENDED))
    person, first = np.unique(states.registration[at_hospital], return_index=True)
    # The first registrations are people's main ones.
    kept = (person < len(reality.people)) & (rng.random(len(person)) < listing.covers)
    person, came_on = person[kept], states.start[at_hospital[first]][kept]
    kept = ~reality.people.has_permit[person]
    person, came_on = person[kept], came_on[kept]
    roster = enter(rng, reality, listing, person, came_on + rng.integers(5, 90, len(person)))
    return replace(
        roster,
        fixed_institution=np.where(roster.person < 0, hospital, -1),
        # The hospital knows its own name, and calls a department by one word.
        rename_lag=np.zeros(len(roster), dtype=np.int64),
        department_word=np.ones(len(roster), dtype=np.int64),
    )


def staff(reality: Reality, roster: Roster, day: int) -> Published:
    """cn_wchscu_staff: by department; those whom the hospital knows to have left are not shown."""
    entries = entries_on(reality, roster, reality.settings.lists["cn_wchscu_staff"], day)
    entries = entries.take(np.flatnonzero(entries.institution == _employer(reality)))
    entries = entries.take(np.lexsort((entries.row, -entries.title, entries.roster.department)))
    key = pa.array(6_000 + entries.row * 3).cast(pa.string())
    columns = {
        "专家编号": key,
        "姓名": _padded(entries.roster.name),
        "职称": title_texts(reality, entries),
        "科室": department_texts(entries),
        "医院": entries.institution_text,
    }
    return publish_entries(entries, day, "cn_wchscu_staff", columns, key, shows_number=False)


def make_named(reality: Reality, source_id: str, listing: Listing) -> Roster:
    """Enter TCM physicians of some hospitals as they were on the day of the notice; `covers` is the share of them."""
    rng = stream(reality.seed, source_id)
    institutions, states, everybody = reality.institutions, reality.states, np.arange(len(reality.people))
    is_tcm = np.array([row["category"] == "中医" for row in rows_of("scopes.csv")])
    is_hospital = np.strings.startswith(np.array(institutions.class_code), "A")
    # Some are named in no round.
    turn = np.where(is_hospital, rng.integers(0, len(_ROUNDS) + 1, len(institutions)), len(_ROUNDS))
    named_on = np.full(len(everybody), NEVER)
    for number, days in enumerate(_ROUNDS):
        on = reality.first + days
        state = states.on(everybody, on)
        is_named = (
            (named_on == NEVER)
            & (state >= 0)
            & is_tcm[main_scope(states.scope[state])]
            & (turn[states.institution[state]] == number)
            & (reality.people.title_at(everybody, on) >= _SENIOR)
            & ~reality.people.has_permit
            & (rng.random(len(everybody)) < listing.covers)
        )
        named_on[is_named] = on
    person = np.flatnonzero(named_on != NEVER)
    roster = enter(rng, reality, listing, person, named_on[person])
    # A notice stays as it was written, under the name the hospital had.
    return replace(roster, frozen_on=roster.listed_on, rename_lag=np.zeros(len(roster), dtype=np.int64))


def named(reality: Reality, roster: Roster, day: int) -> Published:
    """cn_natcm_teacher: by notice."""
    entries = entries_on(reality, roster, reality.settings.lists["cn_natcm_teacher"], day)
    round_no = np.searchsorted(np.array(_ROUNDS), entries.roster.listed_on - reality.first)
    notice = (round_no + 1) * 1_000_000 + entries.institution
    order = np.lexsort((entries.row, notice))
    entries, notice, round_no = entries.take(order), notice[order], round_no[order]
    number = pa.array(notice).cast(pa.string())
    ordinal = pooled([f"第{'五六七'[n]}批" for n in range(len(_ROUNDS))], round_no)
    columns = {
        "公告编号": number,
        "标题": pc.binary_join_element_wise(
            "关于公布", entries.institution_text, ordinal, "老中医药专家学术经验继承工作指导老师名单的通知", ""
        ),
        "发布日期": pooled([_iso(reality.first + days) for days in _ROUNDS], round_no),
        "单位": entries.institution_text,
        "姓名": _padded(entries.roster.name),
    }
    return publish_entries(entries, day, "cn_natcm_teacher", columns, number, shows_number=False)


def make_copied(reality: Reality, source_id: str, listing: Listing) -> Roster:
    """Enter people of 浙江, once registered; `covers` is the share of them."""
    rng = stream(reality.seed, source_id)
    people = reality.people
    is_here = reality.institutions.province[people.institution] == ZHEJIANG
    person = np.flatnonzero(is_here & ~people.has_permit & (rng.random(len(people)) < listing.covers))
    known_on = np.maximum(people.entered_on[person] + rng.integers(10, 200, len(person)), reality.since)
    return plant_words(reality, source_id, listing.errors, enter(rng, reality, listing, person, known_on))


def copied(reality: Reality, roster: Roster, day: int) -> Published:
    """cn_zj_credit: the register as it was when the portal last copied it."""
    copied_on = _copied_on(day)
    frozen = replace(
        roster,
        frozen_on=np.full(len(roster), copied_on),
        listed_on=np.where(roster.listed_on <= copied_on, roster.listed_on, NEVER),
    )
    entries = entries_on(reality, frozen, reality.settings.lists["cn_zj_credit"], day)
    entries = entries.take(np.flatnonzero(reality.institutions.province[entries.institution] == ZHEJIANG))
    view = View(entries.person, entries.roster.sightings.at(copied_on), entries.person)
    categories = list(dict.fromkeys(row["category"] for row in rows_of("scopes.csv")))
    levels = list(registers.LEVELS.values())
    key = pc.binary_join_element_wise("ZJ", pa.array(500_000 + entries.row * 11).cast(pa.string()), "")
    columns = {
        "doc_id": key,
        "name": entries.roster.name,
        "sex": registers.genders(reality, view),
        "hospital": entries.institution_text,
        "category": _other_words(registers.categories(reality, view), entries.planted == planting.CATEGORY, categories),
        "level": _other_words(registers.levels(reality, view), entries.planted == planting.LEVEL, levels),
        "reg_date": registers.issued_on(reality, view, "{y}/{m:02d}/{d:02d}"),
        "snapshot_date": pa.repeat(_iso(copied_on).replace("-", "/"), len(entries)),
    }
    return publish_entries(entries, day, "cn_zj_credit", columns, key, shows_number=False)


def _other_words(words: pa.Array, is_wrong: Flags, known: Sequence[str]) -> pa.Array:
    """In place of the true word the next one in use."""
    kinds = pa.array(known)
    others = pa.array([*known[1:], known[0]])
    return pc.if_else(pa.array(is_wrong), others.take(pc.index_in(words, kinds)), words)


def _copied_on(day: int) -> int:
    on = registers.on(day)
    return day_number(date(on.year, (on.month - 1) // 3 * 3 + 1, 1)) - _COPIED_BEFORE


def _iso(day: int) -> str:
    on = registers.on(day)
    return ISO.format(y=on.year, m=on.month, d=on.day)


def _padded(names: pa.Array) -> pa.Array:
    """Names of two characters as wide as those of three."""
    return pc.replace_substring_regex(names, r"^(\p{Han})(\p{Han})$", "\\1\u3000\\2")
