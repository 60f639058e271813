"""What an association shows: committees of senior people, as they were elected."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import damage
from simulator.draws import Ints, stream, year_of
from simulator.entries import entries_on, publish_entries, title_texts
from simulator.people import load_departments
from simulator.published import Published, pooled
from simulator.reality import Reality
from simulator.rosters import TITLE_FACTOR, Roster, choose, enter
from simulator.settings import Listing

_ROLES = ("主任委员", "副主任委员", "常务委员", "委员")
# Up to which draw a member has the second and the third role; the first is one person's.
_ROLE_SHARES = (0.03, 0.25)


def committee_names() -> list[str]:
    """Committees in the order of their numbers, which begin at 101."""
    return sorted(set(load_departments().committee) - {""})


def _elected_on(reality: Reality) -> Ints:
    """Per committee the day of its election, within four years before the first date."""
    return reality.first - stream(reality.seed, "elections").integers(30, 1500, len(committee_names()))


def _committee_of_department() -> Ints:
    """Per department the row of its committee, -1 for none."""
    names = committee_names()
    return np.array([names.index(name) if name else -1 for name in load_departments().committee])


def make_committees(reality: Reality, source_id: str, listing: Listing) -> Roster:
    """Choose senior people and enter them as they were on the day of the election."""
    rng = stream(reality.seed, source_id)
    seats = _committee_of_department() >= 0
    held = float(seats[reality.people.department].mean())
    person = choose(rng, reality, listing.covers / max(held, 1e-9), TITLE_FACTOR**3)
    person = person[seats[reality.people.department[person]]]
    elected_on = _elected_on(reality)[_committee_of_department()[reality.people.department[person]]]
    return enter(rng, reality, listing, person, elected_on)


def cmda(reality: Reality, roster: Roster, day: int) -> Published:
    """cn_cmda_committee: by committee and role; names of two characters padded, `?` for what GBK lacks."""
    entries = entries_on(reality, roster, reality.settings.lists["cn_cmda_committee"], day)
    committee = _committee_of_department()[entries.roster.department]
    entries = entries.take(np.flatnonzero(committee >= 0))
    committee = committee[committee >= 0]
    role = 1 + np.searchsorted(_ROLE_SHARES, entries.roster.turn)
    # The most senior of each committee leads it.
    by_seniority = np.lexsort((entries.row, -entries.title, committee))
    _, leaders = np.unique(committee[by_seniority], return_index=True)
    role[by_seniority[leaders]] = 0
    order = np.lexsort((entries.row, role, committee))
    entries, committee, role = entries.take(order), committee[order], role[order]
    names = committee_names()
    number = pooled([str(101 + i) for i in range(len(names))], committee)
    shown, is_lost = damage.fit_to_gbk(entries.roster.name)
    error = np.where(is_lost, damage.UNREADABLE, entries.roster.name_error).astype(np.int8)
    entries = replace(entries, roster=replace(entries.roster, name_error=error))
    columns = {
        "专委会编号": number,
        "专委会": pooled(
            [f"中国医师协会{name}{'分会' if name.endswith('医师') else '专业委员会'}" for name in names], committee
        ),
        "换届年份": pa.array(year_of(_elected_on(reality))[committee]).cast(pa.string()),
        "姓名": pc.replace_substring_regex(shown, r"^(\p{Han})(\p{Han})$", "\\1\u3000\\2"),
        "职务": pooled(_ROLES, role),
        "单位": entries.institution_text,
        "职称": title_texts(reality, entries),
    }
    return publish_entries(entries, day, "cn_cmda_committee", columns, number, shows_number=False)
