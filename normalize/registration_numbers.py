"""登记号 of institutions: canonical form, and the parts of the 22-character shape."""

import re
from typing import NamedTuple

from normalize.divisions import is_division
from normalize.privacy import holds_personal
from normalize.spreadsheets import mend_number, without_remark
from normalize.text import compact, says_nothing

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LABEL = re.compile(r"^(?:医疗机构)?(?:执业许可证)?登记号(?:码)?[::]?")
_HYPHEN = re.compile(r"[-‐-―−]")
_SHAPE = re.compile(r"([0-9A-Z]{8}[0-9X])(\d{6})(\d{2})([A-Z]\d{3})(\d)")


class RegistrationParts(NamedTuple):
    """Organisation code, GB/T 2260 division and WS 218 class (A100: general hospital)."""

    organisation_code: str
    division: str
    kind: str


def clean_registration_no(text: str) -> str | None:
    """A 登记号 without its hyphen. Old and odd shapes are kept: 12 and 18 digits, PDY pseudo codes, free text.

    >>> clean_registration_no("12345678-8330106 11A1001")
    '12345678833010611A1001'
    """
    number = mend_number(_LABEL.sub("", compact(text).upper()))
    number = without_remark(_HYPHEN.sub("", number))
    if says_nothing(number) or not number.strip("0"):
        return None
    if holds_personal(number):
        raise ValueError("personal data, not a registration number")
    # A mark that comes off may have hidden another one.
    return number if number == text else clean_registration_no(number)


def is_organisation_code(code: str) -> bool:
    """Whether nine characters pass the check of GB 11714 (weights 3 7 9 10 5 8 4 2, modulo 11).

    >>> is_organisation_code("A1B2C3D48"), is_organisation_code("A1B2C3D49")
    (True, False)
    """
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return False
    total = sum(weight * int(char, 36) for weight, char in zip(_WEIGHTS, code[:8], strict=True))
    return code[8] == "0123456789X0"[11 - total % 11]


def parse_registration_no(number: str) -> RegistrationParts | None:
    """The parts of a 22-character number; None for other shapes and where the check character or division is wrong.

    >>> parse_registration_no("A1B2C3D4833010611A1001")
    RegistrationParts(organisation_code='A1B2C3D48', division='330106', kind='A100')
    """
    found = _SHAPE.fullmatch(number)
    if not found or not is_organisation_code(found[1]) or not is_division(found[2]):
        return None
    return RegistrationParts(found[1], found[2], found[4])
