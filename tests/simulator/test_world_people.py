"""People and institutions: names shared as in reality, numbers of the real structure that nobody has."""

import re
from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from opencc import OpenCC
from pypinyin import lazy_pinyin
from stdnum.cn import ric

from simulator import aliases
from simulator.certificates import SERIALS, make_certificates
from simulator.damage import KINDS, spoil_names
from simulator.draws import NEVER, rows_of, stream
from simulator.institutions import organisation_check
from simulator.names import DOT, FEMALE, MALE, make_names
from simulator.people import PERMITS, PHYSICIAN, People
from simulator.places import load_places, shorten
from simulator.reality import Reality, make_reality
from simulator.settings import Errors, Names, Settings

PHYSICIANS_OF_THE_COUNTRY = 5_080_000
MADE = 400_000


@pytest.fixture(scope="module")
def reality() -> Reality:
    return make_reality(30_000, 3, 20_500, 20_590, Settings())


@pytest.fixture(scope="module")
def names() -> list[str]:
    rng = stream(1, "names")
    gender = (rng.random(MADE) < 0.45).astype(np.int8)
    made: list[str] = make_names(rng, gender, np.full(MADE, 33), Names()).to_pylist()
    return made


@pytest.mark.parametrize(
    ("name", "holders"), [("张伟", 1_000), ("王伟", 1_000), ("李静", 840), ("李丽", 790), ("王芳", 570), ("陈静", 520)]
)
def test_names_repeat_as_projected_from_the_population(names: list[str], name: str, holders: int) -> None:
    projected = names.count(name) * PHYSICIANS_OF_THE_COUNTRY / MADE
    # 400,000 names hold some 50 of each, so chance alone makes a sixth of difference.
    assert projected == pytest.approx(holders, rel=0.45)


def test_few_surnames_hold_most_people_and_one_in_seven_has_a_single_given_name(names: list[str]) -> None:
    common = [row["surname"] for row in rows_of("surnames.csv")][:20]
    assert sum(name[0] in common for name in names) / MADE == pytest.approx(0.55, abs=0.02)
    assert sum(len(name) == 2 for name in names) / MADE == pytest.approx(0.15, abs=0.01)


def test_given_names_go_with_gender() -> None:
    rng, size = stream(1, "gender"), 20_000
    by_gender = [
        Counter("".join(make_names(rng, np.full(size, gender, dtype=np.int8), np.full(size, 33), Names()).to_pylist()))
        for gender in (MALE, FEMALE)
    ]
    men, women = by_gender
    assert women["娟"] > 5 * men["娟"]
    assert men["刚"] > 5 * women["刚"]


def test_names_of_other_tongues_have_dots_or_a_given_name_only() -> None:
    rng = stream(1, "tongues")
    gender = np.zeros(4_000, dtype=np.int8)
    of_xinjiang = make_names(rng, gender, np.full(4_000, 65), Names()).to_pylist()
    of_tibet = make_names(rng, gender, np.full(4_000, 54), Names()).to_pylist()
    dotted = sum(DOT in name for name in of_xinjiang) / 4_000
    assert 0.2 < dotted < 0.4
    assert sum(name.startswith(("扎西", "次仁", "多吉")) for name in of_tibet) > 150


def test_the_level_category_and_issuer_of_a_certificate_are_the_real_codes(reality: Reality) -> None:
    plain = reality.certificate_no.filter(pa.array(~reality.people.has_permit)).to_pylist()
    structure = re.compile(r"[12](10|20|30|4[1-5])(\d{6})99\d{4}")
    issuers = [structure.fullmatch(number)[2] for number in plain]  # type: ignore[index]
    places = load_places()
    assert set(issuers) <= set(places.by_code)
    retired = {place.code for place in places.retired} - {place.code for place in places.counties + places.cities}
    assert 0.005 < sum(code in retired for code in issuers) / len(issuers) < 0.05
    assert len(set(plain)) == len(plain)


def test_no_certificate_can_be_read_as_a_citizen_id(reality: Reality) -> None:
    for number in reality.certificate_no.to_pylist():
        assert not ric.is_valid(number)
        assert len(number) != 15 or int(number[10:12]) > 31


def people_of_one_prefix(size: int) -> People:
    zeros, nulls = np.zeros(size, dtype=np.int64), pa.nulls(size, pa.string())
    return People(
        name=nulls, former_name=nulls, gender=zeros.astype(np.int8), instrument=np.full(size, PHYSICIAN, dtype=np.int8),
        department=zeros, scope=zeros, institution=zeros, entered_on=zeros,
        promoted_on=np.full((size, 3), NEVER),
    )  # fmt: skip


def test_when_the_serials_of_a_prefix_run_out_a_letter_takes_the_third_place() -> None:
    numbers = make_certificates(people_of_one_prefix(10_002), np.full(10_002, 330106)).to_pylist()
    assert len(set(numbers)) == 10_002
    assert all(re.fullmatch(r"11033010699\d{4}", number) for number in numbers[:10_000])
    assert numbers[10_000:] == ["11033010699A000", "11033010699A001"]


