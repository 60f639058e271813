"""Strategies: histories from raw rows, over so few values that collisions, moves and gaps are common.

A database pays by the statement, not by the row. So one history carries several *cases*, little stories told by the
same runs; each has numbers and institutions of its own, so that no official record of one fits another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import chain
from operator import or_
from random import Random

from hypothesis import strategies as st

from tests.properties.declared import LICENCES, LOWER, OFFICIAL, SOURCES

RawRow = dict[str, str | None]
FIRST_NIGHT = datetime(2026, 1, 10, 2)
NIGHTS = tuple(FIRST_NIGHT + timedelta(days=28 * n) for n in range(3))
# Each has a case of its own.
CITIES = (
    "杭州市", "宁波市", "温州市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市", "舟山市", "台州市",
    "丽水市", "建德市", "慈溪市", "余姚市", "瑞安市", "乐清市", "海宁市", "桐乡市", "平湖市", "诸暨市",
    "嵊州市", "兰溪市", "义乌市", "东阳市", "永康市",
)  # fmt: skip
# The last night's list is as old as an age limit allows.
AS_OF = NIGHTS[-1] + timedelta(days=30, hours=1)
# Long ago; a year before the as-of day, and a day more; of two events the first and the second; to come.
DAYS = ("2024-02-29", "2025-04-05", "2025-04-06", "2025-12-20", "2026-01-15", "2027-01-01")
PERMIT: RawRow = {"instrument": "外国医师短期行医许可证", "valid_from": "2025-03-01"}


@dataclass(frozen=True)
class Visit:
    """One run of one source: the entries it read, by the source's own keys, and how it went.

    A look-up source is asked one question a key; a key without a row was answered "no result".
    """

    source_id: str
    at: datetime
    entries: tuple[tuple[str, RawRow | None], ...] = ()
    outcome: str = "complete"
    states_total: bool = False
    asserted_on: date | None = None
    batch: int = 1_000  # entries the lander is handed at a time

    @property
    def is_official(self) -> bool:
        return self.source_id in OFFICIAL

    def stating(self, field: str, value: str | None) -> "Visit":
        """The same run of a source that shows one value of a field everywhere, or none."""
        return replace(self, entries=tuple((key, row and {**row, field: value}) for key, row in self.entries))


def usual(case: int) -> RawRow:
    """What a register would say of a case's person on an ordinary day."""
    return {
        "name": "王伟", "gender": "男", "instrument": "医师执业证书", "certificate_no": number(case),
        "level": "执业医师", "category": "临床", "scope": "内科专业", "institution": f"{CITIES[case]}第一人民医院",
        "province": "浙江省", "status": "执业", "registered_on": "2025-03-01", "department": "内科",
        "title": "主任医师",
    }  # fmt: skip


def number(case: int, division: str = "330100", end: str = "01") -> str:
    """A certificate number of a case."""
    return f"110{division}99{case:02d}{end}"


def persons(case: int) -> list[RawRow]:
    """Who else it may be, or how else the person may be shown.

    王玮 sounds like 王伟, 王? is either, 李娜 was 王伟 where a row says so, 王某 is hidden. Two numbers share one mask;
    another mask fits nobody, and one shows too little.
    """
    mask = f"110********{case:02d}01"
    numbers = (None, None, mask, mask, f"110********{case:02d}02", "11************1")
    alike = 2 * (number(case, "440100"),)
    names = ("王玮", "王?", "李娜", "李?", "王某", None)
    return [
        *({"certificate_no": value} for value in (*numbers, *alike, number(case, end="02"))),
        *({"name": value} for value in names),
        {"name": "李娜", "former_names": "王伟"},
        {"province": "广东省"},
        {"province": None},
    ]


def licence_numbers(case: int) -> tuple[str, str]:
    """The 登记号 of two institutions of a case."""
    return f"4000{case:02d}01833010011A1001", f"4000{case:02d}02633010011A1001"


def places(case: int) -> list[RawRow]:
    """Where: an institution has two spellings, and at times one of two 登记号."""
    one, same, other = (f"{CITIES[case]}第{n}人民医院" for n in "一1二")
    first, second = licence_numbers(case)
    return [
        *({"institution": value} for value in (same, other, other, None)),
        {"registration_no": first},
        {"registration_no": second},
        {"registration_no": first, "institution": other},
        {"filed_sites": f"{other}(2025-01-01至2026-12-31)"},
        {"filed_sites": f"{other}(2025-06-01至);{one}"},
        {"institution": other, "filed_sites": f"{same}(2025-06-01至2025-12-31);{one}(2025-01-01至2025-12-31)"},
    ]


