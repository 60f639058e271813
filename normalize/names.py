"""Names of persons: what a name is once decoration is off, whether it is whole, and the keys it is matched by."""

import os
import re
from functools import cache
from typing import NamedTuple

from opencc import OpenCC

from normalize.text import read_codes, says_nothing, tidy

PLAIN, DAMAGED, MASKED = "plain", "damaged", "masked"


class Name(NamedTuple):
    """A canonical name: `?` stands for each unreadable character, `*` for each hidden one."""

    name: str
    state: str


_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOTS = r"·•・‧∙⋅ᆞ●.\-。、"
_GLYPHS = {int(row["found"][2:], 16): chr(int(row["meant"][2:], 16)) for row in read_codes("glyph")}
# Boxes, geta, replacement characters, private-use and other symbols: a character was here.
_UNREADABLE = re.compile(r"[\ufffd□■〓�◇◆▯\ue000-\uf8ff\U000f0000-\U0010ffff\U0001f000-\U0001faff]")
# An ideographic description: an operator and its parts, which may be descriptions again.
_DESCRIBED = re.compile(rf"[⿲⿳][{_HAN}?]{{3}}|[⿰⿱⿴-⿻][{_HAN}?]{{2}}")
_ABOUT_A_GLYPH = re.compile(
    rf"[{_HAN}]*(?:字旁|旁|偏旁|字头|字底|部首)[{_HAN}]*|[上左][{_HAN}][下中右][{_HAN}].*|[{_HAN}]{{1,3}}加[{_HAN}]{{1,3}}|音[{_HAN}]"
)
_ABOUT_THE_LAST = re.compile(rf"[{_HAN}]{{1,2}}(?:字旁|旁|偏旁|字头|字底)")
_BRACKETS = re.compile(r"[(\[【〔〈《{]([^()\[\]【】〔〕〈〉《》{}]*)[)\]】〕〉》}]")

_TITLE = (
    r"(?:特需|知名|著名|国家级|省级)?副?(?:主任(?:中?医师|医生)?|主治(?:中?医师|医生)?|住院(?:中?医师|医生)"
    r"|中医师|助理医师|医师|医生|大夫|医士|教授|讲师|研究员|博士生导师|硕士生导师|博导|硕导|博士|硕士|老师|院长|院士|所长|专家|名医)"
)
_BEFORE = re.compile(r"^(?:医[师生]|专家)?姓名[::]\s*")
_ALSO = re.compile(r"[\s,;/]*(?:原名|曾用名|又名|别名)[::]?.*$")
# 科主任 is a post only where a blank stands before it: 张登科主任 is 张登科.
_AFTER = re.compile(rf"(?:[\s,;/·\-]+(?:科|病区|教研室)?)?{_TITLE}$")
# Hospital systems tell staff of one name apart by a figure or a letter.
_SUFFIX = re.compile(rf"(?<=[{_HAN}]{{2}})\s*(?:\d{{1,2}}|[A-WYZa-wyz]{{1,2}})$")
_HIDDEN = re.compile(rf"[*某×○〇]|(?<=[{_HAN}*])[Xx]{{1,3}}$|(?<=[{_HAN}*])[Xx]{{1,2}}(?=[{_HAN}])")
_ANONYMOUS = re.compile(r"(?:匿名|保密|隐藏|某).{0,4}|医[师生]|大夫|专家")
_NO_PERSON = re.compile(r"门诊|医院|诊所|卫生院|科室|病区|挂号|号源|测试|团队|普通|以下|合计|姓名")
_SEVERAL = re.compile(rf"[{_HAN}]{{2}}(?:、[{_HAN}]{{2}})+|[{_HAN}]{{2,4}}(?:[,;/][{_HAN}]{{2,4}})+")
_SPELLED = re.compile(r"[A-Za-z]{2,6}")

# Nearly all names, known at a glance: Han characters none of which begins a title, a mask or a word that is no name.
_ORDINARY = re.compile(r"(?:(?![任治院师生夫士授员导长家医名匿密藏某诊科病号测团普以计无未不])[\u4e00-\u9fff]){2,4}")
_WHOLE = re.compile(rf"[{_HAN}?·]{{2,40}}")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ .,'’·\-]*")


