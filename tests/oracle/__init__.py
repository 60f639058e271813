"""What is officially so, worked out by brute force from docs/authority.md.

It begins at cleaned records: values and match keys are taken as `normalize` made them. From there on (which records are
one registration, names that are compatible, ranks, acts, status, ids) it shares no code with the product.
"""

from tests.oracle.reading import disagreements

__all__ = ["disagreements"]
