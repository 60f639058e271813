"""Names of persons: what a name is once decoration is off, and whether it is whole."""

import re
import unicodedata
from typing import NamedTuple

from normalize.name_keys import name_key, name_sound, surnames, syllables, twin_surname
from normalize.text import read_codes, says_nothing, tidy
from normalize.vocabularies import clean_department

__all__ = [
    "DAMAGED",
    "MASKED",
    "PLAIN",
    "Name",
    "clean_former_names",
    "clean_name",
    "former_names_beside",
    "name_key",
    "name_sound",
    "twin_surname",
]

PLAIN, DAMAGED, MASKED = "plain", "damaged", "masked"


class Name(NamedTuple):
    """A canonical name: `?` stands for each unreadable character, `*` for each hidden one."""

    name: str
    state: str


_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOTS = r"·•・‧∙⋅ᆞ●.\-‐‒–—―。、"
_GLYPHS = {int(row["found"][2:], 16): chr(int(row["meant"][2:], 16)) for row in read_codes("glyph")}
# Boxes, geta, replacement characters, private-use and other symbols: a character was here.
_UNREADABLE = re.compile(r"[\ufffd□■〓�◇◆▯▢◻⬜\ue000-\uf8ff\U000f0000-\U0010ffff\U0001f000-\U0001faff]")
# An ideographic description: an operator and its parts, which may be descriptions again.
_DESCRIBED = re.compile(rf"[⿲⿳][{_HAN}?]{{3}}|[⿰⿱⿴-⿻][{_HAN}?]{{2}}")
_ABOUT_A_GLYPH = re.compile(
    rf"[{_HAN}]*(?:字旁|旁|偏旁|字头|字底|部首)[{_HAN}]*|[上左][{_HAN}][下中右][{_HAN}].*"
    rf"|[{_HAN}]{{1,3}}[加+][{_HAN}]{{1,3}}|读?音[::]?[{_HAN}A-Za-zÀ-ɏ]{{1,6}}"
)
# Its parts alone (由页, 王莹), where a surname lacks what follows; no word of what brackets say of a person.
_PARTS_OF_A_GLYPH = re.compile(
    rf"(?:(?![退返聘停诊特需专家主任教授医科男女周午原曾又外兼首名博硕师生族休故])[{_HAN}]){{2,3}}"
)
_ABOUT_THE_LAST = re.compile(rf"[{_HAN}]{{1,2}}(?:字旁|旁|偏旁|字头|字底)")
_BRACKETS = re.compile(r"[(\[【〔〈《{]([^()\[\]【】〔〕〈〉《》{}]*)[)\]】〕〉》}]")

_TITLE = (
    r"(?:特需|知名|著名|国家级|省级)?副?(?:主任(?:中?医师|医生)?|主治(?:中?医师|医生)?|住院(?:中?医师|医生)"
    r"|中医师|助理医师|医师|医生|大夫|医士|教授|讲师|研究员|博士生导师|硕士生导师|博导|硕导|博士|硕士|老师|院长|院士|所长|专家|名医)"
)
_BEFORE = re.compile(r"^(?:(?:医[师生]|专家)?姓名[::]\s*|(?:Dr|Prof)(?:\.\s*|\s+)(?=[A-Za-z]))")
_ALSO = re.compile(r"[\s,;/]*(?:原名|曾用名|又名|别名)[::]?.*$")
_FORMER = re.compile(rf"(?:原名|曾用名)[::]?\s*([{_HAN}·、]+)")
# Punctuation, marks of experts in lists, dots without a neighbour.
_AT_THE_ENDS = " ,;:、。'\"“”‘’·★☆▲△#®"
_GENDER = re.compile(rf"(?<=[{_HAN}]{{2}})[\s,;/]+[男女]$")
_IN_A_DEPARTMENT = re.compile(rf"([{_HAN}·]{{2,}})[\s,;/{_DOTS}]+([{_HAN}]{{1,10}}(?:科|中心|病区|门诊))")
# 科主任 is a post only where a blank stands before it: 张登科主任 is 张登科.
_AFTER = re.compile(rf"(?:[\s,;/·\-]+(?:科|病区|教研室)?)?{_TITLE}$")
# Hospital systems tell staff of one name apart by a figure or a letter.
_SUFFIX = re.compile(rf"(?<=[{_HAN}]{{2}})\s*(?:\d{{1,2}}|[A-WYZa-wyz]{{1,2}})$")
_HIDDEN = re.compile(
    rf"[*某×○◯〇※]|(?<=[{_HAN}*])(?:__?|-{{2,}})$|(?<=[{_HAN}*])[Xx]{{1,3}}$|(?<=[{_HAN}*])[Xx]{{1,2}}(?=[{_HAN}])"
)
# A black circle between names is a dot; in a row, at the end, or before the one character left, it hides one.
_BULLETS = re.compile(rf"●{{2,}}|●$|(?<=^[{_HAN}])●(?=[{_HAN}]$)")
_ONLY_A_SURNAME = re.compile(rf"([{_HAN}])[姓氏]|([{_HAN}]{{2}})姓")
_ANONYMOUS = re.compile(r"(?:匿名|保密|隐藏|某).{0,4}|医[师生]|大夫|专家")
# Lists of clinics, rows that are no entry, staff of other professions.
_NO_PERSON = re.compile(
    r"门诊|医院|诊所|卫生院|科室|病区|挂号|号源|测试|团队|普通|以下|合计|姓名|^(?:原名|曾用名|又名|别名)"
    r"|(?:护士长?|护师|药师|药士|技师|技士|治疗师|营养师|咨询师|康复师)$"
)
_SEVERAL = re.compile(rf"[{_HAN}]{{2}}(?:、[{_HAN}]{{2}})+|[{_HAN}]{{2,4}}(?:[,;/][{_HAN}]{{2,4}})+")
_SPELLED = re.compile(r"[A-Za-zÀ-ɏ]{2,6}")
_LATIN_WORDS = r"[A-Za-z][A-Za-z ,.'’\-]+"
_BESIDE_LATIN = re.compile(
    rf"(?P<han>[{_HAN}]{{2,4}})[\s/,]*(?P<latin>{_LATIN_WORDS})|(?P<first>{_LATIN_WORDS})[\s/]+(?P<last>[{_HAN}]{{2,4}})"
)

