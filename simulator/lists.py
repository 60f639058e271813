"""What the lower sources show: an association's committees, two platforms, one aggregator."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import damage
from simulator.draws import EPOCH, Ints, rows_of, stream
from simulator.people import PHYSICIAN
from simulator.published import Published, person_ids, publish
from simulator.rosters import NOBODY_TITLES, Entries, Roster, World, entries_on

_TCM_TITLES = {"主任医师": "主任中医师", "副主任医师": "副主任中医师", "主治医师": "主治中医师", "医师": "中医师"}
_CHIEF, _ASSOCIATE = 3, 2


def _titles(world: World, roster: Roster, entries: Entries) -> pa.Array:
    """Titles in words; half of the TCM physicians with theirs, assistants with 助理."""
    row = entries.row
    category = np.array([int(r["category_code"]) for r in rows_of("scopes.csv")])
    person = np.maximum(roster.person[row], 0)
    tcm = (category[world.people.scope[person]] >= 41) & (roster.teaching_draw[row] * 10 % 1 < 0.5)
    assistant = (roster.person[row] >= 0) & (world.people.instrument[person] != PHYSICIAN) & (entries.title == 0)
    words = [*NOBODY_TITLES, *(_TCM_TITLES.get(title, title) for title in NOBODY_TITLES), "助理医师"]
    index = np.where(assistant, len(words) - 1, entries.title + len(NOBODY_TITLES) * tcm)
    return pa.array(words).take(pa.array(index))


def _departments(world: World, roster: Roster, row: Ints) -> pa.Array:
    """The department's own word, or one of those in everyday use."""
    departments = world.departments
    width = max(len(words) for words in departments.words)
    texts = [
        text
        for name, words in zip(departments.name, departments.words, strict=True)
        for text in (name, *(words[i % len(words)] for i in range(width)))
    ]
    draw = roster.department_draw[row]
    choice = np.where(draw < 1, 1 + (draw * width).astype(np.int64), 0)
    return pa.array(texts).take(pa.array(roster.department[row] * (width + 1) + np.minimum(choice, width)))


def _places(world: World, institution: Ints) -> tuple[pa.Array, pa.Array]:
    """Province and city of institutions, short: 浙江, 杭州."""
    by_code = world.places.by_code
    shorts = {place.province: place.short for place in world.places.provinces}
    provinces = pa.array([shorts[code[:2]] for code in world.institutions.division])
    cities = pa.array([by_code[code].short for code in world.institutions.city])
    index = pa.array(institution)
    return provinces.take(index), cities.take(index)


def _teaching(roster: Roster, entries: Entries) -> pa.Array:
    """教授 or 副教授 for some of the senior; NULL for the rest."""
    draw = roster.teaching_draw[entries.row]
    chief, associate = entries.title == _CHIEF, entries.title == _ASSOCIATE
    index = np.where(chief & (draw < 0.35), 1, np.where((chief & (draw < 0.5)) | (associate & (draw < 0.25)), 2, 0))
    return pa.array([None, "教授", "副教授"]).take(pa.array(index))


def _published(
    world: World, roster: Roster, entries: Entries, day: int, source_id: str, columns: dict[str, pa.Array],
    key: pa.Array, numbered: bool,
) -> Published:  # fmt: skip
    row = entries.row
    flags = {
        **entries.flags,
        "is_untabled": entries.is_untabled_alias,
        "has_number": roster.has_number[row] if numbered else np.zeros(len(row), dtype=bool),
    }
    return publish(
        day, source_id, columns, person_ids(roster.person[row]), key, roster.name_error[row], entries.alias_kind, flags
    )


def haodf(world: World, roster: Roster, day: int) -> Published:
    """cn_haodf_doctor; 「城市」 is NULL where the page does not show it."""
    entries = entries_on(world, roster, day)
    row = entries.row
    province, city = _places(world, entries.institution)
    key = pa.array(400_000_000 + row.astype(np.int64) * 37).cast(pa.string())
    columns = {
        "医生编号": key,
        "姓名": roster.name.take(pa.array(row)),
        "职称": _titles(world, roster, entries),
        "教学职称": _teaching(roster, entries),
        "医院": entries.institution_text,
        "科室": _departments(world, roster, row),
        "省份": province,
        "城市": pc.if_else(pa.array(roster.hides_city[row]), None, city),
    }
    return _published(world, roster, entries, day, "cn_haodf_doctor", columns, key, numbered=False)


def guahao(world: World, roster: Roster, day: int) -> Published:
    """cn_guahao_doctor; titles with 教授 or 博导 glued on."""
    entries = entries_on(world, roster, day)
    row = entries.row
    province, city = _places(world, entries.institution)
    key = _hex_keys(world, len(roster)).take(pa.array(row))
    teaching = _teaching(roster, entries)
    glued = pc.binary_join_element_wise(_titles(world, roster, entries), teaching, " ")
    doctoral = (entries.title == _CHIEF) & (roster.teaching_draw[row] < 0.06)
    titles = pc.if_else(pc.is_valid(glued), glued, _titles(world, roster, entries))
    titles = pc.if_else(pa.array(doctoral), pc.binary_join_element_wise(titles, "博导", "、"), titles)
    number = world.certificate_no.take(pa.array(np.maximum(roster.person[row], 0)))
    columns = {
        "专家编号": key,
        "姓名": roster.name.take(pa.array(row)),
        "职称": titles,
        "省份": province,
        "城市": city,
        "医院": entries.institution_text,
        "科室": _departments(world, roster, row),
        "执业证书编号": pc.if_else(pa.array(roster.has_number[row]), number, None),
    }
    return _published(world, roster, entries, day, "cn_guahao_doctor", columns, key, numbered=True)


