"""A register of a dozen people, the release that comes of it, and a way to ask it questions."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from reconcile.lookup.answering import Answer, answer
from reconcile.lookup.index import write_index
from reconcile.lookup.question import read_question
from reconcile.lookup.search import open_index
from tests.reconcile.rows import act, listed, number, official
from tests.support import Lab

TODAY = date(2026, 3, 21)

OLD = [
    official(0, "王小明", assessment="合格", assessed_on="2025-12-20"),
    # Two of one name at one hospital.
    official(1, "李国栋"), official(2, "李国栋"),
    # Two of one name, in two provinces.
    official(3, "张伟", "second"), official(4, "张伟", "far", province="四川省"),
    official(5, "赵敏", "first"),
    official(6, "陈静", "county"),
    official(7, "欧阳霁", "county"),
    official(8, "周涛", "second"),
    official(9, "刘洋", "second", former_names="刘羊"),
    official(10, "徐?华", "county"),
    official(11, "孙大海", "first", filed_sites="桐庐县人民医院(2025-01-01至2026-02-01)"),
    # A surname that is often written as another.
    official(12, "萧远山", "county"),
]  # fmt: skip
# Later 赵敏 has moved.
NEW = [row | {"institution": "杭州市第二人民医院"} if row["name"] == "赵敏" else row for row in OLD]
PLATFORM = [
    listed("p0", "王小明", "first", certificate_no=number(0), level="助理医师"),
    listed("p1", "何不凡", "西湖小诊所"),
]


def make_lab(root: Path, *, is_reversed: bool = False) -> Lab:
    """Two deliveries of the country's register, one disagreeing province, a bulletin, a query, a platform."""
    lab = Lab(root)
    lab.declare("cn_national", "national", key=("certificate_no",), age_limit_days=180, url="https://a.example")
    lab.declare("cn_zhejiang", "provincial", provinces=("33",), age_limit_days=30)
    lab.declare("cn_hangzhou", "provincial", provinces=("33",), age_limit_days=30)
    lab.declare("cn_bulletin", "provincial", provinces=("33",), is_act=True, age_limit_days=3650)
    lab.declare(
        "cn_query", "national", key=("certificate_no",), covering="lookup", asserts="live", url="https://q.example"
    )
    lab.declare("cn_platform", "commercial")
    order = -1 if is_reversed else 1
    lab.land("cn_national", OLD[::order], at=0, asserted_on="2026-02-01")
    lab.land("cn_national", NEW[::order], at=10, asserted_on="2026-03-01")
    for source, category in (("cn_zhejiang", "临床"), ("cn_hangzhou", "中医")):
        row = official(20, "周海涛", "second", category=category)
        lab.land(source, [row], at=1, asserted_on="2026-03-02")
    lab.land("cn_bulletin", [act(6, name="陈静")], at=11)
    asked = [
        {"address": "q", "province": "浙江省", "name": "方圆", "institution": "桐庐县人民医院", "outcome": "empty"}
    ]
    lab.land("cn_query", [], at=12, questions=asked)
    lab.land("cn_platform", PLATFORM, at=12)
    lab.run(20)
    return lab


@contextmanager
def counter(lab: Lab) -> Iterator[Any]:
    """Where questions are answered: a function from texts by field to answers."""
    path = lab.root / "lookup.sqlite"
    if not path.exists():
        with lab.open() as con:
            write_index(con, lab.root)
    with open_index(path) as index:

        def ask(questions: Sequence[dict[str, str | None]]) -> list[Answer]:
            return answer(index, [read_question(q) for q in questions], TODAY)

        yield ask


__all__ = ["TODAY", "counter", "make_lab", "number"]
