"""The other forms of digits and letters (full width, raised, circled, mathematical), each as its plain character."""

import re
import unicodedata

_FORMS = "²³¹⁰-ₜ①-⓿❶-➓！-～﹫𝐀-𝟿🄀-🄌🯰-🯹"


def _plain() -> dict[int, int]:
    table = {0x3000: 0x20}
    for found in re.finditer("(.)(?:-(.))?", _FORMS):
        for point in range(ord(found[1]), ord(found[2] or found[1]) + 1):
            plain = unicodedata.normalize("NFKC", chr(point))
            if len(plain) > 1 or not plain.isascii():  # ⒈ is a digit and a stop, ❶ has no plain form
                plain = str(unicodedata.digit(chr(point), ""))
            if plain:
                table[point] = ord(plain)
    return table


_PLAIN = _plain()
# Where none of these stands, there is nothing to fold: full-width punctuation is no part of a number.
_HINT = re.compile(f"[{_FORMS.replace('！-～', '０-９Ａ-Ｚａ-ｚ＠．')}]")


def fold(text: str) -> str:
    """The text in plain digits and letters, one character for one, so that positions stay.

    Numbers above nine in one character (⑩) stay, since they are more than one digit.

    >>> fold("①③⑧ ¹³ 𝟏𝟑 ＠ｘ")
    '138 13 13 @x'
    """
    return text.translate(_PLAIN) if _HINT.search(text) else text
