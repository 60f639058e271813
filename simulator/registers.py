"""What the official sources show: the national query and delivery, three provincial lists, one province's bulletins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import damage
from simulator.careers import ACTIVE, CANCELLED, ENDED, REASONS, RESCINDED, REVOKED, SUSPENDED, scope_names, state_on
from simulator.draws import EPOCH, NEVER, Bytes, Flags, Ints, day_text, rows_of, stream
from simulator.people import ASSISTANT, PERMITS, PHYSICIAN, RURAL_GP
from simulator.published import Published, person_ids, publish
from simulator.rosters import World
from simulator.settings import Register
from simulator.sightings import Sightings, watch
from warehouse.schema import INSTRUMENTS, STATUSES

GENDERS = ("男", "女")
LEVELS = {PHYSICIAN: "执业医师", ASSISTANT: "执业助理医师", RURAL_GP: "乡村全科执业助理医师"}
INSTRUMENT_NAMES = dict(zip(PERMITS, ("外国医师短期行医许可证", "港澳医师短期行医执业证书", "台湾医师短期行医执业证书"), strict=True))
ISO = "{y}-{m:02d}-{d:02d}"
COVERED_AT_MOST = 0.7
_STATUS_WORDS = {
    "nhc": {"active": "执业", "suspended": "暂停执业", "left_filed": "离岗备案", "cancelled": "注销", "revoked": "吊销", "rescinded": "撤销", "expired": "过期"},
    "zj": {"active": "正常", "suspended": "暂停执业", "left_filed": "离岗备案", "cancelled": "注销", "revoked": "吊销", "rescinded": "撤销", "expired": "过期"},
    "gd": {"active": "有效", "suspended": "暂停", "left_filed": "离岗备案", "cancelled": "注销", "revoked": "吊销", "rescinded": "撤销", "expired": "过期"},
    "sc": {"active": "在册", "suspended": "责令暂停", "left_filed": "离岗备案", "cancelled": "已注销", "revoked": "吊销", "rescinded": "撤销", "expired": "过期"},
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Watched:
    """A register's knowledge of every registration: when it sees what, and whom it leaves out."""

    settings: Register
    sightings: Sightings
    covered: Flags
    name: pa.Array
    is_blurred: Flags


@dataclass(frozen=True, eq=False)
class View:
    """Rows of a register on a day: the registration and the state shown."""

    registration: Ints
    state: Ints
    person: Ints


def watch_register(world: World, source_id: str, settings: Register) -> Watched:
    """Draw a register's lags, its gaps, and the names it cannot write."""
    rng = stream(world.seed, f"register {source_id}")
    size = len(world.states.person)
    sightings = watch(
        rng, world.states, np.arange(size, dtype=np.int32), world.since, settings.change, settings.change
    )
    covered = (
        _covered(rng, world, settings.covers) if source_id == "cn_nhc_delivery" else rng.random(size) < settings.covers
    )
    name, blurred = damage.blur_rare(rng, world.people.name, settings.blurred)
    return Watched(settings, sightings, covered, name, blurred)


def _covered(rng: np.random.Generator, world: World, share: float) -> Flags:
    """Some provinces deliver more than others; half of the gap is whole institutions, half single people."""
    rates = {int(row["code"]): float(row["covered"]) for row in rows_of("provinces.csv")}
    province = world.institutions.province
    rate = np.array([rates.get(code, 0.0) for code in range(100)])[province]
    mean = float((rate * world.institutions.weight).sum())
    root = np.sqrt(np.clip(rate * share / mean, 0.02, 0.98))
    delivered = rng.random(len(world.institutions)) < root
    first = world.people.institution
    covered = delivered[first] & (rng.random(len(first)) < root[first])
    # Few large institutions decide in a small world: the limit holds all the same.
    surplus = int(covered.sum()) - int(COVERED_AT_MOST * len(first) * 0.99)
    if surplus > 0:
        covered[rng.permutation(np.flatnonzero(covered))[:surplus]] = False
    result: Flags = covered[world.states.person]
    return result


