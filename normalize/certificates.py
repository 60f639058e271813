"""Numbers of practice certificates and permits: canonical, masked, or not usable, and what their digits say."""

import re
from typing import NamedTuple

from normalize.divisions import is_division
from normalize.privacy import holds_personal, is_citizen_id, names_certificate
from normalize.spreadsheets import mend_number, without_remark
from normalize.text import compact, says_nothing


class Certificate(NamedTuple):
    """A number, or the mask of one: exactly one of the two is not None."""

    number: str | None
    mask: str | None


class CertificateParts(NamedTuple):
    """What the digits of a 执业证书编码 say. The division is that of the authority that issued it, perhaps long ago."""

    level: str
    category: str
    division: str


_LABEL = re.compile(r"^[^0-9A-Z*:]{2,12}[::]")
_LABEL_WORDS = re.compile(
    r"^(?:(?:医师)?(?:执业)?(?:医师)?(?:证书?)?(?:编码|编号|号码)|执业证号|证书?号)?(?:NO[.:]?)?(?=[0-9*])"
)
# What a spreadsheet made of a number of 15 digits, written out again: no serial is all zeros.
_ROUNDED = re.compile(r"[0-9]{9}0{6}")
# How most masks look, known at a glance: no gap of a personal number is as wide.
_PLAIN_MASK = re.compile(r"[0-9]{1,6}\*{5,13}[0-9]{1,6}")
# Codes of the medical insurance: of physicians, pharmacists, technicians.
_INSURANCE = re.compile(r"(?:D|H[YJ])([0-9]{6})[0-9]{6}")
_SEVERAL = re.compile(r"([0-9]{15})(?:[、,;/|]?([0-9]{15}))+")
_ANY_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Z\u4e00-\u9fff()\[\]〔〕/+\-_]{6,40}")
_PARTS = re.compile(r"([12])(10|20|30|4[1-8])([0-9]{6})[0-9]{6}")
CATEGORIES = {"10": "clinical", "20": "dental", "30": "public_health"} | {str(c): "tcm" for c in range(41, 49)}
LEVELS = {"1": "physician", "2": "assistant"}


def clean_certificate(text: str) -> Certificate | None:
    """A certificate number, canonical: no blanks, upper case, opaque otherwise; or its mask.

    Any shape is taken (no official rule for all numbers is public) but for what is no certificate number at all,
    codes of the medical insurance among it, and several numbers in one.
    Raises ValueError; its message never contains the value, which may be a citizen id.

    >>> clean_certificate("'１１０３３０１０６９９０００１ ").number
    '110330106990001'
    >>> clean_certificate("144********3456")
    Certificate(number=None, mask='144********3456')
    >>> clean_certificate("1.10330106990001E+14").number  # with all its digits
    '110330106990001'
    >>> clean_certificate("1.10E+14")  # or what it becomes when saved again: 110000000000000
    Traceback (most recent call last):
    ValueError: a spreadsheet rounded the number
    """
    if len(text) == 15 and _PLAIN_MASK.fullmatch(text):
        return Certificate(None, text)
    number = compact(text).upper()
    number = mend_number(_LABEL_WORDS.sub("", _LABEL.sub("", mend_number(number))))
    number = without_remark(number)
    if says_nothing(number):
        return None
    if _ROUNDED.fullmatch(number):
        raise ValueError("a spreadsheet rounded the number")
    # A number of the usual build is known whatever stands between its parts; a star beside it is a footnote.
    if parse_certificate(bare := re.sub(r"(?<=[0-9])[-_.](?=[0-9])|^\*|\*$", "", number)):
        return Certificate(bare, None)
    if (several := _SEVERAL.fullmatch(number)) and all(map(parse_certificate, several.groups())):
        raise ValueError("several certificate numbers")
    if holds_personal(number) or (is_citizen_id(number) and not names_certificate(number)):
        raise ValueError("personal data, not a certificate number")
    if mask := _masked(number):
        return None if set(mask) == {"*"} else Certificate(None, mask)
    if not _ANY_NUMBER.fullmatch(number) or ((code := _INSURANCE.fullmatch(number)) and is_division(code[1])):
        raise ValueError("not a certificate number")
    return Certificate(number, None)


def _masked(number: str) -> str | None:
    """The mask with `*` for each hidden character; None if nothing is hidden."""
    mask = re.sub(
        r"(?<=[0-9*])(?:X{2,}|_{3,}|-{3,})(?=[0-9*]|$)|[*×●•·■█]", lambda hidden: "*" * len(hidden[0]), number
    )
    if "*" not in mask:
        return None
    if not re.fullmatch(r"[0-9A-Z*]{6,30}", mask):
        raise ValueError("masked in a way that does not say what is hidden")
    if len(mask) in (18, 24, 27):
        raise ValueError("personal data, not a certificate number")
    return mask


def parse_certificate(number: str) -> CertificateParts | None:
    """Level, category and issuing division of a 15-digit number; None where it does not read as one.

    Layout 1 + 2 + 6 + 6 as the examination's codes and public samples have it; no check digit is known.

    >>> parse_certificate("241110103990001")
    CertificateParts(level='assistant', category='tcm', division='110103')
    >>> parse_certificate("XC1014990001") is None
    True
    """
    found = _PARTS.fullmatch(number)
    if not found or not is_division(found[3]):
        return None
    return CertificateParts(LEVELS[found[1]], CATEGORIES[found[2]], found[3])
