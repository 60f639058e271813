"""Who is meant: rules 1 to 4 of docs/authority.md."""

from tests.reconcile.rows import number, official
from tests.support import Lab

WHO = (
    "SELECT r.source_record_id AS record, p.name, g.province, g.certificate_no, r.rule FROM registration_record r "
    "JOIN registration g USING (registration_id) JOIN practitioner p ON p.practitioner_id = g.practitioner_id"
)


def people(lab: Lab) -> int:
    return len(lab.table("practitioner"))


def test_one_number_and_compatible_names_are_one_person(lab: Lab) -> None:
    lab.land("cn_national", [official(1)])
    lab.land("cn_province", [official(1, name="王晓明")])
    lab.run()
    assert people(lab) == 1
    assert len(lab.table("registration")) == 1


def test_an_incompatible_name_under_the_number_is_another_person(lab: Lab) -> None:
    lab.land("cn_national", [official(1)])
    lab.land("cn_province", [official(1, name="李四海")])
    lab.run()
    assert sorted(p["name"] for p in lab.table("practitioner")) == ["李四海", "王小明"]
    (collision,) = lab.table("conflict")
    assert (collision["kind"], collision["official_value"], collision["listed_value"]) == (
        "certificate_collision", "王小明", "李四海",
    )  # fmt: skip


def test_the_better_tier_is_senior_even_if_it_came_later(lab: Lab) -> None:
    lab.land("cn_province", [official(1, name="李四海")], at=0)
    lab.land("cn_national", [official(1)], at=1)
    lab.run(1)
    main = lab.table("SELECT practitioner_id FROM registration_record WHERE is_main_person")
    names = {p["practitioner_id"]: p["name"] for p in lab.table("practitioner")}
    assert [names[m["practitioner_id"]] for m in main] == ["王小明"]


def test_a_former_name_makes_names_compatible(lab: Lab) -> None:
    lab.land("cn_national", [official(1, name="王小明", former_names="王卫东")])
    lab.land("cn_province", [official(1, name="王卫东")])
    lab.run()
    assert people(lab) == 1
    assert lab.table("practitioner")[0]["former_names"] == ["王卫东"]


def test_two_provinces_are_two_registrations_of_one_person(lab: Lab) -> None:
    lab.land("cn_national", [official(1), official(1, hospital="far", province="四川省")])
    lab.run()
    assert [r["province"] for r in lab.table("SELECT province FROM registration")] == ["33", "51"]
    (person,) = lab.table("practitioner")
    assert (person["registration_count"], person["active_count"]) == (2, 2)


def test_a_masked_number_joins_the_one_registration_it_fits(lab: Lab) -> None:
    lab.land("cn_national", [official(1)])
    mask = number(1)[:3] + "********" + number(1)[-4:]
    lab.land("cn_province", [official(1, certificate_no=mask)])
    lab.run()
    assert [r["rule"] for r in lab.table(f"SELECT rule FROM ({WHO})")] == ["fits_number", "number"]


def test_a_mask_that_shows_other_digits_stands_alone(lab: Lab) -> None:
    lab.land("cn_national", [official(1)])
    mask = number(1)[:3] + "********" + "9999"
    lab.land("cn_province", [official(1, certificate_no=mask)])
    lab.run()
    assert [(r["rule"], r["certificate_no"]) for r in lab.table(f"SELECT rule, certificate_no FROM ({WHO})")] == [
        ("number", number(1)), ("provisional", mask),
    ]  # fmt: skip


def test_without_a_number_name_institution_and_day_of_registration_decide(lab: Lab) -> None:
    lab.land("cn_national", [official(1, registered_on="2019-04-19")])
    lab.land(
        "cn_province",
        [
            official(1, certificate_no=None, registered_on="2019-04-19"),
            official(2, certificate_no=None, registered_on="2019-04-20"),
        ],
    )
    lab.run()
    assert [(r["record"], r["rule"]) for r in lab.table(f"SELECT record, rule FROM ({WHO})")] == [
        (f"{number(1)}|浙江省", "number"), ("k1", "fits_number"), ("k2", "provisional"),
    ]  # fmt: skip


def test_two_records_of_a_source_that_fit_one_registration_both_stand_alone(lab: Lab) -> None:
    lab.land("cn_national", [official(1, registered_on="2019-04-19")])
    twins = [official(n, certificate_no=None, registered_on="2019-04-19") for n in (1, 2)]
    lab.land("cn_province", twins)
    lab.run()
    assert people(lab) == 3


def test_two_official_records_are_never_joined_by_name(lab: Lab) -> None:
    lab.land("cn_province", [official(1, certificate_no=None)])
    lab.land("cn_other_province", [official(1, certificate_no=None)])
    lab.run()
    assert people(lab) == 2


def test_ids_need_the_secret_and_stay_from_night_to_night(lab: Lab) -> None:
    lab.land("cn_national", [official(1)])
    lab.run(0)
    first = lab.table("SELECT registration_id, practitioner_id FROM registration")
    lab.land("cn_national", [official(1, hospital="second")], at=1)
    lab.run(1)
    assert lab.table("SELECT registration_id, practitioner_id FROM registration") == first
    lab.secret = "another secret of the workspace"
    lab.run(1)
    assert lab.table("SELECT registration_id, practitioner_id FROM registration") != first
