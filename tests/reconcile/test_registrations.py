"""Who is meant: rules 1 to 4 of docs/authority.md, all in one night; every case has a number of its own."""

from datetime import timedelta
from typing import Any

import pytest

from tests.oracle import disagreements
from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import HOSPITALS, number, official
from tests.support import DAY_0, Lab


def mask(serial: int, shown: str | None = None) -> str:
    """A number of which the first three and the last four digits show."""
    return number(serial)[:3] + "********" + (shown or number(serial)[-4:])


def row(serial: int, **more: Any) -> dict[str, Any]:
    """An entry of a case; people of different cases share neither name nor number."""
    return official(serial, **({"name": "甲乙丙丁戊己庚辛壬癸"[serial] + "小明"} | more))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = declare_all(Lab(tmp_path_factory.mktemp("registrations")))
    without = {"certificate_no": None}
    day = {"registered_on": "2019-04-19"}
    # The lower tier is read first: rank decides seniority before time does.
    lab.land(
        "cn_province",
        [
            row(1, name="乙晓明", source_key="sound"),
            row(2, name="李四海", source_key="other"),
            row(3, name="王卫东", source_key="former"),
            row(5, certificate_no=mask(5), source_key="mask"),
            row(6, certificate_no=mask(6, "9999"), source_key="wrong mask"),
            row(7, **without, **day, source_key="same day"),
            row(7, **without, registered_on="2019-04-20", source_key="other day"),
            row(8, **without, **day, source_key="twin 1"),
            row(8, **without, **day, department="内科", source_key="twin 2"),
            row(9, **without, source_key="alone"),
        ],
    )
    lab.land("cn_other_province", [row(9, **without, source_key="alone too")])
    lab.land(
        "cn_national",
        [
            row(1),
            row(2),
            row(3, former_names="王卫东"),
            row(4),
            row(4, hospital="far", province="四川省"),
            row(5),
            row(6),
            row(7, **day),
            row(8, **day),
        ],
        at=1,
    )
    lab.run(1)
    return lab


def people(lab: Lab, serial: int) -> list[tuple[str, str]]:
    """(rule, record) of each record of a case, one line per person, as `rule:record+rule:record`."""
    first = "甲乙丙丁戊己庚辛壬癸"[serial]
    rows = lab.table(
        "SELECT string_agg(r.rule || ':' || r.source_record_id, '+' ORDER BY r.rule DESC, r.source_record_id) AS said "
        "FROM registration_record r JOIN statement s USING (source_id, source_record_id) "
        f"WHERE s.certificate_no = '{number(serial)}' OR s.name LIKE '{first}%' GROUP BY r.practitioner_id"
    )
    return [r["said"].replace(f"{number(serial)}|", "") for r in rows]


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        pytest.param(1, ["number:浙江省+number:sound"], id="one number, compatible names"),
        pytest.param(2, ["number:浙江省", "number:other"], id="an incompatible name is another person"),
        pytest.param(3, ["number:浙江省+number:former"], id="a former name is compatible"),
        pytest.param(4, ["number:四川省+number:浙江省"], id="two provinces, one person"),
        pytest.param(5, ["number:浙江省+fits_number:mask"], id="a mask that fits joins"),
        pytest.param(6, ["number:浙江省", "provisional:wrong mask"], id="a mask that shows other digits does not"),
        pytest.param(7, ["number:浙江省+fits_number:same day", "provisional:other day"], id="the day of registration"),
        pytest.param(8, ["number:浙江省", "provisional:twin 1", "provisional:twin 2"], id="two that fit one"),
        pytest.param(9, ["provisional:alone", "provisional:alone too"], id="never joined by name"),
    ],
)
def test_who_is_one_person(night: Lab, serial: int, expected: list[str]) -> None:
    assert people(night, serial) == expected


def test_the_number_belongs_to_the_senior_records_person(night: Lab) -> None:
    (collision,) = night.table("SELECT * FROM conflict WHERE kind = 'certificate_collision'")
    assert (collision["source_record_id"], collision["official_value"], collision["listed_value"]) == (
        "other", "丙小明", "李四海",
    )  # fmt: skip


def test_a_person_of_two_provinces_has_two_registrations(night: Lab) -> None:
    rows = night.table(f"SELECT province FROM registration WHERE certificate_no = '{number(4)}'")
    assert [r["province"] for r in rows] == ["33", "51"]
    (person,) = night.table("SELECT * FROM practitioner WHERE name = '戊小明'")
    assert (person["registration_count"], person["active_count"]) == (2, 2)


def test_a_provisional_registration_shows_its_mask(night: Lab) -> None:
    shown = night.table("SELECT certificate_no FROM registration WHERE certificate_no LIKE '%*%'")
    assert shown == [{"certificate_no": mask(6, "9999")}]


def test_ids_need_the_secret_and_stay_from_night_to_night(lab: Lab) -> None:
    select = "SELECT registration_id, practitioner_id, main_institution_id FROM registration"
    lab.land("cn_national", [official(1)])
    lab.run(0)
    first = lab.table(select)
    lab.land("cn_national", [official(1, scope="外科专业")], at=1)
    lab.run(1)
    assert lab.table(select) == first
    lab.secret = "another secret of the workspace"
    lab.run(1)
    assert not set(first[0].values()) & set(lab.table(select)[0].values())


def test_an_entry_without_a_number_is_known_after_its_person_moved(lab: Lab) -> None:
    def listed(hospital: str) -> dict[str, Any]:
        return row(1, certificate_no=mask(1), hospital=hospital, source_key=hospital)

    def known(day: int) -> list[tuple[Any, ...]]:
        """(record, by which rule it is whose it is, where that registration is, what the record claims of that)."""
        with lab.open() as con:
            assert disagreements(con, (DAY_0 + timedelta(days=day)).date(), lab.secret) == []
        rows = lab.table(
            "SELECT k.source_record_id AS record, k.rule, g.main_institution, i.name FROM registration_record k "
            "JOIN registration g USING (registration_id) LEFT JOIN official_record c "
            "ON c.registration_id = k.registration_id AND c.source_record_id = k.source_record_id "
            "LEFT JOIN institution i ON i.institution_id = c.main_institution_id WHERE k.source_id = 'cn_province'"
        )
        return [tuple(r.values()) for r in rows]

    first, second = (HOSPITALS[name] for name in ("first", "second"))
    lab.land("cn_national", [row(1)])
    lab.land("cn_province", [listed("first")])
    # The list without numbers shows the move before the national one does.
    for day in (1, 2):
        lab.land("cn_province", [listed("second")], at=day)
    lab.run(2)
    assert known(2) == [("first", "fits_number", first, first), ("second", "provisional", second, second)]
    lab.land("cn_national", [row(1, hospital="second")], at=3)
    lab.run(3)
    assert known(3) == [("first", "fits_former", second, None), ("second", "fits_number", second, second)]
