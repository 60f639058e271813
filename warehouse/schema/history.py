"""History: append-only tables of what every run read, and of the lives of ids and conflicts."""

from warehouse.schema.landing import CONTENT_DIGEST, LANDED, RECORD_ID, RUN_ID, SOURCE_ID
from warehouse.schema.table import Field, Table

RUN = Table(
    "run",
    "One row per run: one crawl, look-up round or import of one source.",
    (
        RUN_ID,
        SOURCE_ID,
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
        SOURCE_ID,
        RUN_ID,
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
        SOURCE_ID,
        RECORD_ID,
        CONTENT_DIGEST,
        RUN_ID,
        Field("sighting", "code", "content | same | missed | gone", required=True),
        *LANDED.fields,
    ),
    key=("source_id", "run_id", "source_record_id"),
)
SPELL = Table(
    "spell",
    "One row per record and content, from the run that first saw it to the run that no longer did.",
    (
        SOURCE_ID,
        RECORD_ID,
        CONTENT_DIGEST,
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
    (SOURCE_ID, RECORD_ID, RUN_ID, Field("seen_at", "time", "", required=True)),
)
DELIVERY = Table(
    "delivery",
    "One row per delivered file that was imported.",
    (
        Field("digest", "id", "sha256 of its bytes.", required=True),
        SOURCE_ID,
        RUN_ID,
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
