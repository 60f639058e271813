"""What people judged of official records: whom it parts and whom it joins (docs/authority.md, rule 5)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.oracle.statements import Row

Record = tuple[str, str]


def record_of(statement: Row) -> Record:
    return (statement["source_id"], statement["source_record_id"])


@dataclass(frozen=True)
class Judgements:
    """Those that stand, in the order in which they were made: verdict, and the two records."""

    standing: list[tuple[str, Record, Record]] = field(default_factory=list)

    @classmethod
    def of(cls, stated: Iterable[Row], basis: Iterable[Row], records: Iterable[Row]) -> "Judgements":
        """The latest of each pair, if both are official records and all that it rests on says the same today."""
        digests = {record_of(s): s["content_digest"] for s in records}
        rests_on: dict[int, dict[Record, str]] = defaultdict(dict)
        for b in basis:
            rests_on[b["judgement_no"]][record_of(b)] = b["content_digest"]
        latest: dict[frozenset[Record], tuple[Row, Record, Record]] = {}
        for j in sorted(stated, key=lambda j: (j["decided_at"], j["judgement_no"])):
            left, right = ((j[f"{side}_source_id"], j[f"{side}_record_id"]) for side in ("left", "right"))
            pair = frozenset((left, right))
            latest.pop(pair, None)
            latest[pair] = (j, left, right)
        return cls(
            [
                (j["verdict"], left, right)
                for j, left, right in latest.values()
                if {left, right} <= digests.keys()
                and all(digests.get(r) == d for r, d in rests_on[j["judgement_no"]].items())
            ]
        )

    def are_apart(self, a: Row, b: Row) -> bool:
        """Whether the two records were judged different."""
        pair = {record_of(a), record_of(b)}
        return any(verdict == "different" and {left, right} == pair for verdict, left, right in self.standing)

    def put_out(self, group: list[Row], seniority: Callable[[Row], tuple[object, ...]]) -> list[Row]:
        """The records of a person that were judged different from a more senior one of it."""
        return [s for s in group if any(self.are_apart(s, o) and seniority(o) < seniority(s) for o in group)]

    def seniors(self, person_of: dict[Record, str], rank: dict[str, tuple[object, ...]]) -> dict[str, str]:
        """Person -> the senior of those it is one with; `rank` orders people. Contradicted chains are left out."""
        verdicts: dict[frozenset[str], str] = {}
        for verdict, left, right in self.standing:
            pair = frozenset((person_of[left], person_of[right]))
            if len(pair) == 2:
                verdicts[pair] = verdict
        groups: list[set[str]] = []
        for pair, verdict in verdicts.items():
            if verdict == "same":
                met = [g for g in groups if g & pair]
                groups = [g for g in groups if not g & pair] + [set(pair).union(*met)]
        apart = [pair for pair, verdict in verdicts.items() if verdict == "different"]
        sound = [g for g in groups if not any(pair <= g for pair in apart)]
        return {person: min(g, key=lambda p: rank[p]) for g in sound for person in g}
