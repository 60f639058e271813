"""Institutions: names from the templates and the divisions, licence numbers, sizes, and a rename now and then."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from simulator.draws import NEVER, Floats, Ints, pick, rows_of, stream, words_of
from simulator.places import Place, Places
from simulator.settings import Careers

ORDINALS = "一二三四五六七八九十"
_SLOT = re.compile(r"\{(.+?)\}")
# Physicians per institution, on the average: one in three is a hospital, the rest are small.
_PER_INSTITUTION = 28
_HOSPITAL_SHARE = 0.32


@dataclass(frozen=True, eq=False)
class Institutions:
    """Parallel columns, one row per licence; rows of one province, and in it of one city, stand together."""

    name: list[str]  # as it is called on the last day
    earlier_name: list[str | None]
    renamed_on: Ints  # NEVER where there was no rename
    registration_no: list[str]
    template: list[str]
    group: list[str]  # which departments it has: general, tcm, mother_child ...
    class_code: list[str]  # WS 218
    division: list[str]  # six digits, the county where there is one
    city: list[str]  # six digits
    university: list[int]  # row of universities.csv, -1 if none
    weight: Floats  # expected share of all physicians

    def __len__(self) -> int:
        return len(self.name)

    @cached_property
    def province(self) -> Ints:
        """Two-digit province codes."""
        return np.array([int(code[:2]) for code in self.division], dtype=np.int32)

    @cached_property
    def city_number(self) -> Ints:
        """Six-digit city codes as numbers."""
        return np.array([int(code) for code in self.city], dtype=np.int32)

    @cached_property
    def shown_names(self) -> pa.Array:
        """Names, then the earlier names: what `shown_at` indexes."""
        earlier = [old or new for old, new in zip(self.earlier_name, self.name, strict=True)]
        return pa.array([*self.name, *earlier])

    def shown_at(self, institution: Ints, day: Ints | int) -> Ints:
        """Index into `shown_names` of the official name on a day."""
        return np.where(np.asarray(day) < self.renamed_on[institution], institution + len(self), institution)

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """Any institution, the large ones more often."""
        return pick(rng, self.weight, size)

    def draw_near(self, rng: np.random.Generator, origin: Ints, of: Ints) -> Ints:
        """One of those with the same value in the sorted column `of` (province or city) as `origin` has."""
        cumulative = np.concatenate(([0.0], np.cumsum(self.weight)))
        low = np.searchsorted(of, of[origin], side="left")
        high = np.searchsorted(of, of[origin], side="right")
        point = cumulative[low] + rng.random(len(origin)) * (cumulative[high] - cumulative[low])
        return np.clip(np.searchsorted(cumulative, point, side="right") - 1, low, high - 1).astype(np.int32)


@dataclass(frozen=True)
class _Draft:
    template: str
    name: str
    division: str
    city: str
    university: int


def make_institutions(
    physicians: int, seed: int, places: Places, settings: Careers, first: int, last: int
) -> Institutions:
    """Found enough institutions for so many physicians; renames fall between the days `first` and `last`."""
    rng = stream(seed, "institutions")
    drafts = _draft(physicians, rng, places)
    drafts.sort(key=lambda draft: (draft.division[:2], draft.city, draft.name))
    kinds = [_kind(draft.name) for draft in drafts]
    size = np.array([_expected_size(d.template, k[2]) for d, k in zip(drafts, kinds, strict=True)])
    size = np.minimum(size * rng.lognormal(-0.3, 0.75, len(drafts)), 5000.0)
    province = np.array([draft.division[:2] for draft in drafts])
    share = {row["code"]: float(row["people_10k"]) for row in rows_of("provinces.csv")}
    for code, people in share.items():
        size[province == code] *= people / size[province == code].sum()
    renamed_on = np.full(len(drafts), NEVER, dtype=np.int32)
    renamed = np.flatnonzero(rng.random(len(drafts)) < settings.rename * (last - first) / 365.25)
    renamed_on[renamed] = rng.integers(first, last, len(renamed))
    earlier: list[str | None] = [None] * len(drafts)
    taken = {draft.name for draft in drafts}
    for index in renamed.tolist():
        old = _earlier_name(drafts[index], places, rng)
        if old in taken:
            renamed_on[index] = NEVER
        else:
            earlier[index] = old
            taken.add(old)
    return Institutions(
        name=[draft.name for draft in drafts],
        earlier_name=earlier,
        renamed_on=renamed_on,
        registration_no=_licence_numbers(drafts, [kind[0] for kind in kinds], rng),
        template=[draft.template for draft in drafts],
        group=[kind[1] for kind in kinds],
        class_code=[kind[0] for kind in kinds],
        division=[draft.division for draft in drafts],
        city=[draft.city for draft in drafts],
        university=[draft.university for draft in drafts],
        weight=size / size.sum(),
    )


def _draft(physicians: int, rng: np.random.Generator, places: Places) -> list[_Draft]:
    drafts: dict[tuple[str, str], _Draft] = {}
    ordinals: Counter[tuple[str, str]] = Counter()
    universities = rows_of("universities.csv")
    for province in places.provinces:
        seats = [i for i, row in enumerate(universities) if row["city"][:2] == province.province]
        fixed = [("{省}人民医院", -1), *(("{高校}附属第{N}医院", seat) for seat in (*seats, *seats))]
        city = places.by_code[province.city]
        for template, seat in (*fixed, ("{市}{区}人民医院", -1), ("{市}第{N}人民医院", -1), ("{市}第{N}人民医院", -1)):
            draft = _fill(template, city, seat, places, ordinals, rng)
            if draft:
                drafts[draft.name, draft.division[:2]] = draft
    for template, anchor, seat in _wanted(rng, places, _HOSPITAL_SHARE):
        if len(drafts) >= max(physicians // _PER_INSTITUTION, 2 * len(places.provinces) + len(drafts) // 9):
            break
        draft = _fill(template, anchor, seat, places, ordinals, rng)
        if draft and (draft.name, draft.division[:2]) not in drafts:
            drafts[draft.name, draft.division[:2]] = draft
    return list(drafts.values())


def _wanted(
    rng: np.random.Generator, places: Places, hospital_share: float
) -> Iterator[tuple[str, Place, int]]:
    """Without end: a template and the division (or university) to fill it with."""
    hospitals = [(row["template"], float(row["count"])) for row in rows_of("hospital_name_templates.csv")]
    small = [(row["template"], float(row["share"])) for row in rows_of("institution_forms.csv")]
    templates = [name for name, _ in (*hospitals, *small)]
    weights = np.concatenate(
        [
            hospital_share * np.array([w for _, w in hospitals]) / sum(w for _, w in hospitals),
            (1 - hospital_share) * np.array([w for _, w in small]) / sum(w for _, w in small),
        ]
    )
    people = {row["code"]: float(row["people_10k"]) for row in rows_of("provinces.csv")}
    universities = rows_of("universities.csv")
    pools: dict[str, list[Place]] = {
        "区": [p for p in places.counties if p.name.endswith("区")],
        "县级市": [p for p in places.counties if p.name.endswith("市")],
        "县": [p for p in places.counties if p.name[-1] in "县旗"],
        "县简": list(places.counties),
        "市": list(places.cities),
        "市简": list(places.cities),
        "省": list(places.provinces),
        "省简": list(places.provinces),
        "番号": list(places.cities),
        "N": list(places.cities),
    }
    chances = {
        slot: _by_population([place.province for place in pool], people) for slot, pool in pools.items()
    }
    while True:
        for template in pick(rng, weights, 4096).tolist():
            slots = _SLOT.findall(templates[template])
            if "高校" in slots:
                seat = int(rng.integers(len(universities)))
                yield templates[template], places.by_code[universities[seat]["city"]], seat
                continue
            slot = next(name for name in pools if name in slots)
            yield templates[template], pools[slot][pick(rng, chances[slot], 1)[0]], -1


def _by_population(provinces: list[str], people: dict[str, float]) -> Floats:
    held = Counter(provinces)
    return np.array([people[code] / held[code] for code in provinces])


def _fill(
    template: str, anchor: Place, seat: int, places: Places, ordinals: Counter[tuple[str, str]], rng: np.random.Generator
) -> _Draft | None:
    """Write the name; None where no ordinal is left."""
    city = places.by_code.get(anchor.city, anchor)
    county = anchor if anchor in _counties_of(places, city.code) else None
    if county is None:
        nearby = _counties_of(places, city.code) or (city,)
        if "{区}" in template:
            nearby = tuple(place for place in nearby if place.name.endswith("区")) or nearby
        county = nearby[int(rng.integers(len(nearby)))]
    province = places.by_code[f"{anchor.province}0000"]
    university = rows_of("universities.csv")[seat]["name"] if seat >= 0 else ""
    words = {
        "省": province.name, "省简": province.short, "市": city.name, "市简": city.short, "区": county.name,
        "县": county.name, "县级市": county.name, "县简": county.short, "高校": university,
    }  # fmt: skip
    made = _SLOT.sub(lambda slot: words.get(slot[1], slot[0]), template)
    if "{市}{区}" in template and city.name == county.name:
        made = made.replace(city.name * 2, city.name)
    for slot, source in (("{乡镇}", "townships.txt"), ("{街道}", "streets.txt"), ("{字号}", "clinic_names.txt")):
        if slot in made:
            made = made.replace(slot, words_of(source)[int(rng.integers(len(words_of(source))))])
    if "{番号}" in made:
        made = made.replace("{番号}", str(rng.integers(100, 99999)))
    if "{N}" in made:
        ordinals[made, anchor.province] += 1
        number = ordinals[made, anchor.province]
        if "解放军" in made:
            made = made.replace("{N}", str(rng.integers(100, 600)))
        elif number > len(ORDINALS):
            return None
        else:
            made = made.replace("{N}", ORDINALS[number - 1])
    return _Draft(template, made, county.code, city.code, seat)


_COUNTIES: dict[str, tuple[Place, ...]] = {}


def _counties_of(places: Places, city: str) -> tuple[Place, ...]:
    if not _COUNTIES:
        for place in places.counties:
            _COUNTIES[place.city] = (*_COUNTIES.get(place.city, ()), place)
    return _COUNTIES.get(city, ())


def _kind(name: str) -> tuple[str, str, float]:
    """Class code, group and number of physicians that the words of a name suggest."""
    for row in rows_of("institution_kinds.csv"):
        if row["keyword"] in name:
            return row["class_code"], row["group"], float(row["doctors"])
    return "A100", "general", 60.0


def _expected_size(template: str, doctors: float) -> float:
    """Larger with a university, for a province or a city, and where it is the people's or central hospital."""
    if template.startswith("{高校}"):
        factor = 9.0
    elif template.startswith(("{省}人民", "{省}第", "{省}中医", "{省}肿瘤")):
        factor = 8.0
    elif template in ("{市}第{N}人民医院", "{市}人民医院", "{市}中心医院", "{市}第{N}医院", "{市}中医院"):
        factor = 5.0
    elif "人民医院" in template or "中心医院" in template:
        factor = 2.5
    else:
        factor = 1.0
    return doctors * factor


