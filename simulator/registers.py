"""What an official register knows of every registration and when, and the words it puts it in."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import damage
from simulator.draws import EPOCH, Flags, Ints, day_number, day_text, pick, rows_of, stream
from simulator.people import ASSISTANT, PHYSICIAN, RURAL_GP
from simulator.published import Published, institution_ids, pooled, publish
from simulator.reality import Reality
from simulator.settings import Register
from simulator.sightings import Sightings, watch
from simulator.states import ENDED, main_scope, scope_names
from warehouse.schema import INSTRUMENTS, STATUSES

GENDERS = ("男", "女")
LEVELS = {PHYSICIAN: "执业医师", ASSISTANT: "执业助理医师", RURAL_GP: "乡村全科执业助理医师"}
ISO = "{y}-{m:02d}-{d:02d}"
# What every register calls a state; each has its own words for some.
STATUS_WORDS = {
    "active": "执业", "suspended": "暂停执业", "left_filed": "离岗备案", "cancelled": "注销", "revoked": "吊销",
    "rescinded": "撤销", "expired": "过期",
}  # fmt: skip
# No national delivery covers more of the physicians.
COVERED_AT_MOST = 0.7


@dataclass(frozen=True, eq=False)
class Watched:
    """A register: when it sees what of each registration, whom it leaves out, and how it writes each person's name."""

    source_id: str
    settings: Register
    sightings: Sightings
    is_covered: Flags  # per registration
    name: pa.Array  # per person
    is_blurred: Flags  # per person


@dataclass(frozen=True, eq=False)
class View:
    """Rows of a register on a day, in order of registration, each with the state it shows."""

    registration: Ints
    state: Ints
    person: Ints

    def take(self, rows: Ints | Flags) -> "View":
        """Some of the rows."""
        return View(self.registration[rows], self.state[rows], self.person[rows])


def watch_register(reality: Reality, source_id: str) -> Watched:
    """Draw a register's lags, its gaps, and the names it cannot write."""
    settings = reality.settings.registers[source_id]
    rng = stream(reality.seed, source_id)
    states = reality.states
    registrations = np.arange(len(states.person))
    sightings = watch(rng, states, registrations, reality.since, settings.change, settings.change)
    covered = (
        _delivered(rng, reality, settings.covers)
        if source_id == "cn_nhc_delivery"
        else rng.random(len(reality.people)) < settings.covers
    )
    name, is_blurred = damage.blur_rare(rng, reality.people.name, settings.blurred)
    return Watched(source_id, settings, sightings, covered[states.person], name, is_blurred)


def _delivered(rng: np.random.Generator, reality: Reality, share: float) -> Flags:
    """Whom a partial delivery covers: some provinces give more, and half of what lacks is whole institutions."""
    given = {int(row["code"]): float(row["covered"]) for row in rows_of("provinces.csv")}
    rate = np.array([given.get(code, 0.0) for code in range(100)])[reality.institutions.province]
    mean = float((rate * reality.institutions.weight).sum())
    root = np.sqrt(np.clip(rate * share / mean, 0.02, 0.98))
    works_at = reality.people.institution
    covered = (rng.random(len(root)) < root)[works_at] & (rng.random(len(works_at)) < root[works_at])
    # In a small world a few large institutions decide; the limit holds all the same.
    surplus = int(covered.sum()) - int(COVERED_AT_MOST * 0.99 * len(covered))
    if surplus > 0:
        covered[rng.permutation(np.flatnonzero(covered))[:surplus]] = False
    return covered


def view_on(reality: Reality, watched: Watched, day: int) -> View:
    """Who stands on a register on a day."""
    states = reality.states
    shown = watched.sightings.at(day)
    is_recent = day - states.start[shown] <= watched.settings.ended_days
    is_listed = (shown >= 0) & watched.is_covered & (~np.isin(states.status[shown], ENDED) | is_recent)
    registration = np.flatnonzero(is_listed)
    return View(registration, shown[registration], states.person[registration])


def publish_view(
    reality: Reality,
    watched: Watched,
    view: View,
    day: int,
    columns: dict[str, pa.Array],
    key: pa.Array,
    *,
    has_number: bool,
) -> Published:
    """Publish rows of a register under its headings."""
    states = reality.states
    now = states.on(view.registration, day)
    flags = {
        "is_stale": states.institution[view.state] != states.institution[now],
        "is_cancelled": np.isin(states.status[now], ENDED) & ~np.isin(states.status[view.state], ENDED),
        "has_number": np.full(len(view.person), has_number),
    }
    error = np.where(watched.is_blurred[view.person], damage.UNREADABLE, damage.NONE).astype(np.int8)
    return publish(
        day,
        watched.source_id,
        columns,
        view.person,
        key,
        name_error=error,
        flags=flags,
        facts=facts(reality, view.state),
    )


