"""The contract of a release: what each source claims of whom, and why a claim won or not."""

from warehouse.schema.landing import RECORD_ID, SOURCE_ID
from warehouse.schema.published import LAST, OPENED
from warehouse.schema.table import Field, Table

# Where a claim comes from, and when: of every claim, whoever makes it.
SIGHTED = (
    Field("published_at", "date", "The day the source published it, where it says."),
    Field("retrieved_at", "time", "When this content was first read."),
    OPENED,
    LAST,
    Field("url", "text", "The page or file."),
    Field("evidence_id", "id", "The stored page (`mingce evidence`); NULL: none is kept."),
)
OFFICIAL_RECORD = Table(
    "official_record",
    "One row per record of an official source, acts aside, gone ones too: what it claims, and of whom.",
    (
        Field("registration_id", "id", "", required=True),
        Field("practitioner_id", "id", "", required=True),
        SOURCE_ID,
        RECORD_ID,
        Field("tier", "code", "national | provincial", required=True),
        Field("policy_scope", "code", "permit | *: the scope of `authority` that ranks it.", required=True),
        Field("is_listed", "flag", "", required=True),
        Field("asserted_on", "date", "The day it speaks for."),
        Field("gone_on", "date", "The day its list no longer had it; NULL while listed."),
        Field("effective_on", "date", "Since when its status is so, where it says."),
        *SIGHTED,
        Field("instrument", "instrument", ""),
        Field("level", "level", ""),
        Field("category", "category", ""),
        Field("scope", "scope", "A sorted set."),
        Field("main_institution_id", "id", ""),
        Field(
            "status",
            "status",
            "no_longer_listed once it is gone; NULL: its source has the registration under another key.",
        ),
        Field(
            "is_lifted",
            "flag",
            "It shows an end that a later grant lifted, or a suspension that is over.",
            required=True,
        ),
        Field("valid_from", "date", ""),
        Field("valid_to", "date", ""),
        Field("assessment", "assessment", ""),
        Field("assessed_on", "date", ""),
        Field("name", "name", "NULL if masked."),
        Field("gender", "gender", ""),
    ),
    key=("registration_id", "source_id", "source_record_id"),
)
FALLEN_CLAIM = Table(
    "fallen_claim",
    "One row per claim of an `official_record` that is not golden.",
    (
        SOURCE_ID,
        RECORD_ID,
        Field("field", "code", "", required=True),
        Field("why_not", "code", "The step of docs/authority.md at which it fell.", required=True),
    ),
    key=("source_id", "source_record_id", "field"),
)
INSTITUTION_CLAIM = Table(
    "institution_claim",
    "One row per institution, field, scope, source and value that official entries claim of it. Entries of one source "
    "that say the same are one claim, told by the one of the latest date.",
    (
        Field("institution_id", "id", "", required=True),
        Field(
            "field",
            "code",
            "name | province, as any official entry states them; of a licence also division | uscc | grade | subjects "
            "| licence_status | licence_valid_to",
            required=True,
        ),
        Field(
            "scope",
            "code",
            "licence | main | filed: its own licence says so, or the entry of a physician there.",
            required=True,
        ),
        Field("value", "text", "Lists joined by `|`.", required=True),
        SOURCE_ID,
        RECORD_ID,
        Field("tier", "code", "national | provincial", required=True),
        Field("asserted_on", "date", "The day it speaks for."),
        *SIGHTED,
        Field("why_not", "code", "The step of docs/authority.md at which it fell; NULL if golden."),
    ),
    key=("institution_id", "field", "scope", "source_id", "value"),
)
ADVERSE_ACT = Table(
    "adverse_act",
    "One row per registration and adverse act on it: since when, until when, whether it holds on the release's day.",
    (
        Field("registration_id", "id", "", required=True),
        SOURCE_ID,
        RECORD_ID,
        Field("is_act", "flag", "Announced; else an official record of the registration once said so.", required=True),
        Field("status", "status", "revoked | rescinded | cancelled | suspended", required=True),
        Field("stated_on", "date", "The day the act states; NULL: it states none, and was only seen."),
        Field("effective_on", "date", "That day, else the day its source spoke for; NULL: nobody dates it."),
        Field("asserted_on", "date", "The day its source speaks for."),
        *SIGHTED,
        Field("last_day", "date", "Of a suspension; NULL: without end."),
        Field("is_holding", "flag", "", required=True),
        Field("is_over", "flag", "It has begun, and its term is over or a later grant lifted it.", required=True),
    ),
    key=(
        "registration_id",
        "source_id",
        "source_record_id",
        "is_act",
        "status",
        "stated_on",
        "effective_on",
        "last_day",
    ),
)
AUTHORITY = Table(
    "authority",
    "One row per field, scope and tier that may assert it.",
    (
        Field("field", "code", "", required=True),
        Field("scope", "code", "Of registrations permit | *; of institutions licence | main | filed.", required=True),
        Field("tier", "code", "national | provincial", required=True),
        Field("rank", "count", "1 is most trusted.", required=True),
        Field("reason", "text", "", required=True),
    ),
    key=("field", "scope", "tier"),
)
CLAIM = Table(
    "claim",
    "One row per entity, field, value and source record: who says what, and whether it won. A view of a release "
    "(`mingce sql`) and of the warehouse; warehouse/sql/claim.sql makes it of the tables above.",
    (
        Field("entity_kind", "code", "registration | practitioner | institution | listing", required=True),
        Field(
            "entity_id",
            "id",
            "registration_id, practitioner_id, institution_id, or source_id/source_record_id of an unlinked listing.",
            required=True,
        ),
        Field("field", "code", "", required=True),
        Field("value", "text", "Lists joined by `|`.", required=True),
        SOURCE_ID,
        RECORD_ID,
        Field("tier", "code", "", required=True),
        Field("scope", "code", "The scope of `authority` that ranks it; NULL of a lower tier and of acts."),
        Field(
            "rank",
            "count",
            "1 is most trusted; NULL: it may not assert the field, or is an act, which goes before ranks.",
        ),
        Field("asserted_on", "date", "The day the source speaks for."),
        Field(
            "effective_on",
            "date",
            "Of a status: since when it is so; of an assessment: its day; where the source says.",
        ),
        *SIGHTED,
        Field("is_golden", "flag", "", required=True),
        Field(
            "why_not",
            "code",
            "lower_tier | unranked | stepped_back | outranked | older | degraded | lifted | withheld; of a status also "
            "overruled (by an act or the end of a permit) | not_holding (the act does not); NULL if golden.",
        ),
    ),
    key=("entity_kind", "entity_id", "field", "source_id", "source_record_id", "scope", "value"),
)
