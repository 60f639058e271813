"""Certificate numbers as spreadsheets, pages and clerks mangle them."""

import pytest

from normalize.certificates import clean_certificate, parse_certificate
from tests.normalize.people import citizen_id

NUMBER = "110330106990001"


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"'{NUMBER}",
        f"{NUMBER}\t",
        f"{NUMBER}.0",
        "１１０３３０１０６９９０００１",
        "110 330106 990001",
        f"执业证书编号：{NUMBER}",
        f"\ufeff{NUMBER}\u200b",
        f'="{NUMBER}"',
        f"{NUMBER},",
        "110,330,106,990,001",
        "1.10330106990001E+14",
        "110-330106-990001",
        f"执业证书编码{NUMBER}",
        f"证书编号：No.{NUMBER}",
        f"№{NUMBER}",
        f"{NUMBER}（已注销）",
        f"{NUMBER}*",
    ],
)
def test_one_number_has_one_form(text: str) -> None:
    assert clean_certificate(text) == (NUMBER, None)


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("144********3456", "144********3456"),
        ("144××××××××3456", "144********3456"),
        ("144XXXXXXXX3456", "144********3456"),
        ("144________3456", "144********3456"),
        ("证书编码：144--------3456", "144********3456"),
    ],
)
def test_hidden_digits_are_stars(text: str, mask: str) -> None:
    assert clean_certificate(text) == (None, mask)


@pytest.mark.parametrize("text", ["XC1014990001", "沪外医短字第990001号", "D999999990001", "X-1014990001"])
def test_odd_shapes_are_kept(text: str) -> None:
    assert clean_certificate(text) == (text, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.10E+14", "rounded"),
        ("1.1033e+14", "rounded"),
        ("医师", "not a"),
        ("110...", "not a"),
        ("D330106990001", "not a"),
        ("HY330106990001", "not a"),
        ("HJ330106990001", "not a"),
        (f"{NUMBER}、210330106990002", "several"),
        (f"{NUMBER} 210330106990002", "several"),
    ],
)
def test_what_cannot_be_used_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        clean_certificate(text)


@pytest.mark.parametrize("text", ["", "-", "***************", "暂无"])
def test_nothing_shown_is_nothing(text: str) -> None:
    assert clean_certificate(text) is None


@pytest.mark.parametrize("length", [15, 18, 24, 27])
def test_numbers_of_people_are_refused_and_not_repeated(length: int) -> None:
    number = citizen_id(length - 9, "1998111" + "10") if length > 18 else citizen_id(length)
    with pytest.raises(ValueError, match="personal") as refusal:
        clean_certificate(number)
    assert number not in str(refusal.value)


def test_digits_are_read_softly() -> None:
    assert parse_certificate("241110103990001") == ("assistant", "tcm", "110103")
    assert parse_certificate("191110103990001") is None
    assert parse_certificate("110310100990001") == ("physician", "clinical", "310100")
    assert parse_certificate("110113301990001") is None