def _earlier_name(draft: _Draft, places: Places, rng: np.random.Generator) -> str:
    """What it was called before: an older form, or the name of its place before that was renamed."""
    city = places.by_code.get(draft.city) or places.by_code[draft.division]
    county = places.by_code[draft.division]
    forms = [
        f"{county.name}{word}" for word in ("公费医疗医院", "公疗医院", "工人医院", "职工医院", "卫生院", "中心卫生院", "地段医院")
    ] + [f"{city.short}{word}" for word in ("铁路医院", "纺织职工医院", "矿务局总医院", "第二工人医院", "钢铁公司医院")]
    if draft.template.startswith(("{市}", "{省}", "{高校}")):
        forms = forms[-5:]
    return forms[int(rng.integers(len(forms)))]


def _licence_numbers(drafts: list[_Draft], class_codes: list[str], rng: np.random.Generator) -> list[str]:
    """登记号: organisation code (9), division (6), economic type (2), class (4), management (1).

    A letter stands only first in the organisation code, so that no run of digits in the number is 15 or 18 long.
    """
    bodies = rng.permutation(10_000_000)[: len(drafts)]
    letters = rng.integers(0, 20, len(drafts))
    numbers = []
    for draft, kind, body, letter in zip(drafts, class_codes, bodies.tolist(), letters.tolist(), strict=True):
        private = kind[0] == "D" or "{字号}" in draft.template
        code = f"{'ABCDEFGHJKLMNPQRTUWX'[letter]}{body:07d}" if private else f"4{body:07d}"
        numbers.append(f"{code}{organisation_check(code)}{draft.division}{'25' if private else '11'}{kind}{2 if private else 1}")
    return numbers


def organisation_check(code: str) -> str:
    """Check character of an organisation code (GB 11714) from its first eight characters."""
    values = (int(c) if c.isdigit() else ord(c) - 55 for c in code)
    rest = 11 - sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
