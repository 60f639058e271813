"""Tables as published: one source on one day under its own headings, and beside it the truth of each row."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import damage
from simulator.draws import Bytes, Flags
from simulator.aliases import KINDS as ALIAS_KINDS
from simulator.aliases import NICKNAME, OFFICIAL, SHORT, VAGUE

FLAGS = (
    "is_stale", "is_alias", "is_short", "needs_city", "is_damaged", "is_masked", "is_cancelled", "is_duplicate",
    "is_unofficial", "is_filed_site", "is_untabled", "has_number",
)  # fmt: skip
TRUTH = pa.schema(
    [
        ("date", pa.date32()),
        ("source_id", pa.string()),
        ("row_no", pa.int64()),
        ("person_id", pa.string()),
        ("source_key", pa.string()),
        ("name_error", pa.string()),
        ("alias_kind", pa.string()),
        *((flag, pa.bool_()) for flag in FLAGS),
    ]
)


@dataclass(frozen=True, eq=False)
class Published:
    """`table` is what the source shows, all text; `truth` says of each row whose it is and what is wrong with it."""

    table: pa.Table
    truth: pa.Table


def publish(
    day: int, source_id: str, columns: dict[str, pa.Array], person: pa.Array, source_key: pa.Array,
    name_error: Bytes, alias_kind: Bytes, flags: dict[str, Flags],
) -> Published:  # fmt: skip
    """Put a table and its truth together; `person` is NULL where the row is nobody's."""
    size = len(person)
    none = np.zeros(size, dtype=bool)
    made = {
        "is_alias": ~np.isin(alias_kind, (OFFICIAL, SHORT, VAGUE, NICKNAME)),
        "is_short": np.isin(alias_kind, (SHORT, VAGUE, NICKNAME)),
        "needs_city": alias_kind == VAGUE,
        "is_damaged": np.isin(name_error, damage.DAMAGED),
        "is_masked": name_error == damage.MASKED,
        **flags,
    }
    made["is_untabled"] = made.get("is_untabled", none) | np.isin(name_error, damage.UNTABLED)
    truth = {
        "date": pa.array(np.full(size, day, dtype=np.int32)).cast(pa.date32()),
        "source_id": pa.repeat(source_id, size),
        "row_no": pa.array(np.arange(1, size + 1)),
        "person_id": person,
        "source_key": source_key,
        "name_error": _named(damage.KINDS, name_error),
        "alias_kind": _named(ALIAS_KINDS, alias_kind),
        **{flag: pa.array(made.get(flag, none)) for flag in FLAGS},
    }
    texts = {heading: column.cast(pa.string()) for heading, column in columns.items()}
    return Published(pa.table(texts), pa.table(truth, schema=TRUTH))


def _named(kinds: tuple[str, ...], column: Bytes) -> pa.Array:
    """Kinds by name, NULL for the first, which is no kind."""
    return pa.array([None, *kinds[1:]], pa.string()).take(pa.array(column))


def person_ids(person: np.ndarray) -> pa.Array:  # type: ignore[type-arg]
    """Ids of people, NULL for -1."""
    numbers = pc.utf8_lpad(pa.array(np.maximum(person, 0)).cast(pa.string()), 7, "0")
    return pc.if_else(pa.array(person >= 0), pc.binary_join_element_wise("P", numbers, ""), None)
