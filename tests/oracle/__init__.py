"""What is officially so, worked out by brute force from docs/authority.md; it shares no code with the product."""

from tests.oracle.reading import disagreements

__all__ = ["disagreements"]
