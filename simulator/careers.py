"""What happens to people over the years: states with their days, filed sites, second registrations."""

from dataclasses import dataclass

import numpy as np

from simulator.draws import NEVER, Bytes, Flags, Floats, Ints, pick, rows_of, stream
from simulator.institutions import Institutions
from simulator.people import PHYSICIAN, YEAR, People, load_departments
from simulator.settings import Careers
from warehouse.schema import STATUSES

ACTIVE, SUSPENDED, LEFT, CANCELLED, REVOKED, RESCINDED, EXPIRED = (
    STATUSES.index(name)
    for name in ("active", "suspended", "left_filed", "cancelled", "revoked", "rescinded", "expired")
)
ENDED = (CANCELLED, REVOKED, RESCINDED, EXPIRED)
# Why a registration was cancelled, and how often; the last is that of two years' absence.
REASONS = (
    ("死亡", 30), ("本人主动申请注销", 26), ("离退休后不再执业", 24), ("受刑事处罚", 2), ("考核不合格", 3), ("变更至军队系统执业", 3),
    ("中止医师执业活动满二年", 12),
)  # fmt: skip
_UNCHANGED = -1
_MOVES_AT_MOST = 4


@dataclass(frozen=True, eq=False)
class States:
    """One row per state of a registration, in order of registration and day.

    A registration is a person's main one, or the one in a second province; `start` and `end` are the first and
    last day of the state, `end` NEVER while it lasts. A move to another province keeps the registration's row
    number, for the certificate is the same.
    """

    registration: Ints
    institution: Ints
    scope: Ints  # index into scope pairs: scope + added scope * 100, see `scope_names`
    status: Bytes
    start: Ints
    end: Ints
    person: Ints  # per registration
    is_second: Flags  # per registration
    reason: Ints  # per registration: index into REASONS of its last cancellation

    @property
    def first(self) -> Ints:
        """Row of the first state of each registration, and one more that ends the last."""
        return np.searchsorted(self.registration, np.arange(len(self.person) + 1)).astype(np.int32)


@dataclass(frozen=True, eq=False)
class FiledSites:
    """One row per filed institution (备案机构), in order of registration."""

    registration: Ints
    institution: Ints
    start: Ints
    end: Ints


@dataclass
class _Events:
    """Changes being collected; -1 leaves a column as it was."""

    rows: list[tuple[Ints, Ints, Ints, Ints, Ints]]

    def add(
        self,
        registration: Ints,
        day: Ints,
        institution: Ints | int = _UNCHANGED,
        scope: Ints | int = _UNCHANGED,
        status: Ints | int = _UNCHANGED,
    ) -> None:
        size = len(registration)
        wide = [np.broadcast_to(np.asarray(c, dtype=np.int32), size) for c in (institution, scope, status)]
        self.rows.append((registration.astype(np.int32), day.astype(np.int32), *wide))  # type: ignore[arg-type]

    def columns(self) -> tuple[Ints, ...]:
        return tuple(np.concatenate(column) for column in zip(*self.rows, strict=True))


def live(
    people: People, institutions: Institutions, seed: int, settings: Careers, first: int, last: int
) -> tuple[States, FiledSites]:
    """Let people move, leave, be cancelled and add scopes between the days `first` and `last`."""
    rng = stream(seed, "careers")
    size = len(people)
    everyone = np.arange(size, dtype=np.int32)
    events = _Events([])
    begins = np.maximum(people.entered_on, first)
    # Ends first: nothing else happens after them.
    gone_on, gone_as, reason = _ends(rng, people, begins, last, settings)
    left = (gone_on != NEVER) & (reason == len(REASONS) - 1) & (gone_on - begins > 2 * YEAR)
    quiet_on = np.where(left, gone_on - int(2 * YEAR), gone_on)
    events.add(everyone, people.entered_on, people.institution, people.scope, ACTIVE)
    _add(events, left, quiet_on, status=LEFT)
    _add(events, gone_on != NEVER, gone_on, status=gone_as)
    _move(rng, events, people, institutions, begins, quiet_on, last, settings)
    _extend(rng, events, people, begins, quiet_on, last, settings)
    _suspend(rng, events, begins, quiet_on, last, settings)
    back_on = gone_on + rng.integers(365, 1100, size)
    returns = (gone_as == CANCELLED) & (reason != 0) & (rng.random(size) < settings.return_after)
    _add(events, returns & (back_on <= last) & (gone_on != NEVER), back_on, status=ACTIVE)
    seconds = _second(rng, events, people, institutions, begins, gone_on, last, settings)
    person = np.concatenate((everyone, seconds))
    is_second = np.arange(len(person)) >= size
    states = _states(events, person, is_second, reason[person])
    return states, _file(rng, states, people, institutions, settings, last)


