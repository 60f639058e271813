"""Whom the others mean, by the anchors the official side has set."""

from reconcile import keys, numbers
from reconcile.steps.step import RECORD, Step, reach

_AT_SHOWN = reach("meaning", "lower_record", "shown_no", "record_no")
_NEWLY_SHOWN = "SELECT shown_no FROM changed_lower_record"
_OF_ANCHOR = reach("anchor", "candidate", "anchor_no", "record_no")
_AT_SITE = reach("anchor_site", "candidate", "anchor_no", "record_no")
_READ_ALIKE = (
    _AT_SHOWN, _OF_ANCHOR, _AT_SITE,
    "SELECT record_no FROM candidate JOIN anchor_site USING (anchor_no) "
    "SEMI JOIN changed_institution_name USING (institution_id)",
)  # fmt: skip
# Of a registration, by its number.
_REGISTRATION = "SELECT t.*, n.registration_id FROM touched_key AS t JOIN anchor_number AS n USING (anchor_no)"
_ANCHOR = "SELECT anchor_no FROM anchor_number SEMI JOIN ({}) USING (registration_id)"
# Who has the very name of a registration that changed, wherever; and who has one that sounds like it, at its place.
_NAMED = "SELECT record_no FROM lower_record SEMI JOIN ({}) USING (name_key)"
_SOUNDING = (
    "SELECT r.record_no FROM {} AS n JOIN {} AS i USING (anchor_no) JOIN meaning AS m USING (institution_id) "
    "JOIN lower_record AS r USING (shown_no, name_sound) WHERE length(r.name_key) = length(n.name_key)"
)

# The same in the city, of whatever institution.
_SOUNDING_AROUND = (
    "SELECT r.record_no FROM {} AS n JOIN {} AS a USING (anchor_no) JOIN lower_record AS r USING (name_sound, city)"
)
_OPENED = "(SELECT record_no, {0}, unnest(opened(name_key)) AS pattern FROM lower_record WHERE {0} IS NOT NULL)"
_ALIKE_AROUND = (
    "SELECT r.record_no FROM {} AS p JOIN {} AS a USING (anchor_no) "
    f"JOIN {_OPENED.format('city')} AS r USING (city, pattern)"
)

