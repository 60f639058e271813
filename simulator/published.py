"""Tables as published: one source on one day under its own headings, and beside it the truth of each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import aliases, damage
from simulator.draws import Bytes, Flags, Ints

FLAGS = (
    "is_stale", "is_alias", "is_short", "needs_city", "is_damaged", "is_masked", "is_cancelled", "is_duplicate",
    "is_unofficial", "is_filed_site", "is_untabled", "has_number",
)  # fmt: skip
# What a row shows: where, as an official one in which state, as a lower one in which department, with what planted and
# taken over from which list.
FACTS = ("institution_id", "status", "department", "planted", "copied_from")
TRUTH = pa.schema(
    [
        ("date", pa.date32()),
        ("source_id", pa.string()),
        ("row_no", pa.int64()),
        ("person_id", pa.string()),
        ("source_key", pa.string()),
        ("name_error", pa.string()),
        ("alias_kind", pa.string()),
        *((fact, pa.string()) for fact in FACTS),
        *((flag, pa.bool_()) for flag in FLAGS),
    ]
)


@dataclass(frozen=True, eq=False)
class Published:
    """`table` is what the source shows, all text; `truth` says of each row whose it is and what is wrong with it."""

    table: pa.Table
    truth: pa.Table


def publish(
    day: int,
    source_id: str,
    columns: Mapping[str, pa.Array],
    person: Ints,
    source_key: pa.Array,
    *,
    name_error: Bytes | None = None,
    alias_kind: Bytes | None = None,
    flags: Mapping[str, Flags],
    facts: Mapping[str, pa.Array],
) -> Published:
    """Put a table and its truth together.

    `person` is -1 where the row is nobody's; flags that follow from the kinds of error, or are not given, need
    not be.
    """
    size = len(person)
    errors = np.zeros(size, dtype=np.int8) if name_error is None else name_error
    kinds = np.zeros(size, dtype=np.int8) if alias_kind is None else alias_kind
    is_short = np.isin(kinds, aliases.SHORT_KINDS)
    known = {
        "is_alias": (kinds != aliases.OFFICIAL) & ~is_short,
        "is_short": is_short,
        "needs_city": kinds == aliases.VAGUE,
        "is_damaged": np.isin(errors, damage.DAMAGED),
        "is_masked": errors == damage.MASKED,
        **flags,
    }
    none = np.zeros(size, dtype=bool)
    known["is_untabled"] = known.get("is_untabled", none) | np.isin(errors, damage.UNTABLED)
    truth = {
        "date": pa.array(np.full(size, day, dtype=np.int32)).cast(pa.date32()),
        "source_id": pa.repeat(source_id, size),
        "row_no": pa.array(np.arange(1, size + 1)),
        "person_id": person_ids(person),
        "source_key": source_key,
        "name_error": pooled([None, *damage.KINDS[1:]], errors),
        "alias_kind": pooled([None, *aliases.KINDS[1:]], kinds),
        **{fact: facts.get(fact, pa.nulls(size, pa.string())) for fact in FACTS},
        **{flag: pa.array(known.get(flag, none)) for flag in FLAGS},
    }
    texts = {heading: column.cast(pa.string()) for heading, column in columns.items()}
    return Published(pa.table(texts), pa.table(truth, schema=TRUTH))


def pooled(texts: Sequence[str | None], index: Ints | Bytes) -> pa.Array:
    """Texts by their place in a short list."""
    return pa.array(texts, pa.string()).take(pa.array(index))


def institution_ids(row: Ints) -> pa.Array:
    """Ids of institutions."""
    return pc.binary_join_element_wise("I", pc.utf8_lpad(pa.array(row).cast(pa.string()), 6, "0"), "")


def person_ids(person: Ints) -> pa.Array:
    """Ids of people, NULL for -1."""
    numbers = pc.utf8_lpad(pa.array(np.maximum(person, 0)).cast(pa.string()), 7, "0")
    return pc.if_else(pa.array(person >= 0), pc.binary_join_element_wise("P", numbers, ""), None)