def contents() -> list[RawRow]:
    """What else may be said of the registration."""
    values: dict[str, tuple[str | None, ...]] = {
        "gender": ("女", None),
        "instrument": (None,),
        "level": ("执业助理医师", None),
        "category": ("中医", None),
        "scope": ("外科专业", "外科专业、内科专业", None),
        "status": ("注销", "吊销", "撤销", "暂停执业", "变更中", None),
        "registered_on": (*DAYS, None),
        "effective_on": DAYS,
        "valid_to": ("2026-04-05", "2026-04-06"),
        "assessment": ("合格", "考核不合格", "免考"),
        "assessed_on": DAYS[:2],
        "published_at": DAYS,
        "asserted_on": DAYS,
        "department": ("外科",),
        "title": ("住院医师",),
    }
    return [
        *({field: value} for field, several in values.items() for value in several),
        *(PERMIT | {"valid_to": value} for value in ("2026-04-05", "2026-04-06", None)),
        *(RawRow(status="变更中", effective_on=value) for value in ("2025-12-20", "2026-01-15")),
        {"status": "注销", "effective_on": "2025-12-20", "published_at": "2026-01-15"},
        *({"assessment": "合格", "assessed_on": day} for day in DAYS[:2]),
        {"status": "执业", "registered_on": "2026-01-15"},
    ]


def rows_of(case: int, **always: str | None) -> st.SearchStrategy[RawRow]:
    """Rows of a case: the usual one with a few changes of each kind."""
    few = [
        st.lists(st.sampled_from(changes), max_size=most)
        for changes, most in ((persons(case), 2), (places(case), 2), (contents(), 3))
    ]
    return st.tuples(*few).map(lambda drawn: reduce(or_, chain(*drawn), usual(case) | always))


def acts_of(case: int) -> st.SearchStrategy[RawRow]:
    """Bulletins: they name someone, and mostly end something."""
    ends = st.sampled_from(("注销", "吊销", "撤销", "暂停执业", "暂停执业"))
    days = st.sampled_from(DAYS)
    return st.tuples(ends, days).flatmap(lambda drawn: rows_of(case, status=drawn[0], effective_on=drawn[1]))


def licences_of(case: int) -> st.SearchStrategy[RawRow]:
    """What registers of institutions say: of two licences, each by either name, with a few facts that differ."""
    one, same, other = (f"{CITIES[case]}第{n}人民医院" for n in "一1二")
    usual: RawRow = {
        "institution": one,
        "registration_no": licence_numbers(case)[0],
        "province": "浙江省",
        "status": "正常",
    }
    values: dict[str, tuple[str | None, ...]] = {
        "institution": (same, other, None),
        "registration_no": (licence_numbers(case)[1], None),
        "province": ("广东省", None),
        "uscc": ("12330100A1B2C3D48L", "12330100B1B2C3D4X1"),
        "grade": ("三级甲等", "二级甲等"),
        "subjects": ("内科/外科", "外科、内科", "内科"),
        "status": ("注销", None),
        "valid_to": ("2026-04-05", "2030-01-01"),
        "asserted_on": ("2025-12-20", "2026-01-15"),
    }
    changes: list[RawRow] = [{field: value} for field, several in values.items() for value in several]
    return st.lists(st.sampled_from(changes), max_size=5).map(lambda drawn: reduce(or_, drawn, usual))


def attacks_of(case: int) -> st.SearchStrategy[RawRow]:
    """What a lower source would show to pass for a register: a stolen number, official words, dates to come."""
    dates = dict.fromkeys(("asserted_on", "registered_on", "effective_on", "published_at"), "2099-12-31")
    return rows_of(case, status="注销", **dates)