def _add(events: _Events, where: Flags, day: Ints, status: Ints | int) -> None:
    rows = np.flatnonzero(where)
    events.add(rows, day[rows], status=status if isinstance(status, int) else status[rows])


def _ends(
    rng: np.random.Generator, people: People, begins: Ints, last: int, settings: Careers
) -> tuple[Ints, Ints, Ints]:
    """Day and status of the end, and the reason. Authorities act in batches, on the 1st and 16th of a month."""
    size = len(people)
    # Older people are cancelled more often; the mean stays what the settings say.
    years = (last - people.entered_on) / YEAR
    hazard = settings.cancel * np.clip(years / max(float(years.mean()), 1e-9), 0.4, 2.5)
    with np.errstate(divide="ignore"):
        after = np.minimum(rng.exponential(size=size) / hazard * YEAR, 1e8)
    gone_on = _on_batch_day((begins + 180 + after).astype(np.int64))
    gone_as = np.array([CANCELLED, REVOKED, RESCINDED])[
        pick(rng, (1 - settings.revoked - settings.rescinded, settings.revoked, settings.rescinded), size)
    ]
    weights = np.array([weight for _, weight in REASONS], dtype=np.float64)
    weights[-1] = weights[:-1].sum() * settings.left_first / (1 - settings.left_first)
    reason = pick(rng, weights, size)
    permit = people.has_permit
    terms = rng.integers(180, 360, size) * np.where(people.instrument == people.instrument.min(), 1, 3)
    gone_on = np.where(permit, begins + np.maximum(terms, (last - begins) - 300), gone_on)
    gone_as = np.where(permit, EXPIRED, gone_as)
    reason = np.where(permit, 0, reason)
    gone_on = np.where(gone_on <= last, gone_on, NEVER)
    return gone_on.astype(np.int32), gone_as.astype(np.int32), reason


