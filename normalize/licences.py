"""What an institution's licence says besides its number: credit code, grade, subjects (诊疗科目)."""

import re
from functools import cache

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from normalize.spreadsheets import mend_number
from normalize.text import compact, read_codes, says_nothing
from normalize.vocabularies import subject_of_code

_BETWEEN_SUBJECTS = re.compile(r"[/;；、,，|:：*]+")


def clean_uscc(text: str) -> str | None:
    """统一社会信用代码 (GB 32100), its check character proved. Raises ValueError if it is wrong.

    >>> clean_uscc("12330100a1b2c3d48l")
    '12330100A1B2C3D48L'
    >>> clean_uscc("12330100A1B2C3D48K")
    Traceback (most recent call last):
    ValueError: not a credit code
    """
    code = compact(text).upper()
    if says_nothing(code):
        return None
    code = mend_number(code.removeprefix("统一社会信用代码").lstrip(":"))
    try:
        return str(uscc.validate(code))
    except ValidationError:
        raise ValueError("not a credit code") from None


_LEVELS = {"一": "1", "二": "2", "三": "3", "1": "1", "2": "2", "3": "3"}
_CLASSES = {"甲": "2", "乙": "3", "丙": "4", "未定": "9", "未评": "9"}
_GRADE = re.compile(r"([一二三123])级?[/(]?(?:(甲|乙|丙|未定|未评)(?:等|级)?)?\)?(?:综合|专科)?(?:医院)?")


def clean_grade(text: str) -> str | None:
    """医院等级 as two digits of the health-card code book: level, then 2 甲, 3 乙, 4 丙, 9 未定等, 0 not stated.

    None for an institution that has no grade (未定级, 未评). Raises ValueError for any other word.

    >>> clean_grade("三级甲等"), clean_grade("二甲"), clean_grade("三级/未定等"), clean_grade("一级")
    ('32', '22', '39', '10')
    """
    word = compact(text)
    if says_nothing(word) or re.fullmatch(r"未(?:定|评|列)级?|无等?级|未定级未定等", word):
        return None
    found = _GRADE.fullmatch(word)
    if not found:
        raise ValueError("unknown grade")
    return _LEVELS[found[1]] + (_CLASSES[found[2]] if found[2] else "0")


def clean_subjects(text: str) -> list[str] | None:
    """诊疗科目 as codes of the subject list, sorted. Raises ValueError that names the first unknown word.

    A licence prints a subject's parts after a colon, and asterisks where the list ends. Codes are written 03.01,
    A03.01, 0301, and 301 after a spreadsheet; a code may stand before its word.

    >>> clean_subjects("内科：呼吸内科专业;心血管内科专业/外科/口腔科******")
    ['03', '03.01', '03.04', '04', '12']
    >>> clean_subjects("301;A03.04；04 外科;0502产科专业")
    ['03.01', '03.04', '04', '05.02']
    """
    words = [word for word in _BETWEEN_SUBJECTS.split(compact(text)) if word]
    if all(map(says_nothing, words)):
        return None
    found = set()
    for word in words:
        code = _subjects().get(word) or _subjects().get(f"{word}专业") or _of_code(word)
        if code is None:
            raise ValueError(f"unknown subject {word[:20]}")
        found.add(code)
    return sorted(found)


# Digits that may have lost a zero, and the word they stand before.
_NUMBERED = re.compile(r"A?(\d{1,2}?)(?:\.?(\d\d))?(?P<word>[^\d.]*)")


def _of_code(word: str) -> str | None:
    if not (found := _NUMBERED.fullmatch(word)):
        return None
    if said := found["word"]:
        return _subjects().get(said) or _subjects().get(f"{said}专业")
    return subject_of_code(f"A{int(found[1]):02}{found[2] or ''}")


@cache
def _subjects() -> dict[str, str]:
    return {compact(row["word"]): row["code"] for row in read_codes("department")}
