"""Three ways in which contracts price repetition: dearer the more points, by started periods, within caps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from covenant.errors import unusable
from covenant.money import Fen


def banded(points: int | Fraction, bands: Sequence[tuple[int, Fraction]], price: int | Fraction) -> Fraction:
    """The exact price, in the unit of `price`, of performance points: those above a band's `above`, up to the next
    band's, cost `factor` times the price; up to the first band they are free. UK PFI payment mechanisms do this.
    Raises Problems unless the bands ascend."""
    starts = [above for above, _ in bands]
    if any(first >= second for first, second in pairwise(starts)):
        raise unusable("bands", "not_ascending", "The bands do not ascend.")
    total = Fraction(0)
    before = Fraction(0)
    for above, factor in bands:  # each band adds to what the one before already takes
        total += max(Fraction(0), Fraction(points) - above) * (factor - before)
        before = factor
    return total * price


def started_periods(late: int, period: int) -> int:
    """How many periods of length `period` have begun after `late` of the same unit, a part counting as a whole; 0 when
    not late. Raises Problems unless `period` is positive."""
    if period <= 0:
        raise unusable("period", "not_positive", "A period has a length.")
    return max(0, -(-late // period))


def within_caps(amount: Fen, *caps_left: Fen) -> Fen:
    """`amount` fen, cut to the smallest of what the caps still leave, never below 0: a used up cap leaves nothing."""
    return max(0, min(amount, *caps_left)) if caps_left else max(0, amount)
