"""Names of institutions: templates filled for the divisions of the country, none twice in a province."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.draws import Floats, pick, rows_of, words_of
from simulator.places import Place, Places

ORDINALS = "一二三四五六七八九十"
_SLOT = re.compile(r"\{(.+?)\}")
# Physicians per institution, on the average: one in three is a hospital, the rest are small.
_PER_INSTITUTION = 28
_HOSPITAL_SHARE = 0.32
_WORD_SLOTS = {"{乡镇}": "townships.txt", "{街道}": "streets.txt", "{字号}": "clinic_names.txt"}


@dataclass(frozen=True)
class Draft:
    """An institution that has a name and a place; `university` is its row of universities.csv, -1 if none."""

    template: str
    name: str
    division: str
    city: str
    university: int


class _Founder:
    """Founds institutions one after the other: no name twice in a province, ordinals in order."""

    def __init__(self, rng: np.random.Generator, places: Places) -> None:
        self.rng = rng
        self.places = places
        self.drafts: dict[tuple[str, str], Draft] = {}
        self.ordinals: Counter[tuple[str, str]] = Counter()

    def found(self, template: str, anchor: Place, seat: int = -1) -> None:
        """Fill a template for a division (or the university of that row); nothing comes of a name that exists."""
        city, county = self._located(template, anchor)
        name = self._written(template, city, county, seat)
        if name:
            draft = Draft(template, name, county.code, city.code, seat)
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


def found_institutions(physicians: int, rng: np.random.Generator, places: Places) -> list[Draft]:
    """Found enough institutions for so many physicians, and some in every province."""
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
