"""How often a right to terminate arises, in years drawn from the months that are known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from covenant.calibration.draw import Draw
from covenant.exit import TERMINABLE, ExitTerms, MonthResult, standing
from covenant.interval import wilson
from covenant.period import Month

YEARS = 1000
_DAYS = 31  # between two statements; only their order matters


def exit_chance(terms: ExitTerms, totals: Sequence[Fraction | None]) -> tuple[Fraction, tuple[Fraction, Fraction]]:
    """Of YEARS years of twelve months drawn from these totals with replacement, the share in which the right arises, and
    its 95 % interval: how far the drawing itself may be off, not how well the months stand for those to come."""
    rights = sum(_arises(terms, totals, Draw(f"exit/{number}")) for number in range(YEARS))
    return Fraction(rights, YEARS), wilson(rights, YEARS)


def _arises(terms: ExitTerms, totals: Sequence[Fraction | None], draw: Draw) -> bool:
    results = [
        MonthResult(Month(2000, number), totals[draw.below(len(totals))], True, False, number * _DAYS)
        for number in range(1, 13)
    ]
    failing = [one for one in results if one.total is not None and one.total < terms.fail_below]
    if len(failing) < terms.need:  # no need to walk through the year
        return False
    return any(edge.after == TERMINABLE for edge in standing(results, (), terms, 13 * _DAYS).edges)
