"""How sure a proportion is: the Wilson score interval (E. B. Wilson, JASA 22, 1927), in whole numbers."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from covenant.errors import unusable
from covenant.money import HALF_UP, round_fraction

Z = Fraction(1_959_964, 1_000_000)  # both tails together 5 %
_DIGITS = 30


def wilson(num: int, den: int, places: int = 4) -> tuple[Fraction, Fraction]:
    """(low, high) of the 95 % interval of num/den, rounded half up to `places` (at most 20) decimals: 27/29 →
    0.7804, 0.9809. Raises Problems unless 0 ≤ num ≤ den and den > 0: without observations nothing is known."""
    if not 0 <= num <= den or den == 0 or not 0 <= places <= 20:
        raise unusable("proportion", "bad_proportion", f"{num} of {den} is not a proportion.")
    middle = num + Z**2 / 2
    half = Z * _root(Fraction(num * (den - num), den) + Z**2 / 4)
    low, high = ((middle + side) / (den + Z**2) for side in (-half, half))
    return round_fraction(low, places, HALF_UP), round_fraction(high, places, HALF_UP)


def _root(value: Fraction) -> Fraction:
    """Square root, cut after _DIGITS decimals."""
    scale = 10**_DIGITS
    return Fraction(isqrt(value.numerator * scale**2 // value.denominator), scale)
