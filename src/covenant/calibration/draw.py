"""Numbers out of a seed, the same everywhere and for ever: SHA-256 of the seed and a counter."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256

_FINE = 1_000_000  # shares are drawn to a millionth


class Draw:
    """A row of draws; another seed, another row."""

    __slots__ = ("_count", "_seed")

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def below(self, most: int) -> int:
        """A number from 0 to most - 1."""
        self._count += 1
        return int.from_bytes(sha256(f"{self._seed}/{self._count}".encode()).digest()[:8], "big") % most

    def of(self, count: int, share: Fraction) -> int:
        """How many of `count` turn out so, each with the chance `share`."""
        edge = share.numerator * _FINE // share.denominator
        return sum(1 for _ in range(count) if self.below(_FINE) < edge)