def test_more_people_than_serials_are_refused() -> None:
    with pytest.raises(ValueError, match="serials"):
        make_certificates(people_of_one_prefix(SERIALS + 1), np.full(SERIALS + 1, 330106))


def test_a_licence_number_names_organisation_division_and_class(reality: Reality) -> None:
    institutions = reality.institutions
    assert len(set(institutions.registration_no)) == len(institutions)
    for number, division, kind in zip(
        institutions.registration_no, institutions.division, institutions.class_code, strict=True
    ):
        assert re.fullmatch(r"[0-9A-Z]{8}[0-9X]\d{8}[A-G]\d{4}", number)
        assert number[8] == organisation_check(number[:8])
        assert (number[9:15], number[17:21]) == (division, kind)
        assert not re.search(r"(?<!\d)(\d{15}|\d{17}[\dX])(?!\d)", number)


def test_the_check_character_is_that_of_the_standard() -> None:
    # The synthetic credit code 12330100A1B2C3D48L passes its own check, and holds this organisation code.
    assert organisation_check("A1B2C3D4") == "8"


def test_institutions_are_few_large_and_many_small_and_named_once_in_a_province(reality: Reality) -> None:
    institutions = reality.institutions
    sizes = np.sort(institutions.weight)[::-1]
    assert sizes[: len(sizes) // 10].sum() > 0.5
    assert len(set(zip(institutions.name, institutions.province.tolist(), strict=True))) == len(institutions)


def test_no_institution_goes_by_the_official_name_of_another_in_its_province(reality: Reality) -> None:
    institutions, kinds = reality.institutions, len(aliases.KINDS)
    official = {
        (name, province): row
        for row, (name, province) in enumerate(zip(institutions.name, institutions.province.tolist(), strict=True))
    }
    texts = reality.aliases.text.to_pylist()
    for row, province in enumerate(institutions.province.tolist()):
        for text in texts[row * kinds : (row + 1) * kinds]:
            assert official.get((text, province), row) == row


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("杭州市", "杭州"),
        ("景宁畲族自治县", "景宁"),
        ("蓟县", "蓟县"),
        ("浦东新区", "浦东"),
        ("恩施土家族苗族自治州", "恩施"),
    ],
)
def test_a_place_is_shortened_by_its_rank(full: str, short: str) -> None:
    assert shorten(full) == short


def test_a_path_says_a_municipality_once() -> None:
    places = load_places()
    assert places.path("330106") == "浙江省杭州市西湖区"
    assert places.path("110105") == "北京市朝阳区"
    assert places.path("429004") == "湖北省仙桃市"
    assert places.path("440000") == "广东省"


@pytest.mark.parametrize(
    ("rate", "pattern"),
    [
        ("masked", r"张[*某医主X].*"),
        ("decorated", r"张建国.+"),
        ("padded", r".*张\s*建\s*国"),
        ("traditional", "張建國"),
        ("unreadable", r"张(.+国|建.+)"),
        ("homophone", r"(?!张建国)\w{3}"),
        ("look_alike", r"张(?!建国)\w\w"),
    ],
)
def test_each_kind_of_error_spoils_a_name_in_its_way(rate: str, pattern: str) -> None:
    errors = Errors(**{**vars(Errors.none()), rate: 1.0})
    names, former = pa.array(["张建国"] * 50), pa.nulls(50, pa.string())
    shown, kind = spoil_names(stream(1, rate), names, former, errors)
    for text, what in zip(shown.to_pylist(), kind.tolist(), strict=True):
        assert re.fullmatch(pattern, text), text
        assert KINDS[what] in (rate, "homophone")


def test_without_errors_every_name_stays() -> None:
    names = pa.array(["张建国", "买买提·艾力"])
    shown, kind = spoil_names(stream(1, "none"), names, pa.array(["李四", None]), Errors.none())
    assert shown.to_pylist() == names.to_pylist()
    assert kind.tolist() == [0, 0]


def test_confusions_of_our_own_neither_sound_alike_nor_are_variants() -> None:
    simplified = OpenCC("t2s")
    for row in rows_of("confusions.csv"):
        if row["kind"] != "surname":
            for one, other in row["groups"].split():
                assert lazy_pinyin(one) != lazy_pinyin(other)
                assert simplified.convert(one) != simplified.convert(other)


def test_a_permit_is_for_a_term_and_has_a_number_of_its_own(reality: Reality) -> None:
    permit = np.flatnonzero(reality.people.has_permit)
    assert len(permit) > 10
    assert set(reality.people.instrument[permit]) <= set(PERMITS)
    numbers = reality.certificate_no.take(pa.array(permit))
    assert pc.all(pc.match_substring_regex(numbers, r"^[FHT]20\d{2}99\d{4}$")).as_py()
