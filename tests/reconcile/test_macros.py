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
        ("嘉兴市第一医院", True),
        ("嘉兴一院", False), ("嘉兴人民医院", False), ("新华医院", False), ("邵逸夫医院", False),
    ],
)  # fmt: skip
def test_a_derived_name_that_may_mean_another_house_is_doubtful(name: str, is_doubtful: bool) -> None:
    con = connect()
    define_macros(con)
    asked = "SELECT is_doubtful(relation, ?) FROM unnest(['short', 'official', 'second', 'user']) AS t(relation)"
    assert con.execute(asked, [institution_key(name)]).fetchall() == [(is_doubtful,), (False,), (False,), (False,)]
