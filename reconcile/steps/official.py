"""What official sources say. Nothing here rests on a record of a lower tier."""

from reconcile import keys
from reconcile.steps.step import RECORD, Step, reach

_HEARD = f"SELECT {RECORD} FROM changed_history"
_STATED = reach("statement", "registration_record", RECORD, "registration_id")
_UNNUMBERED = (
    "SELECT s.source_id, s.source_record_id FROM statement AS s SEMI JOIN ({}) AS n "
    "ON n.province = s.province AND n.name_key = s.name_key WHERE s.is_official AND s.certificate_no IS NULL"
)

OFFICIAL = (
    Step(
        "spell_seen", RECORD,
        cut={"spell": RECORD, "sighting": RECORD},
        via=(_HEARD,),
        days=("last_seen_at", "asserted_on"),
        package="warehouse",
    ),
    # A content may be normalized long after its spell began.
    Step(
        "statement", RECORD,
        by={"spell_seen": RECORD}, cut={"spell": RECORD, "record": RECORD}, via=(_HEARD,),
        days=("last_seen_at", "asserted_on"),
    ),
    Step(
        "official_content", RECORD,
        by={"statement": RECORD, "spell_seen": RECORD}, cut={"spell": RECORD, "record": RECORD}, via=(_HEARD,),
        days=("last_seen_at",),
    ),
    Step(
        "former_name", RECORD,
        by={"statement": RECORD, "official_content": RECORD}, cut={"record": RECORD},
        make=keys.former_name, kind="memo",
    ),
    Step("site_name", RECORD, by={"official_content": RECORD}, make=keys.site_name, kind="memo"),
    Step(
        "licence", RECORD,
        by={"spell_seen": RECORD}, cut={"record": RECORD}, via=(_HEARD,),
        days=("last_seen_at", "asserted_on"),
    ),
    Step("named_site", RECORD, by={"official_content": RECORD, "licence": RECORD}),
    Step("numbered_name", "institution_key, province", by={"named_site": "institution_key, coalesce(province, '')"}),
    Step(
        "official_site", RECORD,
        by={"named_site": RECORD},
        via=(
            "SELECT n.source_id, n.source_record_id FROM named_site AS n JOIN changed_numbered_name AS u "
            "ON u.institution_key = n.institution_key AND u.province = coalesce(n.province, '')",
        ),
    ),
    # What people judged is little, and looked at as a whole.
    Step("judged_pair", by=dict.fromkeys(("stated_judgement", "judgement_basis", "statement"), "")),
    Step("judged_apart", by={"judged_pair": ""}),
    Step(
        "numbered_record", "certificate_no",
        by={"statement": "certificate_no"},
        via=(reach("judged_apart", "statement", RECORD, "certificate_no"),),
    ),
    Step(
        "fitting_record", RECORD,
        by={"statement": RECORD},
        via=(
            f"SELECT {RECORD} FROM changed_official_site",
            f"SELECT {RECORD} FROM changed_judged_apart",
            # Records of a name that a content is under whose institution changed.
            _UNNUMBERED.format(reach("official_site", "official_content", RECORD, "province, name_key")),
            # Records of a name that a registration has or had, if it or its sites changed.
            _UNNUMBERED.format("SELECT province, name_key FROM changed_numbered_record"),
            _UNNUMBERED.format(reach("numbered_record", "numbered_record", "registration_key", "province, name_key")),
            _UNNUMBERED.format(
                "SELECT m.province, m.name_key FROM changed_official_site JOIN numbered_record AS n "
                f"USING ({RECORD}) JOIN numbered_record AS m USING (registration_key)"
            ),
        ),
    ),
    Step(
        "person_record", RECORD,
        by={"statement": RECORD, "numbered_record": RECORD},
        via=(
            f"SELECT {RECORD} FROM changed_fitting_record",
            # Two records of one source that fit one registration are none of it.
            reach("fitting_record", "fitting_record", "source_id, registration_key", RECORD),
        ),
    ),
    Step("judged_tie", by={"judged_pair": "", "person_record": ""}),
    Step("judged_person", by={"judged_tie": "", "person_record": ""}),
    Step(
        "registration_record", RECORD,
        by={"person_record": RECORD},
        via=tuple(
            f"SELECT {RECORD} FROM person_record "
            f"SEMI JOIN (SELECT person_key AS {key} FROM changed_judged_person) USING ({key})"
            for key in ("person_key", "main_person_key")
        ),
    ),
    Step(
        "granted", "registration_id",
        by={"registration_record": "registration_id"},
        via=(_STATED,),
        day=(
            f"SELECT registration_id FROM registration_record JOIN statement USING ({RECORD}) "
            "WHERE registered_on BETWEEN $since AND $today",
        ),
    ),
    Step(
        "registration_name", "registration_id",
        by={"registration_record": "registration_id"},
        via=(_STATED,),
    ),
    Step(
        "shown_end", RECORD,
        by={"official_content": RECORD, "registration_record": RECORD},
        # A content names a number, which another record than its own may bear by now.
        via=(reach("registration_name", "official_content", "certificate_no", RECORD),),
        days=("last_seen_at",),
    ),
    Step(
        "adverse_act", "registration_id",
        by=dict.fromkeys(("registration_name", "granted", "shown_end"), "registration_id"),
        # Acts name a number.
        via=(reach("statement", "registration_record", "certificate_no", "registration_id"),),
        day=(
            "SELECT registration_id FROM adverse_act WHERE effective_on BETWEEN $since AND $today "
            "OR last_day BETWEEN $since::DATE - 1 AND $today",
        ),
        days=("last_seen_at",),
    ),
    Step(
        "official_record", "registration_id",
        by=dict.fromkeys(("registration_record", "adverse_act"), "registration_id"),
        via=(_STATED, reach("official_site", "registration_record", RECORD, "registration_id")),
        days=("last_seen_at", "asserted_on"),
    ),
    Step(
        "official_claim", "entity_id",
        # How many records a person has counts as well as what one says.
        cut={"official_record": "practitioner_id"},
        via=(
            "SELECT unnest([registration_id, practitioner_id]) AS entity_id, practitioner_id FROM ("
            "SELECT registration_id, practitioner_id FROM official_record SEMI JOIN changed_official_record "
            "USING (practitioner_id) UNION ALL SELECT registration_id, practitioner_id FROM changed_official_record)",
        ),
        days=("asserted_on",),
    ),
    Step(
        "institution_said", "entity_id",
        cut={"official_site": "institution_id = entity_id"},
        via=(
            "SELECT institution_id AS entity_id FROM changed_official_site",
            reach("statement", "official_site", RECORD, "institution_id AS entity_id"),
            reach("licence", "official_site", RECORD, "institution_id AS entity_id"),
            # Of a source's entries one of the latest day tells: no more one that was not shown again, if others were.
            f"SELECT i.institution_id AS entity_id FROM official_site AS i SEMI JOIN changed_day USING ({RECORD}) "
            f"SEMI JOIN (SELECT entity_id, source_id FROM institution_said ANTI JOIN changed_day USING ({RECORD})) "
            "AS t ON t.entity_id = i.institution_id AND t.source_id = i.source_id",
        ),
        days=("last_seen_at", "asserted_on"),
    ),
    Step(
        "settled_claim", "entity_id",
        by={"official_claim": "entity_id", "institution_said": "entity_id"},
        via=("SELECT entity_id FROM changed_order",),
        days=("asserted_on",),
        # Of whom a source that has grown too old, and so steps back, speaks beside another.
        day=tuple(
            f"SELECT entity_id FROM {name} WHERE claim_count > 1 "
            "AND asserted_on + age_limit_days::INTEGER BETWEEN $since::DATE - 1 AND $today"
            for name in ("official_claim", "institution_said")
        ),
    ),
    Step("fallen_claim", RECORD, by={"settled_claim": RECORD}),
    Step(
        "golden_value", RECORD,
        by=dict.fromkeys(("official_record", "registration_record", "fallen_claim"), RECORD),
        days=("asserted_on",),
    ),
    Step("institution", "institution_id", by={"official_site": "institution_id", "settled_claim": "entity_id"}),
    Step(
        "institution_claim", "institution_id",
        by={"institution_said": "entity_id", "settled_claim": "entity_id"},
        days=("last_seen_at", "asserted_on"),
    ),
    Step(
        "held_licence", "institution_id",
        by={"settled_claim": "entity_id"},
        via=(
            reach("licence", "official_site", RECORD, "institution_id"),
            # A term is over once it is still shown after it.
            f"SELECT c.entity_id AS institution_id FROM settled_claim AS c JOIN changed_day AS d USING ({RECORD}) "
            "WHERE c.field = 'licence_valid_to' AND c.value::DATE BETWEEN d.was_asserted_on AND d.asserted_on",
        ),
    ),
    Step(
        "settled_registration", "registration_id",
        by={"golden_value": "registration_id", "adverse_act": "registration_id"},
        via=(
            "SELECT registration_id FROM settled_registration SEMI JOIN changed_institution AS i "
            "ON i.institution_id = main_institution_id",
        ),
        day=("SELECT registration_id FROM settled_registration WHERE valid_to BETWEEN $since::DATE - 1 AND $today",),
        latest={
            "asserted_on": "SELECT registration_id, max(asserted_on) AS asserted_on FROM golden_value "
            "GROUP BY registration_id",
        },
    ),
    Step("registration", by={"settled_registration": ""}, kind="view"),
    Step(
        "practitioner", "practitioner_id",
        by=dict.fromkeys(("registration_record", "registration", "golden_value"), "practitioner_id"),
        via=(reach("statement", "registration_record", RECORD, "practitioner_id"),),
        latest={
            "as_of": "SELECT practitioner_id, max(asserted_on) AS as_of FROM settled_registration "
            "GROUP BY practitioner_id",
        },
    ),
    Step(
        "practice_site", "registration_id",
        by=dict.fromkeys(("registration_record", "golden_value", "registration"), "registration_id"),
        via=(_STATED, reach("official_site", "registration_record", RECORD, "registration_id")),
    ),
)  # fmt: skip