@st.composite
def schedules(draw: st.DrawFn, official: int, lower: int) -> list[Visit]:
    """Runs without entries, in order of time: up to so many of either kind, of few sources, not all of them whole."""

    def runs(sources: Iterable[str], most: int) -> set[tuple[datetime, str]]:
        if most == 0:
            return set()
        few = sorted(draw(st.sets(st.sampled_from(sorted(sources)), min_size=1, max_size=2)))
        each = [(at, source_id) for source_id in few for at in NIGHTS]
        return draw(st.sets(st.sampled_from(each), min_size=1, max_size=most))

    acts = {source_id for source_id, source in OFFICIAL.items() if source.is_act}
    people = OFFICIAL.keys() - acts - LICENCES
    return _visits(
        draw, runs(people, official) | runs(acts, official // 3) | runs(LICENCES, official // 2) | runs(LOWER, lower)
    )


@st.composite
def relistings(draw: st.DrawFn) -> list[Visit]:
    """Runs without entries: the lists of a few sources, read every night."""
    lists = {source_id for source_id, source in (OFFICIAL | LOWER).items() if source.covering == "listing"}
    official = sorted(lists & (OFFICIAL.keys() - LICENCES))
    few = draw(st.sets(st.sampled_from(official), min_size=1, max_size=3))
    for others in (LICENCES, LOWER):
        few |= draw(st.sets(st.sampled_from(sorted(lists & set(others))), max_size=1))
    return _visits(draw, {(at, source_id) for source_id in few for at in NIGHTS})


def _visits(draw: st.DrawFn, runs: set[tuple[datetime, str]]) -> list[Visit]:
    visits = []
    for at, source_id in sorted(runs):
        dates = (at.date(), at.date(), at.date() - timedelta(days=7), date(2025, 9, 1), None)
        visits.append(
            Visit(
                source_id,
                at,
                outcome=draw(st.sampled_from(("complete",) * 7 + ("partial", "blocked", "failed"))),
                states_total=draw(st.booleans()),
                asserted_on=at.date() if SOURCES[source_id].asserts == "live" else draw(st.sampled_from(dates)),
            )
        )
    return visits


@st.composite
def told(draw: st.DrawFn, case: int, schedule: Sequence[Visit]) -> list[list[tuple[str, RawRow | None]]]:
    """One case's entries in each run: from run to run some change, appear or vanish, and the others stay."""
    instrument = draw(st.sampled_from(({}, {}, {}, PERMIT)))
    pool = draw(st.lists(rows_of(case, **instrument), min_size=2, max_size=5))
    told_by = {v.source_id for v in schedule}
    acts = draw(st.lists(acts_of(case), min_size=1, max_size=2)) if any(_is_act(v) for v in schedule) else []
    licences = draw(st.lists(licences_of(case), min_size=2, max_size=3)) if LICENCES & told_by else []
    attacks = draw(st.lists(attacks_of(case), max_size=2)) if not all(v.is_official for v in schedule) else []
    standing: dict[str, dict[str, RawRow | None]] = {v.source_id: {} for v in schedule}
    entries = []
    for visit in schedule:
        rows = acts if _is_act(visit) else licences if visit.source_id in LICENCES else pool
        rows = rows if visit.is_official else pool + attacks
        own = standing[visit.source_id]
        options = [*rows, None] if own else [*rows]
        news = draw(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(options)), max_size=4))
        own |= {f"{case}{key}": row for key, row in news}
        shown = sorted(own.items())
        if SOURCES[visit.source_id].covering == "listing":
            shown = [(key, row) for key, row in shown if row]
            # At times a key stands twice: one entry on two pages, or two entries.
            shown += [(shown[0][0], row) for _, row in news[2:] if row and shown]
        entries.append(shown)
    return entries


def seeds() -> st.SearchStrategy[Random]:
    """A shuffler. It is drawn as one number: what it does must not use up what Hypothesis draws for an example."""
    return st.integers(0, 2**32 - 1).map(Random)


def _is_act(visit: Visit) -> bool:
    return visit.is_official and SOURCES[visit.source_id].is_act


@st.composite
def _histories(draw: st.DrawFn, schedules: st.SearchStrategy[list[Visit]]) -> tuple[Visit, ...]:
    schedule = draw(schedules)
    stories = [draw(told(case, schedule)) for case in range(len(CITIES))]
    return tuple(
        replace(visit, entries=tuple(entry for story in stories for entry in story[n]))
        for n, visit in enumerate(schedule)
    )


def histories(*, official: int = 4, lower: int = 2) -> st.SearchStrategy[tuple[Visit, ...]]:
    """Up to so many runs of official and of lower sources, in order of time, that tell twenty-five cases.

    Never the one of no entry, which Hypothesis always makes first: a reconcile of nothing costs as much as any other.
    """
    return _told(schedules(official, lower))


def relisted() -> st.SearchStrategy[tuple[Visit, ...]]:
    """A few lists that are read every night, in which most of what twenty-five cases say stands as it was."""
    return _told(relistings())


def _told(schedules: st.SearchStrategy[list[Visit]]) -> st.SearchStrategy[tuple[Visit, ...]]:
    return _histories(schedules).filter(lambda history: any(visit.entries for visit in history))
