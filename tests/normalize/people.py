"""Numbers of people who do not exist, made when a test runs, so that none stands in the repository."""

from itertools import accumulate

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen_id(length: int = 18, prefix: str = "") -> str:
    """A citizen id of 15 or 18 characters with a true check character, after a prefix."""
    if length == 15:
        return prefix + "330106" + "900101" + "003"
    body = "330106" + "19900101" + "003"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return prefix + body + "10X98765432"[total % 11]


def mobile() -> str:
    """A mobile number, put together here."""
    return "1" + "39" + "0000" + "0000"


def split(number: str, sign: str) -> str:
    """A number in the parts that people write it in, with a sign between them."""
    sizes = {11: (3, 4, 4), 12: (4, 4, 4), 15: (6, 6, 3), 18: (6, 8, 4), 24: (9, 6, 6, 3), 27: (9, 6, 8, 4)}[
        len(number)
    ]
    ends = list(accumulate(sizes))
    return sign.join(number[end - size : end] for size, end in zip(sizes, ends, strict=True))


def raised(text: str) -> str:
    """With digits above the line."""
    return text.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def circled(text: str) -> str:
    """With digits in circles."""
    return text.translate(str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨"))


def bold(text: str) -> str:
    """With digits of mathematics."""
    return text.translate({ord("0") + n: 0x1D7CE + n for n in range(10)})
