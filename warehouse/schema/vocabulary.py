"""Closed vocabularies: every word that may stand in a column of that kind."""

TIERS = ("national", "provincial", "association", "commercial", "aggregator")
OFFICIAL_TIERS = ("national", "provincial")
RUN_OUTCOMES = ("complete", "partial", "blocked", "failed")
# too_broad: the register wants the question put more precisely. unreadable: an answer that only a person can read, as a
# picture of a page. robots: robots.txt forbids it; robots_unreachable: nobody could show it, so nothing is asked.
REQUEST_OUTCOMES = (
    "answer", "unchanged", "empty", "too_broad", "unreadable", "challenge", "login", "rate_limited", "geo_blocked",
    "layout_changed", "expired", "not_found", "server_error", "timeout", "refused_host", "robots",
    "robots_unreachable",
)  # fmt: skip
LINK_OUTCOMES = ("linked", "ambiguous", "unlinked", "masked")
# village_doctor and military: registers of their own, which make nobody a physician of the Physicians Law's register.
INSTRUMENTS = (
    "physician", "assistant", "rural_gp", "tcm_specialty", "foreign_permit", "hkmo_permit", "tw_permit", "provisional",
    "village_doctor", "military",
)  # fmt: skip
STATUSES = (
    "active", "pending", "suspended", "left_filed", "cancelled", "revoked", "rescinded", "expired", "no_longer_listed",
)  # fmt: skip
# What a person may decide about a pair.
VERDICTS = ("same", "different", "unsure")
