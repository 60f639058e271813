"""Every table and column, once. DDL, Arrow types and the data dictionary are derived from this.

Data about tables only: no I/O, no database. A field has a *kind*, which fixes its column type here and its
cleaner in `normalize`. Tables are singular nouns; `_on` is a day (in China), `_at` a UTC time, `_count`, `_days` units.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

_SITE = pa.struct([("institution", pa.string()), ("valid_from", pa.date32()), ("valid_to", pa.date32())])

# kind -> (DuckDB type, Arrow type)
KINDS: dict[str, tuple[str, pa.DataType]] = {
    "id": ("VARCHAR", pa.string()),
    "text": ("VARCHAR", pa.string()),
    "name": ("VARCHAR", pa.string()),
    "gender": ("VARCHAR", pa.string()),
    "certificate": ("VARCHAR", pa.string()),
    "instrument": ("VARCHAR", pa.string()),
    "level": ("VARCHAR", pa.string()),
    "category": ("VARCHAR", pa.string()),
    "scope": ("VARCHAR[]", pa.list_(pa.string())),
    "institution": ("VARCHAR", pa.string()),
    "registration_no": ("VARCHAR", pa.string()),
    "filed_sites": ("STRUCT(institution VARCHAR, valid_from DATE, valid_to DATE)[]", pa.list_(_SITE)),
    "province": ("VARCHAR", pa.string()),
    "division": ("VARCHAR", pa.string()),
    "status": ("VARCHAR", pa.string()),
    "department": ("VARCHAR", pa.string()),
    "title": ("VARCHAR", pa.string()),
    "code": ("VARCHAR", pa.string()),
    "texts": ("VARCHAR[]", pa.list_(pa.string())),
    "date": ("DATE", pa.date32()),
    "time": ("TIMESTAMP", pa.timestamp("us")),
    "count": ("BIGINT", pa.int64()),
    "number": ("DOUBLE", pa.float64()),
    "flag": ("BOOLEAN", pa.bool_()),
}


@dataclass(frozen=True)
class Field:
    """One column: `doc` carries the Chinese term, the unit and what NULL means where that is not plain."""

    name: str
    kind: str
    doc: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: `doc` begins with its grain ("one row per ..."); `key` is unique and orders what is written."""

    name: str
    doc: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = field(default=())

    def ddl(self) -> str:
        """Return CREATE TABLE IF NOT EXISTS for DuckDB."""
        columns = ", ".join(f"{f.name} {KINDS[f.kind][0]}{' NOT NULL' if f.required else ''}" for f in self.fields)
        return f"CREATE TABLE IF NOT EXISTS {self.name} ({columns})"

    def arrow(self) -> pa.Schema:
        """Return the Arrow schema, columns in declared order."""
        return pa.schema([pa.field(f.name, KINDS[f.kind][1]) for f in self.fields])

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in declared order."""
        return tuple(f.name for f in self.fields)


# What a source may say of one entry, as published: the vocabulary of field maps, and so the allow-list.
# Everything in a raw record is text exactly as the source showed it.
RAW_FIELDS: tuple[Field, ...] = (
    Field("source_key", "id", "The identifier the source itself gives the entry: a page id, a row id."),
    Field("name", "name", "姓名."),
    Field("former_names", "name", "曾用名."),
    Field("gender", "gender", "性别."),
    Field("instrument", "instrument", "证书类型: which certificate or permit the entry is about."),
    Field("certificate_no", "certificate", "医师执业证书编码, or the number of a permit; may be masked."),
    Field("level", "level", "医师级别."),
    Field("category", "category", "执业类别."),
    Field("scope", "scope", "执业范围."),
    Field("institution", "institution", "主要执业机构; on lower listings the institution shown."),
    Field("registration_no", "registration_no", "医疗机构登记号 of that institution."),
    Field("uscc", "code", "统一社会信用代码 of the legal person behind it."),
    Field("grade", "code", "医院等级."),
    Field("subjects", "texts", "诊疗科目 of its licence."),
    Field("filed_sites", "filed_sites", "备案机构: further institutions with their dates."),
    Field("province", "province", "执业地点 at province level; a longer place text is accepted."),
    Field("division", "division", "City or county as shown."),
    Field("status", "status", "注册状态, or the act that a bulletin announces."),
    Field("status_reason", "text", "Why, where a bulletin says so (注销原因)."),
    Field("registered_on", "date", "注册日期 or 发证日期."),
    Field("effective_on", "date", "The day an act takes effect."),
    Field("valid_from", "date", "Begin of a permit, or of an institution's licence."),
    Field("valid_to", "date", "End of it."),
    Field("issuer", "text", "发证机关, 审批机关."),
    Field("department", "department", "科室."),
    Field("title", "title", "职称, with whatever the source glues to it."),
    Field("society_role", "text", "学会任职."),
    Field("asserted_on", "date", "数据截止日期 of the entry, where it differs from row to row."),
    Field("published_at", "date", "The day the source published the entry."),
)
RAW_FIELD_NAMES: tuple[str, ...] = tuple(f.name for f in RAW_FIELDS)

_RAW_TEXT = tuple(Field(f.name, "text", f.doc) for f in RAW_FIELDS)
_SOURCE = Field("source_id", "id", "The source, as declared.", required=True)
_RECORD = Field("source_record_id", "id", "The entry's identifier in its source, from raw values.", required=True)
_VERSION = Field("content_digest", "id", "Digest of the entry's raw values: which content this is.", required=True)
_RUN = Field("run_id", "id", "The run that read it.", required=True)

# ---- landing: what a crawl or an import hands over, before history knows it --------------------------------
LANDED = Table(
    "landed",
    "One row per entry as read, in reading order.",
    (
        *_RAW_TEXT,
        Field("address", "id", "What was asked to get it: the page's address, or the question.", required=True),
        Field("url", "text", "The page or file it was read from."),
        Field("row_no", "count", "Row of that page or file, from 1; for a file the line a person would look at."),
        Field("retrieved_at", "time", "When the bytes arrived.", required=True),
        Field("evidence_id", "id", "The stored bytes: RUN#record of a WARC, or the digest of a delivery."),
    ),
)
REQUEST = Table(
    "request",
    "One row per request of a run: what came of it.",
    (
        _SOURCE,
        _RUN,
        Field("address", "id", "What was asked.", required=True),
        Field("url", "text", "Where."),
        Field("outcome", "code", "One of `REQUEST_OUTCOMES`.", required=True),
        Field("http_status", "count", "NULL where no answer came."),
        Field("row_count", "count", "Entries read from the answer."),
        Field("etag", "text", "Validator for the next conditional request."),
        Field("last_modified", "text", "Likewise."),
        Field("body_digest", "id", "Keyed digest of the answer's bytes; NULL where none came."),
        Field("evidence_id", "id", "Where these bytes are stored: RUN#record of a WARC."),
        Field("fingerprint", "id", "Scrapy's fingerprint of the request as asked (method, URL, body); NULL: not sent."),
        Field("fetched_at", "time", "When the answer came.", required=True),
    ),
)

# ---- history: append-only ----------------------------------------------------------------------------------
RUN = Table(
    "run",
    "One row per run: one crawl, look-up round or import of one source.",
    (
        _RUN,
        _SOURCE,
        Field("kind", "code", "crawl | lookup | import", required=True),
        Field("outcome", "code", "complete | partial | blocked | failed", required=True),
        Field("reason", "text", "Why it is not complete; NULL if it is."),
        Field("started_at", "time", "Decided once, when the run begins.", required=True),
        Field("finished_at", "time", "", required=True),
        Field(
            "asserted_on",
            "date",
            "数据截止日期 the list states for itself; the run's day for a live register.",
        ),
        Field("stated_count", "count", "The total the site states; NULL if it states none."),
        Field("distinct_count", "count", "Distinct entries read.", required=True),
        Field("new_count", "count", "Contents not seen before: all that was stored.", required=True),
        Field("gone_count", "count", "Entries this run showed to be gone.", required=True),
        Field("request_counts", "text", "JSON object: request outcome -> count."),
        Field("evidence_digest", "id", "sha256 of the run's WARC; NULL if it kept none."),
    ),
    key=("run_id",),
)
QUESTION = Table(
    "question",
    "One row per question put to a look-up source.",
    (
        _SOURCE,
        _RUN,
        Field("address", "id", "The question in one line: province|name|institution.", required=True),
        Field("province", "text", "As asked."),
        Field("name", "text", "As asked."),
        Field("institution", "text", "As asked."),
        Field("asked_at", "time", "", required=True),
        Field("outcome", "code", "answer | empty, or why there is neither.", required=True),
        Field("row_count", "count", "Entries in the answer."),
    ),
    key=("source_id", "run_id", "address"),
)
RAW_RECORD = Table(
    "raw_record",
    "One row per new content of an entry in a run, and one mark per entry that a run renewed or missed.",
    (
        _SOURCE,
        _RECORD,
        _VERSION,
        _RUN,
        Field("sighting", "code", "content | same | missed | gone", required=True),
        *LANDED.fields,
    ),
    key=("source_id", "run_id", "source_record_id"),
)
SPELL = Table(
    "spell",
    "One row per record and content, from the run that first saw it to the run that no longer did.",
    (
        _SOURCE,
        _RECORD,
        _VERSION,
        Field("address", "id", "Where it was last read.", required=True),
        Field("opened_run_id", "id", "The run that first saw this content.", required=True),
        Field("first_seen_at", "time", "", required=True),
        Field("missed_run_id", "id", "A complete run that lacked it, where one alone proves nothing."),
        Field("missed_at", "time", ""),
        Field("closed_run_id", "id", "The run that proved it replaced or gone; NULL while open."),
        Field("closed_at", "time", ""),
        Field("closed_as", "code", "replaced | gone; NULL while open."),
    ),
)
SIGHTING = Table(
    "sighting",
    "One row per unchanged entry that a run other than a complete listing saw again.",
    (_SOURCE, _RECORD, _RUN, Field("seen_at", "time", "", required=True)),
)
DELIVERY = Table(
    "delivery",
    "One row per delivered file that was imported.",
    (
        Field("digest", "id", "sha256 of its bytes.", required=True),
        _SOURCE,
        _RUN,
        Field("file_name", "text", "", required=True),
        Field("byte_count", "count", "", required=True),
        Field("delivered_by", "text", "From the declaration."),
        Field("imported_at", "time", "", required=True),
    ),
    key=("digest", "source_id"),
)
ENTITY_LEDGER = Table(
    "entity_ledger",
    "One row per event in the life of an id.",
    (
        Field("entity_kind", "code", "registration | practitioner | institution", required=True),
        Field("entity_id", "id", "", required=True),
        Field("event", "code", "created | merged | split | retired | resurrected", required=True),
        Field("other_id", "id", "The id it went into or came from."),
        Field("as_of", "time", "", required=True),
    ),
)
CONFLICT_LEDGER = Table(
    "conflict_ledger",
    "One row per event in the life of a conflict.",
    (
        Field("conflict_id", "id", "", required=True),
        Field("event", "code", "opened | resolved | reopened", required=True),
        Field("as_of", "time", "", required=True),
    ),
)

# ---- derived ------------------------------------------------------------------------------------------------
RECORD = Table(
    "record",
    "One row per record and content, values normalized. NULL: the source says nothing, or an issue says what.",
    (
        _SOURCE,
        _RECORD,
        _VERSION,
        Field(
            "name",
            "name",
            "Canonical: NFKC, no padding, dots as U+00B7, decoration removed. As found otherwise.",
        ),
        Field(
            "name_state",
            "code",
            "plain | damaged (some characters unreadable, `?` stands for each) | masked.",
        ),
        Field("name_key", "id", "Match key: simplified, variants folded, no dots. Never shown."),
        Field("name_sound", "id", "Match key: toneless pinyin, surname readings respected."),
        Field("former_names", "texts", "曾用名."),
        Field("gender", "gender", "male | female"),
        Field("instrument", "instrument", "physician, assistant, rural_gp, ... (schema.INSTRUMENTS)"),
        Field("certificate_no", "certificate", "Canonical number; NULL if absent or masked."),
        Field("certificate_mask", "id", "A masked number, `*` for each hidden character; NULL if none."),
        Field("level", "level", "physician | assistant | rural_gp"),
        Field("category", "category", "clinical | dental | public_health | tcm"),
        Field("scope", "scope", "Sorted set of official scope names."),
        Field("institution", "institution", "Cleaned for show; former names in brackets removed."),
        Field("institution_key", "id", "Match key of the institution's name. Never shown."),
        Field("registration_no", "registration_no", "登记号 without hyphen."),
        Field("uscc", "code", "统一社会信用代码; its check character is right."),
        Field("grade", "code", "Two digits: level 1-3, then 2 甲, 3 乙, 4 丙, 9 not graded; 0 is not stated."),
        Field("subjects", "texts", "Codes of the 诊疗科目, sorted."),
        Field("filed_sites", "filed_sites", "备案机构 with dates."),
        Field("province", "province", "Two-digit GB/T 2260 code."),
        Field("division", "division", "Six-digit GB/T 2260 code of the city or county."),
        Field(
            "status",
            "status",
            "active | pending | suspended | left_filed | cancelled | revoked | rescinded | expired",
        ),
        Field("status_reason", "text", ""),
        Field("registered_on", "date", "注册日期 or 发证日期."),
        Field("effective_on", "date", "The day an act takes effect."),
        Field("valid_from", "date", ""),
        Field("valid_to", "date", ""),
        Field("issuer", "text", "发证机关."),
        Field("department", "department", "科室 as shown, cleaned."),
        Field("department_code", "code", "诊疗科目 code; NULL if the department's word is not known."),
        Field("title", "title", "chief | associate_chief | attending | resident | assistant_resident"),
        Field("teaching_title", "text", "教授 and the like, kept apart from the clinical title."),
        Field("society_role", "text", ""),
        Field("asserted_on", "date", "Only where the entry itself states it."),
        Field("published_at", "date", ""),
        Field("run_id", "id", "The run that first read this content.", required=True),
        Field("url", "text", ""),
        Field("row_no", "count", ""),
        Field("retrieved_at", "time", "", required=True),
        Field("evidence_id", "id", ""),
    ),
    key=("source_id", "source_record_id", "content_digest"),
)
ISSUE = Table(
    "issue",
    "One row per value that could not be used, with where it stands and why.",
    (
        _SOURCE,
        Field("source_record_id", "id", "NULL where the whole row could not be read."),
        _RUN,
        Field("url", "text", "The page or file."),
        Field("row_no", "count", "Its row there."),
        Field("field", "code", "", required=True),
        Field("value", "text", "As published, cut to 80 characters; NULL where it must not be stored."),
        Field("reason", "text", "", required=True),
    ),
)

# ---- published: the contract of a release -------------------------------------------------------------------
_OPENED = Field("first_seen_at", "time", "First sighting of the record.")
_LAST = Field("last_seen_at", "time", "Latest run that covered it, derived from run coverage.")
LISTING = Table(
    "listing",
    "One row per source record currently listed.",
    (
        _SOURCE,
        _RECORD,
        Field("tier", "code", "national | provincial | association | commercial | aggregator", required=True),
        Field("name", "name", "姓名, canonical."),
        Field("certificate_no", "certificate", "执业证书编码; masked ones keep their `*`."),
        Field("level", "level", ""),
        Field("category", "category", ""),
        Field("scope", "scope", ""),
        Field("institution", "institution", "As shown by the source, cleaned."),
        Field("institution_id", "id", "The institution it was resolved to; NULL if none or several."),
        Field("province", "province", ""),
        Field("status", "status", ""),
        Field("department", "department", ""),
        Field("title", "title", ""),
        Field("raw", "text", "As published: JSON object of the declared fields."),
        Field("asserted_on", "date", "The day the source speaks for."),
        Field("published_at", "date", ""),
        Field("retrieved_at", "time", "When this content was first read."),
        _OPENED,
        _LAST,
        Field("url", "text", ""),
        Field("evidence_id", "id", ""),
    ),
    key=("source_id", "source_record_id"),
)
LINK = Table(
    "link",
    "One row per source record currently listed: whom it is about.",
    (
        _SOURCE,
        _RECORD,
        Field("practitioner_id", "id", "NULL unless linked."),
        Field("registration_id", "id", "NULL unless linked."),
        Field("outcome", "code", "linked | ambiguous | unlinked | masked", required=True),
        Field("probability", "number", "Of the best candidate; NULL without one."),
        Field("rule", "code", "Which rule decided.", required=True),
        Field("candidate_count", "count", "Candidates worth naming.", required=True),
    ),
    key=("source_id", "source_record_id"),
)
REGISTRATION = Table(
    "registration",
    "One row per registration: one certificate or permit in one province.",
    (
        Field("registration_id", "id", "Opaque and stable.", required=True),
        Field("practitioner_id", "id", "", required=True),
        Field("instrument", "instrument", "physician, assistant, rural_gp, tcm_specialty, foreign_permit, ..."),
        Field("certificate_no", "certificate", "NULL or masked for a provisional one."),
        Field("level", "level", "Golden: official or NULL."),
        Field("category", "category", "Golden."),
        Field("scope", "scope", "Golden; a sorted set."),
        Field("province", "province", "Golden."),
        Field("main_institution_id", "id", "Golden."),
        Field("main_institution", "institution", "Golden: its official name."),
        Field("status", "status", "Golden; or no_longer_listed."),
        Field("status_since", "date", "NULL if no official source dates it."),
        Field("valid_from", "date", ""),
        Field("valid_to", "date", ""),
        Field("official_sources", "texts", "Official sources that speak of it, sorted."),
        Field("age_days", "count", "Days since the freshest official assertion, on the release's day."),
    ),
    key=("registration_id",),
)
PRACTITIONER = Table(
    "practitioner",
    "One row per person with an official registration.",
    (
        Field("practitioner_id", "id", "Opaque and stable.", required=True),
        Field("name", "name", "The best-ranked official form."),
        Field("former_names", "texts", ""),
        Field("gender", "gender", ""),
        Field("registration_count", "count", "", required=True),
        Field("active_count", "count", "", required=True),
        Field("name_source_id", "id", "The source the name is taken from."),
        Field("as_of", "date", "The day of the freshest official assertion."),
    ),
    key=("practitioner_id",),
)
PRACTICE_SITE = Table(
    "practice_site",
    "One row per registration, institution and kind of site.",
    (
        Field("registration_id", "id", "", required=True),
        Field("institution_id", "id", "", required=True),
        Field("kind", "code", "main | filed | permit", required=True),
        Field("valid_from", "date", ""),
        Field("valid_to", "date", ""),
        _SOURCE,
    ),
    key=("registration_id", "institution_id", "kind", "source_id"),
)
CLAIM = Table(
    "claim",
    "One row per entity, field, value and source record: who says what, and whether it won.",
    (
        Field("entity_kind", "code", "registration | practitioner | listing", required=True),
        Field(
            "entity_id",
            "id",
            "registration_id, or source_id/source_record_id of an unlinked listing.",
            required=True,
        ),
        Field("field", "code", "", required=True),
        Field("value", "text", "Lists joined by `|`.", required=True),
        _SOURCE,
        _RECORD,
        Field("tier", "code", "", required=True),
        Field("rank", "count", "1 is most trusted; NULL: this source may not assert the field."),
        Field("asserted_on", "date", ""),
        Field("first_seen_at", "time", ""),
        Field("last_seen_at", "time", ""),
        Field("is_golden", "flag", "", required=True),
        Field(
            "why_not",
            "code",
            "lower_tier | unranked | stepped_back | outranked | older | degraded | withheld; NULL if golden.",
        ),
    ),
    key=("entity_kind", "entity_id", "field", "source_id", "source_record_id", "value"),
)
CONFLICT = Table(
    "conflict",
    "One row per kind, entity, field and record (and other record) that disagree.",
    (
        Field("conflict_id", "id", "A function of the grain.", required=True),
        Field("registration_id", "id", "NULL where no registration is meant."),
        Field("practitioner_id", "id", ""),
        _SOURCE,
        _RECORD,
        Field("other_source_id", "id", "The source that says otherwise, or lists the twin."),
        Field("other_record_id", "id", ""),
        Field("field", "code", ""),
        Field("kind", "code", "One of `conflict_kind`.", required=True),
        Field("severity", "code", "high | medium | low | info", required=True),
        Field("official_value", "text", ""),
        Field("listed_value", "text", ""),
        Field("opened_at", "time", "First reconcile that saw it (conflict_ledger)."),
        Field("last_seen_at", "time", ""),
        Field("resolved_at", "time", "NULL while it stands."),
    ),
    key=("conflict_id",),
)
CONFLICT_KIND = Table(
    "conflict_kind",
    "One row per kind of conflict: what it means, in both languages.",
    (
        Field("kind", "code", "", required=True),
        Field("severity", "code", "high | medium | low | info", required=True),
        Field("title_zh", "text", "", required=True),
        Field("title_en", "text", "", required=True),
        Field("definition_zh", "text", "", required=True),
        Field("definition_en", "text", "", required=True),
        Field("legal_note_zh", "text", "The article it rests on; NULL if none."),
        Field("legal_note_en", "text", "Likewise."),
        Field("next_step_zh", "text", "What a reader should do about it.", required=True),
        Field("next_step_en", "text", "Likewise.", required=True),
    ),
    key=("kind",),
)
INSTITUTION = Table(
    "institution",
    "One row per institution: one licence.",
    (
        Field("institution_id", "id", "Opaque and stable.", required=True),
        Field("registration_no", "registration_no", "登记号; NULL where no official source gives it."),
        Field(
            "organisation_code", "id", "First nine characters of the 登记号, or the ninth to 17th of the credit code."
        ),
        Field("uscc", "id", "统一社会信用代码; NULL unless an institution source gives it."),
        Field("name", "institution", "Official name.", required=True),
        Field("grade", "code", "医院等级, two digits as in `record`; NULL unless an institution source gives it."),
        Field("kind", "code", "WS 218 class from the 登记号; NULL without one."),
        Field("province", "province", ""),
        Field("division", "division", "From the 登记号; NULL without one."),
        Field("subjects", "texts", "Codes of its 诊疗科目, sorted; NULL unless an institution source gives them."),
        Field(
            "licence_status", "code", "As `status`; no_longer_listed; NULL where no institution source speaks of it."
        ),
        Field("licence_valid_to", "date", "NULL unless an institution source gives it."),
    ),
    key=("institution_id",),
)
INSTITUTION_ALIAS = Table(
    "institution_alias",
    "One row per institution and name it goes by.",
    (
        Field("institution_id", "id", "", required=True),
        Field("alias", "institution", "", required=True),
        Field("relation", "code", "official | former | second | short | user", required=True),
        Field("valid_from", "date", ""),
        Field("valid_to", "date", ""),
        Field("source_id", "id", "NULL for a form derived from the official name by rule."),
    ),
    key=("institution_id", "alias", "relation"),
)
SOURCE = Table(
    "source",
    "One row per declared source.",
    (
        _SOURCE,
        Field("title", "text", "", required=True),
        Field("publisher", "text", "", required=True),
        Field("tier", "code", "", required=True),
        Field("subject", "code", "physician | institution: what its entries are about.", required=True),
        Field("covering", "code", "listing | lookup", required=True),
        Field("provinces", "texts", "Two-digit codes it speaks for; empty: all."),
        Field("is_act", "flag", "Its entries announce the publisher's own acts.", required=True),
        Field("age_limit_days", "count", "Older assertions no longer speak for today.", required=True),
        Field("cadence_days", "count", "", required=True),
        Field("url", "text", ""),
        Field("licence", "text", "Licence or legal basis."),
        Field("fields", "texts", "The raw fields it declares, sorted."),
    ),
    key=("source_id",),
)

CHANGE = Table(
    "change",
    "One row per row that came, went or changed since the release before; a first release adds every row.",
    (
        Field("table_name", "code", "", required=True),
        Field("key", "id", "The key of the row in that table, its parts joined by `|`.", required=True),
        Field("change", "code", "added | removed | changed", required=True),
    ),
    key=("table_name", "key"),
)

HISTORY: tuple[Table, ...] = (
    RUN, REQUEST, QUESTION, SPELL, SIGHTING, DELIVERY, ENTITY_LEDGER, CONFLICT_LEDGER,
)  # fmt: skip
DERIVED: tuple[Table, ...] = (RECORD, ISSUE, SOURCE)
PUBLISHED: tuple[Table, ...] = (
    LISTING, LINK, REGISTRATION, PRACTITIONER, PRACTICE_SITE, CONFLICT, CONFLICT_KIND,
    INSTITUTION, INSTITUTION_ALIAS, RUN, QUESTION, SOURCE, ISSUE, ENTITY_LEDGER,
)  # fmt: skip
# What a release holds: tables of the warehouse, and how they differ from the release before.
RELEASED = (*PUBLISHED, CHANGE)

# ---- closed vocabularies ------------------------------------------------------------------------------------
TIERS = ("national", "provincial", "association", "commercial", "aggregator")
OFFICIAL_TIERS = ("national", "provincial")
RUN_OUTCOMES = ("complete", "partial", "blocked", "failed")
REQUEST_OUTCOMES = (
    "answer", "unchanged", "empty", "challenge", "login", "rate_limited", "geo_blocked", "layout_changed",
    "expired", "not_found", "server_error", "timeout", "refused_host", "robots",
)  # fmt: skip
LINK_OUTCOMES = ("linked", "ambiguous", "unlinked", "masked")
INSTRUMENTS = (
    "physician", "assistant", "rural_gp", "tcm_specialty", "foreign_permit", "hkmo_permit", "tw_permit", "provisional",
)  # fmt: skip
STATUSES = (
    "active", "pending", "suspended", "left_filed", "cancelled", "revoked", "rescinded", "expired", "no_longer_listed",
)  # fmt: skip
ADVERSE_STATUSES = ("suspended", "cancelled", "revoked", "rescinded")


def all_tables() -> Iterator[Table]:
    """Every table once, in the order of the data dictionary."""
    seen: set[str] = set()
    for table in (*HISTORY, RAW_RECORD, *DERIVED, *RELEASED, CLAIM):
        if table.name not in seen:
            seen.add(table.name)
            yield table
