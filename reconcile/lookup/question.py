"""A question of the look-up, read from what a person typed or a roster's row holds."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from normalize.certificates import clean_certificate
from normalize.institutions import clean_institution
from normalize.names import MASKED, clean_name, name_key
from normalize.places import clean_province
from normalize.scopes import clean_scope
from normalize.vocabularies import clean_category, clean_department, clean_level, clean_status, clean_title

# What decides whom is meant; then what is only compared with the official values. Names are those of schema.RAW_FIELDS.
DECIDING = ("name", "certificate_no", "institution", "province")
COMPARED = ("level", "category", "scope", "department", "title", "status")
ASKED = (*DECIDING, *COMPARED)
MASKED_NAME = "a_masked_name"


@dataclass(frozen=True)
class Question:
    """What was asked, cleaned. None or empty: not given, or not readable (then `faults` says why, field by field).

    `name` is None where no name can be looked up: missing, masked (`is_masked`), no person's. A fault is a code.
    `given` holds the texts as they were.
    """

    given: Mapping[str, str] = field(hash=False)
    name: str | None = None
    name_key: str | None = None
    certificate_no: str | None = None
    certificate_mask: str | None = None
    institution: str | None = None
    institution_key: str | None = None
    province: str | None = None
    level: str | None = None
    category: str | None = None
    scope: tuple[str, ...] = ()
    department: str | None = None
    department_code: str | None = None
    title: str | None = None
    status: str | None = None
    is_masked: bool = False
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def is_latin(self) -> bool:
        """The name is typed in Latin letters: a foreigner's own, or the sound of a Chinese one."""
        return bool(self.name and self.name.isascii())


def read_question(values: Mapping[str, str | None]) -> Question:
    """Read the texts of a question by field (ASKED); a field that cannot be read is a fault, never an exception.

    >>> read_question({"name": " 张　伟 ", "province": "浙江", "level": "院士"}).faults
    (('level', 'unknown_level'),)
    """
    given = {name: text.strip() for name in ASKED if (text := values.get(name)) and text.strip()}
    faults: list[tuple[str, str]] = []

    def clean(name: str, cleaner: Callable[[str], Any]) -> Any:
        if name not in given:
            return None
        try:
            return cleaner(given[name])
        except ValueError as error:
            faults.append((name, fault_code(str(error))))
            return None

    name = clean("name", _whole_name)
    number = clean("certificate_no", clean_certificate)
    house = clean("institution", clean_institution)
    province = clean("province", clean_province)
    department = clean("department", clean_department)
    title = clean("title", clean_title)
    return Question(
        given=given,
        name=name,
        name_key=name and name_key(name),
        certificate_no=number and number.number,
        certificate_mask=number and number.mask,
        institution=house and house.name,
        institution_key=house and house.key,
        province=province,
        level=clean("level", clean_level),
        category=clean("category", clean_category),
        scope=clean("scope", clean_scope) or (),
        department=department and department[0],
        department_code=department and department[1],
        title=title and title.title,
        status=clean("status", clean_status),
        is_masked=("name", MASKED_NAME) in faults,
        faults=tuple(faults),
    )


def fault_code(reason: str) -> str:
    """The code of what a cleaner says is wrong with a value, without the value.

    >>> fault_code("unknown scope: 某科"), fault_code("not a person's name")
    ('unknown_scope', 'not_a_persons_name')
    """
    words = reason.partition(":")[0].replace("'", "")
    return re.sub(r"[^a-z]+", "_", words.lower())


def _whole_name(text: str) -> str | None:
    # Pinyin is often typed in small letters, and apostrophes part its syllables (xi'an); a name has neither meaning.
    found = clean_name(text.replace("'", " ") if text.isascii() else text)
    if found and found.state == MASKED:
        raise ValueError("a masked name")
    return found.name if found else None
