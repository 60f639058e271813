"""Numbers of persons: found however they are written, and nothing else touched."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.privacy import PERSONAL_RE2, REDACTED, holds_personal, redact
from tests.normalize.people import citizen_id, mobile


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


@pytest.mark.parametrize(
    "text",
    [
        "0571-55550123",
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
        "共 12345 条 第 1/500 页",
        "jquery@3.6.0",
    ],
)
def test_what_is_published_stays(text: str) -> None:
    assert redact(text) == text


PIECES = st.one_of(
    st.sampled_from(
        [*NUMBERS.values(), _wide(mobile()), _spaced(citizen_id()), "a@b.org", "0571-55550123", "110330106990001"]
    ),
    st.text(alphabet="0123456789Xx -（）()@.　１王a\n", max_size=12),
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
