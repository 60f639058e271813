"""What is really so, written where nothing but tests and benchmarks read it."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from simulator.careers import scope_names
from simulator.draws import NEVER, Bytes, Ints, rows_of
from simulator.people import PERMITS
from simulator.published import person_ids
from simulator.rosters import World
from warehouse.schema import INSTRUMENTS, STATUSES

_CATEGORIES = {"临床": "clinical", "口腔": "dental", "公共卫生": "public_health", "中医": "tcm"}


def truth_tables(world: World) -> dict[str, pa.Table]:
    """person, institution, registration and site, as docs/world.md has them."""
    return {
        "person": _person(world),
        "institution": _institution(world),
        "registration": _registration(world),
        "site": _site(world),
    }


def _days(days: Ints) -> pa.Array:
    """Dates, NULL for NEVER."""
    never = np.asarray(days) == NEVER
    return pa.array(np.where(never, 0, days).astype(np.int32), mask=never).cast(pa.date32())


def _named(names: tuple[str, ...], index: Ints | Bytes) -> pa.Array:
    return pa.array(names).take(pa.array(index))


def institution_ids(row: Ints) -> pa.Array:
    """Ids of institutions."""
    return pc.binary_join_element_wise("I", pc.utf8_lpad(pa.array(row).cast(pa.string()), 6, "0"), "")


def _person(world: World) -> pa.Table:
    people = world.people
    return pa.table(
        {
            "person_id": person_ids(np.arange(len(people))),
            "name": people.name,
            "former_name": people.former_name,
            "gender": _named(("male", "female"), people.gender),
            "instrument": _named(INSTRUMENTS, people.instrument),
            "certificate_no": world.certificate_no,
            "department": _named(world.departments.name, people.department),
            "registered_on": _days(people.entered_on),
            "attending_on": _days(people.promoted_on[:, 0]),
            "associate_chief_on": _days(people.promoted_on[:, 1]),
            "chief_on": _days(people.promoted_on[:, 2]),
        }
    )


def _institution(world: World) -> pa.Table:
    institutions = world.institutions
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
        }
    )


def _registration(world: World) -> pa.Table:
    states, people = world.states, world.people
    person = states.person[states.registration]
    codes, index = np.unique(states.scope, return_inverse=True)
    scopes = pa.array([sorted(scope_names(int(code))) for code in codes], pa.list_(pa.string()))
    instrument = people.instrument[person]
    level = np.where(np.isin(instrument, PERMITS), 0, instrument)
    categories = tuple(_CATEGORIES[row["category"]] for row in rows_of("scopes.csv"))
    return pa.table(
        {
            "person_id": person_ids(person),
            "instrument": _named(INSTRUMENTS, instrument),
            "certificate_no": world.certificate_no.take(pa.array(person)),
            "level": _named(INSTRUMENTS, level),
            "category": _named(categories, states.scope % 100),
            "scope": scopes.take(pa.array(index)),
            "province": pa.array([code[:2] for code in world.institutions.division]).take(pa.array(states.institution)),
            "institution_id": institution_ids(states.institution),
            "status": _named(STATUSES, states.status),
            "is_second": pa.array(states.is_second[states.registration]),
            "valid_from": _days(states.start),
            "valid_to": _days(states.end),
        }
    )


def _site(world: World) -> pa.Table:
    """Filed sites, and the main ones (or the permitted one of a permit) as the states have them."""
    states, filed = world.states, world.filed
    person = np.concatenate((states.person[states.registration], states.person[filed.registration]))
    institution = np.concatenate((states.institution, filed.institution))
    active = np.concatenate((np.isin(states.status, (0, 1, 2, 3)), np.ones(len(filed.start), dtype=bool)))
    kind = np.concatenate((np.where(world.people.has_permit[states.person[states.registration]], 2, 0), np.ones(len(filed.start), dtype=np.int64)))
    start, end = np.concatenate((states.start, filed.start)), np.concatenate((states.end, filed.end))
    rows = np.lexsort((institution, start, kind, person))
    rows = rows[active[rows]]
    provinces = pa.array([code[:2] for code in world.institutions.division])
    return pa.table(
        {
            "person_id": person_ids(person[rows]),
            "province": provinces.take(pa.array(institution[rows])),
            "institution_id": institution_ids(institution[rows]),
            "kind": _named(("main", "filed", "permit"), kind[rows]),
            "valid_from": _days(start[rows]),
            "valid_to": _days(end[rows]),
        }
    )


def write(table: pa.Table, path: Path) -> None:
    """Write Parquet, the same bytes for the same table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pa.parquet.write_table(table, path, compression="zstd", compression_level=1, row_group_size=262_144)
