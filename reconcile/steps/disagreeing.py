"""Who disagrees, what became of it, and what is worth asking a look-up source."""

from reconcile import keys
from reconcile.steps.step import RECORD, Step, reach

_AT_SHOWN = reach("meaning", "lower_record", "shown_no", RECORD)
_OTHER = "SELECT source_id AS other_source_id, source_record_id AS other_record_id FROM changed_suppressed_listing"
_REGISTRATIONS = (
    "SELECT t.*, r.registration_id FROM touched_key AS t LEFT JOIN registration AS r USING (practitioner_id)"
)

DISAGREEING = (
    Step(
        "person_site", "practitioner_id",
        by={"registration": "practitioner_id", "registration_record": "practitioner_id"},
        cut={"practice_site": "registration_id", "settled_claim": "entity_id = registration_id"},
        via=(
            reach("practice_site", "registration", "registration_id", "practitioner_id"),
            "SELECT practitioner_id FROM registration SEMI JOIN changed_settled_claim ON entity_id = registration_id",
            reach("official_site", "registration_record", RECORD, "practitioner_id"),
            "SELECT practitioner_id FROM changed_order",
        ),
        day=(
            "SELECT practitioner_id FROM practice_site AS s JOIN registration USING (registration_id) "
            "WHERE s.valid_to BETWEEN $since::DATE - 1 AND $today",
        ),
        beside=_REGISTRATIONS,
    ),
    Step(
        "linked_listing", RECORD,
        by=dict.fromkeys(("link", "statement", "lower_record"), RECORD),
        via=(
            _AT_SHOWN,
            reach("registration", "link", "registration_id", RECORD),
            reach("practitioner", "link", "practitioner_id", RECORD),
            f"SELECT {RECORD} FROM link SEMI JOIN (SELECT registration_id FROM registration "
            "SEMI JOIN changed_institution AS i ON i.institution_id = main_institution_id) USING (registration_id)",
            reach("institution", "linked_listing", "institution_id", RECORD),
        ),
        days=("last_seen_at",),
    ),
    Step("scoped_department", by={"linked_listing": "", "shown_department": ""}),
    Step("department_verdict", RECORD, by={"linked_listing": RECORD}, make=keys.department_verdict, kind="memo"),
    Step(
        "conflict_official", "entity_id",
        by={"settled_claim": "entity_id"},
        via=(
            "SELECT registration_id AS entity_id FROM changed_registration",
            "SELECT entity_id FROM settled_claim AS c SEMI JOIN changed_known_institution AS i "
            "ON c.field = 'main_institution' AND c.value = i.institution_id",
            reach("registration_record", "settled_claim", RECORD, "entity_id"),
            "SELECT entity_id FROM changed_order",
        ),
    ),
    Step(
        "conflict_number", "certificate_no",
        by={"registration_record": "certificate_no"},
        via=(reach("statement", "registration_record", RECORD, "certificate_no"),),
    ),
    Step("watched", by={"run": ""}),
    Step(
        "conflict_site", RECORD,
        by={"linked_listing": RECORD},
        cut={"registration_record": "registration_id"},
        via=(
            reach("person_site", "linked_listing", "practitioner_id", RECORD),
            reach("known_institution", "linked_listing", "institution_id", RECORD),
            reach("institution_name", "linked_listing", "institution_id", RECORD),
            reach("watched", "linked_listing", "source_id", RECORD),
            reach("registration_record", "linked_listing", "registration_id", RECORD),
            *(
                f"SELECT {RECORD} FROM linked_listing "
                f"SEMI JOIN (SELECT {side} AS institution_id FROM changed_institution_relation) USING (institution_id)"
                for side in ("institution_id", "other_institution_id")
            ),
            # How far the history of the registration reaches.
            f"SELECT {RECORD} FROM linked_listing SEMI JOIN "
            f"({reach('statement', 'registration_record', RECORD, 'registration_id')}) USING (registration_id)",
        ),
        beside=f"SELECT t.*, l.registration_id FROM touched_key AS t LEFT JOIN linked_listing AS l USING ({RECORD})",
    ),
    Step(
        "conflict_field", RECORD,
        by={"linked_listing": RECORD},
        # It is still shown after an end.
        via=(
            f"SELECT {RECORD} FROM linked_listing JOIN changed_day AS d USING ({RECORD}) "
            "WHERE official_status_since BETWEEN day_of(d.was_last_seen_at) AND day_of(d.last_seen_at)",
        ),
    ),
    Step("conflict_duplicate", "source_id, registration_id", by={"linked_listing": "source_id, registration_id"}),
    Step(
        "conflict_record", RECORD,
        by=dict.fromkeys(("link", "lower_record", "statement"), RECORD),
        via=(
            reach("candidate", "lower_record", "record_no", RECORD),
            reach("registration_record", "lower_record", "certificate_no", RECORD),
            f"SELECT {RECORD} FROM lower_record SEMI JOIN (SELECT certificate_no FROM registration_record "
            "SEMI JOIN changed_practitioner USING (practitioner_id)) USING (certificate_no)",
        ),
    ),
    # Acts are few.
    Step(
        "conflict_act",
        by=dict.fromkeys(
            ("statement", "act_link", "anchor_name", "anchor_site", "registration", "granted", "institution_name"), ""
        ),
        day=("SELECT 1",),
    ),
    Step(
        "conflict_licence", RECORD,
        by=dict.fromkeys(("lower_record", "statement", "link"), RECORD),
        via=(
            _AT_SHOWN,
            f"SELECT {RECORD} FROM lower_record SEMI JOIN "
            f"({reach('held_licence', 'meaning', 'institution_id', 'shown_no')}) USING (shown_no)",
            # It is still shown after the licence's last day.
            f"SELECT r.source_id, r.source_record_id FROM lower_record AS r JOIN changed_day AS d USING ({RECORD}) "
            "JOIN meaning USING (shown_no) JOIN held_licence AS l USING (institution_id) "
            "WHERE l.last_day BETWEEN day_of(d.was_last_seen_at) AND day_of(d.last_seen_at)",
        ),
    ),
    Step(
        "conflict_host", "registration_id",
        by={"registration": "registration_id", "golden_value": "registration_id"},
        via=(
            "SELECT registration_id FROM registration "
            "SEMI JOIN changed_held_licence AS l ON l.institution_id = main_institution_id",
        ),
        day=(
            "SELECT registration_id FROM registration JOIN held_licence AS l ON l.institution_id = main_institution_id "
            "WHERE l.last_day BETWEEN $since::DATE - 1 AND $today",
        ),
    ),
    Step(
        "conflict_registration", "practitioner_id",
        by=dict.fromkeys(("registration", "registration_record", "golden_value"), "practitioner_id"),
        cut={"granted": "registration_id", "settled_claim": "entity_id = registration_id"},
        via=(
            "SELECT practitioner_id FROM registration SEMI JOIN changed_settled_claim ON entity_id = registration_id",
            reach("granted", "registration", "registration_id", "practitioner_id"),
            *(
                reach(name, "registration_record", RECORD, "practitioner_id")
                for name in ("official_record", "official_site", "statement")
            ),
            "SELECT practitioner_id FROM person_site SEMI JOIN changed_known_institution USING (institution_id)",
            "SELECT practitioner_id FROM changed_order",
        ),
        day=(
            "SELECT practitioner_id FROM practice_site AS s JOIN registration USING (registration_id) "
            "WHERE s.valid_to BETWEEN $since::DATE - 1 AND $today",
            # Of several filings of one site each counts, not only the one that ends last.
            f"SELECT practitioner_id FROM official_site AS i JOIN registration_record USING ({RECORD}) "
            "WHERE i.role = 'filed' AND i.valid_to BETWEEN $since::DATE - 1 AND $today",
            # What a source says counts until it has grown too old.
            "SELECT practitioner_id FROM official_claim JOIN registration ON registration_id = entity_id "
            "WHERE asserted_on + age_limit_days::INTEGER BETWEEN $since::DATE - 1 AND $today",
        ),
        beside=_REGISTRATIONS,
    ),
    Step(
        "listing_error", RECORD,
        by=dict.fromkeys(("linked_listing", "lower_record", "conflict_site", "conflict_field"), RECORD),
        via=(
            reach("registration", "linked_listing", "practitioner_id", RECORD),
            reach("watched", "linked_listing", "source_id", RECORD),
            f"SELECT {RECORD} FROM linked_listing SEMI JOIN "
            f"({reach('anchor_name', 'anchor', 'anchor_no', 'practitioner_id')}) USING (practitioner_id)",
        ),
    ),
    # Over all listings: who copies whom is a matter of how often.
    Step("source_copy", by=dict.fromkeys(("listing_error", "linked_listing", "lower_record"), "")),
    Step(
        "conflict_copied", "registration_id",
        by={"listing_error": "registration_id"},
        via=(reach("source_copy", "listing_error", "source_id", "registration_id"),),
    ),
    Step(
        "conflict_found", RECORD,
        by=dict.fromkeys(
            ("conflict_official", "conflict_number", "conflict_site", "conflict_field", "conflict_duplicate",
             "conflict_record", "conflict_act", "conflict_licence", "conflict_host", "conflict_registration",
             "conflict_copied", "statement"), RECORD,
        ),
        via=(
            f"SELECT {RECORD} FROM changed_licence",
            f"SELECT {RECORD} FROM changed_suppressed_listing",
            *(
                f"SELECT {RECORD} FROM {name} SEMI JOIN ({_OTHER}) USING (other_source_id, other_record_id)"
                for name in ("conflict_duplicate", "conflict_copied")
            ),
        ),
        days=("last_seen_at",),
    ),
    Step(
        "entity_event", "entity_id",
        cut={
            "registration": "registration_id = entity_id", "practitioner": "practitioner_id = entity_id",
            "institution": "institution_id = entity_id", "entity_ledger": "entity_id", "earlier_record": "",
        },
        via=(
            "SELECT registration_id AS entity_id FROM changed_registration",
            "SELECT practitioner_id AS entity_id FROM changed_practitioner",
            "SELECT institution_id AS entity_id FROM changed_institution",
            "SELECT unnest([registration_id, practitioner_id]) AS entity_id FROM changed_registration_record",
        ),
        kind="event",
    ),
    Step(
        "conflict_event", "conflict_id",
        by={"conflict_found": "conflict_id"}, cut={"conflict_ledger": "conflict_id"}, kind="event",
    ),
    Step(
        "conflict", "conflict_id",
        by={"conflict_found": "conflict_id", "conflict_event": "conflict_id"},
        cut={"conflict_ledger": "conflict_id", "earlier_conflict": "conflict_id"},
        via=(
            reach("suppressed_listing", "conflict", RECORD, "conflict_id"),
            f"SELECT conflict_id FROM conflict SEMI JOIN ({_OTHER}) USING (other_source_id, other_record_id)",
            reach("suppressed_person", "conflict", "practitioner_id", "conflict_id"),
        ),
        # What was resolved is shown for a while.
        day=("SELECT conflict_id FROM conflict WHERE resolved_at IS NOT NULL",),
        days=("last_seen_at",),
        # One that is resolved was seen last when it still stood.
        stands="t.conflict_id IN (SELECT conflict_id FROM conflict_found)",
    ),
    Step("province_name", make=keys.province_name),
    # Asked for by crawls of look-up sources alone, and of all there is: worked out then, with the answers there are,
    # as of the day of the reconcile.
    Step("next_question", by={"lower_record": ""}, kind="view"),
    Step(
        "judgement_state",
        by=dict.fromkeys(
            ("judged_pair", "judged_tie", "judged_person", "person_record", "listing_judgement", "judged_listing"), ""
        ),
    ),
    Step("judgement", by=dict.fromkeys(("stated_judgement", "judgement_state", "suppressed_listing"), "")),
    Step("judgement_issue", by={"judgement": "", "judgement_state": ""}),
    Step(
        "suppressed_question",
        by=dict.fromkeys(
            # What is shown where changes with the listing's words and the house's too.
            ("run", "statement", "suppressed_listing", "shown_institution", "lower_record", "official_site",
             "institution"), "",
        ),
    ),
)  # fmt: skip
