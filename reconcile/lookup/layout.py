"""The tables of lookup.sqlite, as they are written and read.

    person, name, bearer      who there is, which names (by match key, with their sound) exist, who has or had which
    earlier_name              what the official name was before, from one day to another
    registration, site        official values; institutions it is at (main, filed, permit) or was at (former)
    institution, institution_name   licences, and every match key each may go by
    institution_source        which official sources the values of an institution are from
    overruled                 registrations that ended, and that an official list shows as standing all the same
    conflict                  conflicts that stand about a known person, officials' own and lower sources'
    record                    the official records each registration rests on, with their content's digest (16 bytes)
    source, source_day        who could have answered, for which provinces, and for which days
    province                  how complete a province is
    question                  what look-up sources were asked and answered
    listed                    names that only lower sources list, for a note

Registrations, sites and records have a row per spell of days, from_day to to_day (NULL: on the release's day).

Days are ISO texts, lists are joined by `|`.
"""

import zlib
from dataclasses import dataclass

INDEX_FILE = "lookup.sqlite"


@dataclass(frozen=True)
class IndexTable:
    """A table of the index: its columns as SQLite declares them, and how it is found."""

    name: str
    columns: str
    indexes: tuple[str, ...] = ()
    # WITHOUT ROWID tables are their own index; they are filled in the order of their key.
    is_keyed: bool = False


TABLES = (
    IndexTable(
        "source",
        "source_no INTEGER PRIMARY KEY, source_id TEXT, title TEXT, tier TEXT, is_official INT, is_register INT, "
        "is_permit INT, covering TEXT, provinces TEXT, age_limit_days INT, url TEXT",
    ),
    IndexTable(
        "source_day", "source_no INT, asserted_on TEXT, PRIMARY KEY (source_no, asserted_on)", is_keyed=True
    ),
    IndexTable("province", "province TEXT PRIMARY KEY, share REAL", is_keyed=True),
    IndexTable("person", "person_no INTEGER PRIMARY KEY, practitioner_id TEXT, name TEXT"),
    IndexTable(
        "earlier_name",
        "person_no INT, from_day TEXT, to_day TEXT, name TEXT, PRIMARY KEY (person_no, from_day)",
        is_keyed=True,
    ),
    # Homophones are looked for with and without the blanks between syllables.
    IndexTable(
        "name",
        "name_no INTEGER PRIMARY KEY, name_key TEXT, sound TEXT",
        ("name_key", "replace(sound, ' ', '')"),
    ),
    IndexTable(
        "bearer",
        "name_no INT, person_no INT, from_day TEXT, to_day TEXT, PRIMARY KEY (name_no, person_no)",
        ("person_no",),
        is_keyed=True,
    ),
    IndexTable(
        "registration",
        "registration_no INT, person_no INT, registration_id TEXT, instrument TEXT, "
        "certificate_no TEXT, level TEXT, category TEXT, scope TEXT, province TEXT, institution_no INT, status TEXT, "
        "is_live INT, status_since TEXT, valid_from TEXT, valid_to TEXT, assessment TEXT, assessed_on TEXT, "
        "withheld TEXT, from_day TEXT, to_day TEXT",
        ("registration_no", "person_no", "certificate_no"),
    ),
    IndexTable(
        "site",
        "institution_no INT, registration_no INT, kind TEXT, from_day TEXT, valid_from TEXT, valid_to TEXT, "
        "asserted_from TEXT, to_day TEXT, PRIMARY KEY (institution_no, registration_no, kind, from_day)",
        ("registration_no",),
        is_keyed=True,
    ),
    IndexTable(
        "institution",
        "institution_no INTEGER PRIMARY KEY, institution_id TEXT, name TEXT, province TEXT, division TEXT, "
        "registration_no TEXT, uscc TEXT, grade TEXT, subjects TEXT, licence_status TEXT, licence_valid_to TEXT",
    ),
    IndexTable(
        "institution_name",
        "institution_key TEXT, institution_no INT, relation TEXT, alias TEXT, "
        "PRIMARY KEY (institution_key, institution_no)",
        ("institution_no",),
        is_keyed=True,
    ),
    IndexTable(
        "institution_source",
        "institution_no INT, source_no INT, fields TEXT, asserted_on TEXT, PRIMARY KEY (institution_no, source_no)",
        is_keyed=True,
    ),
    IndexTable("overruled", "registration_no INTEGER PRIMARY KEY, status TEXT, shown_on TEXT", is_keyed=True),
    IndexTable(
        "conflict",
        "conflict_no INTEGER PRIMARY KEY, person_no INT, registration_no INT, kind TEXT, title_zh TEXT, title_en TEXT, "
        "severity TEXT, field TEXT, "
        "official_value TEXT, listed_value TEXT, source_no INT, other_source_no INT, opened_on TEXT",
        ("person_no",),
    ),
    IndexTable(
        "record",
        "registration_no INT, source_no INT, source_record_id TEXT, from_day TEXT, content_digest BLOB, "
        "asserted_on TEXT, to_day TEXT, gone_on TEXT, "
        "PRIMARY KEY (registration_no, source_no, source_record_id, from_day)",
        is_keyed=True,
    ),
    IndexTable(
        "question",
        "source_no INT, name_key TEXT, institution_key TEXT, province TEXT, asked_on TEXT",
        ("name_key",),
    ),
    IndexTable("listed", "name_key TEXT, source_no INT, institution TEXT, province TEXT", ("name_key",)),
)  # fmt: skip

# Stands in the file: who reads it knows whether it is of their own version.
LAYOUT = zlib.crc32(repr(TABLES).encode()) & 0x7FFFFFFF
