"""A share of a counted whole, with its Wilson interval."""

from dataclasses import dataclass
from math import sqrt

# The normal quantile of a two-sided 95 % interval.
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Proportion:
    """`count` out of `total`. Without a whole (total 0) there is no share and no interval: both are None."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1."""
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson score interval, in closed form and without continuity correction.

        E. B. Wilson, JASA 22 (1927) 209-212; recommended over the textbook interval, which is too narrow near
        0 and 1, by Brown, Cai and DasGupta, Statistical Science 16 (2001) 101-133. The first example is of
        R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I.

        >>> [round(bound, 4) for bound in Proportion(81, 263).interval]
        [0.2553, 0.3662]
        >>> [round(bound, 4) for bound in Proportion(20, 20).interval]
        [0.8389, 1.0]
        >>> Proportion(0, 0).interval
        """
        if not self.total:
            return None
        share, z2 = self.count / self.total, Z_95**2
        center = (share + z2 / (2 * self.total)) / (1 + z2 / self.total)
        half = Z_95 * sqrt(share * (1 - share) / self.total + z2 / (4 * self.total**2)) / (1 + z2 / self.total)
        return max(0.0, center - half), min(1.0, center + half)