def view_on(world: World, watched: Watched, day: int, province: int | None = None) -> View:
    """Who stands on a register on a day, in order of registration."""
    states = world.states
    shown = watched.sightings.at(day)
    state = np.maximum(shown, 0)
    ended = np.isin(states.status[state], ENDED)
    kept = (shown >= 0) & watched.covered & (~ended | (day - states.start[state] <= watched.settings.ended_days))
    if province is not None:
        kept &= world.institutions.province[states.institution[state]] == province
        kept &= ~world.people.has_permit[states.person]
    registration = np.flatnonzero(kept).astype(np.int32)
    return View(registration, state[registration], states.person[registration])


def _pool(texts: Sequence[str | None], index: Ints | Bytes) -> pa.Array:
    return pa.array(texts, pa.string()).take(pa.array(index))


def _scopes(state_scope: Ints, joint: str) -> pa.Array:
    codes, index = np.unique(state_scope, return_inverse=True)
    return _pool([joint.join(scope_names(int(code))) for code in codes], index)


def _category(world: World, state_scope: Ints, suffix: str = "") -> pa.Array:
    return _pool([row["category"] + suffix for row in rows_of("scopes.csv")], state_scope % 100)


def _status(world: World, status: Bytes, dialect: str) -> pa.Array:
    return _pool([_STATUS_WORDS[dialect].get(name) for name in STATUSES], status)


def _level(world: World, person: Ints) -> pa.Array:
    return _pool([LEVELS.get(i, "执业医师") for i in range(len(INSTRUMENTS))], world.people.instrument[person])


def _issuer(world: World, person: Ints) -> pa.Array:
    codes, index = np.unique(np.array(world.issuer), return_inverse=True)
    names = []
    for code in codes.tolist():
        place = world.places.by_code.get(code)
        where = world.places.path(code) if place else "省"
        names.append(f"{where}卫生健康{'局' if not code.endswith('00') else '委员会'}")
    return _pool(names, index[person])


def _institution(world: World, state: Ints, day: int) -> pa.Array:
    shown = world.institutions.shown_at(world.states.institution[state], day)
    return world.institutions.shown_names.take(pa.array(shown))


def _province_name(world: World, state: Ints) -> pa.Array:
    names: list[str | None] = [None] * 100
    for place in world.places.provinces:
        names[int(place.province)] = place.name
    return _pool(names, world.institutions.province[world.states.institution[state]])


def _registered_on(world: World, state: Ints) -> Ints:
    """First day of the unbroken stay in the province of a state."""
    states = world.states
    province = world.institutions.province[states.institution]
    begins = np.append(
        True, (states.registration[1:] != states.registration[:-1]) | (province[1:] != province[:-1])
    )
    origin = np.maximum.accumulate(np.where(begins, np.arange(len(begins)), 0))
    days: Ints = states.start[origin][state]
    return days


def filed_text(world: World, registration: Ints, day: int) -> pa.Array:
    """备案机构 as 甲医院(2025-01-01至2026-12-31);乙医院(...), those over for less than a year included; NULL for none."""
    filed = world.filed
    rows = np.flatnonzero((filed.start <= day) & (filed.end >= day - 365))
    rows = rows[np.isin(filed.registration[rows], registration)]
    names = pa.array(world.institutions.name).take(pa.array(filed.institution[rows]))
    texts = pc.binary_join_element_wise(
        names, "(", day_text(filed.start[rows], ISO), "至", day_text(filed.end[rows], ISO), ")", ""
    )
    owner = filed.registration[rows]
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1])) if len(owner) else np.zeros(0, dtype=np.int64)
    joined = pc.binary_join(
        pa.ListArray.from_arrays(pa.array(np.append(starts, len(owner)).astype(np.int32)), texts), ";"
    )
    place = np.searchsorted(owner[starts], registration) if len(owner) else np.zeros(len(registration), dtype=np.int64)
    place = np.minimum(place, max(len(starts) - 1, 0))
    found = (owner[starts][place] == registration) if len(owner) else np.zeros(len(registration), dtype=bool)
    return joined.take(pa.array(np.where(found, place, 0), mask=~found))


