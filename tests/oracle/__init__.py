"""What is officially so, worked out by brute force from docs/authority.md.

It begins at cleaned values, as `normalize` read them off the pages; the codes and the policy are read as data. From
there on (match keys, which records are one registration, names that are compatible, ranks, acts, status, ids) it
shares no code with the product.
"""

from tests.oracle.reading import disagreements

__all__ = ["disagreements"]
