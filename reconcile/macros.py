"""What several SELECTs of the reconciler say in the same words: order of tiers, ids, when two names may be one."""

import duckdb

from warehouse.schema import TIERS

# Words that many houses' names are made of: what is made of nothing else names none of them.
_NAMELESS = (
    r"(省|市|县|区|旗|盟|州|镇|乡|第?\d+|人民|中心|中医|中西医结合|妇幼|妇产|妇儿|儿童|口腔|肿瘤|胸科|精神病|传染病|骨科"
    r"|医院|院|保健|卫生|门诊部|诊所|服务)+"
)

# What numbered hospitals are called besides, by their published second and former names.
_SECOND = "肿瘤|传染病|精神病|胸科|结核病|职业病|皮肤病|老年病|康复|铁路|职工|红十字"

_MACROS = (
    # 1 is the best tier; 1 and 2 are official.
    f"tier_order(tier) AS list_position([{', '.join(repr(t) for t in TIERS)}], tier)",
    # The licence names an institution; then those who register there; a filed site is a name at second hand.
    "role_order(role) AS list_position(['licence', 'main', 'filed'], role)",
    # Keyed, so that an id cannot be traced back to a certificate number by trying all of them.
    "opaque_id(secret, kind, key) AS left(sha256(concat_ws(chr(31), secret, kind, key)), 20)",
    # No entry speaks for days to come: its day is the one it was read on, at the latest.
    "asserted_by(stated_on, read_at) AS CASE WHEN stated_on IS NOT NULL THEN least(stated_on, day_of(read_at)) END",
    # A name with each of its characters left open in turn: what names that differ in one of them have in common.
    "opened(name) AS list_transform(range(1, length(name) + 1), lambda n: name[:n - 1] || '?' || name[n + 1:])",
    # Whether what names the number of a record's registration may name it by this record.
    "is_named_by_number(rule) AS rule NOT IN ('provisional', 'fits_former')",
    # A former record (docs/authority.md, rule 3) claims nothing once it is gone.
    "speaks(rule, is_listed) AS rule <> 'fits_former' OR is_listed",
    "is_permit(instrument) AS instrument IN ('foreign_permit', 'hkmo_permit', 'tw_permit')",
    # 某市第一医院 is a derived form of 某市第一人民医院, and may as well be a second name of another house; 县医院 is
    # what people say of the house next door, in a city that was a county too; 某市肿瘤医院 is a second name that
    # numbered hospitals bear, and many a township has a 和平卫生院. Good enough to tell whom a listing means, and not
    # to say that it is wrong. Nor is a name learnt from listings a reason against one of them.
    "is_doubtful(relation, institution_key) AS relation = 'learnt' OR (relation = 'short' "
    f"AND (regexp_matches(institution_key, '((第\\d+|{_SECOND})医院|卫生院)$') "
    f"OR regexp_full_match(institution_key, '{_NAMELESS}')))",
    # Of a number of the usual build (level, category, division, serial) the division of the authority that issued it,
    # perhaps long ago. Nobody's registration depends on it.
    "issuing_division(number) AS regexp_extract(number, '^[12](?:10|20|30|4[1-8])([1-8][0-9]{5})[0-9A-Z*]{6}$', 1)",
    # Levels of agreement of a listing with a registration (docs/linking.md), said of every pair that is weighed
    # (`scored_pair`) and of those the weights are learnt from (`agreement`). Where what is shown is (city, province),
    # to where the registration is and to where its certificate was issued:
    "place_level(shown_city, shown_province, city, province, issuing_city, issuing_province) AS CASE "
    "WHEN shown_city = city THEN 'city' WHEN shown_city = issuing_city THEN 'issuing_city' "
    "WHEN shown_province = province THEN 'province' WHEN shown_province = issuing_province THEN 'issuing_province' "
    "WHEN shown_province IS NULL OR province IS NULL THEN 'unknown' ELSE 'other' END",
    # Of a city that is shown and is another one, the province that agrees says far less.
    "region_level(place, shown_city, city) AS "
    "CASE WHEN place = 'province' AND shown_city <> city THEN 'other_city' ELSE place END",
    "department_level(class, fitting, scope, category) AS CASE "
    "WHEN class NOT IN ('S', 'S*', 'A') OR len(scope) = 0 THEN NULL "
    "WHEN list_has_any(scope, fitting) THEN CASE class WHEN 'A' THEN 'loose_fit' ELSE 'strict_fit' END "
    "WHEN class = 'A' THEN 'loose_miss' WHEN class = 'S' AND category = 'tcm' THEN NULL "
    "WHEN scope IS NOT NULL AND class IS NOT NULL THEN 'strict_miss' END",
    "title_level(title, level) AS CASE "
    "WHEN title IN ('chief', 'associate_chief', 'attending') AND level IN ('assistant', 'rural_gp') "
    "THEN 'above_level' END",
    "same_level(a, b) AS CASE WHEN a = b THEN 'same' WHEN a <> b THEN 'different' END",
    # Ends of a registration; with suspensions, what an act may say against it. Unknown of an unknown status.
    "has_ended(status) AS status IN ('cancelled', 'revoked', 'rescinded')",
    "is_adverse(status) AS status IN ('cancelled', 'revoked', 'rescinded', 'suspended')",
    # In force, or nothing else is known; and shown as somebody at work, or without a word on it.
    "is_live(status) AS "
    "coalesce(status NOT IN ('cancelled', 'revoked', 'rescinded', 'expired', 'no_longer_listed'), true)",
    "shows_practising(status) AS coalesce(status IN ('active', 'pending'), true)",
    # docs/authority.md: a suspension ends on the day it states, else a year on; no other act ends.
    "act_last_day(status, effective_on, valid_to) AS CASE WHEN status = 'suspended' "
    "THEN coalesce(valid_to, (effective_on + INTERVAL 12 MONTH)::DATE) END",
    # Begun, not over, and not from before the registration was granted.
    "act_holds(effective_on, last_day, granted_on, today) AS coalesce(effective_on <= today, true) "
    "AND coalesce(last_day >= today, true) AND NOT coalesce(granted_on > effective_on, false)",
    # A damaged name fits a name of as many characters that has its readable ones, of which there is one at least.
    "fits_damage(damaged, key) AS contains(damaged, '?') AND translate(damaged, '?', '') <> '' "
    "AND key LIKE replace(replace(replace(damaged, '%', chr(0)), '_', chr(0)), '?', '_')",
    # Compatible names, docs/authority.md: keys, sounds and the keys of former names of two records.
    "names_agree(a_key, a_sound, a_former, b_key, b_sound, b_former) AS a_key IS NOT NULL AND b_key IS NOT NULL "
    "AND (a_key = b_key OR coalesce(a_sound = b_sound AND length(a_key) = length(b_key), false) "
    "OR fits_damage(a_key, b_key) OR fits_damage(b_key, a_key) "
    "OR coalesce(list_contains(a_former, b_key), false) OR coalesce(list_contains(b_former, a_key), false))",
)


def define_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Define the macros for this connection."""
    for macro in _MACROS:
        con.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
