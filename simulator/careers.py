"""What happens to people over the years: moves, added scopes, suspensions, cancellations, second registrations."""

from dataclasses import dataclass

import numpy as np

from simulator.draws import NEVER, Flags, Ints, pick, rows_of, stream
from simulator.institutions import Institutions
from simulator.people import PHYSICIAN, YEAR, People, load_departments
from simulator.settings import Careers
from simulator.states import (
    ACTIVE,
    CANCELLED,
    EXPIRED,
    LEFT,
    RESCINDED,
    REVOKED,
    SUSPENDED,
    Events,
    FiledSites,
    States,
    with_added,
)  # fmt: skip

# Why a registration was cancelled, and how often; the last is that of two years' absence (医师法 17).
REASONS = (
    ("死亡", 30), ("本人主动申请注销", 26), ("离退休后不再执业", 24), ("受刑事处罚", 2), ("考核不合格", 3),
    ("变更至军队系统执业", 3), ("中止医师执业活动满二年", 12),
)  # fmt: skip
_DEATH, _ABSENCE = 0, len(REASONS) - 1
_MOVES_AT_MOST = 4
_TWO_YEARS = 730


def live(
    people: People, institutions: Institutions, seed: int, settings: Careers, first: int, last: int
) -> tuple[States, FiledSites]:
    """Let people move, leave, be cancelled and add scopes between the days `first` and `last`."""
    lives = _Lives(people, institutions, stream(seed, "careers"), settings, last, np.maximum(people.entered_on, first))
    everyone = np.arange(len(people))
    events = Events()
    events.add(
        everyone, people.entered_on, institution=people.institution, scope=people.scope, status=ACTIVE
    )  # fmt: skip
    # Ends first: nothing else happens after them.
    gone_on, gone_as, reason = lives.ends()
    left = (gone_on != NEVER) & (reason == _ABSENCE) & (gone_on - lives.begins > _TWO_YEARS)
    until = np.where(left, gone_on - _TWO_YEARS, gone_on)
    who = np.flatnonzero(left)
    events.add(who, until[who], status=LEFT)
    who = np.flatnonzero(gone_on != NEVER)
    events.add(who, gone_on[who], status=gone_as[who])
    lives.move(events, until)
    lives.add_scopes(events, until)
    lives.suspend(events, until)
    lives.come_back(events, gone_on, (gone_as == CANCELLED) & (reason != _DEATH))
    seconds = lives.register_elsewhere(events, gone_on)
    person = np.concatenate((everyone, seconds))
    states = events.states(person, np.arange(len(person)) >= len(people), reason[person])
    return states, lives.file_sites(states)


