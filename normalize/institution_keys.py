"""The key an institution's name is matched by, and the number that tells it from its sisters."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

from normalize.text import compact

_COMPANY = re.compile(r"(?:(?:股份)?有限(?:责任)?公司)+$")
_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_PUNCTUATION = " ·•・.,、:;'\"“”‘’-—_()[]【】〔〕《》<>〓/|*"
# 第十二, 第十, 二十, 十二, 十院; not 红十字 nor 十堰.
_TEN = re.compile(r"(?<![\d十])(?:(?<=第)(\d?)十(\d?)|(\d)十(\d?)|()十(\d)|()十()(?=医?院))(?![\d十])")


class _Key(dict[int, str]):
    """Character -> its form in the match key, worked out once per character."""

    def __init__(self) -> None:
        super().__init__({ord(char): "" for char in _PUNCTUATION} | {ord(h): d for h, d in _DIGITS.items()})
        self._simplify = OpenCC("t2s").convert

    def __missing__(self, point: int) -> str:
        self[point] = self._simplify(chr(point)).upper()
        return self[point]


_keys = cache(_Key)


_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}
# 第Ⅱ人民医院 (第X may hide any), 第二 as bookkeepers write it, 第廿一.
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "123456789十")
_ORDINAL = re.compile(r"第(?:([IVX]{1,4})(?![A-Z])|([\d十廿壹贰叁肆伍陆柒捌玖拾]+))")


def _plain_ordinal(found: re.Match[str]) -> str:
    if found[1]:
        return "第" + _ROMAN.get(found[1], found[1])
    return "第" + found[2].translate(_FORMAL).replace("廿", "2十")


def institution_key(name: str) -> str:
    """The match key of a name: digits of any script as 0-9, simplified, without punctuation and company form.

    What is written two ways for one house is folded: 中医医院 = 中医院, 红十字会医院 = 红十字医院, 中国人民解放军 =
    解放军, 中国人民武装警察部队 = 武警, ordinals of any script. Nothing that tells two houses apart is dropped: places,
    ordinals, 分院, 院区, 门诊部.

    >>> institution_key("中国人民解放军第四一一医院") == institution_key("解放军411医院")
    True
    >>> institution_key("某县中医医院有限责任公司"), institution_key("甲市第十二人民医院")
    ('某县中医院', '甲市第12人民医院')
    >>> institution_key("甲医院(东院区)") == institution_key("甲医院")
    False
    """
    # Without the punctuation, an accent may meet the letter before it.
    key = unicodedata.normalize("NFC", compact(name).translate(_keys()))
    key = _TEN.sub(_tens, _ORDINAL.sub(_plain_ordinal, key))
    key = _COMPANY.sub("", key) or key
    key = key.replace("医医院", "医院").replace("红十字会医院", "红十字医院").replace("中国人民解放军", "解放军")
    key = key.replace("中国人民武装警察部队", "武警").replace("武警部队", "武警")
    return re.sub(r"第(?=\d{3,}医院)", "", key)


def _tens(found: re.Match[str]) -> str:
    tens, ones = next((found[i], found[i + 1]) for i in (1, 3, 5, 7) if found[i] is not None)
    return f"{tens or 1}{ones or 0}"


def ordinal(name: str) -> int | None:
    """The number that tells it from its sisters: 第N, or the number of a military hospital; None without one.

    >>> ordinal("甲市第三人民医院"), ordinal("解放军四一一医院"), ordinal("甲市人民医院")
    (3, 411, None)
    """
    found = re.search(r"第(\d+)|(\d{2,})(?=医院)|(?<=[省市县区大医附])(\d+)(?=医?院)", institution_key(name))
    return int(next(group for group in found.groups() if group)) if found else None
