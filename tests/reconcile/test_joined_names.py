"""Names that officials write in one string: each is a name of the institution, and a listing may show either."""

from pathlib import Path

from tests.reconcile.rows import listed, official
from tests.support import Lab

CITIES = ["杭州市", "宁波市", "温州市", "嘉兴市", "湖州市", "绍兴市"]
WRITTEN = ["{}、{}", "{}，{}", "{} {}", "{}〓{}", "{}（{}）", "{}+{}"]


def test_a_listing_may_show_either_name(tmp_path: Path) -> None:
    names = [(f"{city}妇幼保健院", f"{city}第二医院") for city in CITIES]
    lab = Lab(tmp_path)
    lab.declare("register", "national", asserts="live")
    lab.declare("platform", "commercial")
    lab.land("register", [official(n, hospital=WRITTEN[n].format(*names[n])) for n in range(6)])
    lab.land("platform", [listed(f"{n} {name}", hospital=name) for n in range(6) for name in names[n]])
    lab.run()

    assert {row["name"] for row in lab.table("SELECT name FROM institution")} == {first for first, _ in names}
    aliases = lab.table("SELECT alias FROM institution_alias WHERE relation = 'second'")
    assert {row["alias"] for row in aliases} == {second for _, second in names}
    places = lab.table(
        "SELECT count(*) AS n, count(DISTINCT institution_id) AS houses FROM listing WHERE tier = 'commercial'"
    )
    assert places == [{"n": 12, "houses": 6}]
    known = lab.table("SELECT count(*) AS n FROM listing WHERE tier = 'commercial' AND institution_id IS NULL")
    assert known == [{"n": 0}]