def clean_name(text: str) -> Name | None:
    r"""A person's name in canonical form.

    Raises ValueError for what is no person's name, or several.

    >>> clean_name("王　芳"), clean_name("张伟（退休） 主任医师"), clean_name("买买提•艾力")
    (Name(name='王芳', state='plain'), Name(name='张伟', state='plain'), Name(name='买买提·艾力', state='plain'))
    >>> clean_name("李（王字旁加莹）"), clean_name("王\ue863"), clean_name("张Wei")
    (Name(name='李?', state='damaged'), Name(name='王䶮', state='plain'), Name(name='张?', state='damaged'))
    >>> clean_name("张医生"), clean_name("王某某"), clean_name("匿名医生")
    (Name(name='张*', state='masked'), Name(name='王**', state='masked'), Name(name='*', state='masked'))
    >>> clean_name("专家门诊")
    Traceback (most recent call last):
    ValueError: not a person's name
    """
    return Name(text, PLAIN) if _ORDINARY.fullmatch(text) else _clean_odd(text)


def _clean_odd(text: str) -> Name | None:
    text = tidy(text).translate(_GLYPHS)
    if text and not text.strip("*"):
        return Name("*", MASKED)
    if says_nothing(text):
        return None
    bare = _undecorated(_describe(text))
    if _ANONYMOUS.fullmatch(bare):
        return Name("*", MASKED)
    if _NO_PERSON.search(bare):
        raise ValueError("not a person's name")
    if _HIDDEN.search(bare):
        masked = _mask(bare)
        return Name(masked if masked.strip("*") else "*", MASKED)
    if _SEVERAL.fullmatch(bare):
        raise ValueError("several names")
    bare = _spelled_out(_dotted(bare))
    if bare.strip("?·") == "":
        raise ValueError("no character of the name can be read")
    if len(bare) == 1 or (bare in surnames() and bare != text):
        # Nothing but a surname: 张医生, 欧阳主任.
        return Name(_mask(bare) + "*", MASKED)
    if not (_WHOLE.fullmatch(bare) or _LATIN.fullmatch(bare)):
        raise ValueError("not a person's name")
    return Name(bare, DAMAGED if "?" in bare else PLAIN)


def _describe(text: str) -> str:
    """Put `?` for what cannot be read, and for characters that brackets describe."""
    text = _UNREADABLE.sub("?", text)
    while _DESCRIBED.search(text):
        text = _DESCRIBED.sub("?", text)
    while found := _BRACKETS.search(text):
        before, inside, after = text[: found.start()].rstrip(), found[1].strip(), text[found.end() :]
        if _ABOUT_THE_LAST.fullmatch(inside) and len(before) > 1:
            before = before[:-1] + "?"
        elif _ABOUT_A_GLYPH.fullmatch(inside) or (len(before) < 2 and not after and _SPELLED.fullmatch(inside)):
            before = before if before.endswith("?") else before + "?"
        text = f"{before}{after}" if after[:1] in ("?", "") else f"{before} {after}"
    return text.strip()


def _undecorated(text: str) -> str:
    """Take off titles, former names and the marks of hospital systems, until nothing comes off."""
    while True:
        bare = _ALSO.sub("", _BEFORE.sub("", text)) or text
        bare = _AFTER.sub("", bare) or bare
        bare = _SUFFIX.sub("", bare)
        if bare == text:
            return bare
        text = bare


def _mask(text: str) -> str:
    """One `*` per hidden character: 张XX, 张某某 and 张** are one."""
    starred = _HIDDEN.sub(lambda found: "*" * len(found[0]), text.replace(" ", ""))
    if not re.fullmatch(rf"[{_HAN}A-Za-z*?·]{{1,30}}", starred):
        raise ValueError("not a person's name")
    return starred


def _dotted(text: str) -> str:
    """Unify the dots of dotted names; blanks between Han characters are padding, or stand for a lost dot."""
    text = re.sub(rf"(?<=[{_HAN}?])\s*[{_DOTS}]\s*(?=[{_HAN}?])", "·", text)
    if " " not in text or not re.search(rf"[{_HAN}]", text):
        return text
    parts = text.split(" ")
    is_padding = any(len(part) == 1 for part in parts) or parts[0] in surnames() or len(parts) > 3
    return ("" if is_padding else "·").join(parts)