def _hex_keys(world: World, size: int) -> pa.Array:
    """Hexadecimal ids; a letter at least every seventh place, so that none holds the digits of a telephone."""
    rng = stream(world.seed, "guahao keys")
    # An odd factor makes every number below 2**24 come once.
    numbers = np.arange(size, dtype=np.int64) * 11_400_715 % (1 << 24)
    salt = rng.integers(1 << 24, size=size)
    return pa.array([f"e{number:06x}c{other:06x}" for number, other in zip(numbers.tolist(), salt.tolist(), strict=True)])


def xywy(world: World, roster: Roster, day: int) -> Published:
    """cn_xywy_search."""
    entries = entries_on(world, roster, day)
    row = entries.row
    province, city = _places(world, entries.institution)
    key = pa.array(20_000_000 + row.astype(np.int64) * 7).cast(pa.string())
    number = world.certificate_no.take(pa.array(np.maximum(roster.person[row], 0)))
    swapped = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(number, 0, 12), pc.utf8_slice_codeunits(number, 13, 14),
        pc.utf8_slice_codeunits(number, 12, 13), pc.utf8_slice_codeunits(number, 14), "",
    )  # fmt: skip
    number = pc.if_else(pa.array(roster.number_typo[row]), swapped, number)
    columns = {
        "expert_id": key,
        "name": roster.name.take(pa.array(row)),
        "sex": pa.array(["1", "2"]).take(pa.array(roster.gender[row])),
        "title": _titles(world, roster, entries),
        "hospital": entries.institution_text,
        "depart": _departments(world, roster, row),
        "province": province,
        "city": city,
        "zyzs": pc.if_else(pa.array(roster.has_number[row]), number, None),
    }
    return _published(world, roster, entries, day, "cn_xywy_search", columns, key, numbered=True)


def committee(world: World, roster: Roster, day: int) -> Published:
    """cn_cmda_committee: names of two characters padded, `?` for what GBK lacks, the leading roles first."""
    shown = entries_on(world, roster, day)
    seat = world.departments.committee
    names = sorted(set(seat) - {""})
    by_department = np.array([names.index(name) if name else 0 for name in seat])
    number = by_department[roster.department[shown.row]]
    rank = np.where(roster.teaching_draw[shown.row] < 0.02, 1, np.where(roster.teaching_draw[shown.row] < 0.3, 2, 3))
    order = np.lexsort((shown.row, rank, -shown.title, number))
    shown = Entries(
        shown.row[order], shown.institution[order], shown.institution_text.take(pa.array(order)),
        shown.alias_kind[order], shown.is_untabled_alias[order], shown.title[order],
        {name: flag[order] for name, flag in shown.flags.items()},
    )  # fmt: skip
    number, rank = number[order], rank[order].copy()
    _, heads = np.unique(number, return_index=True)
    rank[heads] = 0
    by_role = np.lexsort((np.arange(len(rank)), rank, number))
    year = EPOCH.year + (roster.listed_on // 365.25).astype(np.int64)
    elected = np.full(len(names), world.first // 365.25 + 1969).astype(np.int64)
    np.maximum.at(elected, number, np.where(roster.person[shown.row] >= 0, year[shown.row], 0))
    texts, beyond = damage.fit_to_gbk(roster.name.take(pa.array(shown.row)))
    padded = pc.replace_substring_regex(texts, r"^(\p{Han})(\p{Han})$", "\\1\u3000\\2")
    width = np.char.str_len(np.array(names))
    assert width.all()
    columns = {
        "专委会编号": pa.array([f"{101 + i}" for i in range(len(names))]).take(pa.array(number)),
        "专委会": pa.array([f"中国医师协会{name}专业委员会" if not name.endswith("医师") else f"中国医师协会{name}分会" for name in names]).take(pa.array(number)),
        "换届年份": pa.array(elected[number]).cast(pa.string()),
        "姓名": padded,
        "职务": pa.array(["主任委员", "副主任委员", "常务委员", "委员"]).take(pa.array(rank)),
        "单位": shown.institution_text,
        "职称": _titles(world, roster, shown),
    }
    error = np.where(beyond, damage.UNREADABLE, roster.name_error[shown.row]).astype(np.int8)
    index = pa.array(by_role)
    flags = {**shown.flags, "is_untabled": shown.is_untabled_alias}
    person = person_ids(roster.person[shown.row])
    return publish(
        day, "cn_cmda_committee", {heading: column.take(index) for heading, column in columns.items()},
        person.take(index), columns["专委会编号"].take(index), error[by_role], shown.alias_kind[by_role],
        {name: flag[by_role] for name, flag in flags.items()},
    )  # fmt: skip