@dataclass(frozen=True, eq=False)
class _Lives:
    """The people and the chances they run, from the day each of them `begins` to the day `last`."""

    people: People
    institutions: Institutions
    rng: np.random.Generator
    settings: Careers
    last: int
    begins: Ints

    def _waiting(self, per_year: float, factor: Ints | float = 1.0) -> Ints:
        """Days until something with that rate happens to each person; beyond any date at a rate of 0."""
        years = self.rng.exponential(size=len(self.people)) / np.maximum(per_year * factor, 1e-9)
        return np.minimum(years * YEAR, 1e7).astype(np.int64)

    def ends(self) -> tuple[Ints, Ints, Ints]:
        """Day of the end (NEVER), its status and the reason, index into REASONS."""
        people, settings, size = self.people, self.settings, len(self.people)
        # The older are cancelled more often; the mean stays what the settings say.
        years = (self.last - people.entered_on) / YEAR
        hazard = np.clip(years / years.mean(), 0.4, 2.5)
        hazard = hazard / np.average(hazard, weights=self.last - self.begins + 1)
        gone_on = batch_day(self.begins + 180 + self._waiting(settings.cancel, hazard))
        acts = (1 - settings.revoked - settings.rescinded, settings.revoked, settings.rescinded)
        gone_as = np.array([CANCELLED, REVOKED, RESCINDED])[pick(self.rng, acts, size)]
        weights = np.array([weight for _, weight in REASONS], dtype=np.float64)
        weights[_ABSENCE] = weights[:_ABSENCE].sum() * settings.left_first / (1 - settings.left_first)
        reason = pick(self.rng, weights, size)
        permit = people.has_permit
        gone_on = np.where(permit, people.entered_on + people.permit_days, gone_on)
        gone_on = np.where(gone_on <= self.last, gone_on, NEVER)
        return gone_on, np.where(permit, EXPIRED, gone_as), np.where(permit, _DEATH, reason)

    def move(self, events: Events, until: Ints) -> None:
        """Change the main institution: most often within the city, at times to another province."""
        institutions, settings = self.institutions, self.settings
        works_at = self.people.institution.copy()
        fits = self._has_department()
        day = self.begins + 120
        for _ in range(_MOVES_AT_MOST):
            day = day + 30 + self._waiting(settings.move)
            movers = np.flatnonzero((day < until) & (day <= self.last) & ~self.people.has_permit)
            target = works_at[movers]
            # Four tries for another institution that has the department; who finds none stays.
            for _ in range(4):
                seeking = np.flatnonzero(target == works_at[movers])
                origin = works_at[movers[seeking]]
                kind = self.rng.random(len(seeking))
                found = np.select(
                    [kind < settings.same_city, kind < 1 - settings.other_province],
                    [
                        institutions.draw_near(self.rng, origin, institutions.city_number),
                        institutions.draw_near(self.rng, origin, institutions.province),
                    ],
                    institutions.draw(self.rng, len(seeking)),
                )
                good = fits[self.people.department[movers[seeking]], found]
                target[seeking[good]] = found[good]
            moved = target != works_at[movers]
            events.add(movers[moved], day[movers[moved]], institution=target[moved])
            works_at[movers] = target

    def _has_department(self) -> Flags:
        """Department x institution: whether that kind of institution has that department."""
        departments = load_departments()
        groups = sorted(set(self.institutions.group))
        has = np.array([departments.chances(group) > 0 for group in groups]).T
        return has[:, np.array([groups.index(group) for group in self.institutions.group])]

    def add_scopes(self, events: Events, until: Ints) -> None:
        """Add a scope of the same category."""
        rows = rows_of("scopes.csv")
        category = np.array([int(row["category_code"]) // 10 for row in rows])
        added = pick(self.rng, [float(row["added"]) for row in rows], len(self.people))
        scope = self.people.scope
        # Who draws a scope of another category draws none; the rate makes up for it.
        day = self.begins + 200 + self._waiting(self.settings.add_scope * 1.5)
        who = np.flatnonzero(
            (day < until) & (day <= self.last) & (category[added] == category[scope]) & (added != scope)
        )
        events.add(who, day[who], scope=with_added(scope[who], added[who]))

    def suspend(self, events: Events, until: Ints) -> None:
        """暂停执业 for 6 to 12 months."""
        day = batch_day(self.begins + 100 + self._waiting(self.settings.suspend))
        over = day + self.rng.integers(183, 366, len(day))
        who = np.flatnonzero((over < until) & (day <= self.last))
        events.add(who, day[who], status=SUSPENDED)
        who = who[over[who] <= self.last]
        events.add(who, over[who], status=ACTIVE)

    def come_back(self, events: Events, gone_on: Ints, may_return: Flags) -> None:
        """Register anew, some years after a cancellation."""
        day = np.where(gone_on == NEVER, NEVER, gone_on + self.rng.integers(365, 1100, len(gone_on)))
        who = may_return & (day <= self.last) & (self.rng.random(len(day)) < self.settings.return_after)
        events.add(np.flatnonzero(who), day[who], status=ACTIVE)

    def register_elsewhere(self, events: Events, gone_on: Ints) -> Ints:
        """Second registrations, which end with the main one or before; returns their people in order."""
        people, institutions, size = self.people, self.institutions, len(self.people)
        start = self.begins + self.rng.integers(200, 3000, size)
        partner = institutions.draw(self.rng, size)
        # Some draw their own province, or come too late: the rate makes up for it.
        chosen = self.rng.random(size) < self.settings.second_province * 1.8
        fits = self._has_department()[people.department, partner]
        who = np.flatnonzero(
            chosen & fits & (people.instrument == PHYSICIAN) & (start < np.minimum(gone_on, self.last))
        )
        registration, visited = events.visits()
        been = registration.astype(np.int64) * 100 + institutions.province[visited]
        who = who[~np.isin(who * 100 + institutions.province[partner[who]], been)]
        number = size + np.arange(len(who))
        end = np.where(self.rng.random(len(who)) < 0.25, start[who] + self.rng.integers(300, 1500, len(who)), NEVER)
        end = np.minimum(np.where(end == NEVER, NEVER, batch_day(end)), gone_on[who])
        events.add(number, start[who], institution=partner[who], scope=people.scope[who], status=ACTIVE)
        over = end <= self.last
        events.add(number[over], end[over], status=CANCELLED)
        return who

    def file_sites(self, states: States) -> FiledSites:
        """File an institution of the same province, for one to three years, with some main registrations."""
        people, institutions, size = self.people, self.institutions, len(self.people)
        fits = self._has_department()
        stay_ends = _stay_ends(states, institutions)
        filed: list[tuple[Ints, ...]] = []
        for chance in (self.settings.filed_site, self.settings.filed_site / 4):
            day = self.last - self.rng.integers(0, 1500, size)
            days = 365 * self.rng.integers(1, 4, size)
            row = states.on(np.arange(size), day)
            chosen = (row >= 0) & (people.instrument == PHYSICIAN) & (self.rng.random(size) < chance)
            who = np.flatnonzero(chosen & (states.status[row] == ACTIVE))
            main = states.institution[row[who]]
            other = institutions.draw_near(self.rng, main, institutions.province)
            good = fits[people.department[who], other] & (other != main)
            who, other = who[good], other[good]
            filed.append((who, other, day[who], np.minimum(day[who] + days[who] - 1, stay_ends[row[who]])))
        registration, institution, start, end = (np.concatenate(column) for column in zip(*filed, strict=True))
        order = np.lexsort((start, registration))
        return FiledSites(registration[order], institution[order], start[order], end[order])


def batch_day(days: Ints) -> Ints:
    """The next 1st or 16th of a month: authorities act in batches."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    middle = months.astype("datetime64[D]") + 15
    following = (months + 1).astype("datetime64[D]")
    is_first = dates == months.astype("datetime64[D]")
    return np.where(is_first, dates, np.where(dates <= middle, middle, following)).astype(np.int64)


def _stay_ends(states: States, institutions: Institutions) -> Ints:
    """Per state: last day of the unbroken active stay in its province that it is part of."""
    province = institutions.province[states.institution]
    goes_on = np.append(
        (states.registration[1:] == states.registration[:-1])
        & (province[1:] == province[:-1])
        & (states.status[1:] == ACTIVE),
        False,
    )
    final = np.where(goes_on, len(goes_on) - 1, np.arange(len(goes_on)))
    ends: Ints = states.end[np.minimum.accumulate(final[::-1])[::-1]]
    return ends
