"""Every table and column, once. DDL, Arrow types and the data dictionary are derived from this.

Data about tables only: no I/O, no database. Tables are singular nouns; `_on` is a day (in China), `_at` a UTC time,
`_count`, `_days` units.
"""

from collections.abc import Iterator

from warehouse.schema.claims import ADVERSE_ACT, AUTHORITY, CLAIM, FALLEN_CLAIM, INSTITUTION_CLAIM, OFFICIAL_RECORD
from warehouse.schema.derived import ISSUE, RECORD, SUPPRESSED_LISTING, SUPPRESSED_QUESTION
from warehouse.schema.history import (
    CONFLICT_LEDGER,
    DELIVERY,
    ENTITY_LEDGER,
    QUESTION,
    RAW_RECORD,
    RUN,
    SIGHTING,
    SPELL,
)
from warehouse.schema.landing import LANDED, RAW_FIELD_NAMES, RAW_FIELDS, REQUEST
from warehouse.schema.published import (
    CHANGE,
    CONFLICT,
    CONFLICT_KIND,
    INSTITUTION,
    INSTITUTION_ALIAS,
    INSTITUTION_RELATION,
    JUDGEMENT,
    LEARNT_ALIAS,
    LINK,
    LISTING,
    PRACTICE_SITE,
    PRACTITIONER,
    REGISTRATION,
    REGISTRATION_HISTORY,
    SCOPED_DEPARTMENT,
    SOURCE,
    SOURCE_COPY,
)
from warehouse.schema.table import KINDS, Field, Table
from warehouse.schema.vocabulary import (
    INSTRUMENTS,
    LINK_OUTCOMES,
    OFFICIAL_TIERS,
    REQUEST_OUTCOMES,
    RUN_OUTCOMES,
    STATUSES,
    TIERS,
    VERDICTS,
)

__all__ = [
    "ADVERSE_ACT", "AUTHORITY", "CHANGE", "CLAIM", "CONFLICT", "CONFLICT_KIND", "CONFLICT_LEDGER", "DELIVERY",
    "DERIVED", "ENTITY_LEDGER", "FALLEN_CLAIM", "HISTORY", "INSTITUTION", "INSTITUTION_ALIAS", "INSTITUTION_CLAIM",
    "INSTITUTION_RELATION", "INSTRUMENTS", "ISSUE", "JUDGEMENT", "KINDS", "LANDED", "LEARNT_ALIAS", "LINK",
    "LINK_OUTCOMES", "LISTING", "OFFICIAL_RECORD", "OFFICIAL_TIERS", "PRACTICE_SITE", "PRACTITIONER", "PUBLISHED",
    "QUESTION", "RAW_FIELDS", "RAW_FIELD_NAMES", "RAW_RECORD", "RECORD", "REGISTRATION", "REGISTRATION_HISTORY",
    "RELEASED", "REQUEST", "REQUEST_OUTCOMES", "RUN", "RUN_OUTCOMES", "SCOPED_DEPARTMENT", "SIGHTING", "SOURCE",
    "SOURCE_COPY", "SPELL", "STATUSES", "SUPPRESSED_LISTING", "SUPPRESSED_QUESTION", "TIERS", "VERDICTS", "Field",
    "Table", "all_tables",
]  # fmt: skip

HISTORY: tuple[Table, ...] = (
    RUN, REQUEST, QUESTION, SPELL, SIGHTING, DELIVERY, ENTITY_LEDGER, CONFLICT_LEDGER,
)  # fmt: skip
DERIVED: tuple[Table, ...] = (RECORD, ISSUE, SOURCE, SUPPRESSED_LISTING, SUPPRESSED_QUESTION)
PUBLISHED: tuple[Table, ...] = (
    LISTING, LINK, REGISTRATION, REGISTRATION_HISTORY, PRACTITIONER, PRACTICE_SITE, CONFLICT, CONFLICT_KIND,
    SCOPED_DEPARTMENT, OFFICIAL_RECORD, INSTITUTION_CLAIM, FALLEN_CLAIM, ADVERSE_ACT, AUTHORITY,
    INSTITUTION, INSTITUTION_ALIAS, LEARNT_ALIAS, INSTITUTION_RELATION, RUN, QUESTION, SOURCE, SOURCE_COPY, ISSUE,
    ENTITY_LEDGER, JUDGEMENT,
)  # fmt: skip
# What a release holds: tables of the warehouse, and how they differ from the release before.
RELEASED = (*PUBLISHED, CHANGE)


def all_tables() -> Iterator[Table]:
    """Every table once, in the order of the data dictionary."""
    seen: set[str] = set()
    for table in (*HISTORY, RAW_RECORD, *DERIVED, *RELEASED, CLAIM):
        if table.name not in seen:
            seen.add(table.name)
            yield table
