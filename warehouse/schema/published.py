"""The contract of a release: tables that `reconcile` makes for others to read."""

from warehouse.schema.landing import RECORD_ID, SOURCE_ID
from warehouse.schema.table import Field, Table

OPENED = Field("first_seen_at", "time", "First sighting of the record.")
LAST = Field("last_seen_at", "time", "Latest run that covered it, derived from run coverage.")
LISTING = Table(
    "listing",
    "One row per source record currently listed.",
    (
        SOURCE_ID,
        RECORD_ID,
        Field("tier", "code", "national | provincial | association | commercial | aggregator", required=True),
        Field("name", "name", "姓名, canonical."),
        Field("gender", "gender", "male | female"),
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
        Field("teaching_title", "text", ""),
        Field("society_role", "text", ""),
        Field("raw", "text", "As published: JSON object of the declared fields."),
        Field("asserted_on", "date", "The day the source speaks for."),
        Field("published_at", "date", ""),
        Field("retrieved_at", "time", "When this content was first read."),
        OPENED,
        LAST,
        Field("url", "text", ""),
        Field("evidence_id", "id", ""),
    ),
    key=("source_id", "source_record_id"),
)
LINK = Table(
    "link",
    "One row per source record currently listed: whom it is about.",
    (
        SOURCE_ID,
        RECORD_ID,
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
        Field("assessment", "assessment", "Golden: the last result shown of the 定期考核. It is no status."),
        Field("assessed_on", "date", "The day of that result; NULL if no official source dates it."),
        Field("official_sources", "texts", "Official sources that speak of it, sorted."),
        Field("age_days", "count", "Days since the freshest official assertion, on the release's day."),
    ),
    key=("registration_id",),
)
REGISTRATION_HISTORY = Table(
    "registration_history",
    "One row per registration and spell of days on which the same was officially so, by all we know on the release's "
    "day (docs/authority.md). Before a registration's first day nothing is known of it.",
    (
        Field("registration_id", "id", "", required=True),
        Field("practitioner_id", "id", "Who is one person is as we know on the release's day.", required=True),
        Field("valid_from", "date", "First day of the spell.", required=True),
        Field("valid_to", "date", "Its last day; NULL: it is so on the release's day."),
        Field("name", "name", "The practitioner's, as of those days."),
        Field("instrument", "instrument", "This and what follows: as in `registration`, as of those days."),
        Field("level", "level", ""),
        Field("category", "category", ""),
        Field("scope", "scope", ""),
        Field("province", "province", ""),
        Field("main_institution_id", "id", ""),
        Field("main_institution", "institution", "Its official name on the release's day, or its last one."),
        Field("filed_site_ids", "texts", "Institutions of filed sites whose term covers the days, sorted."),
        Field("filed_sites", "texts", "Their names, sorted."),
        Field("status", "status", ""),
        Field("status_since", "date", ""),
        Field("stated_from", "date", "The term that the registration states: `registration.valid_from`."),
        Field("stated_to", "date", "`registration.valid_to`."),
        Field("assessment", "assessment", ""),
        Field("assessed_on", "date", ""),
        Field("withheld", "texts", "Fields on which official sources of equal authority differ: none is chosen."),
    ),
    key=("registration_id", "valid_from"),
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
        SOURCE_ID,
    ),
    key=("registration_id", "institution_id", "kind", "source_id"),
)
CONFLICT = Table(
    "conflict",
    "One row per kind, entity, field and record (and other record) that disagree.",
    (
        Field("conflict_id", "id", "A function of the grain.", required=True),
        Field("registration_id", "id", "NULL where no registration is meant."),
        Field("practitioner_id", "id", ""),
        Field("institution_id", "id", "Where officials differ on an institution itself; else NULL."),
        SOURCE_ID,
        RECORD_ID,
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
SCOPED_DEPARTMENT = Table(
    "scoped_department",
    "One row per department that a linked listing shows and only certain scopes fit: those a scope can contradict.",
    (
        Field("department", "department", "As in `listing`.", required=True),
        Field("class", "code", "S | S*: S* needs its own category too.", required=True),
        Field("scopes", "texts", "执业范围 that fit it.", required=True),
    ),
    key=("department",),
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
        Field("uscc", "id", "Golden; 统一社会信用代码; NULL unless an institution source gives it."),
        Field("name", "institution", "Golden: its official name; NULL while withheld."),
        Field(
            "grade", "code", "Golden; 医院等级, two digits as in `record`; NULL unless an institution source gives it."
        ),
        Field("kind", "code", "WS 218 class from the 登记号; NULL without one."),
        Field("province", "province", "Golden."),
        Field("division", "division", "From the 登记号, else golden."),
        Field(
            "subjects", "texts", "Golden; codes of its 诊疗科目, sorted; NULL unless an institution source gives them."
        ),
        Field(
            "licence_status",
            "code",
            "Golden; as `status`; no_longer_listed; NULL where no institution source speaks of it.",
        ),
        Field("licence_valid_to", "date", "Golden; NULL unless an institution source gives it."),
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
LEARNT_ALIAS = Table(
    "learnt_alias",
    "One row per name shown that no institution is known by, and the one that most of the people shown under it are at "
    "officially: a proposal for institutions.csv. It tells whom listings mean, and is no reason for a conflict.",
    (
        Field("institution_id", "id", "", required=True),
        Field("alias", "institution", "As one listing writes it.", required=True),
        Field("alias_key", "text", "Its match key.", required=True),
        Field("province", "province", "Where it is shown so; NULL: listings name no province."),
        Field("city", "code", "First four digits of the division; NULL: listings name no city."),
        Field("support_count", "count", "People shown under it who are or were at the institution.", required=True),
        Field(
            "asked_count", "count", "People shown under it whom name or number tells from all others.", required=True
        ),
    ),
    key=("alias_key", "province", "city"),
)
INSTITUTION_RELATION = Table(
    "institution_relation",
    "One row per two institutions that are related, and how.",
    (
        Field("institution_id", "id", "", required=True),
        Field("other_institution_id", "id", "", required=True),
        Field(
            "relation",
            "code",
            "What the first is of the other, by the user's word: parent | campus | alliance (医联体) | successor; or "
            "legal_person: one organisation code stands in both licences.",
            required=True,
        ),
    ),
    key=("institution_id", "other_institution_id", "relation"),
)
SOURCE_COPY = Table(
    "source_copy",
    "One row per two commercial or aggregating sources that share rare errors (misspelt names, wrong numbers) far "
    "oftener than chance; rare errors are counted of people whom both list.",
    (
        SOURCE_ID,
        Field("other_source_id", "id", "", required=True),
        Field("copied_from_id", "id", "The other source if it showed more of the shared errors first; NULL: no order."),
        Field("shared_count", "count", "Rare errors that both show.", required=True),
        Field("expected_count", "number", "How many they would share by chance.", required=True),
        Field("error_count", "count", "Rare errors of `source_id`.", required=True),
        Field("other_error_count", "count", "Rare errors of the other.", required=True),
        Field("share", "number", "shared_count of error_count.", required=True),
        Field("earlier_count", "count", "Shared errors of any kind that `source_id` showed first.", required=True),
        Field("later_count", "count", "Those that the other showed first.", required=True),
    ),
    key=("source_id", "other_source_id"),
)
SOURCE = Table(
    "source",
    "One row per declared source.",
    (
        SOURCE_ID,
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

JUDGEMENT = Table(
    "judgement",
    "One row per judgement of a person about two records, and what became of it. Why, and by whom, stays in "
    "judgements.csv, which may hold private words.",
    (
        Field("judgement_no", "count", "Its row of judgements.csv.", required=True),
        Field("left_kind", "code", "record | registration | practitioner: what the record stands for.", required=True),
        Field("left_source_id", "id", "The sides are in order of their records: neither is first.", required=True),
        Field("left_record_id", "id", "", required=True),
        Field("right_kind", "code", "", required=True),
        Field("right_source_id", "id", "", required=True),
        Field("right_record_id", "id", "", required=True),
        Field("verdict", "code", "same | different | unsure", required=True),
        Field("decided_at", "time", "", required=True),
        Field(
            "state",
            "code",
            "applies | replaced (by a later one) | reopened (what it rests on is not so now) | missing (history does "
            "not hold a record of it) | contradicted (by others) | no_effect (acts, or two lower listings).",
            required=True,
        ),
    ),
    key=("judgement_no",),
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
