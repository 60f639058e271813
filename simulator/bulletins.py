"""The bulletins of one province: articles that announce cancellations, revocations and suspensions by name."""

from datetime import timedelta

import numpy as np
import pyarrow as pa

from simulator.careers import CANCELLED, REASONS, RESCINDED, REVOKED, SUSPENDED
from simulator.draws import EPOCH, day_text, stream
from simulator.published import Published, person_ids, publish
from simulator.registers import GENDERS, ISO, _institution, _pool
from simulator.rosters import World

_ACTS = {CANCELLED: "注销", REVOKED: "吊销", RESCINDED: "撤销", SUSPENDED: "暂停"}
_GROUNDS = {REVOKED: "行政处罚", RESCINDED: "以不正当手段取得", SUSPENDED: "行政处罚"}


def zj_cancellation(world: World, day: int) -> Published:
    """cn_zj_cancellation: one row per person named; the acts of one kind that take effect on one day share an article."""
    rng = stream(world.seed, "bulletins")
    states = world.states
    state = np.flatnonzero(
        np.isin(states.status, tuple(_ACTS))
        & (world.institutions.province[states.institution] == 33)
        & (states.start >= world.since)
    )
    act, effective = states.status[state].astype(np.int64), states.start[state]
    articles, article = np.unique(effective.astype(np.int64) * 10 + act, return_inverse=True)
    delay = 3 + rng.exponential(max(world.settings.zj_cancellation.change.mean_days, 1e-9), len(articles))
    issued = (articles // 10 + delay.astype(np.int64)).astype(np.int32)
    order = np.lexsort((state, article, -issued[article]))
    order = order[issued[article[order]] <= day]
    state, act, effective, article = state[order], act[order], effective[order], article[order]
    registration = states.registration[state]
    person = states.person[registration]
    names = world.people.name.take(pa.array(person))
    heads, first, count = np.unique(article, return_index=True, return_counts=True)
    titles, ids = np.empty(len(articles), dtype=object), np.empty(len(articles), dtype=object)
    for head, row, people in zip(heads.tolist(), first.tolist(), count.tolist(), strict=True):
        on = EPOCH + timedelta(days=int(issued[head]))
        noun = "执业活动" if act[row] == SUSPENDED else "执业注册"
        titles[head] = f"关于{_ACTS[int(act[row])]}{names[row].as_py()}等{people}名医师{noun}的公告"
        ids[head] = f"{on:%Y%m%d}{act[row]}{int(effective[row]) % 10}"
    key = pa.array(ids[article], pa.string())
    reasons = [text for text, _ in REASONS]
    columns = {
        "公告编号": key,
        "标题": pa.array(titles[article], pa.string()),
        "发布日期": day_text(issued[article], ISO),
        "生效日期": day_text(effective, ISO),
        "处理": _pool([_ACTS.get(i) for i in range(10)], act),
        "姓名": names,
        "性别": _pool(GENDERS, world.people.gender[person]),
        "执业证书编码": world.certificate_no.take(pa.array(person)),
        "执业机构": _institution(world, state, day),
        "注销原因": pa.array(
            [_GROUNDS.get(int(a)) or reasons[r] for a, r in zip(act.tolist(), states.reason[registration].tolist(), strict=True)],
            pa.string(),
        ),
    }
    none = np.zeros(len(state), dtype=np.int8)
    numbered = {"has_number": np.ones(len(state), dtype=bool)}
    return publish(day, "cn_zj_cancellation", columns, person_ids(person), key, none, none, numbered)
