"""Words of closed vocabularies -> our codes: level, category, status, assessment, title, department and others."""

import re
from functools import cache
from typing import NamedTuple

from normalize.text import compact, read_codes, says_nothing


@cache
def _words(vocabulary: str) -> dict[str, str]:
    """Word as `compact` leaves it, in capitals -> code; '' is a word that says nothing."""
    return {compact(row["word"]).upper(): row["code"] for row in read_codes(vocabulary)}


def _look_up(text: str, vocabulary: str) -> str | None:
    word = compact(text).upper()
    if says_nothing(word):
        return None
    try:
        return _words(vocabulary)[word] or None
    except KeyError:
        raise ValueError(f"unknown {vocabulary}") from None


def clean_level(text: str) -> str | None:
    """医师级别. A bare number is not decoded: 2 is a level in one code book and a category in another.

    乡村医生 is no level of a physician: `village_doctor` tells the register. Nor is 中医（专长）医师, which tells the
    document.

    >>> clean_level("执业助理医师"), clean_level("乡村医生"), clean_level("")
    ('assistant', 'village_doctor', None)
    >>> clean_level("护士")
    Traceback (most recent call last):
    ValueError: unknown level
    """
    return _look_up(text, "level")


def clean_category(text: str) -> str | None:
    """执业类别.

    >>> clean_category("中医（含民族医、中西医结合）"), clean_category("公卫")
    ('tcm', 'public_health')
    """
    return _look_up(text, "category")


def clean_instrument(text: str) -> str | None:
    """证书类型: the kind of certificate or permit. 医师执业证书 is `physician`; the level tells who is an assistant.

    >>> clean_instrument("港澳医师短期行医执业证书")
    'hkmo_permit'
    """
    return _look_up(text.strip("《》 "), "instrument")


def clean_status(text: str) -> str | None:
    """注册状态, or the act a bulletin announces.

    >>> clean_status("注销"), clean_status("吊销"), clean_status("撤销"), clean_status("责令暂停执业活动6个月")
    ('cancelled', 'revoked', 'rescinded', 'suspended')
    """
    return _look_up(_FOR_A_TERM.sub("暂停执业", compact(text)), "status")


# The term is no end: which day it ends, a field of its own must say.
_FOR_A_TERM = re.compile(
    r"^(?:责令|被)?暂停(?:医师)?(?:执业)?(?:活动)?(?:[\d一二三四五六七八九十]+个?[年月](?:以上)?){1,2}(?:以下)?(?:执业活动|执业)?$"
)


def clean_assessment(text: str) -> str | None:
    """定期考核: the result as the register shows it. What follows from it (a suspension) is for the authority to say.

    >>> clean_assessment("合格"), clean_assessment("考核不合格"), clean_assessment("待考核")
    ('passed', 'failed', None)
    >>> clean_assessment("基本合格")
    Traceback (most recent call last):
    ValueError: unknown assessment
    """
    return _look_up(text, "assessment")


def clean_gender(text: str) -> str | None:
    """性别; the digits are those of GB/T 2261.1, which every code book shares.

    >>> clean_gender("女"), clean_gender("1"), clean_gender("9")
    ('female', 'male', None)
    """
    return _look_up(text, "gender")


class Title(NamedTuple):
    """The parts of a 职称: clinical title (a code), teaching titles, posts; None or empty where it has none."""

    title: str | None
    teaching_title: str | None
    posts: tuple[str, ...]


