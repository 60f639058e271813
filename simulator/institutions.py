"""Institutions: their licence numbers, kinds and sizes, and a rename now and then."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from simulator.draws import NEVER, Floats, Ints, pick, rows_of, stream
from simulator.founding import Draft, found_institutions
from simulator.places import Places
from simulator.settings import Careers

# No institution has more of the physicians of its province.
_LARGEST_SHARE = 0.25


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


def make_institutions(
    physicians: int, seed: int, places: Places, settings: Careers, first: int, last: int
) -> Institutions:
    """Found enough institutions for so many physicians; renames fall between the days `first` and `last`."""
    rng = stream(seed, "institutions")
    drafts = found_institutions(physicians, rng, places)
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


def _earlier_name(draft: Draft, places: Places, rng: np.random.Generator) -> str:
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


def _licence_numbers(drafts: list[Draft], class_codes: list[str], rng: np.random.Generator) -> list[str]:
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
