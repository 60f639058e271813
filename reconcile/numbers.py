"""Small numbers for long ids: given once and never again to another, so that joins are quick and nothing is renumbered.

They are kept in schema `main`, beside history. No result depends on which number an id has: ties are broken by ids.
"""

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Numbering:
    """A table that numbers ids: its columns, and the SELECT of the ids that need one."""

    name: str
    number: str
    ids: tuple[str, ...]
    wanted: str

    def extend(self, con: duckdb.DuckDBPyConnection) -> None:
        """Give a number to each id that has none yet."""
        ids = ", ".join(self.ids)
        con.execute(
            f"CREATE TABLE IF NOT EXISTS main.{self.name} "
            f"({', '.join(f'{name} VARCHAR' for name in self.ids)}, {self.number} BIGINT)"
        )
        con.execute(
            f"INSERT INTO main.{self.name} "
            f"SELECT {ids}, (SELECT coalesce(max({self.number}), 0) FROM main.{self.name}) "
            f"+ row_number() OVER (ORDER BY {ids}) "
            f"FROM ({self.wanted}) AS w ANTI JOIN main.{self.name} USING ({ids})"
        )


RECORDS = Numbering(
    "record_number",
    "record_no",
    ("source_id", "source_record_id"),
    "SELECT source_id, source_record_id FROM placed_record",
)
# Institutions as they are shown: a name in a place.
SHOWN = Numbering(
    "shown_number",
    "shown_no",
    ("institution_key", "province", "city"),
    "SELECT DISTINCT institution_key, coalesce(province, '') AS province, coalesce(city, '') AS city "
    "FROM placed_record WHERE institution_key IS NOT NULL",
)
ANCHORS = Numbering("anchor_number", "anchor_no", ("registration_id",), "SELECT registration_id FROM registration")
PEOPLE = Numbering("person_number", "person_no", ("practitioner_id",), "SELECT practitioner_id FROM practitioner")
