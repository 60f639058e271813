"""Institutions as their own register states them: name, number, grade, subjects, licence."""

from datetime import date
from pathlib import Path

from tests.support import Lab

HOSPITAL = {
    "source_key": "u1", "institution": "青河市第一人民医院", "registration_no": "A1B2C3D48-33010611A1001",
    "grade": "三级甲等", "subjects": "内科/外科", "province": "浙江省", "valid_from": "2020-01-01",
    "valid_to": "2035-01-01", "status": "正常",
}  # fmt: skip
DOCTOR = {
    "source_key": "d1", "name": "王小明", "certificate_no": "110330100990001", "institution": "青河市第一人民医院",
    "province": "浙江省", "level": "执业医师", "status": "正常",
}  # fmt: skip
FIELDS = "name, registration_no, organisation_code, grade, kind, division, subjects, licence_status, licence_valid_to"


def a_lab(root: Path) -> Lab:
    lab = Lab(root)
    lab.declare("register", "national", asserts="live")
    lab.declare("unit_query", "national", subject="institution", asserts="live")
    return lab


def test_the_register_of_institutions_says_what_an_institution_is(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    lab.land("register", [DOCTOR])
    lab.land("unit_query", [HOSPITAL])
    lab.run()

    # One institution, though the physician's entry shows its name alone; and no physician of the institution's entry.
    assert lab.table(f"SELECT {FIELDS} FROM institution") == [
        {
            "name": "青河市第一人民医院", "registration_no": "A1B2C3D4833010611A1001", "organisation_code": "A1B2C3D48",
            "grade": "32", "kind": "A100", "division": "330106", "subjects": ["03", "04"], "licence_status": "active",
            "licence_valid_to": date(2035, 1, 1),
        }
    ]  # fmt: skip
    assert lab.table("SELECT source_id FROM listing") == [{"source_id": "register"}]
    assert lab.table("SELECT main_institution FROM registration") == [{"main_institution": "青河市第一人民医院"}]


def test_the_freshest_licence_counts_and_one_that_is_gone_says_so(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    lab.land("register", [DOCTOR])
    lab.land("unit_query", [HOSPITAL])
    lab.land("unit_query", [HOSPITAL | {"grade": "三级乙等"}], at=30)
    lab.run(as_of=30)
    assert lab.table("SELECT grade, licence_status FROM institution") == [{"grade": "33", "licence_status": "active"}]

    # A list of two that has become one; a list that is suddenly empty would prove nothing.
    other = HOSPITAL | {"source_key": "u2", "registration_no": "PDY990001", "institution": "青河市第二人民医院"}
    lab.land("unit_query", [HOSPITAL | {"grade": "三级乙等"}, other], at=60, stated_count=2)
    lab.land("unit_query", [other], at=90, stated_count=1)
    lab.run(as_of=90)
    assert lab.table("SELECT grade, licence_status FROM institution WHERE name LIKE '%第一%'") == [
        {"grade": "33", "licence_status": "no_longer_listed"}
    ]


def test_a_wrong_credit_code_is_an_issue_and_no_credit_code(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    lab.land("unit_query", [HOSPITAL | {"uscc": "12330106A1B2C3D48A"}])
    lab.run()
    assert lab.table("SELECT field, value, reason FROM issue") == [
        {"field": "uscc", "value": "12330106A1B2C3D48A", "reason": "not a credit code"}
    ]
    assert lab.table("SELECT uscc FROM institution") == [{"uscc": None}]


def test_a_look_up_of_institutions_is_asked_about_those_where_people_work(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.declare("register", "national", asserts="live")
    lab.declare("unit_query", "national", subject="institution", covering="lookup", asserts="live", age_limit_days=30)
    second = DOCTOR | {"source_key": "d2", "certificate_no": "110330100990002"}
    elsewhere = DOCTOR | {"source_key": "d3", "certificate_no": "110330100990003", "institution": "白山县人民医院"}
    lab.land("register", [DOCTOR, second, elsewhere])
    lab.run()
    question = {"province": "浙江省", "name": "", "institution": "青河市第一人民医院"}
    assert lab.table("SELECT priority, province, name, institution FROM next_question") == [
        {"priority": 1, **question},
        {"priority": 2, **question, "institution": "白山县人民医院"},
    ]

    address = "浙江省||青河市第一人民医院"
    answered = {**question, "address": address, "outcome": "answer", "row_count": 1}
    lab.land("unit_query", [HOSPITAL], at=1, address=address, questions=[answered])
    lab.run(as_of=1)
    assert lab.table("SELECT institution FROM next_question") == [{"institution": "白山县人民医院"}]
