"""What several SELECTs say in the same words."""

import pytest

from normalize.institutions import institution_key
from reconcile.macros import define_macros
from warehouse.db import connect


@pytest.mark.parametrize(
    ("name", "is_doubtful"),
    [
        # Common words alone: of which county, or of what is a city by now?
        ("县医院", True), ("县一院", True), ("市妇幼保健院", True), ("医院", True),
        # It may be a second name of another house than 某市第一人民医院.
        ("嘉兴市第一医院", True), ("嘉兴市肿瘤医院", True), ("嘉兴传染病医院", True), ("和平卫生院", True),
        ("嘉兴一院", False), ("嘉兴人民医院", False), ("新华医院", False), ("邵逸夫医院", False),
    ],
)  # fmt: skip
def test_a_derived_name_that_may_mean_another_house_is_doubtful(name: str, is_doubtful: bool) -> None:
    con = connect()
    define_macros(con)
    asked = "SELECT is_doubtful(relation, ?) FROM unnest(['short', 'official', 'second', 'user']) AS t(relation)"
    assert con.execute(asked, [institution_key(name)]).fetchall() == [(is_doubtful,), (False,), (False,), (False,)]


@pytest.mark.parametrize(
    ("number", "division"),
    [
        ("110330106990001", "330106"), ("24133000099A001", "330000"), ("141510100******", "510100"),
        # A permit, a mask that hides it, another build, a category and a place there are not.
        ("F202099000001", ""), ("1103********001", ""), ("PDY110330106990", ""), ("111330106990001", ""),
        ("110930106990001", ""), (None, None),
    ],
)  # fmt: skip
def test_a_certificate_of_the_usual_build_says_where_it_was_issued(number: str | None, division: str | None) -> None:
    con = connect()
    define_macros(con)
    assert con.execute("SELECT issuing_division(?)", [number]).fetchall() == [(division,)]
