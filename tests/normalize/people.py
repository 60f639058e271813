"""Numbers of people who do not exist, made when a test runs, so that none stands in the repository."""

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