def _official(
    world: World, watched: Watched, view: View, day: int, source_id: str, columns: dict[str, pa.Array],
    has_number: bool, source_key: pa.Array,
) -> Published:  # fmt: skip
    states = world.states
    now = state_on(states, view.registration, day)
    error = np.where(watched.is_blurred[view.person], damage.UNREADABLE, damage.NONE).astype(np.int8)
    listed_as_ended = np.isin(states.status[view.state], ENDED)
    flags = {
        "is_stale": states.institution[view.state] != states.institution[now],
        "is_cancelled": ~listed_as_ended & np.isin(states.status[now], ENDED),
        "has_number": np.full(len(view.person), has_number),
    }
    alias = np.zeros(len(view.person), dtype=np.int8)
    return publish(day, source_id, columns, person_ids(view.person), source_key, error, alias, flags)


def nhc_query(world: World, watched: Watched, day: int) -> Published:
    """cn_nhc_query: the register as it answers that day, one row per registration; permits are not in it."""
    view = view_on(world, watched, day)
    plain = ~world.people.has_permit[view.person]
    view = View(view.registration[plain], view.state[plain], view.person[plain])
    number = world.certificate_no.take(pa.array(view.person))
    province = _province_name(world, view.state)
    columns = {
        "姓名": watched.name.take(pa.array(view.person)),
        "性别": _pool(GENDERS, world.people.gender[view.person]),
        "医师级别": _level(world, view.person),
        "执业类别": _category(world, world.states.scope[view.state]),
        "执业范围": _scopes(world.states.scope[view.state], "；"),
        "执业地点": province,
        "执业证书编码": number,
        "主要执业机构": _institution(world, view.state, day - 4),
        "发证机关": _issuer(world, view.person),
        "注册状态": _status(world, world.states.status[view.state], "nhc"),
        "备案机构": filed_text(world, view.registration, day),
    }
    return _official(world, watched, view, day, "cn_nhc_query", columns, True, number)


def nhc_delivery(world: World, watched: Watched, day: int) -> Published:
    """cn_nhc_delivery as delivered on a day: it speaks for a day some months before."""
    as_of = day - world.settings.delivery_age_days
    view = view_on(world, watched, as_of)
    states, people = world.states, world.people
    number = world.certificate_no.take(pa.array(view.person))
    permit = people.has_permit[view.person]
    ends = np.where(permit, _permit_end(world, view.registration), NEVER).astype(np.int32)
    assistant = np.isin(people.instrument[view.person], (ASSISTANT, RURAL_GP))
    paths = pa.array([world.places.path(code) for code in world.institutions.division])
    county = paths.take(pa.array(states.institution[view.state]))
    scope = states.scope[view.state]
    joint = pc.if_else(pa.array(view.person % 3 == 0), _scopes(scope, "、"), _scopes(scope, "；"))
    columns = {
        "序号": pa.array(np.arange(1, len(view.person) + 1)),
        "姓名": watched.name.take(pa.array(view.person)),
        "性别": _pool(GENDERS, people.gender[view.person]),
        "证书类型": _pool([INSTRUMENT_NAMES.get(i, "医师执业证书") for i in range(len(INSTRUMENTS))], people.instrument[view.person]),
        "医师级别": _level(world, view.person),
        "执业类别": _category(world, scope),
        "执业范围": joint,
        "执业证书编码": number,
        "主要执业机构": _institution(world, view.state, as_of),
        "机构登记号": pa.array(world.institutions.registration_no).take(pa.array(states.institution[view.state])),
        "执业地点": pc.if_else(pa.array(assistant), county, _province_name(world, view.state)),
        "注册状态": _status(world, states.status[view.state], "nhc"),
        "注册日期": day_text(_registered_on(world, view.state), ISO),
        "有效期起": day_text(np.where(permit, people.entered_on[view.person], NEVER).astype(np.int32), ISO),
        "有效期止": day_text(ends, ISO),
        "数据截止日期": pa.repeat(_iso(as_of), len(view.person)),
    }
    return _official(world, watched, view, day, "cn_nhc_delivery", columns, True, number)


