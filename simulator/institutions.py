"""Institutions: names from the templates and the divisions, licence numbers, sizes, and a rename now and then."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
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
# No institution has more of the physicians of its province.
_LARGEST_SHARE = 0.25
_WORD_SLOTS = {"{乡镇}": "townships.txt", "{街道}": "streets.txt", "{字号}": "clinic_names.txt"}


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
        found: Ints = np.clip(np.searchsorted(cumulative, point, side="right") - 1, low, high - 1)
        return found


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
        here = province == code
        size[here] = np.minimum(size[here], _LARGEST_SHARE * size[here].sum())
        size[here] *= people / size[here].sum()
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


class _Founder:
    """Founds institutions one after the other: no name twice in a province, ordinals in order."""

    def __init__(self, rng: np.random.Generator, places: Places) -> None:
        self.rng = rng
        self.places = places
        self.drafts: dict[tuple[str, str], _Draft] = {}
        self.ordinals: Counter[tuple[str, str]] = Counter()

    def found(self, template: str, anchor: Place, seat: int = -1) -> None:
        """Fill a template for a division (or the university of that row); nothing comes of a name that exists."""
        city, county = self._located(template, anchor)
        name = self._written(template, city, county, seat)
        if name:
            draft = _Draft(template, name, county.code, city.code, seat)
            self.drafts.setdefault((name, anchor.province), draft)

    def _located(self, template: str, anchor: Place) -> tuple[Place, Place]:
        """City and county; a template for a district gets one, where its city has any."""
        places = self.places
        city = places.by_code.get(anchor.city, anchor)
        if anchor.code == city.code or anchor.code.endswith("0000"):
            nearby = places.counties_of.get(city.code, (city,))
            if "{区}" in template:
                nearby = tuple(place for place in nearby if place.name.endswith("区")) or nearby
            return city, nearby[int(self.rng.integers(len(nearby)))]
        return city, anchor

    def _written(self, template: str, city: Place, county: Place, seat: int) -> str | None:
        """The name; None where no ordinal is left."""
        province = self.places.by_code[f"{county.province}0000"]
        words = {
            "省": province.name, "省简": province.short, "市": city.name, "市简": city.short, "区": county.name,
            "县": county.name, "县级市": county.name, "县简": county.short,
            "高校": rows_of("universities.csv")[seat]["name"],
        }  # fmt: skip
        name = _SLOT.sub(lambda slot: words.get(slot[1], slot[0]), template)
        if city.name == county.name:
            name = name.replace(city.name * 2, city.name)
        for slot, source in _WORD_SLOTS.items():
            if slot in name:
                name = name.replace(slot, words_of(source)[int(self.rng.integers(len(words_of(source))))])
        if "{番号}" in name or "解放军第{N}" in name:
            return name.replace("{番号}", "{N}").replace("{N}", str(self.rng.integers(100, 600)))
        if "{N}" not in name:
            return name
        self.ordinals[name, county.province] += 1
        ordinal = self.ordinals[name, county.province]
        return name.replace("{N}", ORDINALS[ordinal - 1]) if ordinal <= len(ORDINALS) else None


def _draft(physicians: int, rng: np.random.Generator, places: Places) -> list[_Draft]:
    founder = _Founder(rng, places)
    universities = rows_of("universities.csv")
    # Every province has these; a small world has little else.
    for province in places.provinces:
        city = places.by_code[province.city]
        founder.found("{省}人民医院", province)
        founder.found("{市}第{N}人民医院", city)
        founder.found("{市}{区}人民医院", city)
        seats = [i for i, row in enumerate(universities) if row["city"][:2] == province.province]
        for seat in seats[:1]:
            founder.found("{高校}附属第{N}医院", places.by_code[universities[seat]["city"]], seat)
    wanted = max(physicians // _PER_INSTITUTION, len(founder.drafts) + 3 * len(places.provinces))
    for template, anchor, seat in _choices(rng, places):
        if len(founder.drafts) >= wanted:
            break
        founder.found(template, anchor, seat)
    return list(founder.drafts.values())


def _choices(rng: np.random.Generator, places: Places) -> Iterator[tuple[str, Place, int]]:
    """Without end: a template, and the division or the university (by row) to fill it for."""
    forms = {
        **{row["template"]: float(row["count"]) for row in rows_of("hospital_name_templates.csv")},
        **{row["template"]: float(row["share"]) for row in rows_of("institution_forms.csv")},
    }
    weight = np.array(list(forms.values()))
    hospitals = len(rows_of("hospital_name_templates.csv"))
    weight[:hospitals] *= _HOSPITAL_SHARE / weight[:hospitals].sum()
    weight[hospitals:] *= (1 - _HOSPITAL_SHARE) / weight[hospitals:].sum()
    pools: dict[str, Sequence[Place]] = {
        "区": [place for place in places.counties if place.name.endswith("区")],
        "县级市": [place for place in places.counties if place.name.endswith("市")],
        "县": [place for place in places.counties if place.name[-1] in "县旗"],
        "县简": places.counties,
        "市": places.cities,
        "市简": places.cities,
        "省": places.provinces,
        "省简": places.provinces,
        "番号": places.cities,
        "N": places.cities,
    }
    seats = rows_of("universities.csv")
    templates = list(forms)
    finest = [next(slot for slot in ("高校", *pools) if slot in _SLOT.findall(form)) for form in forms]
    chances = {slot: _by_population(pool) for slot, pool in pools.items()}
    while True:
        drawn = pick(rng, weight, 4096)
        places_drawn = {slot: pick(rng, chance, len(drawn)) for slot, chance in chances.items()}
        seats_drawn = rng.integers(len(seats), size=len(drawn))
        for turn, (form, seat) in enumerate(zip(drawn.tolist(), seats_drawn.tolist(), strict=True)):
            template, slot = templates[form], finest[form]
            if slot == "高校":
                yield template, places.by_code[seats[seat]["city"]], seat
            else:
                yield template, pools[slot][places_drawn[slot][turn]], -1


def _by_population(pool: Sequence[Place]) -> Floats:
    """Chance of each division: its province's people, shared evenly."""
    people = {row["code"]: float(row["people_10k"]) for row in rows_of("provinces.csv")}
    held = Counter(place.province for place in pool)
    return np.array([people[place.province] / held[place.province] for place in pool])


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
        f"{county.name}{word}"
        for word in ("公费医疗医院", "公疗医院", "工人医院", "职工医院", "卫生院", "中心卫生院", "地段医院")
    ] + [f"{city.short}{word}" for word in ("铁路医院", "纺织职工医院", "矿务局总医院", "第二工人医院", "钢铁公司医院")]
    if draft.template.startswith(("{市}", "{省}", "{高校}")):
        forms = forms[-5:]
    return forms[int(rng.integers(len(forms)))]


def _licence_numbers(drafts: list[_Draft], class_codes: list[str], rng: np.random.Generator) -> list[str]:
    """登记号: organisation code (9), division (6), economic type (2), class (4), management (1).

    A letter stands only first in the organisation code, so that no run of digits in the number is 15 or 18 long.
    """
    # An odd factor with no divisor in common with the modulus makes every body come once.
    bodies = (np.arange(len(drafts), dtype=np.int64) * 7_368_787 + int(rng.integers(10**7))) % 10**7
    letters = rng.integers(0, 20, len(drafts))
    numbers = []
    for draft, kind, body, letter in zip(drafts, class_codes, bodies.tolist(), letters.tolist(), strict=True):
        private = kind[0] == "D" or "{字号}" in draft.template
        code = f"{'ABCDEFGHJKLMNPQRTUWX'[letter]}{body:07d}" if private else f"4{body:07d}"
        numbers.append(
            f"{code}{organisation_check(code)}{draft.division}{'25' if private else '11'}{kind}{2 if private else 1}"
        )
    return numbers


def organisation_check(code: str) -> str:
    """Check character of an organisation code (GB 11714) from its first eight characters."""
    values = (int(c) if c.isdigit() else ord(c) - 55 for c in code)
    rest = 11 - sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