def _spelled_out(text: str) -> str:
    """Put `?` for a character that a site without its glyph spelled in pinyin (张Wei)."""
    if text.isascii() or not re.search(r"[A-Za-z]", text) or not re.search(rf"[{_HAN}]", text):
        return text
    return _SPELLED.sub(lambda found: "?" if found[0].lower() in _syllables() else found[0], text)


def clean_former_names(text: str) -> tuple[str, ...] | None:
    """曾用名, sorted; each must be a whole name.

    >>> clean_former_names("张薇、张卫")
    ('张卫', '张薇')
    """
    text = tidy(text)
    if says_nothing(text):
        return None
    names = [clean_name(part) for part in re.split(r"[,;、/|]\s*", text) if part]
    if any(name is None or name.state == MASKED for name in names):
        raise ValueError("a former name is hidden")
    return tuple(sorted({name.name for name in names if name}))


class _Key(dict[int, str]):
    """Character -> its form in the match key, worked out once per character."""

    def __init__(self) -> None:
        super().__init__({ord(char): "" for char in " ·.,'’-"})
        self._simplify = OpenCC("t2s").convert
        rows = list(read_codes("variant"))
        self._variants = {row["found"]: row["key"] for row in rows}
        self._twins = {char for row in rows if row["is_surname"] for char in (row["found"], row["key"])}

    def __missing__(self, point: int) -> str:
        char = chr(point)
        if char not in self._variants:
            char = self._simplify(char)
        self[point] = self._variants.get(char, char).upper()
        return self[point]

    def twin(self, char: str) -> str | None:
        """The character, simplified, if it is one of two surnames that the key takes for one."""
        char = char if char in self._variants else self._simplify(char)
        return char if char in self._twins else None


# Characters are read one by one, so the book of phrases, which takes half a second to load, is left closed; and
# pypinyin is imported where it is needed, since most look-ups need no sound.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")


class _Sound(dict[str, str]):
    """Character -> toneless pinyin, worked out once per character; what has none stands for itself."""

    def __missing__(self, char: str) -> str:
        from pypinyin import Style, lazy_pinyin

        self[char] = lazy_pinyin(char, style=Style.NORMAL)[0].lower()
        return self[char]


_keys = cache(_Key)
_sounds = cache(_Sound)


@cache
def surnames() -> dict[str, str]:
    """Surnames read otherwise than their characters, and compound ones, with their toneless reading."""
    return {row["surname"]: row["reading"] for row in read_codes("surname")}


@cache
def _syllables() -> frozenset[str]:
    """Every toneless syllable, `v` for ü as on keyboards."""
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    toned = {reading for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    return frozenset(to_normal(reading) for reading in toned)


def name_key(name: str) -> str:
    """The key of a canonical name: simplified, variants folded, without dots and blanks, Latin in capitals.

    >>> name_key("蕭偉"), name_key("买买提·艾力"), name_key("Zhang Wei"), name_key("張乾")
    ('肖伟', '买买提艾力', 'ZHANGWEI', '张乾')
    """
    return name.translate(_keys())


def twin_surname(name: str) -> str | None:
    """The surname as written, but simplified, where names of another surname have the same key; else None.

    >>> twin_surname("蕭偉"), twin_surname("肖伟"), twin_surname("髙伟")
    ('萧', '肖', None)
    """
    return _keys().twin(name[:1])


def name_sound(name: str) -> str:
    """Toneless pinyin of a canonical name, a blank between syllables; surnames by their own reading.

    >>> name_sound("曾单"), name_sound("尉迟敬"), name_sound("张?"), name_sound("ZHANG Wei")
    ('zeng dan', 'yu chi jing', 'zhang ?', 'zhang wei')
    """
    sounds = _sounds()
    if "·" not in name and len(name) <= 4:
        for length in (2, 1):
            if length < len(name) and (reading := surnames().get(name[:length])):
                return " ".join([reading, *[sounds[char] for char in name[length:]]])
    if name.isascii():
        return " ".join(re.findall(r"[a-z?]+", name.lower()))
    return " ".join([sounds[char] for char in name if char not in "· "])
