"""Institutions: what one house is called, and what tells two apart."""

import pytest

from normalize.institutions import clean_institution, institution_key, ordinal, place_of, short_forms
from normalize.licences import clean_uscc
from normalize.registration_numbers import clean_registration_no, is_organisation_code, parse_registration_no


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("甲市第一人民医院", "甲市第1人民医院"),
        ("甲市第十二人民医院", "甲市第12人民医院"),
        ("甲县中医医院", "甲县中医院"),
        ("解放军第四一一医院", "中国人民解放军411医院"),
        ("解放军第四一〇医院", "解放军第四一零医院"),
        ("甲医院有限责任公司", "甲医院"),
        ("甲市红十字会医院", "甲市红十字医院"),
        ("甲医院（东院区）", "甲医院东院区"),
        ("甲市第１人民醫院", "甲市第一人民医院"),
        ("甲市第Ⅱ人民医院", "甲市第二人民医院"),
        ("甲市第IV医院", "甲市第四医院"),
        ("甲市第贰人民医院", "甲市第二人民医院"),
        ("甲市第廿一人民医院", "甲市第二十一人民医院"),
        ("中国人民武装警察部队甲省总队医院", "武警甲省总队医院"),
    ],
)
def test_one_house_has_one_key(left: str, right: str) -> None:
    assert institution_key(left) == institution_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("甲县人民医院", "乙县人民医院"),
        ("甲市第一人民医院", "甲市第二人民医院"),
        ("甲市第一人民医院", "甲市第十一人民医院"),
        ("甲医院", "甲医院门诊部"),
        ("甲医院", "甲医院（东院区）"),
        ("甲医院", "甲医院分院"),
        ("甲县妇幼保健院", "甲县妇幼保健站"),
        ("甲市第Ⅱ人民医院", "甲市第Ⅲ人民医院"),
        ("甲市第X人民医院", "甲市第十人民医院"),
        ("甲市第Ⅱ人民医院", "甲市第一人民医院"),
    ],
)
def test_two_houses_have_two(left: str, right: str) -> None:
    assert institution_key(left) != institution_key(right)


def test_brackets_are_told_apart() -> None:
    found = clean_institution("甲市儿童医院（原：甲市第三医院）（三级甲等）（民营）〓甲市妇幼保健院")
    assert found == ("甲市儿童医院", "甲市儿童医院", ("甲市第三医院",), ("甲市妇幼保健院",))
    assert clean_institution("甲医院（西湖院区）") == ("甲医院(西湖院区)", "甲医院西湖院区", (), ())
    assert clean_institution("乙医学院附属第一医院（华南医院）").second_names == ("华南医院",)  # type: ignore[union-attr]
    assert clean_institution("甲医院(深圳医院)").second_names == ()  # type: ignore[union-attr]
    assert clean_institution("湖北省甲医院(新华医院)").second_names == ("新华医院",)  # type: ignore[union-attr]
    assert clean_institution("河北省甲医院(新华医院)").second_names == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "name", "former", "second"),
    [
        ("甲市妇幼保健院、甲市第二医院", "甲市妇幼保健院", "", "甲市第二医院"),
        ("甲市妇幼保健院，甲市第二医院+甲市儿童医院", "甲市妇幼保健院", "", "甲市儿童医院 甲市第二医院"),
        ("甲市妇幼保健院 甲市第二医院", "甲市妇幼保健院", "", "甲市第二医院"),
        ("甲市妇幼保健院（甲市儿童医院、甲市第二医院）", "甲市妇幼保健院", "", "甲市儿童医院 甲市第二医院"),
        ("甲市医院（现：甲市第一医院）", "甲市医院", "", "甲市第一医院"),
        ("甲市医院（加挂甲市儿童医院牌子）", "甲市医院", "", "甲市儿童医院"),
        ("甲市医院（原：甲市工人医院", "甲市医院", "甲市工人医院", ""),
        ("甲市医院（互联网医院）", "甲市医院", "", ""),
        ("甲市医院（主要执业机构）", "甲市医院", "", ""),
        ("甲市医院官网", "甲市医院", "", ""),
        ("甲市医院。", "甲市医院", "", ""),
        # A part of a house, and marks within a name.
        ("甲市医院 体检中心", "甲市医院体检中心", "", ""),
        ("甲市眼、耳鼻喉医院", "甲市眼、耳鼻喉医院", "", ""),
    ],
)
def test_names_of_one_house_come_apart(text: str, name: str, former: str, second: str) -> None:
    found = clean_institution(text)
    assert found is not None
    assert (found.name, found.former_names, found.second_names) == (name, tuple(former.split()), tuple(second.split()))


@pytest.mark.parametrize("text", ["", "-", "暂无"])
def test_no_institution(text: str) -> None:
    assert clean_institution(text) is None


def test_a_mark_is_no_name() -> None:
    with pytest.raises(ValueError, match="name"):
        clean_institution("()")


@pytest.mark.parametrize("text", ["***医院", "**市第一人民医院", "杭州市第*人民医院", "杭州市＊＊医院"])
def test_a_name_of_which_a_part_is_hidden_means_no_house(text: str) -> None:
    with pytest.raises(ValueError, match="a hidden name"):
        clean_institution(text)