def clean_title(text: str) -> Title | None:
    """Split a 职称 into its parts, longest words first; every word must be known, or a post at a department.

    Beside a clinical title 主任 and 副主任 are posts, alone they stand for it. Raises ValueError for a
    title of another profession, an unknown word, or two clinical titles.

    >>> clean_title("主任医师，教授、博导")
    Title(title='chief', teaching_title='博士生导师、教授', posts=())
    >>> clean_title("副主任医师兼心内科主任"), clean_title("主治医师、副主任").posts
    (Title(title='associate_chief', teaching_title=None, posts=('心内科主任',)), ('副主任',))
    >>> clean_title("主管药师")
    Traceback (most recent call last):
    ValueError: unknown title
    """
    words = compact(text)
    if says_nothing(words):
        return None
    found: dict[str, set[str]] = {"clinical": set(), "teaching": set(), "post": set()}
    heads = set()
    table, pattern = _titles()
    end = 0
    for match in pattern.finditer(words):
        if match.start() != end:
            break
        end = match.end()
        if match["post"]:
            found["post"].add(match["post"])
        elif match["word"] in _HEADS:
            heads.add(match["word"])
        elif match["word"]:
            part, code = table[match["word"].upper()]
            found[part].add(code)
    if found["clinical"]:
        found["post"] |= heads
    else:
        found["clinical"] = {table[word][1] for word in heads}
    if end != len(words):
        raise ValueError("unknown title")
    if len(found["clinical"]) > 1:
        raise ValueError("two clinical titles")
    clinical = next(iter(found["clinical"]), None)
    return Title(clinical, "、".join(sorted(found["teaching"])) or None, tuple(sorted(found["post"])))


@cache
def _titles() -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    table = {compact(row["word"]).upper(): (row["part"], row["code"]) for row in read_codes("title")}
    longest_first = "|".join(re.escape(word) for word in sorted(table, key=lambda word: (-len(word), word)))
    posts = rf"(?P<post>(?!兼)[\u4e00-\u9fff]{{1,10}}?{_POST})"
    return table, re.compile(rf"(?P<word>{longest_first})|{posts}|[,;、/|·+&()兼\-]", re.IGNORECASE)


# The head of a department by rank and not by title: 心内科主任, 医务处副处长.
_POST = r"(?:(?<=[科室部处])|(?<=中心|病区))副?(?:主任|科长|处长|部长)(?!医|中|药|护|技|检)"
_HEADS = frozenset({"主任", "副主任"})


class Department(NamedTuple):
    """科室 as shown, cleaned, and its 诊疗科目 code; None where the word is not known."""

    name: str
    code: str | None


# What stands around the specialty: wards, clinics, campuses, ordinals.
_AROUND = re.compile(
    r"\([^()]*\)|(?:[一二三四五六七八九十\d]+|东|西|南|北)(?:病区|病房|区|组|科室)$|门诊$|病区$|病房$|专科$|专业组$|中心$"
)


# 心内一科, 普外二科: the first and second department of one specialty.
_NUMBERED = re.compile(r"(?<=.)(?:[一二三四五六七八九十]{1,2}|\d{1,2})(?=科$)")


def clean_department(text: str) -> Department | None:
    """A department and its code in the subject list. The name is kept whatever it is: it is a claim to show.

    >>> clean_department("心内科（东院）"), clean_department("特需部")
    (Department(name='心内科(东院)', code='03.04'), Department(name='特需部', code=None))
    """
    name = compact(text)
    if says_nothing(name):
        return None
    words = _words("department")
    core = name.upper()
    forms = [core, _AROUND.sub("", core), _NUMBERED.sub("", core)]
    forms += [form.removesuffix("专业") for form in forms]
    forms += [f"{form}专业" for form in forms] + [f"{form}科" for form in forms]
    return Department(name, next((words[form] for form in forms if form in words), subject_of_code(core)))


# A code with its dot or the A before it is one of this list whatever the source; a bare number may be anything.
_SUBJECT_CODE = re.compile(r"A(?P<first>\d{2})\.?(?P<second>\d{2})?|(?P<dotted>\d{2})\.(?P<below>\d{2})")


def subject_of_code(text: str) -> str | None:
    """The 诊疗科目 whose code this is; None for other texts, unknown codes and those that the lists number differently.

    >>> subject_of_code("03.01"), subject_of_code("A0301"), subject_of_code("A12"), subject_of_code("12.02")
    ('03.01', '03.01', '12', None)
    """
    if not (found := _SUBJECT_CODE.fullmatch(text)):
        return None
    first, second = found["first"] or found["dotted"], found["second"] or found["below"]
    code = f"{first}.{second}" if second else first
    # Dentistry and 30.05 are numbered anew in the present list.
    return code if code in _subject_codes() and not code.startswith("12.") and code != "30.05" else None


@cache
def _subject_codes() -> frozenset[str]:
    return frozenset(_words("department").values())
