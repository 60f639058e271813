"""What an issuer of short-term permits announces: who may practise for a term, at which host institution."""

import numpy as np

from simulator import registers
from simulator.draws import Ints, day_text, stream
from simulator.people import PERMITS
from simulator.provincial import GUANGDONG
from simulator.published import Published, pooled, publish
from simulator.reality import Reality
from simulator.registers import View, Watched
from warehouse.schema import INSTRUMENTS

CERTIFICATES = dict(
    zip(PERMITS, ("外国医师短期行医许可证", "港澳医师短期行医执业证书", "台湾医师短期行医执业证书"), strict=True)
)  # fmt: skip
_FROM = dict(zip(PERMITS, ("外国", "港澳", "台湾"), strict=True))
# No list appears sooner after the month it is about.
_SOONEST = 9


def gd_permit(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_gd_permit: 广东, a row per permit, the newest article first.

    The permits of one kind that begin in one month share an article; old articles stay.
    """
    people, states = reality.people, reality.states
    # A permit holder's first registration is the permit, and it ends with it.
    here = reality.institutions.province[people.institution] == GUANGDONG
    person = np.flatnonzero(people.has_permit & here & (people.entered_on <= day))
    begins = people.entered_on[person]
    month = begins.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    articles, article = np.unique(month * len(INSTRUMENTS) + people.instrument[person], return_inverse=True)
    months, kinds = np.divmod(articles, len(INSTRUMENTS))
    next_month = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    lag = stream(reality.seed, "cn_gd_permit articles").exponential(size=len(articles))
    issued = next_month + _SOONEST + (lag * watched.settings.change.mean_days).astype(np.int64)
    order = np.lexsort((person, article, -issued[article]))
    order = order[issued[article[order]] <= day]
    person, article, begins = person[order], article[order], begins[order]
    view = View(person, states.on(person, begins), person)
    ids = [f"{registers.on(on):%Y%m}{kind}{on % 7}" for on, kind in zip(issued.tolist(), kinds.tolist(), strict=True)]
    key = registers.numbers(reality, view)
    columns = {
        "公告编号": pooled(ids, article),
        "标题": pooled(_titles(months, kinds), article),
        "发布日期": day_text(issued[article], registers.ISO),
        "证书类型": pooled([CERTIFICATES.get(kind) for kind in range(len(INSTRUMENTS))], people.instrument[person]),
        "姓名": registers.names(watched, view),
        "性别": registers.genders(reality, view),
        "国籍（地区）": pooled([_FROM.get(kind) for kind in range(len(INSTRUMENTS))], people.instrument[person]),
        "执业类别": registers.categories(reality, view),
        "执业范围": registers.scopes(reality, view, "、"),
        "证书编号": key,
        "聘用机构": registers.institution_names(reality, watched, view.state, day),
        "有效期起": day_text(begins, "{y}年{m}月{d}日"),
        "有效期止": day_text(begins + people.permit_days[person] - 1, "{y}年{m}月{d}日"),
    }
    flags = {"has_number": np.ones(len(person), dtype=bool)}
    return publish(day, "cn_gd_permit", columns, person, key, flags=flags, facts=registers.facts(reality, view.state))


def _titles(months: Ints, kinds: Ints) -> list[str]:
    """Per article its title."""
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    named = zip(map(registers.on, days.tolist()), kinds.tolist(), strict=True)
    return [f"{on.year}年{on.month}月准予{CERTIFICATES[kind]}人员名单公示" for on, kind in named]
