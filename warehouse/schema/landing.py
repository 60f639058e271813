"""What a source may say of an entry, and the tables that a crawl or an import hands over before history knows it."""

from warehouse.schema.table import Field, Table

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
    Field("assessment", "assessment", "定期考核: the result of the latest one shown."),
    Field("assessed_on", "date", "考核日期: the day of that result."),
    Field("issuer", "text", "发证机关, 审批机关."),
    Field("department", "department", "科室."),
    Field("title", "title", "职称, with whatever the source glues to it."),
    Field("society_role", "text", "学会任职."),
    Field("asserted_on", "date", "数据截止日期 of the entry, where it differs from row to row."),
    Field("published_at", "date", "The day the source published the entry."),
)
RAW_FIELD_NAMES: tuple[str, ...] = tuple(f.name for f in RAW_FIELDS)

_RAW_TEXT = tuple(Field(f.name, "text", f.doc) for f in RAW_FIELDS)
SOURCE_ID = Field("source_id", "id", "The source, as declared.", required=True)
RECORD_ID = Field("source_record_id", "id", "The entry's identifier in its source, from raw values.", required=True)
CONTENT_DIGEST = Field(
    "content_digest", "id", "Digest of the entry's raw values: which content this is.", required=True
)
RUN_ID = Field("run_id", "id", "The run that read it.", required=True)

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
        SOURCE_ID,
        RUN_ID,
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
