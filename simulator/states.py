"""States of registrations with their days, and how they are made from events."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulator.draws import NEVER, Bytes, Flags, Ints, rows_of
from warehouse.schema import STATUSES

ACTIVE, SUSPENDED, LEFT, CANCELLED, REVOKED, RESCINDED, EXPIRED = (
    STATUSES.index(name)
    for name in ("active", "suspended", "left_filed", "cancelled", "revoked", "rescinded", "expired")
)
ENDED = (CANCELLED, REVOKED, RESCINDED, EXPIRED)
_UNCHANGED = -1
# A state's scope is that of the first registration, and a hundred times one more than the row of an added one.
_ADDED = 100


@dataclass(frozen=True, eq=False)
class States:
    """One row per state of a registration, in order of registration and day.

    A registration is a person's main one (then its number is the person's), or the one in a second province. A
    move to another province keeps the number, for the certificate is the same. `start` and `end` are the first
    and the last day of the state; `end` is NEVER while it lasts.
    """

    registration: Ints
    institution: Ints
    scope: Ints  # see `scope_names`
    status: Bytes  # index into warehouse.schema.STATUSES
    start: Ints
    end: Ints
    person: Ints  # per registration
    is_second: Flags  # per registration
    reason: Ints  # per registration: why its last cancellation was

    @cached_property
    def first(self) -> Ints:
        """Row of the first state of each registration, and one more that ends the last."""
        return np.searchsorted(self.registration, np.arange(len(self.person) + 1))

    def on(self, registration: Ints, day: Ints | int) -> Ints:
        """Row of the state that held on a day, -1 before the first."""
        key = self.registration.astype(np.int64) << 32 | self.start
        row = np.searchsorted(key, registration.astype(np.int64) << 32 | day, side="right") - 1
        held = (row >= 0) & (self.registration[np.maximum(row, 0)] == registration)
        return np.where(held, row, -1)


@dataclass(frozen=True, eq=False)
class FiledSites:
    """One row per filed institution (备案机构) with its first and last day, in order of registration."""

    registration: Ints
    institution: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True)
class Events:
    """Changes being collected; what an event does not name stays as it was."""

    _rows: list[tuple[Ints, ...]] = field(default_factory=list)

    def add(
        self,
        registration: Ints,
        day: Ints,
        *,
        institution: Ints | int = _UNCHANGED,
        scope: Ints | int = _UNCHANGED,
        status: Ints | int = _UNCHANGED,
    ) -> None:
        """Something happens to each of these registrations on its day."""
        wide = (np.broadcast_to(column, len(registration)) for column in (institution, scope, status))
        self._rows.append((registration, day, *wide))

    def visits(self) -> tuple[Ints, Ints]:
        """Registration and institution of every event that leads to an institution."""
        registration, _, institution, *_ = self._columns()
        led = institution != _UNCHANGED
        return registration[led], institution[led]

    def _columns(self) -> tuple[Ints, ...]:
        return tuple(np.concatenate(column).astype(np.int32) for column in zip(*self._rows, strict=True))

    def states(self, person: Ints, is_second: Flags, reason: Ints) -> States:
        """Order events by day, carry values forward, and drop states that last no day or change nothing.

        Of events on one day the last added decides. The first of a registration must name every column.
        """
        registration, day, *changes = self._columns()
        order = np.lexsort((np.arange(len(day)), day, registration))
        registration, day = registration[order], day[order]
        values = [_carried(column[order]) for column in changes]
        decides = np.append((registration[1:] != registration[:-1]) | (day[1:] != day[:-1]), True)
        registration, day = registration[decides], day[decides]
        values = [column[decides] for column in values]
        differs = np.append(True, registration[1:] != registration[:-1])
        for column in values:
            differs[1:] |= column[1:] != column[:-1]
        registration, day = registration[differs], day[differs]
        institution, scope, status = (column[differs] for column in values)
        goes_on = np.append(registration[1:] == registration[:-1], False)
        end = np.where(goes_on, np.append(day[1:], 0) - 1, NEVER)
        return States(
            registration, institution, scope, status.astype(np.int8), day, end, person, is_second, reason
        )  # fmt: skip


def _carried(column: Ints) -> Ints:
    """Replace each `_UNCHANGED` by the last value before it."""
    at = np.where(column == _UNCHANGED, 0, np.arange(len(column)))
    carried: Ints = column[np.maximum.accumulate(at)]
    return carried


def with_added(scope: Ints, added: Ints) -> Ints:
    """The scope of a state after another scope was added."""
    return scope % _ADDED + _ADDED * (added + 1)


def main_scope(scope: Ints) -> Ints:
    """Row of scopes.csv of the first scope of a state: it decides the category."""
    return scope % _ADDED


def scope_names(scope: int) -> list[str]:
    """The scopes that a state's `scope` stands for, in the order of the official table."""
    added, main = divmod(scope, _ADDED)
    return [rows_of("scopes.csv")[row]["scope"] for row in sorted({main, added - 1} - {-1})]
