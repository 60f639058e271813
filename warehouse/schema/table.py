"""What a table is: named columns, each of a *kind*, which fixes its type here and its cleaner in `normalize`."""

from dataclasses import dataclass, field

import pyarrow as pa

_SITE = pa.struct([("institution", pa.string()), ("valid_from", pa.date32()), ("valid_to", pa.date32())])

# kind -> (DuckDB type, Arrow type)
KINDS: dict[str, tuple[str, pa.DataType]] = {
    "id": ("VARCHAR", pa.string()),
    "text": ("VARCHAR", pa.string()),
    "name": ("VARCHAR", pa.string()),
    "gender": ("VARCHAR", pa.string()),
    "certificate": ("VARCHAR", pa.string()),
    "instrument": ("VARCHAR", pa.string()),
    "level": ("VARCHAR", pa.string()),
    "category": ("VARCHAR", pa.string()),
    "scope": ("VARCHAR[]", pa.list_(pa.string())),
    "institution": ("VARCHAR", pa.string()),
    "registration_no": ("VARCHAR", pa.string()),
    "filed_sites": ("STRUCT(institution VARCHAR, valid_from DATE, valid_to DATE)[]", pa.list_(_SITE)),
    "province": ("VARCHAR", pa.string()),
    "division": ("VARCHAR", pa.string()),
    "status": ("VARCHAR", pa.string()),
    "assessment": ("VARCHAR", pa.string()),
    "department": ("VARCHAR", pa.string()),
    "title": ("VARCHAR", pa.string()),
    "code": ("VARCHAR", pa.string()),
    "texts": ("VARCHAR[]", pa.list_(pa.string())),
    "date": ("DATE", pa.date32()),
    "time": ("TIMESTAMP", pa.timestamp("us")),
    "count": ("BIGINT", pa.int64()),
    "number": ("DOUBLE", pa.float64()),
    "flag": ("BOOLEAN", pa.bool_()),
}


@dataclass(frozen=True)
class Field:
    """One column: `doc` carries the Chinese term, the unit and what NULL means where that is not plain."""

    name: str
    kind: str
    doc: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: `doc` begins with its grain ("one row per ..."); `key` is unique and orders what is written."""

    name: str
    doc: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = field(default=())

    def ddl(self) -> str:
        """Return CREATE TABLE IF NOT EXISTS for DuckDB."""
        columns = ", ".join(f"{f.name} {KINDS[f.kind][0]}{' NOT NULL' if f.required else ''}" for f in self.fields)
        return f"CREATE TABLE IF NOT EXISTS {self.name} ({columns})"

    def arrow(self) -> pa.Schema:
        """Return the Arrow schema, columns in declared order."""
        return pa.schema([pa.field(f.name, KINDS[f.kind][1]) for f in self.fields])

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in declared order."""
        return tuple(f.name for f in self.fields)
