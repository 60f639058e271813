"""What holds for every text: cleaning twice is cleaning once, padding is nothing, and only ValueError is raised."""

import contextlib
from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.certificates import clean_certificate
from normalize.cleaners import CLEANERS, Cleaner
from normalize.dates import clean_date
from normalize.institutions import clean_institution, institution_key, ordinal, place_of, short_forms
from normalize.name_keys import surnames
from normalize.names import clean_name, name_key, name_sound
from normalize.places import clean_division, clean_province
from normalize.registration_numbers import clean_registration_no
from normalize.scopes import clean_scope
from normalize.text import compact, tidy

_WORDS = """
王 芳 张伟 欧阳 买买提 艾力 · • （ ） ( ) 原名 主任医师 教授 某 * X ? □ ⿰ 王字旁 Wei
1 十二 第 一 人民医院 附属 浙江大学 医学院 省 杭州 市 西湖区 浙江 有限公司 〓 ： 、 ; - . /
&#33721; &amp; 2019 年 4月 43574 E+ 110330106990001 内科专业 外科 含 É
"""
WORDS = [*_WORDS.split(), " ", "\u3000", "\u200b", "\u0301", "\ue863", "\U0001f600"]
TEXTS = st.one_of(st.lists(st.sampled_from(WORDS), max_size=8).map("".join), st.text(max_size=20))
PLAIN_NAMES = st.builds(
    str.__add__,
    st.sampled_from([*surnames(), "王", "蕭", "医"]),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=3),
)
PLAIN_NUMBERS = st.from_regex(r"[12](10|20|3[01]|4[0-9])(110101|330106|990000)99[0-9]{4}\n?", fullmatch=True)


def _name(text: str) -> str | None:
    found = clean_name(text)
    return found and found.name


def _number(text: str) -> str | None:
    found = clean_certificate(text)
    return found and (found.number or found.mask)


def _institution(text: str) -> str | None:
    found = clean_institution(text)
    return found and found.name


def _scope(text: str) -> str | None:
    found = clean_scope(text)
    return found and ";".join(found)


def _date(text: str) -> str | None:
    found = clean_date(text)
    return found and found.isoformat()


@pytest.mark.parametrize(
    "clean",
    [_name, _number, _institution, _scope, _date, clean_registration_no, clean_province, clean_division, tidy, compact],
)
def test_cleaning_twice_is_cleaning_once(clean: Callable[[str], str | None]) -> None:
    @given(TEXTS)
    def holds(text: str) -> None:
        with contextlib.suppress(ValueError):
            once = clean(text)
            if once:
                assert clean(once) == once

    holds()


@pytest.mark.parametrize("cleaner", CLEANERS, ids=lambda cleaner: cleaner.name)
def test_only_value_errors_are_raised_and_columns_agree(cleaner: Cleaner) -> None:
    @given(TEXTS)
    def holds(text: str) -> None:
        with contextlib.suppress(ValueError):
            row = cleaner.clean(text)
            assert row is None or len(row) == len(cleaner.columns)

    holds()


@pytest.mark.parametrize("cleaner", [c for c in CLEANERS if c.plain], ids=lambda cleaner: cleaner.name)
def test_what_reads_as_it_stands_is_what_its_cleaner_says(cleaner: Cleaner) -> None:
    @given(st.lists(st.one_of(TEXTS, PLAIN_NAMES, PLAIN_NUMBERS), unique=True))
    def holds(texts: list[str]) -> None:
        assert cleaner.plain
        for row in cleaner.plain(pa.array(texts, pa.string())).to_pylist():
            assert cleaner.clean(row.pop("raw")) == tuple(row[name] for name in cleaner.columns)

    holds()


@given(TEXTS)
def test_keys_ignore_padding_and_dots(text: str) -> None:
    with contextlib.suppress(ValueError):
        found = clean_name(text)
        if found and found.state == "plain":
            assert name_key(f"{found.name}") == name_key(found.name.replace("·", "").replace(" ", ""))
            assert " " not in name_key(found.name)
            assert name_sound(found.name)


@given(TEXTS)
def test_a_state_is_what_its_name_shows(text: str) -> None:
    with contextlib.suppress(ValueError):
        found = clean_name(text)
        if found:
            assert ("*" in found.name) == (found.state == "masked")
            assert "?" not in found.name or found.state != "plain"


@given(TEXTS)
def test_a_key_is_its_own_key(text: str) -> None:
    key = institution_key(text)
    assert institution_key(key) == key


@given(TEXTS)
def test_any_text_may_be_asked_for_its_forms(text: str) -> None:
    ordinal(text), place_of(text)
    assert institution_key(text) not in short_forms(text, "33", "330106")
