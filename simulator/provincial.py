"""What the registers of three provinces show: one with numbers, one with masked numbers, one without."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import registers
from simulator.draws import Flags
from simulator.published import Published
from simulator.reality import Reality
from simulator.registers import ISO, View, Watched, publish_view, view_on
from simulator.states import ACTIVE

ZHEJIANG, GUANGDONG, SICHUAN = 33, 44, 51
# How many days before the day of a list its data end.
_ZJ_AGE, _OPEN_DATA_AGE = 3, 5
# How long before a move its application shows as 变更中.
_PENDING_DAYS = 20


def _of_province(reality: Reality, watched: Watched, day: int, province: int) -> View:
    """Who stands on a province's register on a day; holders of permits are not in it."""
    view = view_on(reality, watched, day)
    here = reality.institutions.province[reality.states.institution[view.state]] == province
    return view.take(here & ~reality.people.has_permit[view.person])


def zj_register(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_zj_register: 浙江, with full numbers and filed institutions."""
    as_of = day - _ZJ_AGE
    view = _of_province(reality, watched, as_of, ZHEJIANG)
    number = registers.numbers(reality, view)
    status = registers.statuses(reality, view, active="正常")
    stated = registers.on(as_of)
    columns = {
        "医师姓名": registers.names(watched, view),
        "性别": registers.genders(reality, view),
        "级别": registers.levels(reality, view),
        "类别": registers.categories(reality, view, "类别"),
        "执业范围": registers.scopes(reality, view, "；"),
        "执业证书编码": number,
        "主要执业机构": registers.institution_names(reality, watched, view.state, as_of),
        "备案机构": registers.filed_sites(reality, view, as_of),
        "注册状态": pc.if_else(pa.array(_moves_soon(reality, view, as_of)), "变更中", status),
        "发证日期": registers.issued_on(reality, view, ISO),
        "数据截止日期": pa.repeat(f"{stated.year}年{stated.month}月{stated.day}日", len(view.person)),
    }
    return publish_view(reality, watched, view, day, columns, number, has_number=True)


def _moves_soon(reality: Reality, view: View, day: int) -> Flags:
    """Whether an active registration is about to change its institution."""
    states = reality.states
    following = np.minimum(view.state + 1, len(states.start) - 1)
    soon: Flags = (
        (states.registration[following] == view.registration)
        & (states.institution[following] != states.institution[view.state])
        & (states.start[following] > day)
        & (states.start[following] <= day + _PENDING_DAYS)
        & (states.status[view.state] == ACTIVE)
    )
    return soon


def gd_register(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_gd_register: 广东, the middle of each number hidden."""
    as_of = day - _OPEN_DATA_AGE
    view = _of_province(reality, watched, as_of, GUANGDONG)
    number = registers.numbers(reality, view)
    head, tail = pc.utf8_slice_codeunits(number, 0, 3), pc.utf8_slice_codeunits(number, 11)
    masked = pc.binary_join_element_wise(head, tail, "********")
    columns = {
        "医师姓名": registers.names(watched, view),
        "性别": registers.genders(reality, view),
        "医师级别": registers.levels(reality, view),
        "执业类别": registers.categories(reality, view),
        "执业范围": registers.scopes(reality, view, ","),
        "证书编码": masked,
        "主要执业机构": registers.institution_names(reality, watched, view.state, as_of),
        "发证机关": registers.issuers(reality, view),
        "发证日期": registers.issued_on(reality, view, "{y}{m:02d}{d:02d}"),
        "状态": registers.statuses(reality, view, active="有效", suspended="暂停"),
        "更新日期": pa.repeat(f"{registers.on(as_of):%Y%m%d}", len(view.person)),
    }
    return publish_view(reality, watched, view, day, columns, masked, has_number=False)


def sc_register(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_sc_register: 四川, without numbers."""
    as_of = day - _OPEN_DATA_AGE
    view = _of_province(reality, watched, as_of, SICHUAN)
    stated = registers.on(as_of)
    columns = {
        "姓名": registers.names(watched, view),
        "性别": registers.genders(reality, view),
        "级别": registers.levels(reality, view),
        "类别": registers.categories(reality, view, "类别"),
        "范围": registers.scopes(reality, view, "；"),
        "主要执业机构": registers.institution_names(reality, watched, view.state, as_of),
        "发证日期": registers.issued_on(reality, view, "{y}/{m}/{d}"),
        "状态": registers.statuses(reality, view, active="在册", suspended="责令暂停", cancelled="已注销"),
        "更新日期": pa.repeat(f"{stated.year}/{stated.month}/{stated.day}", len(view.person)),
    }
    key = pa.nulls(len(view.person), pa.string())
    return publish_view(reality, watched, view, day, columns, key, has_number=False)
