"""Which cleaner reads which raw fields, and the columns it fills: one mapping table per cleaner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from normalize.certificates import clean_certificate, parse_certificate
from normalize.dates import clean_date
from normalize.institutions import clean_institution
from normalize.licences import clean_grade, clean_subjects, clean_uscc
from normalize.names import MASKED, clean_former_names, clean_name, former_names_beside, name_key, name_sound
from normalize.places import Place, clean_division, clean_place
from normalize.plain import plain_certificates, plain_names
from normalize.registration_numbers import clean_registration_no
from normalize.scopes import clean_scope
from normalize.sites import clean_sites
from normalize.text import clean_text
from normalize.vocabularies import (
    clean_assessment,
    clean_category,
    clean_department,
    clean_gender,
    clean_instrument,
    clean_level,
    clean_status,
    clean_title,
)
from warehouse.schema import KINDS

# Between the parts of a raw value that needs a second one to be understood (a county and its province).
UNIT = "\x1f"

Row = Sequence[object] | None


@dataclass(frozen=True)
class Cleaner:
    """A mapping table `clean_NAME`: raw text -> `columns`, or the reason why not.

    `fields` maps each raw field it reads to the column of `fresh` that holds its text. `clean` returns the columns'
    values in order, or None for a text that says nothing; ValueError's message is the reason. `plain`, where there is
    one, has the rows of what reads as it stands, `raw` and `columns`, from many texts at once.
    """

    name: str
    fields: dict[str, str]
    columns: dict[str, pa.DataType]
    clean: Callable[[str], Row]
    plain: Callable[[pa.Array], pa.Table] | None = None

    @property
    def table(self) -> str:
        """The mapping table's name."""
        return f"clean_{self.name}"


def _one(name: str, kind: str, clean: Callable[[str], object], *fields: str) -> Cleaner:
    """A cleaner of one column, `value`."""

    def row(text: str) -> Row:
        value = clean(text)
        return None if value is None else (value,)

    return Cleaner(name, {f: f for f in fields or (name,)}, {"value": KINDS[kind][1]}, row)


def _texts(
    name: str,
    clean: Callable[[str], Row],
    *columns: str,
    column: str | None = None,
    plain: Callable[[pa.Array], pa.Table] | None = None,
) -> Cleaner:
    """A cleaner of several text columns."""
    return Cleaner(name, {name: column or name}, dict.fromkeys(columns, pa.string()), clean, plain)


def _name(text: str) -> Row:
    found = clean_name(text)
    if found is None:
        return None
    # A masked name must meet no other name: it has no keys.
    keys = (None, None) if found.state == MASKED else (name_key(found.name), name_sound(found.name))
    return (*found, *keys, former_names_beside(text))


def _certificate(text: str) -> Row:
    if parts := parse_certificate(text):
        return (text, None, parts.level, parts.category)
    found = clean_certificate(text)
    if found is None:
        return None
    parts = parse_certificate(found.number) if found.number else None
    return (*found, parts and parts.level, parts and parts.category)


def _institution(text: str) -> Row:
    found = clean_institution(text)
    return found and (found.name, found.key)


def _province(text: str) -> Row:
    scope, _, place = text.rpartition(UNIT)
    return clean_place(place, scope or None)


def _division(text: str) -> Row:
    around, _, division = text.rpartition(UNIT)
    code = clean_division(division, _known_province(around))
    return code and (code,)


def _known_province(text: str) -> str | None:
    """The province of a text that is read for another field: its faults are reported there."""
    try:
        place: Place | None = clean_place(text)
    except ValueError:
        return None
    return place.province if place else None


def _title(text: str) -> Row:
    found = clean_title(text)
    return found and (found.title, found.teaching_title)


def _sites(text: str) -> list[dict[str, object]] | None:
    sites = clean_sites(text)
    return None if sites is None else [site._asdict() for site in sites]


CLEANERS: tuple[Cleaner, ...] = (
    Cleaner(
        "name",
        {"name": "name"},
        dict.fromkeys(("name", "state", "key", "sound"), pa.string()) | {"former_names": KINDS["texts"][1]},
        _name,
        plain_names,
    ),
    _one("former_names", "texts", clean_former_names),
    _one("gender", "gender", clean_gender),
    _one("instrument", "instrument", clean_instrument),
    _texts("certificate_no", _certificate, "number", "mask", "level", "category", plain=plain_certificates),
    _one("level", "level", clean_level),
    _one("category", "category", clean_category),
    _one("scope", "scope", clean_scope),
    _texts("institution", _institution, "name", "key"),
    _one("registration_no", "registration_no", clean_registration_no),
    _one("uscc", "code", clean_uscc),
    _one("grade", "code", clean_grade),
    _one("subjects", "texts", clean_subjects),
    _one("filed_sites", "filed_sites", _sites),
    _texts("province", _province, "province", "division", column="province_in_scope"),
    _texts("division", _division, "value", column="division_in_province"),
    _one("status", "status", clean_status),
    _one("assessment", "assessment", clean_assessment),
    _texts("department", clean_department, "name", "code"),
    _texts("title", _title, "title", "teaching_title"),
    _one("text", "text", clean_text, "status_reason", "issuer", "society_role"),
    _one(
        "date",
        "date",
        clean_date,
        "registered_on",
        "effective_on",
        "valid_from",
        "valid_to",
        "assessed_on",
        "asserted_on",
        "published_at",
    ),
)