def facts(reality: Reality, state: Ints) -> dict[str, pa.Array]:
    """What the truth notes of rows that show these states."""
    states = reality.states
    return {
        "institution_id": institution_ids(states.institution[state]),
        "status": pooled(STATUSES, states.status[state]),
    }


# ---- columns of a view, in words ----------------------------------------------------------------------------------
def names(watched: Watched, view: View) -> pa.Array:
    """姓名."""
    return watched.name.take(pa.array(view.person))


def genders(reality: Reality, view: View) -> pa.Array:
    """性别."""
    return pooled(GENDERS, reality.people.gender[view.person])


def numbers(reality: Reality, view: View) -> pa.Array:
    """执业证书编码."""
    return reality.certificate_no.take(pa.array(view.person))


def levels(reality: Reality, view: View) -> pa.Array:
    """医师级别; a permit is a physician's."""
    words = [LEVELS.get(instrument, LEVELS[PHYSICIAN]) for instrument in range(len(INSTRUMENTS))]
    return pooled(words, reality.people.instrument[view.person])


def categories(reality: Reality, view: View, suffix: str = "") -> pa.Array:
    """执业类别."""
    words = [row["category"] + suffix for row in rows_of("scopes.csv")]
    return pooled(words, main_scope(reality.states.scope[view.state]))


def scopes(reality: Reality, view: View, joint: str) -> pa.Array:
    """执业范围, several of them with a joint between."""
    codes, place = np.unique(reality.states.scope[view.state], return_inverse=True)
    return pooled([joint.join(scope_names(code)) for code in codes.tolist()], place)


def statuses(reality: Reality, view: View, **words: str) -> pa.Array:
    """注册状态, in the register's own words where it has them."""
    known = {**STATUS_WORDS, **words}
    return pooled([known.get(name) for name in STATUSES], reality.states.status[view.state])


def institution_names(reality: Reality, watched: Watched, state: Ints, day: int) -> pa.Array:
    """主要执业机构 of states; a rename takes the register its usual time."""
    institutions = reality.institutions
    known_on = day - round(watched.settings.change.mean_days)
    shown = institutions.shown_at(reality.states.institution[state], known_on)
    return institutions.shown_names.take(pa.array(shown))


def province_names(reality: Reality, view: View) -> pa.Array:
    """The province of the institution, in full."""
    full: list[str | None] = [None] * 100
    for place in reality.places.provinces:
        full[int(place.province)] = place.name
    return pooled(full, reality.institutions.province[reality.states.institution[view.state]])


def issuers(reality: Reality, view: View) -> pa.Array:
    """发证机关: the health commission or bureau of the division that issued the certificate."""
    codes, place = np.unique(reality.issuer, return_inverse=True)
    words = [f"{reality.places.path(str(c))}卫生健康{'委员会' if c % 100 == 0 else '局'}" for c in codes.tolist()]
    return pooled(words, place[view.person])


def issued_on(reality: Reality, view: View, pattern: str) -> pa.Array:
    """发证日期."""
    return day_text(reality.people.entered_on[view.person], pattern)


def assessments(reality: Reality, view: View, day: int) -> tuple[pa.Array, pa.Array]:
    """定期考核: the last result entered by a day and its date, NULL for whoever was certified since.

    A cycle is two years; results are entered on 20 December of the odd ones. From a failed one nothing follows here.
    """
    year = on(day).year
    entered = date(year - (year + 1) % 2, 12, 20)
    if day_number(entered) > day:
        entered = entered.replace(year=entered.year - 2)
    result = pick(stream(reality.seed, f"assessment {entered.year}"), (970, 24, 6), len(reality.people))[view.person]
    is_new = pa.array(reality.people.entered_on[view.person] > day_number(entered))
    nothing = pa.scalar(None, pa.string())
    results = pc.if_else(is_new, nothing, pooled(("合格", "免考", "不合格"), result))
    return results, pc.if_else(is_new, nothing, f"{entered:%Y/%m/%d}")


def filed_sites(reality: Reality, view: View, day: int) -> pa.Array:
    """备案机构 as 甲医院(2025-01-01至2026-12-31);乙医院(...), with those over for less than a year; NULL for none."""
    filed, institutions = reality.filed, reality.institutions
    rows = np.flatnonzero(
        (filed.start <= day) & (filed.end >= day - 365) & np.isin(filed.registration, view.registration)
    )
    if not len(rows):
        return pa.nulls(len(view.registration), pa.string())
    texts = pc.binary_join_element_wise(
        institutions.shown_names.take(pa.array(institutions.shown_at(filed.institution[rows], day))),
        "(", day_text(filed.start[rows], ISO), "至", day_text(filed.end[rows], ISO), ")", "",
    )  # fmt: skip
    owners, begins = np.unique(filed.registration[rows], return_index=True)
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(np.append(begins, len(rows)), pa.int32()), texts), ";")
    place = np.minimum(np.searchsorted(owners, view.registration), len(owners) - 1)
    return joined.take(pa.array(place, mask=owners[place] != view.registration))


def on(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=day)
