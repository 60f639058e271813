"""What is officially so, worked out by brute force from docs/authority.md; it shares no code with the product."""

from tests.oracle.statements import History
from tests.oracle.tables import official_tables

__all__ = ["History", "official_tables"]
