"""Hard negatives: of the real hospitals in an open list none is taken for another one by a shorter name.

The list stands beside the project (`../shared/data`), and its names are not copied here; what is written down are the
pairs under two names that we hold to be one house.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from normalize.institutions import clean_institution, institution_key, short_forms
from normalize.places import clean_division, clean_province

_LIST = Path(__file__).parents[3] / "shared" / "data" / "hospitals_open.csv"
_SAME = """
三峡大学附属仁和医院=宜昌市仁和医院 上海市浦东新区公利医院=浦东新区公利医院
上海徐汇中心医院=徐汇区中心医院 中国人民解放军中部战区总医院=解放军中部战区总医院
中山医院=复旦大学附属中山医院 北京世纪坛医院=首都医科大学附属北京世纪坛医院
北京儿童医院=首都医科大学附属北京儿童医院 北京友谊医院=首都医科大学附属北京友谊医院
北京地坛医院=首都医科大学附属北京地坛医院 十堰国药东风总医院=国药东风总医院
十堰市国药东风花果医院=国药东风花果医院 十堰市国药东风茅箭医院=国药东风茅箭医院
华中科技大学同济医学院附属协和医院=武汉协和医院 华中科技大学同济医学院附属同济医院=武汉同济医院
南漳县中医医院=南漳县中医院 宜昌市远安县人民医院=远安县人民医院 平和县人民医院=平和县医院
康泰精神病医院=黄冈市黄州区康泰精神病医院 彭水县人民医院=彭水苗族土家族自治县人民医院
恩施土家族苗族自治州中心医院=恩施州中心医院 曾都医院=随州市曾都医院 松滋市中医医院=松滋市中医院
武昌医院=武汉市武昌医院 武汉儿童医院=武汉市儿童医院 武汉大学中南医院=武汉市中南医院
武汉市汉口医院=武汉汉口医院 武汉市第四人民医院=武汉市第四医院 武穴市中医医院=武穴市中医院
浠水县中医医院=浠水县中医院 湖北省蕲春县医院=蕲春县人民医院 湖北省长阳县人民医院=长阳县人民医院
漳州市人民医院=漳州市医院 监利县中医医院=监利县中医院 荆门五三医院=荆门市五三医院
重医附属永川医院=重庆医科大学附属永川医院 闽侯县人民医院=闽侯县医院
"""


@pytest.mark.skipif(not _LIST.exists(), reason="the open list stands beside the project only")
def test_no_house_is_taken_for_another() -> None:
    with _LIST.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["province"]]
    houses = {(row["name"], clean_province(row["province"]), _city(row)) for row in rows}
    named = defaultdict(list)
    for house in houses:
        named[institution_key(house[0])].append(house)
    taken = {
        "=".join(sorted((name, other)))
        for name, province, city in houses
        for form in short_forms(name, province, city) | {institution_key(name)}
        for other, its_province, its_city in named[form]
        # A short form is only looked for where the house is (`named_meaning`).
        if other != name and its_province == province and (None in (city, its_city) or its_city == city)
    }
    assert taken == {"=".join(sorted(pair.split("="))) for pair in _SAME.split()}


def _city(row: dict[str, str]) -> str | None:
    return clean_division(row["city"], clean_province(row["province"])) if row["city"] else None


@pytest.mark.skipif(not _LIST.exists(), reason="the open list stands beside the project only")
def test_known_aliases_that_rules_join() -> None:
    """Of other names that curators know, few can be told by rule; a text that states both gives them all."""
    with _LIST.with_name("hospital_alias_dev.csv").open(encoding="utf-8") as file:
        pairs = [(row["name"], row["alias"], clean_province(row["province"] or "")) for row in csv.DictReader(file)]
    by_rule = sum(
        institution_key(one) in short_forms(other, province)
        for name, alias, province in pairs
        for one, other in ((name, alias), (alias, name))
    )
    stated = sum(_names(f"{name}（{alias}）") >= {name, alias} for name, alias, _ in pairs)
    assert (len(pairs), by_rule, stated) == (27, 4, 26)


def _names(text: str) -> set[str]:
    found = clean_institution(text)
    return {found.name, *found.second_names} if found else set()
