"""What is really so, written where nothing but tests and benchmarks read it."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from simulator.draws import NEVER, Flags, Ints, rows_of
from simulator.people import PERMITS, PHYSICIAN, load_departments
from simulator.published import institution_ids, person_ids, pooled
from simulator.reality import Reality
from simulator.states import ENDED, main_scope, scope_names
from simulator.units import make_licences
from warehouse.schema import INSTRUMENTS, STATUSES

_CATEGORIES = {"临床": "clinical", "口腔": "dental", "公共卫生": "public_health", "中医": "tcm"}
_MAIN, _FILED, _PERMIT = range(3)


def truth_tables(reality: Reality) -> dict[str, pa.Table]:
    """person, institution, registration and site, as docs/world.md has them."""
    return {
        "person": _person(reality),
        "institution": _institution(reality),
        "registration": _registration(reality),
        "site": _site(reality),
    }


def _days(days: Ints) -> pa.Array:
    """Dates, NULL for NEVER."""
    never = np.asarray(days) == NEVER
    return pa.array(np.where(never, 0, days).astype(np.int32), mask=never).cast(pa.date32())


def _person(reality: Reality) -> pa.Table:
    people = reality.people
    return pa.table(
        {
            "person_id": person_ids(np.arange(len(people))),
            "name": people.name,
            "former_name": people.former_name,
            "gender": pooled(("male", "female"), people.gender),
            "instrument": pooled(INSTRUMENTS, people.instrument),
            "certificate_no": reality.certificate_no,
            "department": pooled(load_departments().name, people.department),
            "registered_on": _days(people.entered_on),
            "attending_on": _days(people.promoted_on[:, 0]),
            "associate_chief_on": _days(people.promoted_on[:, 1]),
            "chief_on": _days(people.promoted_on[:, 2]),
        }
    )


def _institution(reality: Reality) -> pa.Table:
    institutions = reality.institutions
    return pa.table(
        {
            "institution_id": institution_ids(np.arange(len(institutions))),
            "registration_no": institutions.registration_no,
            "name": institutions.name,
            "former_name": pa.array(institutions.earlier_name, pa.string()),
            "renamed_on": _days(institutions.renamed_on),
            "province": [code[:2] for code in institutions.division],
            "division": institutions.division,
            "kind": institutions.class_code,
            "closed_on": _days(make_licences(reality).closed_on),
        }
    )


def _registration(reality: Reality) -> pa.Table:
    states, people = reality.states, reality.people
    person = states.person[states.registration]
    codes, index = np.unique(states.scope, return_inverse=True)
    scopes = pa.array([sorted(scope_names(int(code))) for code in codes], pa.list_(pa.string()))
    instrument = people.instrument[person]
    level = np.where(np.isin(instrument, PERMITS), PHYSICIAN, instrument)
    categories = tuple(_CATEGORIES[row["category"]] for row in rows_of("scopes.csv"))
    return pa.table(
        {
            "person_id": person_ids(person),
            "instrument": pooled(INSTRUMENTS, instrument),
            "certificate_no": reality.certificate_no.take(pa.array(person)),
            "level": pooled(INSTRUMENTS, level),
            "category": pooled(categories, main_scope(states.scope)),
            "scope": scopes.take(pa.array(index)),
            "province": _provinces(reality, states.institution),
            "institution_id": institution_ids(states.institution),
            "fits_department": pa.array(_fits_department(reality)),
            "status": pooled(STATUSES, states.status),
            "is_second": pa.array(states.is_second[states.registration]),
            "valid_from": _days(states.start),
            "valid_to": _days(states.end),
        }
    )


def _fits_department(reality: Reality) -> Flags:
    """Per state whether its scope has that of the person's department."""
    states = reality.states
    department = reality.people.department[states.person[states.registration]]
    scope = load_departments().scope
    # A pair of scope and department comes again and again.
    pairs, index = np.unique(states.scope * len(scope) + department, return_inverse=True)
    fits = [scope[pair % len(scope)] in scope_names(pair // len(scope)) for pair in pairs.tolist()]
    return np.array(fits, dtype=bool)[index]


def _site(reality: Reality) -> pa.Table:
    """Main institutions (that of a permit: permit) and filed ones, each for its unbroken days."""
    states, filed = reality.states, reality.filed
    goes_on = (
        (states.registration[1:] == states.registration[:-1])
        & (states.institution[1:] == states.institution[:-1])
        & ~np.isin(states.status[1:], ENDED)
        & ~np.isin(states.status[:-1], ENDED)
    )
    begins = np.append(True, ~goes_on)
    spells = np.flatnonzero(begins & ~np.isin(states.status, ENDED))
    last = np.flatnonzero(np.append(~goes_on, True))
    main_end = states.end[last[np.searchsorted(last, spells)]]
    main_person = states.person[states.registration[spells]]
    main_kind = np.where(reality.people.has_permit[main_person], _PERMIT, _MAIN)
    person = np.append(main_person, states.person[filed.registration])
    institution = np.append(states.institution[spells], filed.institution)
    kind = np.append(main_kind, np.full(len(filed.start), _FILED))
    start, end = np.append(states.start[spells], filed.start), np.append(main_end, filed.end)
    rows = np.lexsort((institution, start, kind, person))
    return pa.table(
        {
            "person_id": person_ids(person[rows]),
            "province": _provinces(reality, institution[rows]),
            "institution_id": institution_ids(institution[rows]),
            "kind": pooled(("main", "filed", "permit"), kind[rows]),
            "valid_from": _days(start[rows]),
            "valid_to": _days(end[rows]),
        }
    )


def _provinces(reality: Reality, institution: Ints) -> pa.Array:
    return pooled([code[:2] for code in reality.institutions.division], institution)


def write(table: pa.Table, path: Path) -> None:
    """Write Parquet, the same bytes for the same table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pa.parquet.write_table(table, path, compression="zstd", compression_level=1, row_group_size=262_144)
