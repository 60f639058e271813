"""What the bulletins of two provinces show: articles, or files, that announce by name who may no longer practise."""

import numpy as np
import pyarrow as pa

from simulator import damage, registers
from simulator.careers import REASONS
from simulator.draws import Ints, day_text, stream
from simulator.provincial import ANHUI, ZHEJIANG
from simulator.published import Published, pooled, publish
from simulator.reality import Reality
from simulator.registers import ISO, View, Watched
from simulator.states import CANCELLED, RESCINDED, REVOKED, SUSPENDED
from warehouse.schema import STATUSES

_ACTS = {CANCELLED: "注销", REVOKED: "吊销", RESCINDED: "撤销", SUSPENDED: "暂停"}
_GROUNDS = {REVOKED: "行政处罚", RESCINDED: "以不正当手段取得", SUSPENDED: "行政处罚"}
# No article appears sooner after its acts take effect.
_SOONEST = 3


def zj_cancellation(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_zj_cancellation: a row per person named, the newest article first.

    The acts of one kind that take effect on one day share an article.
    """
    states = reality.states
    is_act = np.isin(states.status, tuple(_ACTS)) & (states.start >= reality.since)
    is_act &= reality.institutions.province[states.institution] == ZHEJIANG
    state = np.flatnonzero(is_act)
    # Articles are numbered by their day and act, so that they stay the same whatever the day of the reader.
    article_of = states.start[state] * len(STATUSES) + states.status[state]
    articles, article = np.unique(article_of, return_inverse=True)
    effective, act = np.divmod(articles, len(STATUSES))
    lag = stream(reality.seed, "cn_zj_cancellation").exponential(size=len(articles))
    issued = effective + _SOONEST + (lag * watched.settings.change.mean_days).astype(np.int64)
    order = np.lexsort((state, article, -issued[article]))
    order = order[issued[article[order]] <= day]
    state, article = state[order], article[order]
    registration = states.registration[state]
    view = View(registration, state, states.person[registration])
    ids = [
        f"{registers.on(on):%Y%m%d}{kind}{since % 10}"
        for on, kind, since in zip(issued.tolist(), act.tolist(), effective.tolist(), strict=True)
    ]
    key = pooled(ids, article)
    grounds = [*(reason for reason, _ in REASONS), *(_GROUNDS.get(kind) for kind in range(len(STATUSES)))]
    ground = np.where(act[article] == CANCELLED, states.reason[registration], len(REASONS) + act[article])
    columns = {
        "公告编号": key,
        "标题": pooled(_titles(reality, view, article, act), article),
        "发布日期": day_text(issued[article], ISO),
        "生效日期": day_text(effective[article], ISO),
        "处理": pooled([_ACTS.get(kind) for kind in range(len(STATUSES))], act[article]),
        "姓名": registers.names(watched, view),
        "性别": registers.genders(reality, view),
        "执业证书编码": registers.numbers(reality, view),
        "执业机构": registers.institution_names(reality, watched, state, day),
        "注销原因": pooled(grounds, ground),
    }
    flags = {"has_number": np.ones(len(state), dtype=bool)}
    return publish(
        day, "cn_zj_cancellation", columns, view.person, key, flags=flags, facts=registers.facts(reality, state)
    )


def ah_cancellation(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_ah_cancellation: a row per person named, the newest article first; each is about one quarter.

    The files have no more characters than GBK.
    """
    states = reality.states
    is_act = np.isin(states.status, (CANCELLED, REVOKED)) & (states.start >= reality.since)
    is_act &= reality.institutions.province[states.institution] == ANHUI
    state = np.flatnonzero(is_act)
    month = states.start[state].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    quarters, article = np.unique(month // 3, return_inverse=True)
    over = (quarters * 3 + 3).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    rng = stream(reality.seed, "cn_ah_cancellation articles")
    issued = (
        over + _SOONEST + (rng.exponential(size=len(quarters)) * watched.settings.change.mean_days).astype(np.int64)
    )
    is_scan = rng.random(len(quarters)) < reality.settings.scanned_bulletins
    order = np.lexsort((state, states.status[state], -article))
    order = order[issued[article[order]] <= day]
    state, article = state[order], article[order]
    registration = states.registration[state]
    view = View(registration, state, states.person[registration])
    name, is_damaged = damage.fit_to_gbk(registers.names(watched, view))
    key = pooled([f"{registers.on(on):%Y%m%d}{on % 10}" for on in issued.tolist()], article)
    cancelled = states.status[state] == CANCELLED
    grounds = [*(reason for reason, _ in REASONS), _GROUNDS[REVOKED]]
    titles = [
        f"{1970 + quarter // 4}年第{'一二三四'[quarter % 4]}季度医师执业注册注销、吊销名单"
        for quarter in quarters.tolist()
    ]
    columns = {
        "公告编号": key,
        "标题": pooled(titles, article),
        "发布日期": day_text(issued[article], ISO),
        "附件": pooled(("PDF", "扫描件"), is_scan[article].astype(np.int8)),
        "处理": pooled(("吊销", "注销"), cancelled.astype(np.int8)),
        "姓名": name,
        "性别": registers.genders(reality, view),
        "执业证书编码": registers.numbers(reality, view),
        "执业机构": registers.institution_names(reality, watched, state, day),
        "生效日期": day_text(states.start[state], "{y}.{m}.{d}"),
        "原因": pooled(grounds, np.where(cancelled, states.reason[registration], len(REASONS))),
    }
    error = np.where(is_damaged | watched.is_blurred[view.person], damage.UNREADABLE, damage.NONE).astype(np.int8)
    flags = {"has_number": np.ones(len(state), dtype=bool)}
    return publish(
        day,
        "cn_ah_cancellation",
        columns,
        view.person,
        key,
        name_error=error,
        flags=flags,
        facts=registers.facts(reality, state),
    )


def _titles(reality: Reality, view: View, article: Ints, act: Ints) -> list[str]:
    """Per article its title, which names the first person and tells how many there are; "" for one not yet out."""
    titles = [""] * len(act)
    shown, first, count = np.unique(article, return_index=True, return_counts=True)
    leaders = reality.people.name.take(pa.array(view.person[first])).to_pylist()
    for place, leader, people in zip(shown.tolist(), leaders, count.tolist(), strict=True):
        kind = int(act[place])
        matter = "执业活动" if kind == SUSPENDED else "执业注册"
        titles[place] = f"关于{_ACTS[kind]}{leader}等{people}名医师{matter}的公告"
    return titles
