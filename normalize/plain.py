"""Values that read as they stand, which nearly all do: cleaned a whole column at a time.

Each function is given distinct texts, and returns rows of those it understands; the cleaner sees the others, and would
say the same of these.
"""

import pyarrow as pa
import pyarrow.compute as pc

from normalize.certificates import CATEGORIES, LEVELS
from normalize.divisions import all_codes
from normalize.name_keys import char_sound, name_key, surnames
from normalize.names import NO_ORDINARY, PLAIN
from warehouse.schema import KINDS

_NUMBER = r"^[12](?:10|20|30|4[1-8])[0-9]{12}\z"
_LONGEST = 4
_HAN = rf"^[\x{{4e00}}-\x{{9fff}}]{{2,{_LONGEST}}}\z"


def plain_certificates(raw: pa.Array) -> pa.Table:
    """Whole numbers of 15 digits. Columns: raw, number, mask, level, category.

    >>> plain_certificates(pa.array(["241330106990001", "241330106 990001"])).to_pylist()
    [{'raw': '241330106990001', 'number': '241330106990001', 'mask': None, 'level': 'assistant', 'category': 'tcm'}]
    """
    number = raw.filter(pc.match_substring_regex(raw, _NUMBER))
    number = number.filter(pc.is_in(pc.utf8_slice_codeunits(number, 3, 9), pa.array(sorted(all_codes()))))
    return pa.table(
        {
            "raw": number,
            "number": number,
            "mask": pa.nulls(len(number), pa.string()),
            "level": _looked_up(pc.utf8_slice_codeunits(number, 0, 1), LEVELS),
            "category": _looked_up(pc.utf8_slice_codeunits(number, 1, 3), CATEGORIES),
        }
    )


def plain_names(raw: pa.Array) -> pa.Table:
    """Names of two to four Han characters. Columns: raw, name, state, key, sound, former_names.

    Keys are put together from those of the characters, of which there are some thousands.

    >>> plain_names(pa.array(["欧阳單", "曾伟", "张 伟"])).select(["key", "sound"]).to_pylist()
    [{'key': '欧阳单', 'sound': 'ou yang dan'}, {'key': '曾伟', 'sound': 'zeng wei'}]
    """
    is_plain = pc.and_not(pc.match_substring_regex(raw, _HAN), pc.match_substring_regex(raw, f"[{NO_ORDINARY}]"))
    name = raw.filter(is_plain)
    chars = [pc.utf8_slice_codeunits(name, at, at + 1) for at in range(_LONGEST)]
    known = pc.unique(pa.concat_arrays(chars)).to_pylist()
    keys = {char: name_key(char) for char in known}
    sounds = {char: " " + char_sound(char) if char else "" for char in known}
    first, second, *others = (_looked_up(char, sounds) for char in chars)
    # Of the surname alone; nobody is called by nothing but one.
    single = _looked_up(chars[0], {found: " " + reading for found, reading in surnames().items() if len(found) == 1})
    double = _looked_up(
        pc.utf8_slice_codeunits(name, 0, 2), {found: " " + reading for found, reading in surnames().items()}
    )
    is_double = pc.and_(pc.is_valid(double), pc.greater(pc.utf8_length(name), 2))
    surname = pc.if_else(is_double, double, _joined(pc.coalesce(single, first), second))
    return pa.table(
        {
            "raw": name,
            "name": name,
            "state": pa.repeat(PLAIN, len(name)),
            "key": _joined(*(_looked_up(char, keys) for char in chars)),
            "sound": pc.utf8_slice_codeunits(_joined(surname, *others), 1),
            "former_names": pa.nulls(len(name), KINDS["texts"][1]),
        }
    )


def _looked_up(found: pa.Array, table: dict[str, str]) -> pa.Array:
    """The value of each key; NULL where the table lacks it."""
    return pa.array(table.values(), pa.string()).take(pc.index_in(found, pa.array(table, pa.string())))


def _joined(*parts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")
