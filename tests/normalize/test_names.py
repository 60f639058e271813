"""Names as sources write them, one line per trap; (name, state), or the reason why not."""

import pytest

from normalize import names
from normalize.names import clean_former_names, clean_name, name_key, name_sound

PLAIN = {
    "王　芳": "王芳",
    " 张 伟\t": "张伟",
    "欧阳 明明": "欧阳明明",
    "張偉": "張偉",
    "张伟主任医师": "张伟",
    "张伟 副教授/硕导": "张伟",
    "张伟（退休）": "张伟",
    "张伟(男)": "张伟",
    "张登科主任医师": "张登科",
    "张伟 科主任": "张伟",
    "张伟副教授": "张伟",
    "张伟1": "张伟",
    "张伟A": "张伟",
    "张伟 原名张卫": "张伟",
    "姓名：张伟": "张伟",
    "张伟(Zhang Wei)": "张伟",
    "买买提•艾力": "买买提·艾力",
    "买买提・艾力": "买买提·艾力",
    "买买提.艾力": "买买提·艾力",
    "买买提-艾力": "买买提·艾力",
    "买买提 艾力": "买买提·艾力",
    "古丽巴哈尔": "古丽巴哈尔",
    "Zhang  Wei": "Zhang Wei",
    "ＺＨＡＮＧ Wei": "ZHANG Wei",
    "王&#183382;": "王𬱖",
    "王&amp;#183382;": "王𬱖",
    "王\ue863": "王䶮",
    "⻢伟": "马伟",
    "王⼀": "王一",
    "单国强": "单国强",
    "张伟 男": "张伟",
    "张伟，女": "张伟",
    "★张伟": "张伟",
    "“张伟”": "张伟",
    "张伟、": "张伟",
    "张伟 心内科 主任医师": "张伟",
    "张伟-心内科": "张伟",
    "张 登科": "张登科",
    "张伟 Zhang Wei": "张伟",
    "Wei ZHANG 张伟": "张伟",
    "单晓明/Shan Xiaoming": "单晓明",
    "Dr. John Smith": "John Smith",
    "买买提—艾力": "买买提·艾力",
    "买买提●艾力": "买买提·艾力",
    "买买提·": "买买提",
    "张王氏": "张王氏",
}
DAMAGED = {
    "王?": "王?",
    "王？芳": "王?芳",
    "王□": "王?",
    "王\ufffd芳": "王?芳",
    "王\ue0ff": "王?",
    "王⿰王莹": "王?",
    "王⿱⿰王莹山": "王?",
    "李（王字旁加莹）": "李?",
    "李?（王字旁加莹）": "李?",
    "李莹（王字旁）": "李?",
    "李（上羽下川）": "李?",
    "张Wei": "张?",
    "张（Wei）": "张?",
    "王（由页）": "王?",
    "王（韦华）芳": "王?芳",
    "王（王+莹）": "王?",
    "王（读音yí）": "王?",
    "王yí明": "王?明",
    "王▢": "王?",
}
MASKED = {
    "张*": "张*",
    "张**": "张**",
    "张某": "张*",
    "张某某": "张**",
    "张XX": "张**",
    "张○○": "张**",
    "张*明": "张*明",
    "张医生": "张*",
    "张主任": "张*",
    "欧阳教授": "欧阳*",
    "张": "张*",
    "匿名医生": "*",
    "某医生": "*",
    "张●●": "张**",
    "张●明": "张*明",
    "张※※": "张**",
    "张__": "张**",
    "张姓医生": "张*",
    "李氏": "李*",
    "张（退休）": "张*",
}
NO_NAME = [
    "专家门诊",
    "普通号",
    "12345",
    "张三、李四",
    "张三丰,李四",
    "？？",
    "内科门诊",
    "!",
    "原名张卫",
    "张护士",
    "张伟药师",
    "张伟 技师",
]


@pytest.mark.parametrize(("text", "name"), PLAIN.items())
def test_decoration_and_width_go(text: str, name: str) -> None:
    assert clean_name(text) == (name, "plain")


@pytest.mark.parametrize(("text", "name"), DAMAGED.items())
def test_what_cannot_be_read_is_one_mark_each(text: str, name: str) -> None:
    assert clean_name(text) == (name, "damaged")


@pytest.mark.parametrize(("text", "name"), MASKED.items())
def test_hidden_names_are_masked(text: str, name: str) -> None:
    assert clean_name(text) == (name, "masked")


@pytest.mark.parametrize("text", NO_NAME)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="name"):
        clean_name(text)


@pytest.mark.parametrize("text", ["", "-", "无", "/", "暂无", "　", "NULL"])
def test_nothing_is_not_an_error(text: str) -> None:
    assert clean_name(text) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("蕭偉", "肖伟"),
        ("閆峯", "闫峰"),
        ("陳羣", "陈群"),
        ("买买提·艾力", "买买提艾力"),
        ("Zhang Wei", "ZHANGWEI"),
        ("凃昇", "涂升"),
    ],
)
def test_variants_share_a_key(left: str, right: str) -> None:
    assert name_key(left) == name_key(right)


@pytest.mark.parametrize(("left", "right"), [("张乾", "张干"), ("於伟", "于伟"), ("傅伟", "付伟"), ("吴喆", "吴哲")])
def test_different_names_do_not(left: str, right: str) -> None:
    assert name_key(left) != name_key(right)


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单芳", "shan fang"),
        ("曾乐", "zeng le"),
        ("解放", "xie fang"),
        ("尉迟恭", "yu chi gong"),
        ("查良", "zha liang"),
        ("吕布", "lv bu"),
        ("张?", "zhang ?"),
        ("Zhang Wei", "zhang wei"),
        ("买买提·艾力", "mai mai ti ai li"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, sound: str) -> None:
    assert name_sound(name) == sound


def test_homophones_share_a_sound() -> None:
    assert name_sound("王伟") == name_sound("王玮") == name_sound("汪炜")


def test_names_known_at_a_glance_need_no_second_look() -> None:
    """The shortcut for ordinary names must agree with the whole treatment."""
    words = (
        "国强,主任,医师,教授,大夫,某,匿名,保密,专家,门诊,医院,科室,病区,挂号,测试,团队,合计,姓名,原名,曾用名,暂无,不详"
    )
    for word in words.split(","):
        for text in (f"王{word}", word, f"{word}王", f"王{word[0]}明"):
            if names._ORDINARY.fullmatch(text):
                assert names._clean_odd(text) == (text, "plain")


def test_former_names_must_be_whole() -> None:
    assert clean_former_names("张薇、张卫;张卫") == ("张卫", "张薇")
    with pytest.raises(ValueError, match="hidden"):
        clean_former_names("张某")