def _permit_end(world: World, registration: Ints) -> Ints:
    """Last day of a permit's term, stated from the start."""
    last = world.states.first[registration + 1] - 1
    expired = np.isin(world.states.status[last], ENDED)
    entered = world.people.entered_on[world.states.person[registration]]
    return np.where(expired, world.states.start[last] - 1, entered + 364 * 3)


def _iso(day: int) -> str:
    return (EPOCH + timedelta(days=day)).isoformat()


def zj_register(world: World, watched: Watched, day: int) -> Published:
    """cn_zj_register: 浙江, with full numbers and filed institutions."""
    as_of = day - 3
    view = view_on(world, watched, as_of, 33)
    states = world.states
    following = np.minimum(view.state + 1, len(states.start) - 1)
    moves_soon = (
        (states.registration[following] == view.registration)
        & (states.institution[following] != states.institution[view.state])
        & (states.start[following] > as_of)
        & (states.start[following] <= as_of + 20)
        & (states.status[view.state] == ACTIVE)
    )
    number = world.certificate_no.take(pa.array(view.person))
    status = _status(world, states.status[view.state], "zj")
    on = EPOCH + timedelta(days=as_of)
    columns = {
        "医师姓名": watched.name.take(pa.array(view.person)),
        "性别": _pool(GENDERS, world.people.gender[view.person]),
        "级别": _level(world, view.person),
        "类别": _category(world, states.scope[view.state], "类别"),
        "执业范围": _scopes(states.scope[view.state], "；"),
        "执业证书编码": number,
        "主要执业机构": _institution(world, view.state, as_of - 9),
        "备案机构": filed_text(world, view.registration, as_of),
        "注册状态": pc.if_else(pa.array(moves_soon), "变更中", status),
        "发证日期": day_text(world.people.entered_on[view.person], ISO),
        "数据截止日期": pa.repeat(f"{on.year}年{on.month}月{on.day}日", len(view.person)),
    }
    return _official(world, watched, view, day, "cn_zj_register", columns, True, number)


def gd_register(world: World, watched: Watched, day: int) -> Published:
    """cn_gd_register: 广东, middle of the number hidden."""
    as_of = day - 5
    view = view_on(world, watched, as_of, 44)
    number = world.certificate_no.take(pa.array(view.person))
    masked = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(number, 0, 3), "********", pc.utf8_slice_codeunits(number, 11), ""
    )
    columns = {
        "医师姓名": watched.name.take(pa.array(view.person)),
        "性别": _pool(GENDERS, world.people.gender[view.person]),
        "医师级别": _level(world, view.person),
        "执业类别": _category(world, world.states.scope[view.state]),
        "执业范围": _scopes(world.states.scope[view.state], ","),
        "证书编码": masked,
        "主要执业机构": _institution(world, view.state, as_of - 20),
        "发证机关": _issuer(world, view.person),
        "发证日期": day_text(world.people.entered_on[view.person], "{y}{m:02d}{d:02d}"),
        "状态": _status(world, world.states.status[view.state], "gd"),
        "更新日期": pa.repeat(_iso(as_of).replace("-", ""), len(view.person)),
    }
    return _official(world, watched, view, day, "cn_gd_register", columns, False, masked)


def sc_register(world: World, watched: Watched, day: int) -> Published:
    """cn_sc_register: 四川, without numbers."""
    as_of = day - 5
    view = view_on(world, watched, as_of, 51)
    on = EPOCH + timedelta(days=as_of)
    columns = {
        "姓名": watched.name.take(pa.array(view.person)),
        "性别": _pool(GENDERS, world.people.gender[view.person]),
        "级别": _level(world, view.person),
        "类别": _category(world, world.states.scope[view.state], "类别"),
        "范围": _scopes(world.states.scope[view.state], "；"),
        "主要执业机构": _institution(world, view.state, as_of - 25),
        "发证日期": day_text(world.people.entered_on[view.person], "{y}/{m}/{d}"),
        "状态": _status(world, world.states.status[view.state], "sc"),
        "更新日期": pa.repeat(f"{on.year}/{on.month}/{on.day}", len(view.person)),
    }
    key = person_ids(view.person)
    return _official(world, watched, view, day, "cn_sc_register", columns, False, pa.nulls(len(key), pa.string()))