def test_a_star_at_an_end_is_a_footnote() -> None:
    assert institution_key("杭州市第一人民医院*") == institution_key("杭州市第一人民医院")
    assert clean_institution("*杭州市第一人民医院") is not None


@pytest.mark.parametrize(
    ("name", "number"),
    [("甲市第三人民医院", 3), ("三亚市人民医院", None), ("解放军四一一医院", 411), ("甲市二院", 2), ("甲大附一院", 1)],
)
def test_ordinal(name: str, number: int | None) -> None:
    assert ordinal(name) == number


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("杭州市第一人民医院", ("33", "330100")),
        ("浙江省人民医院", ("33", None)),
        ("天津市河北区中医医院", ("12", "120105")),
        ("海南州人民医院", ("63", "632500")),
        ("苏州市立医院", ("32", "320500")),
        ("首都医科大学附属北京同仁医院", ("11", None)),
        ("吉林大学中日联谊医院", None),
        ("复旦大学附属中山医院", None),
        ("中山医院", None),
        ("中国人民解放军总医院", None),
        ("朝阳区妇幼保健院", None),
    ],
)
def test_place_a_name_states(name: str, place: tuple[str, str | None] | None) -> None:
    assert place_of(name) == place


SHORT = [
    ("杭州市第一人民医院", "市一医院 杭州市一 杭州一院 市第一医院 第一人民医院"),
    ("浙江省人民医院", "省人民医院 浙江省人民 省人民"),
    ("浙江省中医院", "省中医院 浙江省中医 省中医"),
    ("海宁市妇幼保健院", "海宁妇保院 海宁市妇幼 市妇保院"),
    ("浙江大学医学院附属第一医院", "浙大一院 浙大附一 浙医一院 浙江大学附属第一医院 浙大附属第一医院 浙大一附院"),
    ("浙江大学医学院附属邵逸夫医院", "邵逸夫医院 浙大邵逸夫医院 浙大邵逸夫 邵逸夫"),
    ("首都医科大学附属北京朝阳医院", "北京朝阳医院 首医朝阳医院 朝阳医院"),
    ("温州医科大学附属第二医院", "温医大附二 温医附二院 温医大附二院 温州医科大学第二附属医院"),
    ("北京大学第三医院", "北医三院 北大三院"),
    ("四川大学华西医院", "华西医院 川大华西医院 华西"),
    ("安徽省立医院", "省立医院 安徽省立"),
    ("中国人民解放军第四一一医院", "411医院"),
    ("中国人民解放军联勤保障部队第九八八医院焦作医疗区", "九八八医院焦作医疗区"),
    ("上海市徐汇区中心医院", "徐汇区中心医院 徐汇中心医院 区中心医院"),
    ("宁波市鄞州区姜山镇中心卫生院", "姜山镇卫生院 鄞州姜山卫生院"),
]


@pytest.mark.parametrize(("name", "short"), SHORT)
def test_short_forms_people_say(name: str, short: str) -> None:
    assert {institution_key(form) for form in short.split()} <= short_forms(name)


def test_the_city_around_may_stand_before_a_name_of_its_own() -> None:
    assert "杭州邵逸夫医院" in short_forms("浙江大学医学院附属邵逸夫医院", "33", "330102")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("海宁市妇幼保健院", "嘉兴市妇幼保健院"),
        ("杭州市第一人民医院", "浙江省第一人民医院"),
        ("杭州市萧山区第一人民医院", "杭州市第一人民医院"),
        ("浙江大学医学院附属第一医院", "杭州市第一医院"),
        ("杭州市第一人民医院", "杭州市第一人民医院"),
    ],
)
def test_short_forms_claim_no_other_house(name: str, other: str) -> None:
    assert institution_key(other) not in short_forms(name, "33", "330400" if name.startswith("海宁") else "330100")


def test_registration_numbers_keep_odd_shapes() -> None:
    assert clean_registration_no("A1B2C3D4-833010611A1001") == "A1B2C3D4833010611A1001"
    assert clean_registration_no("pdy00001-X") == "PDY00001X"
    assert clean_registration_no("登记号：A1B2C3D4-833010611A1001（正本）") == "A1B2C3D4833010611A1001"
    assert clean_registration_no("330106990001.0") == clean_registration_no("3.30106990001E+11") == "330106990001"
    assert clean_registration_no("/") is None
    assert clean_registration_no("0") is None
    with pytest.raises(ValueError, match="rounded"):
        clean_registration_no("3.3E+21")


def test_parts_of_a_registration_number_need_the_check_character() -> None:
    assert parse_registration_no("A1B2C3D4833010611A1001") == ("A1B2C3D48", "330106", "A100")
    assert parse_registration_no("A1B2C3D4933010611A1001") is None
    assert is_organisation_code("A1B2C3D48")


@pytest.mark.parametrize(
    "text",
    ["'12330100A1B2C3D48L", "12330100a1b2c3d48l\t", "统一社会信用代码：12330100A1B2C3D48L", "１２３３0100-A1B2C3D48L"],
)
def test_credit_codes_have_one_form(text: str) -> None:
    assert clean_uscc(text) == "12330100A1B2C3D48L"


@pytest.mark.parametrize(
    ("text", "reason"), [("12330100A1B2C3D48K", "credit"), ("A1B2C3D48", "credit"), ("1.23E+17", "rounded")]
)
def test_credit_codes_are_proved(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        clean_uscc(text)
