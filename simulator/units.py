"""What the national query of institutions shows of every licence."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.draws import NEVER, Flags, Ints, day_text, pick, stream
from simulator.published import Published, institution_ids, pooled, publish
from simulator.reality import Reality
from simulator.registers import ISO, Watched

_HOSPITAL = "内科/外科/妇产科/儿科/急诊医学科/麻醉科/医学检验科/医学影像科"
# Group of the institution -> its subjects; a group that is not here has those of a hospital.
_SUBJECTS = {
    "primary": "预防保健科/全科医疗科/中医科",
    "clinic": "内科",
    "tcm": "中医科/内科/外科/康复医学科/医学检验科",
    "dental": "口腔科",
    "mother_child": "妇产科/妇女保健科/儿科/儿童保健科/医学检验科",
    "psychiatry": "精神科/内科",
    "eye": "眼科",
    "rehabilitation": "康复医学科/内科/中医科",
}
_GRADES = ("三级甲等", "三级乙等", "二级甲等", "二级乙等", "一级甲等", "未定级")
# By the first letter of the class: hospitals, and all others.
_HOSPITAL_WEIGHTS, _OTHER_WEIGHTS = (3, 1, 4, 2, 1, 2), (0, 0, 0, 0, 1, 9)
_TERMS = (5 * 365, 15 * 365)


@dataclass(frozen=True, eq=False)
class Licences:
    """Parallel columns, one row per institution: the licence that is good about the first date."""

    grade: Ints
    begin: Ints
    term: Ints
    is_given_up: Flags

    @property
    def closed_on(self) -> Ints:
        """Last day of those that are not renewed, NEVER for the others."""
        return np.where(self.is_given_up, self.begin + self.term - 1, NEVER)


def make_licences(reality: Reality) -> Licences:
    """Draw grades and terms; some clinics and the like are given up, 300 days before the first date to 500 after it."""
    institutions = reality.institutions
    size = len(institutions)
    rng = stream(reality.seed, "cn_nhc_unit licences")
    is_hospital = np.array([code[0] == "A" for code in institutions.class_code])
    grade = np.where(is_hospital, pick(rng, _HOSPITAL_WEIGHTS, size), pick(rng, _OTHER_WEIGHTS, size))
    begin = reality.first - rng.integers(0, 4 * 365, size)
    term = np.array(_TERMS)[is_hospital.astype(int)]
    is_given_up = (rng.random(size) < reality.settings.careers.closed) & ~is_hospital
    ends = reality.first + rng.integers(-300, 500, size)
    return Licences(grade, np.where(is_given_up, ends - term + 1, begin), term, is_given_up)


def units(reality: Reality, watched: Watched, day: int) -> Published:
    """cn_nhc_unit: a row per licence, under the name it had when the register last heard of a change."""
    institutions = reality.institutions
    rows = np.arange(len(institutions))
    licences = make_licences(reality)
    # A licence is renewed on its last day, but for those that are given up then.
    renewed = np.where(licences.is_given_up, 0, np.maximum(day - licences.begin, 0) // licences.term).astype(np.int64)
    begin: Ints = licences.begin + renewed * licences.term
    end: Ints = begin + licences.term - 1
    places = [reality.places.path(code) for code in institutions.division]
    known_on = day - round(watched.settings.change.mean_days)
    number = pa.array(institutions.registration_no)
    iso = partial(day_text, pattern=ISO)
    columns = {
        "省份": _provinces(reality),
        "审批机关": pc.binary_join_element_wise(pa.array(places), "卫生健康局", ""),
        "机构名称": institutions.shown_names.take(pa.array(institutions.shown_at(rows, known_on))),
        "登记号": number,
        "诊疗科目": pa.array([_SUBJECTS.get(group, _HOSPITAL) for group in institutions.group]),
        "级别": pooled(_GRADES, licences.grade),
        "有效期起": iso(begin),
        "有效期止": iso(end),
    }
    nobody: Ints = np.full(len(rows), -1)
    return publish(
        day, "cn_nhc_unit", columns, nobody, number, flags={}, facts={"institution_id": institution_ids(rows)}
    )


def _provinces(reality: Reality) -> pa.Array:
    full: list[str | None] = [None] * 100
    for place in reality.places.provinces:
        full[int(place.province)] = place.name
    return pooled(full, reality.institutions.province)
