"""What the national register shows: the query, which speaks for the day, and the delivery, old and partial."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import registers
from simulator.draws import NEVER, Ints, day_text
from simulator.people import ASSISTANT, RURAL_GP
from simulator.permits import CERTIFICATES
from simulator.published import Published, pooled
from simulator.reality import Reality
from simulator.registers import ISO, View, Watched, publish_view, view_on
from warehouse.schema import INSTRUMENTS


def query(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_nhc_query: the register as it answers that day, one row per registration; permits are not in it."""
    view = view_on(reality, watched, day)
    view = view.take(~reality.people.has_permit[view.person])
    province = registers.province_names(reality, view)
    number = registers.numbers(reality, view)
    columns = {
        "姓名": registers.names(watched, view),
        "性别": registers.genders(reality, view),
        "医师级别": registers.levels(reality, view),
        "执业类别": registers.categories(reality, view),
        "执业范围": registers.scopes(reality, view, "；"),
        "执业地点": province,
        "执业证书编码": number,
        "主要执业机构": registers.institution_names(reality, watched, view.state, day),
        "发证机关": registers.issuers(reality, view),
        "注册状态": registers.statuses(reality, view),
        "备案机构": registers.filed_sites(reality, view, day),
    }
    return publish_view(reality, watched, view, day, columns, number, has_number=True)


def delivery(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_nhc_delivery as delivered on a day: it speaks for a day some months before."""
    as_of = day - reality.settings.delivery_age_days
    view = view_on(reality, watched, as_of)
    people, institutions = reality.people, reality.institutions
    institution = reality.states.institution[view.state]
    has_permit = people.has_permit[view.person]
    begins = people.entered_on[view.person]
    ends = begins + people.permit_days[view.person] - 1
    # The place of an assistant is a county, that of a physician a province (医师执业注册管理办法, 7).
    is_assistant = np.isin(people.instrument[view.person], (ASSISTANT, RURAL_GP))
    counties = pooled([reality.places.path(code) for code in institutions.division], institution)
    joined_by_comma = pa.array(view.person % 3 == 0)
    number = registers.numbers(reality, view)
    certificates = [CERTIFICATES.get(instrument, "医师执业证书") for instrument in range(len(INSTRUMENTS))]
    columns = {
        "序号": pa.array(np.arange(1, len(view.person) + 1)),
        "姓名": registers.names(watched, view),
        "性别": registers.genders(reality, view),
        "证书类型": pooled(certificates, people.instrument[view.person]),
        "医师级别": registers.levels(reality, view),
        "执业类别": registers.categories(reality, view),
        "执业范围": pc.if_else(
            joined_by_comma, registers.scopes(reality, view, "、"), registers.scopes(reality, view, "；")
        ),
        "执业证书编码": number,
        "主要执业机构": registers.institution_names(reality, watched, view.state, as_of),
        "机构登记号": pooled(institutions.registration_no, institution),
        "执业地点": pc.if_else(pa.array(is_assistant), counties, registers.province_names(reality, view)),
        "注册状态": registers.statuses(reality, view),
        "注册日期": day_text(_registered_on(reality, view), ISO),
        "有效期起": day_text(np.where(has_permit, begins, NEVER), ISO),
        "有效期止": day_text(np.where(has_permit, ends, NEVER), ISO),
        "数据截止日期": pa.repeat(registers.on(as_of).isoformat(), len(view.person)),
    }
    return publish_view(reality, watched, view, day, columns, number, has_number=True)


def _registered_on(reality: Reality, view: View) -> Ints:
    """First day of the unbroken stay in the province that each state is part of."""
    states = reality.states
    province = reality.institutions.province[states.institution]
    arrives = np.append(True, (states.registration[1:] != states.registration[:-1]) | (province[1:] != province[:-1]))
    arrival = np.maximum.accumulate(np.where(arrives, np.arange(len(arrives)), 0))
    days: Ints = states.start[arrival[view.state]]
    return days