def _on_batch_day(days: Ints) -> Ints:
    """The next 1st or 16th of a month."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    middle = months.astype("datetime64[D]") + 15
    following = (months + 1).astype("datetime64[D]")
    snapped: Ints = np.where(dates <= middle, middle, following).astype("datetime64[D]").astype(np.int64)
    return snapped


def _move(
    rng: np.random.Generator, events: _Events, people: People, institutions: Institutions, begins: Ints,
    until: Ints, last: int, settings: Careers,
) -> None:  # fmt: skip
    size = len(people)
    where = people.institution.copy()
    day = begins.astype(np.int64) + 120
    fits = _fitting_groups(people, institutions)
    for _ in range(_MOVES_AT_MOST):
        with np.errstate(divide="ignore"):
            day = day + 30 + np.minimum(rng.exponential(size=size) / np.maximum(settings.move, 1e-12) * YEAR, 1e8).astype(np.int64)
        movers = np.flatnonzero((day < until) & (day <= last) & ~people.has_permit)
        if not len(movers):
            return
        target = where[movers]
        # Three tries for another institution that has the department; who finds none stays.
        for _ in range(3):
            seeking = np.flatnonzero(target == where[movers])
            origin = where[movers[seeking]]
            kind = rng.random(len(seeking))
            near = institutions.draw_near(rng, origin, institutions.city_number)
            same = institutions.draw_near(rng, origin, institutions.province)
            far = institutions.draw(rng, len(seeking))
            found = np.where(kind < settings.same_city, near, np.where(kind < 1 - settings.other_province, same, far))
            good = fits[people.department[movers[seeking]], found]
            target[seeking[good]] = found[good]
        moved = target != where[movers]
        events.add(movers[moved], day[movers[moved]], institution=target[moved])
        where[movers] = target


def _fitting_groups(people: People, institutions: Institutions) -> Flags:
    """department x institution: whether that kind of institution has that department."""
    departments = load_departments()
    groups = sorted(set(institutions.group))
    has = np.array([departments.chances(group) > 0 for group in groups]).T
    return has[:, np.array([groups.index(group) for group in institutions.group])]


def _extend(
    rng: np.random.Generator, events: _Events, people: People, begins: Ints, until: Ints, last: int, settings: Careers
) -> None:
    """A second scope of the same category."""
    rows = rows_of("scopes.csv")
    category = np.array([int(row["category_code"]) // 10 for row in rows])
    day = begins + 200 + np.minimum(rng.exponential(size=len(people)) / max(settings.add_scope, 1e-12) * YEAR, 1e8)
    added = pick(rng, [3, 3, 1, 1, 0.3, 0.3, 0.3, 0.1, 1, 0.2, 6, 2, 3, 2, 0.4, 1.5, 1, 1, 1, 1, 3, 3, 0, 0, 0, 4], len(people))
    who = np.flatnonzero(
        (day < until) & (day <= last) & (category[added] == category[people.scope]) & (added != people.scope)
    )
    events.add(who, day[who], scope=people.scope[who] + 100 * (added[who] + 1))


def scope_names(scope: int) -> list[str]:
    """The scopes that a state's `scope` stands for, in the order of the official table."""
    rows = rows_of("scopes.csv")
    main, added = scope % 100, scope // 100 - 1
    return [rows[i]["scope"] for i in sorted({main, added} - {-1})]


def _suspend(
    rng: np.random.Generator, events: _Events, begins: Ints, until: Ints, last: int, settings: Careers
) -> None:
    """暂停执业 for 6 to 12 months."""
    size = len(begins)
    raw = begins + 100 + np.minimum(rng.exponential(size=size) / max(settings.suspend, 1e-12) * YEAR, 1e8)
    day = _on_batch_day(raw.astype(np.int64))
    end = day + rng.integers(183, 366, size)
    who = np.flatnonzero((end < until) & (day <= last))
    events.add(who, day[who], status=SUSPENDED)
    over = who[end[who] <= last]
    events.add(over, end[over], status=ACTIVE)


def _second(
    rng: np.random.Generator, events: _Events, people: People, institutions: Institutions, begins: Ints,
    gone_on: Ints, last: int, settings: Careers,
) -> Ints:  # fmt: skip
    """Registrations in a second province; they end with the main one, or before."""
    size = len(people)
    start = begins + rng.integers(200, 3000, size)
    partner = institutions.draw(rng, size)
    who = np.flatnonzero(
        (rng.random(size) < settings.second_province * 1.8)
        & (people.instrument == PHYSICIAN)
        & (start < np.minimum(gone_on, last))
        & _fitting_groups(people, institutions)[people.department, partner]
    )
    moved_to = [row for row in events.rows if (row[2] != _UNCHANGED).all()]
    taken = np.concatenate(
        [row[0].astype(np.int64) * 100 + institutions.province[row[2]] for row in moved_to] or [np.zeros(0, np.int64)]
    )
    who = who[~np.isin(who.astype(np.int64) * 100 + institutions.province[partner[who]], taken)]
    number = size + np.arange(len(who), dtype=np.int32)
    end = np.where(rng.random(len(who)) < 0.25, start[who] + rng.integers(300, 1500, len(who)), NEVER)
    end = np.minimum(_on_batch_day(end), gone_on[who])
    events.add(number, start[who], partner[who], people.scope[who], ACTIVE)
    over = (end > start[who]) & (end <= last)
    events.add(number[over], end[over], status=CANCELLED)
    return who.astype(np.int32)


