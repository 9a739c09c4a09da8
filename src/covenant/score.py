"""From measures to a total: curves, weights, coefficient. Rounding happens only where the terms name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from covenant.agreement.pay import Coefficient
from covenant.agreement.terms import Curve, MeasureTerms, Terms
from covenant.measures import Measured
from covenant.money import round_fraction

NOT_EVALUATED = "not_evaluated"


def curve_score(curve: Curve, value: Fraction) -> Fraction:
    """The exact score from 0 to 100 of a value. Linear and points are clamped at both ends; a step holds from its start
    on."""
    if curve.kind == "linear":
        (zero, _), (full, _) = curve.points
        return 100 * min(Fraction(1), max(Fraction(0), (value - zero) / (full - zero)))
    if curve.kind == "at_least":
        return Fraction(100 if value >= curve.points[0][0] else 0)
    if curve.kind == "at_most":
        return Fraction(100 if value <= curve.points[0][0] else 0)
    if curve.kind == "points":
        return _between(curve.points, value)
    return next(score for start, score in reversed(curve.points) if start <= value)


def _between(points: tuple[tuple[Fraction, Fraction], ...], value: Fraction) -> Fraction:
    if value <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return points[-1][1]


def coefficient(terms: Coefficient, total: Fraction) -> Fraction:
    """The exact coefficient of a total; linear between points, never rounded."""
    edge, below = terms.below
    if total < edge:
        return below
    for (x0, y0), (x1, y1) in pairwise(terms.points):
        if total <= x1:
            return y0 + (y1 - y0) * (total - x0) / (x1 - x0)
    return terms.points[-1][1]


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One measure's line of the sheet; `score` is None when it was not evaluated and its weight went to the others."""

    terms: MeasureTerms
    measured: Measured
    exact: Fraction | None
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The score of a month with its reasons. `total` is None when too little weight was evaluated; the coefficient is
    then 1, for a carried-over one would let a late order raise the pay."""

    lines: tuple[MeasureScore, ...]
    weight: Fraction
    exact: Fraction | None
    total: Fraction | None
    coefficient: Fraction


def sheet(terms: Terms, measured: Mapping[str, Measured]) -> Sheet:
    """Score every measure of the terms. `measured` holds one answer per measure key."""
    lines = []
    places, mode = terms.rounding.measure_score
    for key, measure in terms.measures.items():
        value = measured[key].value
        exact = None if value is None else curve_score(measure.curve, value)
        score = None if exact is None else round_fraction(exact, places, mode)
        lines.append(MeasureScore(measure, measured[key], exact, score))
    weight = sum((line.terms.weight for line in lines if line.score is not None), Fraction(0))
    if weight == 0 or weight < terms.min_weight:
        return Sheet(tuple(lines), weight, None, None, Fraction(1))
    weighted = sum((line.terms.weight * line.score for line in lines if line.score is not None), Fraction(0))
    exact_total = weighted / weight
    total = round_fraction(exact_total, *terms.rounding.total)
    return Sheet(tuple(lines), weight, exact_total, total, coefficient(terms.payment.coefficient, total))


def score_counts(terms: Terms, counts: Mapping[str, tuple[int, int]]) -> Sheet:
    """A sheet from plain counts {measure: (num, den)}, for a month that is still running. `min_n` is respected."""
    measured = {}
    for key, measure in terms.measures.items():
        num, den = counts.get(key, (0, 0))
        measured[key] = Measured(num, den, note="too_few" if 0 < den < measure.min_n else "")
    return sheet(terms, measured)
