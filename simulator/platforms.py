"""What four platforms and an aggregator show."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.draws import Ints, stream
from simulator.entries import (
    ASSOCIATE_CHIEF,
    CHIEF,
    Entries,
    department_texts,
    entries_on,
    number_texts,
    place_texts,
    publish_entries,
    title_texts,
)  # fmt: skip
from simulator.published import Published, pooled
from simulator.reality import Reality
from simulator.rosters import Roster


def haodf(reality: Reality, roster: Roster, day: int) -> Published:
    """cn_haodf_doctor; 「城市」 is NULL where the page does not show it."""
    entries = entries_on(reality, roster, reality.settings.lists["cn_haodf_doctor"], day)
    province, city = place_texts(reality, entries)
    key = pa.array(400_000_000 + entries.row * 37).cast(pa.string())
    columns = {
        "医生编号": key,
        "姓名": entries.roster.name,
        "职称": title_texts(reality, entries),
        "教学职称": _teaching_titles(entries),
        "医院": entries.institution_text,
        "科室": department_texts(entries),
        "省份": province,
        "城市": pc.if_else(pa.array(entries.roster.hides_city), None, city),
    }
    return publish_entries(entries, day, "cn_haodf_doctor", columns, key, shows_number=False)


def guahao(reality: Reality, roster: Roster, day: int) -> Published:
    """cn_guahao_doctor; titles with 教授 or 博导 glued on, a number on few."""
    entries = entries_on(reality, roster, reality.settings.lists["cn_guahao_doctor"], day)
    province, city = place_texts(reality, entries)
    key = _hexadecimal(reality.seed, "guahao ids", entries.row, len(roster))
    title = title_texts(reality, entries)
    title = pc.coalesce(pc.binary_join_element_wise(title, _teaching_titles(entries), " "), title)
    advises_doctorates = (entries.title == CHIEF) & (entries.roster.turn < 0.06)
    title = pc.if_else(pa.array(advises_doctorates), pc.binary_join_element_wise(title, "博导", "、"), title)
    columns = {
        "专家编号": key,
        "姓名": entries.roster.name,
        "职称": title,
        "省份": province,
        "城市": city,
        "医院": entries.institution_text,
        "科室": department_texts(entries),
        "执业证书编号": number_texts(reality, entries),
    }
    return publish_entries(entries, day, "cn_guahao_doctor", columns, key, shows_number=True)


def chunyu(reality: Reality, roster: Roster, day: int) -> Published:
    """cn_chunyu_doctor."""
    entries = entries_on(reality, roster, reality.settings.lists["cn_chunyu_doctor"], day)
    province, city = place_texts(reality, entries)
    key = _hexadecimal(reality.seed, "chunyu ids", entries.row, len(roster))
    columns = {
        "id": key,
        "name": entries.roster.name,
        "title": title_texts(reality, entries),
        "clinic_name": department_texts(entries),
        "hospital_name": entries.institution_text,
        "province": province,
        "city": city,
    }
    return publish_entries(entries, day, "cn_chunyu_doctor", columns, key, shows_number=False)


def yyk99(reality: Reality, roster: Roster, day: int) -> Published:
    """cn_yyk99_doctor: by hospital; one that goes by several names has a page under each."""
    entries = entries_on(reality, roster, reality.settings.lists["cn_yyk99_doctor"], day)
    # The last digits leave room for every kind of name, and for a page that nobody stands on.
    hospital = 100_000 + entries.institution * 100 + entries.alias_kind
    order = np.lexsort((entries.row, hospital))
    entries, hospital = entries.take(order), hospital[order]
    province, city = place_texts(reality, entries)
    key = pa.array(3_000_000 + entries.row * 13).cast(pa.string())
    columns = {
        "医生编号": key,
        "姓名": entries.roster.name,
        "职称": title_texts(reality, entries),
        "科室": department_texts(entries),
        "医院编号": pa.array(hospital).cast(pa.string()),
        "医院": entries.institution_text,
        "省份": province,
        "城市": city,
    }
    return publish_entries(entries, day, "cn_yyk99_doctor", columns, key, shows_number=False)


def xywy(reality: Reality, roster: Roster, day: int) -> Published:
    """cn_xywy_search."""
    entries = entries_on(reality, roster, reality.settings.lists["cn_xywy_search"], day)
    province, city = place_texts(reality, entries)
    key = pa.array(20_000_000 + entries.row * 7).cast(pa.string())
    columns = {
        "expert_id": key,
        "name": entries.roster.name,
        "sex": pooled(["1", "2"], entries.roster.gender),
        "title": title_texts(reality, entries),
        "hospital": entries.institution_text,
        "depart": department_texts(entries),
        "province": province,
        "city": city,
        "zyzs": number_texts(reality, entries),
    }
    return publish_entries(entries, day, "cn_xywy_search", columns, key, shows_number=True)


def _teaching_titles(entries: Entries) -> pa.Array:
    """教授 or 副教授 for some of the senior, NULL for the rest."""
    turn = entries.roster.turn
    chief, associate = entries.title == CHIEF, entries.title == ASSOCIATE_CHIEF
    return pooled(
        [None, "教授", "副教授"],
        np.select([chief & (turn < 0.35), (chief & (turn < 0.5)) | (associate & (turn < 0.25))], [1, 2], 0),
    )


def _hexadecimal(seed: int, topic: str, row: Ints, size: int) -> pa.Array:
    """Ids of 14 hexadecimal digits, a letter at least every seventh, so that none holds a telephone number."""
    salt = stream(seed, topic).integers(1 << 24, size=size)[row]
    # An odd factor takes no two of the numbers below 2**24 to the same one.
    number = row * 11_400_715 % (1 << 24)
    digits = [f"{three:03x}" for three in range(1 << 12)]
    parts = [pooled(digits, part) for part in (number >> 12, number & 4095, salt >> 12, salt & 4095)]
    return pc.binary_join_element_wise("e", parts[0], parts[1], "c", parts[2], parts[3], "")