def _states(events: _Events, person: Ints, is_second: Flags, reason: Ints) -> States:
    """Put events in order, carry unchanged values forward, and drop states that last no day or change nothing."""
    registration, day, institution, scope, status = events.columns()
    order = np.lexsort((np.arange(len(day)), day, registration))
    registration, day = registration[order], day[order]
    columns = [_carried(column[order]) for column in (institution, scope, status)]
    last_of_day = np.append((registration[1:] != registration[:-1]) | (day[1:] != day[:-1]), True)
    registration, day = registration[last_of_day], day[last_of_day]
    columns = [column[last_of_day] for column in columns]
    same = np.append(False, registration[1:] == registration[:-1])
    differs = np.zeros(len(day), dtype=bool)
    for column in columns:
        differs[1:] |= column[1:] != column[:-1]
    kept = ~same | differs
    registration, day, same = registration[kept], day[kept], same[kept]
    ends = np.append(np.where(same[1:], day[1:] - 1, NEVER), NEVER).astype(np.int32)
    columns = [column[kept] for column in columns]
    return States(
        registration, columns[0], columns[1], columns[2].astype(np.int8), day, ends, person, is_second, reason
    )


def _carried(column: Ints) -> Ints:
    """Replace each -1 by the last value before it; every registration's first event sets every column."""
    at = np.where(column == _UNCHANGED, 0, np.arange(len(column)))
    carried: Ints = column[np.maximum.accumulate(at)]
    return carried


def _file(
    rng: np.random.Generator, states: States, people: People, institutions: Institutions, settings: Careers, last: int
) -> FiledSites:
    """Filings of main registrations: an institution of the same province, for one to three years."""
    share = settings.filed_site
    registration, institution, start, end = [], [], [], []
    for chance in (share, share / 4):
        day = last - rng.integers(0, 1500, len(people))
        row = state_on(states, np.arange(len(people), dtype=np.int32), day)
        term = 365 * rng.integers(1, 4, len(people))
        who = np.flatnonzero((row >= 0) & (rng.random(len(people)) < chance) & (people.instrument == PHYSICIAN))
        who = who[states.status[row[who]] == ACTIVE]
        main = states.institution[row[who]]
        other = institutions.draw_near(rng, main, institutions.province)
        fits = _fitting_groups(people, institutions)[people.department[who], other]
        who, other = who[fits & (other != main)], other[fits & (other != main)]
        leaves = _leaves_on(states, institutions)[row[who]]
        registration.append(who)
        institution.append(other)
        start.append(day[who])
        end.append(np.minimum(day[who] + term[who] - 1, leaves))
    order = np.lexsort((np.concatenate(start), np.concatenate(registration)))
    columns = [np.concatenate(column)[order].astype(np.int32) for column in (registration, institution, start, end)]
    return FiledSites(*columns)


def _leaves_on(states: States, institutions: Institutions) -> Ints:
    """Per state: last day of the unbroken active stay in its province that it is part of."""
    province = institutions.province[states.institution]
    stays = np.append(
        (states.registration[1:] == states.registration[:-1])
        & (province[1:] == province[:-1])
        & (states.status[1:] == ACTIVE),
        False,
    )
    final = np.where(stays, len(states.end) - 1, np.arange(len(states.end)))
    final = np.minimum.accumulate(final[::-1])[::-1]
    leaves: Ints = states.end[final]
    return leaves


def state_on(states: States, registration: Ints, day: Ints | int) -> Ints:
    """Row of the state that held on a day, -1 before the first."""
    days = np.broadcast_to(np.asarray(day, dtype=np.int64), len(registration))
    key = states.registration.astype(np.int64) * 1_000_000 + np.clip(states.start, 0, 999_999)
    row = np.searchsorted(key, registration.astype(np.int64) * 1_000_000 + np.clip(days, 0, 999_999), side="right") - 1
    held = (row >= 0) & (states.registration[np.maximum(row, 0)] == registration)
    return np.where(held, row, -1).astype(np.int32)
