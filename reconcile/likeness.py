"""Whether an institution's name reads like a short form of another: a possibility to weigh, never a merge."""

from normalize.institutions import ordinal


def reads_like(shown_key: str, official_key: str) -> bool:
    """Whether all characters of one name stand in the other in their order, and no number differs.

    Short forms keep characters of the full name (浙大一院 of 浙江大学医学院附属第一医院); names in full that put a
    city before the county hold those of the official one. Both are match keys.

    >>> reads_like("浙大1院", "浙江大学医学院附属第1医院"), reads_like("甲市第2医院", "甲市第1医院")
    (True, False)
    >>> reads_like("甲县医院", "乙县医院")
    False
    """
    shorter, longer = sorted((shown_key, official_key), key=len)
    numbers = {ordinal(shorter), ordinal(longer)} - {None}
    characters = iter(longer)
    return len(numbers) < 2 and len(shorter) >= 3 and all(character in characters for character in shorter)
