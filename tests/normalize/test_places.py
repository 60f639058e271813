"""Places: names that hold other names, namesakes, and divisions that are no more."""

import pytest

from normalize.places import clean_division, clean_place, clean_province, short_names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("浙江", "33"),
        ("浙江省", "33"),
        ("浙", "33"),
        ("33", "33"),
        ("浙江省杭州市西湖区", "33"),
        ("广西", "45"),
        ("内蒙古", "15"),
        ("新疆生产建设兵团", "65"),
        # The name of a province within the name of a place elsewhere.
        ("吉林市", "22"),
        ("海南州", "63"),
        ("海南藏族自治州", "63"),
        ("河北区", "12"),
        ("海南省", "46"),
        # Until 1997 a city of 四川.
        ("重庆市", "50"),
        ("重庆市渝中区", "50"),
        # A namesake within a known province: the province is sure. An abolished county had several codes.
        ("江苏省鼓楼区", "32"),
        ("山东省莱芜市", "37"),
        # As lists and spreadsheets write codes and names.
        ("66", "65"),
        ("330000.0", "33"),
        ("330106000000", "33"),
        ("中国浙江省", "33"),
    ],
)
def test_province(text: str, code: str) -> None:
    assert clean_province(text) == code


@pytest.mark.parametrize(
    ("text", "province", "code"),
    [
        ("杭州", None, "330100"),
        ("浙江 杭州", None, "330100"),
        ("西湖区", "33", "330106"),
        ("西湖区", "36", "360103"),
        ("北京市崇文区", None, "110103"),
        ("襄樊市", None, "420600"),
        ("临平区", None, "330113"),
        ("恩施州", None, "422800"),
        ("仙桃市", None, "429004"),
        ("朝阳", None, "211300"),
        ("朝阳", "11", "110105"),
        # A short name of today before the full name of an abolished county.
        ("丰宁县", "13", "130826"),
        ("重庆市", "51", "510200"),
        ("330106", None, "330106"),
        ("随州市", None, "421300"),
        ("神农架林区", None, "429021"),
        ("乾县", "61", "610424"),
        ("西沙区", None, "460301"),
        ("喀什", None, "653100"),
        ("浦东", None, "310115"),
        ("330106001002", None, "330106"),
        ("330106.0", None, "330106"),
        # Rows of the code list that group counties.
        ("310100", None, None),
        ("330101", None, "330100"),
        ("上海", None, None),
        ("上海 上海", None, None),
        ("市辖区", "31", None),
        ("", None, None),
    ],
)
def test_division(text: str, province: str | None, code: str | None) -> None:
    assert clean_division(text, province) == code


@pytest.mark.parametrize(
    ("text", "reason"),
    [("朝阳区", "several"), ("西湖区", "several"), ("火星", "unknown"), ("浙江省火星市", "unknown"),
     ("江苏省鼓楼区", "several"), ("331", "unknown")],
)  # fmt: skip
def test_what_cannot_be_told_is_not_guessed(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        clean_division(text)


def test_a_named_province_outweighs_the_entry() -> None:
    assert clean_place("江西省南昌市", within="33") == ("36", "360100")


def test_short_names_leave_out_peoples() -> None:
    assert short_names("黔东南苗族侗族自治州") == ("黔东南州", "黔东南")
    assert short_names("景宁畲族自治县") == ("景宁县", "景宁")


@pytest.mark.parametrize(
    ("name", "short"),
    [("喀什地区", "喀什"), ("浦东新区", "浦东"), ("神农架林区", "神农架"), ("六枝特区", "六枝"), ("市中区", "市中")],
)
def test_the_whole_rank_goes(name: str, short: str) -> None:
    assert short_names(name) == (short,)
