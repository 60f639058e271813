"""Institutions: which one a statement means, and what is officially so of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from tests.oracle.statements import Row
from tests.oracle.values import Claim, Ranks, settled, value_of

LICENCE_FIELDS = ("division", "uscc", "grade", "licence_valid_to")


class Institutions:
    """Which institution a statement means: its 登记号, else its name's key and the province."""

    def __init__(self, statements: list[Row]) -> None:
        self.numbers: dict[tuple[str, str | None], set[str]] = defaultdict(set)
        for s in statements:
            if s["registration_no"] and s["institution_key"]:
                self.numbers[(s["institution_key"], s["province"])].add(s["registration_no"])
        self.claims: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
        for s in statements:
            for key, field, claim in self.claimed(s):
                self.claims[key][field].append(claim)
        self.numbered = {s["registration_no"] for s in statements}

    def main(self, s: Row) -> str | None:
        """Key of a statement's main institution."""
        return s["registration_no"] or self.named(s["institution_key"], s["province"])

    def named(self, key: str | None, province: str | None) -> str | None:
        """Key of the institution of that name in that province."""
        numbers = self.numbers.get((key, province), set()) if key else set()
        return next(iter(numbers)) if len(numbers) == 1 else f"{key}|{province or ''}" if key else None

    def all_of(self, s: Row) -> set[str | None]:
        """Keys of a statement's main and filed institutions."""
        return {self.main(s), *(self.named(f["key"], s["province"]) for f in s["filed"])} - {None}

    def claimed(self, s: Row) -> Iterable[tuple[str, str, Claim]]:
        """Yield institution, field and claim of all that a statement says of institutions."""
        mentions = [("licence" if s["is_licence"] else "main", self.main(s), s["institution"], s["institution_key"])]
        if not s["is_licence"]:
            filed = s["filed"]
            mentions += [("filed", self.named(f["key"], s["province"]), f["institution"], f["key"]) for f in filed]
        for scope, key, name, name_key in mentions:
            if key and name:
                yield key, "name", Claim(name, s, s["asserted_on"], None, scope, name_key)
            if key and s["province"]:
                yield key, "province", Claim(s["province"], s, s["asserted_on"], None, scope)
        own = self.main(s)
        if s["is_licence"] and own:
            for field in LICENCE_FIELDS:
                value = s[field.removeprefix("licence_")]
                if value:
                    yield own, field, Claim(value, s, s["asserted_on"], None, "licence")
            if s["subjects"]:
                yield own, "subjects", Claim(tuple(sorted(s["subjects"])), s, s["asserted_on"], None, "licence")
            status, day = ("no_longer_listed", s["gone_on"]) if s["is_gone"] else (s["status"], s["asserted_on"])
            if status:
                yield own, "licence_status", Claim(status, s, day, None, "licence")

    def rows(self, ranks: Ranks, as_of: date) -> dict[str, Row]:
        """Golden values of every institution that has a name, by its key."""
        rows = {}
        for key, claims in self.claims.items():
            number = key if key in self.numbered else None
            told = number if number and len(number) == 22 else None
            golden = {field: value_of(settled(field, said, ranks, as_of)) for field, said in claims.items()}
            row = {f: golden.get(f) for f in ("name", "province", "subjects", "licence_status", *LICENCE_FIELDS)}
            uscc = row["uscc"]
            row |= {
                "registration_no": number,
                "organisation_code": told[:9] if told else uscc[8:17] if uscc else None,
                "kind": told[17:21] if told else None,
                "division": told[9:15] if told else row["division"],
            }
            if "name" in claims:
                rows[key] = row
        return rows