# Nearly all names, known at a glance: Han characters none of which begins a title, a mask or a word that is no name.
NO_ORDINARY = "任治院师生夫士授员导长家医名匿密藏某诊科病号测团普以计无未不姓氏"
_ORDINARY = re.compile(rf"(?:(?![{NO_ORDINARY}])[\u4e00-\u9fff]){{2,4}}")
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
    bare = _undecorated(_describe(_BULLETS.sub(lambda found: "*" * len(found[0]), text)))
    if _ANONYMOUS.fullmatch(bare):
        return Name("*", MASKED)
    if _NO_PERSON.search(bare):
        raise ValueError("not a person's name")
    if _HIDDEN.search(bare):
        masked = _mask(bare)
        return Name(masked if masked.strip("*") else "*", MASKED)
    if _SEVERAL.fullmatch(bare):
        raise ValueError("several names")
    bare = _spelled_out(_dotted(_without_pinyin(bare)))
    if (found := _ONLY_A_SURNAME.fullmatch(bare)) and (found[1] or found[2] in surnames()):
        bare = found[1] or found[2]
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
        elif _ABOUT_A_GLYPH.fullmatch(inside) or (len(before) == 1 and _stands_for_one(inside)):
            before = before if before.endswith("?") else before + "?"
        text = f"{before}{after}" if after[:1] in ("?", "") else f"{before} {after}"
    return text.strip()


def _stands_for_one(inside: str) -> bool:
    """Whether a bracket after a lone surname spells or describes the character that is missing."""
    return bool(_SPELLED.fullmatch(inside) or _PARTS_OF_A_GLYPH.fullmatch(inside))


def _undecorated(text: str) -> str:
    """Take off titles, former names and the marks of hospital systems, until nothing comes off."""
    while True:
        bare = _ALSO.sub("", _BEFORE.sub("", text)) or text
        bare = _GENDER.sub("", bare.strip(_AT_THE_ENDS)) or bare
        bare = _AFTER.sub("", bare) or bare
        bare = _SUFFIX.sub("", bare)
        if (found := _IN_A_DEPARTMENT.fullmatch(bare)) and found[1] not in surnames() and _is_department(found[2]):
            bare = found[1]
        if bare == text:
            return bare
        text = bare


def _is_department(word: str) -> bool:
    department = clean_department(word)
    return department is not None and department.code is not None


def _without_pinyin(text: str) -> str:
    """The name alone, where its own pinyin stands beside it: 张伟 Zhang Wei, Wei ZHANG 张伟."""
    if not (found := _BESIDE_LATIN.fullmatch(text)):
        return text
    name = found["han"] or found["last"]
    surname, *given = name_sound(name).split(" ")
    latin = re.sub("[^a-z]", "", (found["latin"] or found["first"]).lower())
    return name if latin in ("".join([surname, *given]), "".join([*given, surname])) else text


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
    if text.isascii() or not _SPELLED.search(text) or not re.search(rf"[{_HAN}]", text):
        return text
    return _SPELLED.sub(lambda found: "?" if _toneless(found[0]) in syllables() else found[0], text)


def _toneless(spelled: str) -> str:
    """A syllable without its accent, as keyboards write it."""
    return "".join(char for char in unicodedata.normalize("NFD", spelled.lower()) if char.isascii())


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


def former_names_beside(text: str) -> tuple[str, ...] | None:
    """Former names that stand in the field of the name; None where none can be read.

    >>> former_names_beside("张伟（原名张卫）"), former_names_beside("张伟 曾用名：张卫、张薇")
    (('张卫',), ('张卫', '张薇'))
    >>> former_names_beside("张伟")
    """
    found = _FORMER.search(tidy(text))
    try:
        return clean_former_names(found[1]) if found else None
    except ValueError:
        return None