LINKING = (
    Step(
        "known_institution", "institution_id",
        by={"official_site": "institution_id", "institution": "institution_id"},
    ),
    Step("bracket_name", "institution_id", by={"official_site": "institution_id"}, make=keys.bracket_name),
    Step(
        "short_name", "institution_id",
        by={"official_site": "institution_id", "known_institution": "institution_id"},
        make=keys.short_name,
    ),
    Step(
        "institution_name", "institution_id",
        by=dict.fromkeys(("official_site", "bracket_name", "short_name", "known_institution"), "institution_id"),
    ),
    Step(
        "institution_alias", "institution_id",
        by={"institution_name": "institution_id", "institution": "institution_id"},
    ),
    Step("institution_relation", by=dict.fromkeys(("institution_name", "known_institution", "institution"), "")),
    Step("name_place", RECORD, by={"statement": RECORD}, make=keys.name_place, kind="memo"),
    Step("placed_record", by={"statement": ""}, kind="view"),
    Step("record_number", RECORD, by={"placed_record": RECORD}, number=numbers.RECORDS, kind="number"),
    Step("shown_number", RECORD, by={"placed_record": RECORD}, number=numbers.SHOWN, kind="number"),
    Step("lower_record", RECORD, by={"placed_record": RECORD}),
    Step(
        "anchor_number", "registration_id",
        by={"registration": "registration_id"}, number=numbers.ANCHORS, kind="number",
    ),
    Step(
        "person_number", "practitioner_id",
        by={"practitioner": "practitioner_id"}, number=numbers.PEOPLE, kind="number",
    ),
    Step(
        "anchor", "registration_id",
        by={"registration": "registration_id"},
        via=(
            reach("practitioner", "registration", "practitioner_id", "registration_id"),
            "SELECT registration_id FROM registration SEMI JOIN changed_known_institution AS k "
            "ON k.institution_id = main_institution_id",
        ),
    ),
    Step(
        "anchor_name", "anchor_no",
        by={"anchor": "anchor_no"},
        cut={"registration_record": "registration_id"},
        via=(
            _ANCHOR.format("SELECT registration_id FROM changed_registration_record"),
            _ANCHOR.format(reach("official_content", "registration_record", RECORD, "registration_id")),
            _ANCHOR.format(reach("statement", "registration_record", RECORD, "registration_id")),
        ),
        beside=_REGISTRATION,
    ),
    Step(
        "anchor_site", "anchor_no",
        by={"anchor": "anchor_no"},
        cut={"registration_record": "registration_id"},
        via=(
            _ANCHOR.format("SELECT registration_id FROM changed_registration_record"),
            _ANCHOR.format(reach("official_site", "registration_record", RECORD, "registration_id")),
        ),
        beside=_REGISTRATION,
    ),
    Step("anchor_pattern", "anchor_no", by={"anchor_name": "anchor_no", "anchor_site": "anchor_no"}),
    Step("staff", kind="model"),
    Step("people", kind="model"),
    Step("name_frequency", kind="model"),
    Step(
        "named_meaning", "shown_no",
        cut={"shown_number": "shown_no"},
        via=(
            _NEWLY_SHOWN,
            reach("institution_name", "shown_number", "institution_key", "shown_no"),
            "SELECT shown_no FROM shown_number JOIN institution_name USING (institution_key) "
            "SEMI JOIN changed_known_institution USING (institution_id)",
        ),
    ),
    Step("learnt_alias", kind="model"),
    Step(
        "meaning", "shown_no",
        by={"named_meaning": "shown_no"}, cut={"shown_number": "shown_no"}, via=(_NEWLY_SHOWN,),
    ),
    Step(
        "shown_place", "shown_no",
        by={"meaning": "shown_no"},
        via=(reach("known_institution", "meaning", "institution_id", "shown_no"),),
    ),
    Step("shown_department", "department_code", by={"lower_record": "department_code"}),
    Step("listing_judgement", by=dict.fromkeys(("judged_pair", "lower_record", "registration_record", "anchor"), "")),
    Step("judged_listing", by={"listing_judgement": ""}),
    Step(
        "candidate", "record_no",
        by={"lower_record": "record_no"},
        via=(
            _AT_SHOWN, _OF_ANCHOR,
            "SELECT record_no FROM changed_judged_listing",
            "SELECT record_no FROM changed_listing_judgement",
            reach("anchor", "lower_record", "certificate_no", "record_no"),
            "SELECT record_no FROM lower_record SEMI JOIN (SELECT certificate_no FROM anchor "
            "SEMI JOIN changed_anchor_name USING (anchor_no)) USING (certificate_no)",
            _NAMED.format("SELECT name_key FROM changed_anchor_name"),
            _NAMED.format(reach("anchor", "anchor_name", "anchor_no", "name_key")),
            _NAMED.format(reach("anchor_site", "anchor_name", "anchor_no", "name_key")),
            _SOUNDING.format("changed_anchor_name", "anchor_site"),
            _SOUNDING.format("anchor_name", "changed_anchor_site"),
            _SOUNDING.format("changed_anchor_name", "changed_anchor_site"),
            # Or differs from it in one character.
            "SELECT r.record_no FROM changed_anchor_pattern AS p JOIN meaning AS m USING (institution_id) "
            f"JOIN {_OPENED.format('shown_no')} AS r USING (shown_no, pattern)",
            _SOUNDING_AROUND.format("changed_anchor_name", "anchor"),
            _SOUNDING_AROUND.format("anchor_name", "changed_anchor"),
            _ALIKE_AROUND.format("changed_anchor_pattern", "anchor"),
            _ALIKE_AROUND.format("anchor_pattern", "changed_anchor"),
        ),
    ),
    Step("agreement", kind="model"),
    Step("learnt_weight", by={"agreement": ""}, kind="view"),
    Step("shown_share", kind="model"),
    Step("coverage", by={"shown_share": ""}, kind="view"),
    Step("unresolved_name", by={"candidate": ""}, kind="view"),
    Step("alike", "record_no", by={"candidate": "record_no"}, via=_READ_ALIKE, make=keys.alike, kind="memo"),
    Step("likeness", "record_no", by={"candidate": "record_no", "lower_record": "record_no"}, via=_READ_ALIKE),
    Step(
        "scored_pair", "record_no",
        by={"candidate": "record_no", "lower_record": "record_no", "likeness": "record_no"},
        via=(
            _AT_SHOWN, _OF_ANCHOR, _AT_SITE,
            reach("shown_place", "lower_record", "shown_no", "record_no"),
            reach("shown_department", "lower_record", "department_code", "record_no"),
        ),
    ),
    Step("ranked_person", "record_no", by={"scored_pair": "record_no", "lower_record": "record_no"}, via=(_OF_ANCHOR,)),
    # Acts are few.
    Step("act_link", by={"statement": "", "registration_record": ""}),
    Step(
        "found_link", RECORD,
        by=dict.fromkeys(("lower_record", "registration_record", "act_link"), RECORD),
        cut={"ranked_person": "record_no", "scored_pair": "record_no"},
        via=(
            f"SELECT {RECORD} FROM changed_statement",
            reach("ranked_person", "lower_record", "record_no", RECORD),
            reach("scored_pair", "lower_record", "record_no", RECORD),
            reach("judged_listing", "lower_record", "record_no", RECORD),
        ),
        beside=f"SELECT t.*, r.record_no FROM touched_key AS t LEFT JOIN lower_record AS r USING ({RECORD})",
    ),
    Step(
        "crowded_listing", "source_id, practitioner_id",
        by={"found_link": "source_id, practitioner_id"},
    ),
    # What people asked to have removed is little, too.
    Step("suppressed_person", by={"stated_suppression": "", "registration_record": ""}),
    Step("suppressed_listing", by=dict.fromkeys(("stated_suppression", "suppressed_person", "found_link"), "")),
    Step(
        "link", RECORD,
        by={"found_link": RECORD, "crowded_listing": RECORD},
        via=(f"SELECT {RECORD} FROM changed_suppressed_listing",),
    ),
    Step("shown_institution", by={"meaning": ""}, kind="view"),
    # What it shows as published stands in the raw records: not stored a second time.
    Step("listing", by={"statement": ""}, kind="view"),
)  # fmt: skip
