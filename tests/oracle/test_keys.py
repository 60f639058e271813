"""Match keys twice: what `normalize` makes of a name, and what the page says of it, worked out on its own."""

from hypothesis import assume, given
from hypothesis import strategies as st

from normalize.institution_keys import institution_key
from normalize.names import clean_name, name_key, name_sound
from tests.oracle import keys

NAMES = st.text("张曾单于尉迟欧阳萧蕭阎丘張乾覃王明仇任·?'’-. AaZ", min_size=1, max_size=6)
WORDS = st.sampled_from(
    [
        *"第一二十四百31〇院医会甲市縣中()·《廿贰拾IXVi",
        "武警部队",
        "中国人民武装警察部队",
        "医院",
        "红十字",
        "中国人民解放军",
        "有限责任公司",
        "股份有限公司",
        "集团",
    ]
)


@given(NAMES)
def test_keys_of_names(text: str) -> None:
    try:
        cleaned = clean_name(text)
    except ValueError:
        cleaned = None
    assume(cleaned is not None and cleaned.name)
    assert cleaned is not None
    name = cleaned.name
    assert (name_key(name), name_sound(name)) == (keys.name_key(name), keys.name_sound(name))


@given(st.lists(WORDS, min_size=1, max_size=9).map("".join))
def test_keys_of_institutions(name: str) -> None:
    assert institution_key(name) == keys.institution_key(name)
