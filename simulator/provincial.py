"""What the registers of some provinces show: with numbers, with masked numbers, without, by page or as files."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import registers
from simulator.draws import Flags
from simulator.people import ASSISTANT, RURAL_GP
from simulator.published import Published, pooled
from simulator.reality import Reality
from simulator.registers import ISO, View, Watched, publish_view, view_on
from simulator.states import ACTIVE

JIANGSU, ZHEJIANG, ANHUI, FUJIAN, SHANDONG, GUANGDONG, SICHUAN = 32, 33, 34, 35, 37, 44, 51
# How many days before the day of a list its data end.
_ZJ_AGE, _JS_AGE, _OPEN_DATA_AGE = 3, 1, 5
# Days from 1899-12-30, where spreadsheets begin to count, to 1970-01-01.
_SHEET_EPOCH = 25_569
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


def js_register(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_js_register: 江苏, under the short pinyin names that its interface gives the columns."""
    as_of = day - _JS_AGE
    view = _of_province(reality, watched, as_of, JIANGSU)
    number = registers.numbers(reality, view)
    institution = reality.states.institution[view.state]
    assessed, assessed_on = registers.assessments(reality, view, as_of)
    columns = {
        "ysxm": registers.names(watched, view),
        "xb": registers.genders(reality, view),
        "ysjb": registers.levels(reality, view),
        "zylb": registers.categories(reality, view),
        "zyfw": registers.scopes(reality, view, "，"),
        "zsbm": number,
        "zyjg": registers.institution_names(reality, watched, view.state, as_of),
        "jgdjh": pooled(reality.institutions.registration_no, institution),
        "fzjg": registers.issuers(reality, view),
        "fzrq": registers.issued_on(reality, view, "{y}/{m:02d}/{d:02d}"),
        "zczt": registers.statuses(reality, view, active="已注册"),
        "dqkh": assessed,
        "khrq": assessed_on,
        "sjrq": pa.repeat(registers.on(as_of).isoformat(), len(view.person)),
    }
    return publish_view(reality, watched, view, day, columns, number, has_number=True)


def sd_register(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_sd_register: 山东, as its government-service portal answers that day."""
    view = _of_province(reality, watched, day, SHANDONG)
    number = registers.numbers(reality, view)
    columns = {
        "doctorName": registers.names(watched, view),
        "sex": registers.genders(reality, view),
        "doctorLevel": registers.levels(reality, view),
        "practiceType": registers.categories(reality, view, "类别"),
        "practiceScope": registers.scopes(reality, view, ";"),
        "certificateCode": number,
        "orgName": registers.institution_names(reality, watched, view.state, day),
        "multiOrg": registers.filed_sites(reality, view, day),
        "issueOrg": registers.issuers(reality, view),
        "issueDate": registers.issued_on(reality, view, f"{ISO} 00:00:00"),
        "status": registers.statuses(reality, view, active="正常", suspended="暂停执业活动"),
    }
    return publish_view(reality, watched, view, day, columns, number, has_number=True)


def fj_open_data(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_fj_open_data: 福建, physicians in one file and assistants in another, each with its own forms of a date."""
    as_of = day - _OPEN_DATA_AGE
    view = _of_province(reality, watched, as_of, FUJIAN)
    is_assistant = np.isin(reality.people.instrument[view.person], (ASSISTANT, RURAL_GP))
    view = view.take(np.argsort(is_assistant, kind="stable"))
    is_assistant = np.sort(is_assistant)
    number = registers.numbers(reality, view)
    stated = registers.on(as_of)
    patterns = ("{y}{m:02d}{d:02d}", "{y}/{m}/{d}", "{y}年{m}月{d}日")
    mixed = pc.choose(pa.array(view.person % 3), *(registers.issued_on(reality, view, text) for text in patterns))
    # A spreadsheet keeps a day as a number, and shows that number once the cell has lost its format.
    serial = pa.array(reality.people.entered_on[view.person] + _SHEET_EPOCH).cast(pa.string())
    columns = {
        "文件": pooled(("执业医师", "执业助理医师"), is_assistant.astype(np.int8)),
        "医师姓名": registers.names(watched, view),
        "性别": registers.genders(reality, view),
        "级别": registers.levels(reality, view),
        "类别": registers.categories(reality, view),
        "执业范围": registers.scopes(reality, view, "\n"),
        "执业证书编码": number,
        "主要执业机构": registers.institution_names(reality, watched, view.state, as_of),
        "发证机关": registers.issuers(reality, view),
        "发证日期": pc.if_else(pa.array(is_assistant), serial, mixed),
        "状态": registers.statuses(reality, view, active="有效"),
        "数据更新时间": pa.repeat(f"{stated.year}-{stated.month}-{stated.day}", len(view.person)),
    }
    return publish_view(reality, watched, view, day, columns, number, has_number=True)
