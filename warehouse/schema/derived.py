"""What `normalize` makes of history: clean values, and what could not be cleaned."""

from warehouse.schema.landing import CONTENT_DIGEST, RECORD_ID, RUN_ID, SOURCE_ID
from warehouse.schema.table import Field, Table

RECORD = Table(
    "record",
    "One row per record and content, values normalized. NULL: the source says nothing, or an issue says what.",
    (
        SOURCE_ID,
        RECORD_ID,
        CONTENT_DIGEST,
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
SUPPRESSED_LISTING = Table(
    "suppressed_listing",
    "One row per record of a lower tier that a person asked to have removed: no published table has it.",
    (SOURCE_ID, RECORD_ID),
    key=("source_id", "source_record_id"),
)
SUPPRESSED_QUESTION = Table(
    "suppressed_question",
    "One row per question that only suppressed listings gave reason for: not published.",
    (SOURCE_ID, RUN_ID, Field("address", "id", "As in `question`.", required=True)),
    key=("source_id", "run_id", "address"),
)
ISSUE = Table(
    "issue",
    "One row per value that could not be used, with where it stands and why.",
    (
        SOURCE_ID,
        Field("source_record_id", "id", "NULL where the whole row could not be read."),
        Field("run_id", "id", "The run that read it; `judgements.csv` for a row of that file.", required=True),
        Field("url", "text", "The page or file."),
        Field("row_no", "count", "Its row there."),
        Field("field", "code", "", required=True),
        Field("value", "text", "As published, cut to 80 characters; NULL where it must not be stored."),
        Field("reason", "text", "", required=True),
    ),
)
