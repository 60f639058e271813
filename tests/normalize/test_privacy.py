"""Numbers of persons: found however they are written, and nothing else touched."""

import time
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.privacy import PERSONAL_RE2, REDACTED, holds_personal, redact
from tests.normalize.people import bold, circled, citizen_id, mobile, raised, split


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _spaced(text: str) -> str:
    return f"{text[:6]} {text[6:10]}-{text[10:]}"


NUMBERS = {
    "citizen id": citizen_id(),
    "citizen id of 15": citizen_id(15),
    "qualification number": citizen_id(18, "199811110"),
    "qualification number of 24": citizen_id(15, "199811110"),
    "mobile": mobile(),
    "mobile with country": "+86" + mobile(),
}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS.keys())
@pytest.mark.parametrize(
    "write", [str, _wide, _spaced, lambda n: " ".join(n)], ids=["plain", "wide", "spaced", "apart"]
)
def test_numbers_of_persons_go_however_written(number: str, write: object) -> None:
    written = write(number)  # type: ignore[operator]
    left = redact(f"姓名：王芳，号码：{written}。某医院")
    assert left.translate({ord(mark): None for mark in "+＋ "}) == f"姓名：王芳，号码：{REDACTED}。某医院"


@pytest.mark.parametrize("number", [n for n in NUMBERS.values() if "+" not in n])
@pytest.mark.parametrize("sign", [*".·/_,、|~*\t．／，｜", " | ", ", "])
def test_numbers_in_parts_go_whatever_stands_between(number: str, sign: str) -> None:
    assert redact(f"号码：{split(number, sign)}。") == f"号码：{REDACTED}。"


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS.keys())
@pytest.mark.parametrize("write", [raised, circled, bold])
def test_numbers_in_other_digits_go(number: str, write: Callable[[str], str]) -> None:
    assert redact(f"号码：{write(number)}。") == redact(f"号码：{number}。")


@pytest.mark.parametrize("before", ["微信wx", "tel", "QQ", "/call?to=%3A", "Tel0571-5555 0123 wx"])
def test_a_telephone_may_touch_letters(before: str) -> None:
    left = redact(f"{before}{mobile()}v")
    assert left == redact(before) + f"{REDACTED}v"


@pytest.mark.parametrize(
    "text",
    [
        "0571-55550123",
        "0571.5555.0123",
        "010/55550123",
        "400.555.0123",
        "（010）5555 0123",
        "057155550123",
        "400-555-0123",
        "someone@example.org",
        "ｓｏｍｅ＠example.org",
    ],
)
def test_telephones_and_mail_go(text: str) -> None:
    left = redact(text)
    assert REDACTED in left
    assert not any(character.isdigit() for character in left)


@pytest.mark.parametrize(
    "text",
    [
        "110330106990001",
        "144********3456",
        "A1B2C3D4833010611A1001",
        "2019年4月19日",
        "2025-01-01至2026-12-31",
        "1999-12-31 2000-01-01",
        "解放军第411医院",
        f"/expert/9c{mobile()}a",
        f"550e8400-e29b-41d4-a716-{mobile()}a",
        f"7{mobile()}",
        "共 12345 条 第 1/500 页",
        # Columns beside each other: ids, years, days, counts; a division, a day and a count; decimals; an address.
        "138,20190419",
        "1381234,2019",
        "1999,2001,345,13,14,15,16,17,18",
        "330106,20190419,1234",
        "2019.04.19 2020/01/02 08:30",
        "120.1234567,30.1234567 0.7531234567",
        "139.155.123.45",
        "jquery@3.6.0",
    ],
)
def test_what_is_published_stays(text: str) -> None:
    assert redact(text) == text


PIECES = st.one_of(
    st.sampled_from(
        [
            *NUMBERS.values(),
            _wide(mobile()),
            _spaced(citizen_id()),
            "a@b.org",
            "0571-55550123",
            "110330106990001",
            split(mobile(), "."),
            split(citizen_id(), ","),
            circled(mobile()),
            "文三路3幢2单元501室",
        ]
    ),
    st.text(alphabet="0123456789Xx -（）()@.,/|　１①王室a\n", max_size=12),
)


@given(st.lists(PIECES, max_size=6).map("".join))
def test_what_is_left_holds_nothing_to_find(text: str) -> None:
    left = redact(text)
    assert not holds_personal(left)
    assert redact(left) == left


@given(st.lists(PIECES, max_size=4).map("".join))
def test_the_pattern_for_columns_misses_nothing(text: str) -> None:
    if holds_personal(text):
        assert pc.match_substring_regex(pa.array([text]), PERSONAL_RE2).to_pylist() == [True]


@pytest.mark.parametrize(
    "piece",
    ["12 ", "1   ", "330106 ", "12,", "138.", "1990", "0086 ", "a1", "a", "a@b.", "a@b.cn ", "12号", "一室",
     "家庭住址：", f"{mobile()} ", f"{split(mobile(), '.')},", "文三路3幢2单元501室，"],
)  # fmt: skip
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = "@3室" + piece * (size // len(piece.encode()))
        begin = time.process_time()
        redact(text)
        return time.process_time() - begin

    # The better of two, since other work takes its share of the caches. Four times is right, sixteen is quadratic.
    short, long = (min(seconds(size), seconds(size)) for size in (2**15, 2**17))
    assert long < 8 * max(short, 0.02)
