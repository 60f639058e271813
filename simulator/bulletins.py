"""What one province's bulletins show: articles that announce cancellations, revocations and suspensions by name."""

import numpy as np
import pyarrow as pa

from simulator import registers
from simulator.careers import REASONS
from simulator.draws import Ints, day_text, stream
from simulator.provincial import ZHEJIANG
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
    return publish(day, "cn_zj_cancellation", columns, view.person, key, flags=flags)


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
