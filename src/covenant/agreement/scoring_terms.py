"""The part of the terms that turns performance into pay: measures, curves, coefficient, rounding, payment."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from covenant import money
from covenant.agreement.reader import Reader, duration
from covenant.agreement.terms import Coefficient, Curve, MeasureTerms, Payment, Rounding
from covenant.errors import Problems

FUNCTIONS = ("response_1", "repair_1", "satisfaction_1", "rework_1")

NO_CURVE = Curve("linear", ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(100))))


def measures(root: Reader) -> dict[str, MeasureTerms]:
    """The measures; their weights must be whole parts of 100."""
    result: dict[str, MeasureTerms] = {}
    for key, reader in root.children("measures"):
        window = reader.parse("window", duration, 1) if reader.get("window", required=False) is not None else None
        weight = reader.number("weight", 0, 100)
        reader.word("empty", ("reweight",))
        result[key] = MeasureTerms(
            key=key,
            clause=reader.clause_number(),
            label=reader.label(),
            weight=Fraction(weight),
            function=reader.word("function", FUNCTIONS, "a released measure"),
            curve=_curve(reader),
            min_n=reader.number("min_n", 0, 100_000, 0),
            pool_months=reader.number("pool_months", 1, 12, 1),
            good=reader.number("good", 1, 5, 4),
            window=window,
        )
        reader.done()
    total = sum((measure.weight for measure in result.values()), Fraction(0))
    if total != 100:
        root.note("measures", "weights", f"The weights add up to {total}.", "They must add up to exactly 100.")
    return result


def _curve(reader: Reader) -> Curve:
    curve = reader.child("curve")
    kinds = [kind for kind in ("linear", "step") if curve.get(kind, required=False) is not None]
    if len(kinds) != 1:
        curve.note("", "no_curve", "A curve is either linear or step.", 'linear: ["0.80", "0.98"]')
        return NO_CURVE
    curve.done()
    raw = curve.data[kinds[0]]
    try:
        return _linear(raw, curve) if kinds[0] == "linear" else _step(raw, curve)
    except Problems as problems:
        reader.problems.extend(problems.problems)
    except (TypeError, ValueError):
        curve.note(kinds[0], "bad_curve", "The curve's points are not pairs of decimals in quotes.")
    return NO_CURVE


def _linear(raw: Any, curve: Reader) -> Curve:
    if not isinstance(raw, list):
        raise TypeError
    zero, full = (money.decimal(text, curve.at("linear")) for text in raw)
    if zero == full:
        curve.note("linear", "flat_curve", "The value for 0 and the value for 100 must differ.")
        return NO_CURVE
    return Curve("linear", ((zero, Fraction(0)), (full, Fraction(100))))


def _step(raw: Any, curve: Reader) -> Curve:
    path = curve.at("step")
    points = []
    for entry in raw:
        if isinstance(entry, dict):
            curve.note(
                "step", "printed_bands", "Bands with an end leave holes between them.", "Give only where each begins."
            )
            return NO_CURVE
        start, score = entry
        points.append((money.decimal(start, path), money.decimal(score, path)))
    _tiles(curve, "step", points)
    if any(not 0 <= score <= 100 for _, score in points):
        curve.note("step", "score_range", "Scores lie between 0 and 100.")
    return Curve("step", tuple(points))


def _tiles(reader: Reader, key: str, points: list[tuple[Fraction, Fraction]]) -> None:
    if not points or points[0][0] != 0:
        reader.note(key, "hole", "The values below the first step have no score.", 'Begin with "0".')
    if any(a[0] >= b[0] for a, b in pairwise(points)):
        reader.note(key, "not_ascending", "The steps must ascend.")
    if any(a[1] > b[1] for a, b in pairwise(points)) and any(a[1] < b[1] for a, b in pairwise(points)):
        reader.note(key, "not_monotone", "The scores must not go up and down again.")


def rounding(root: Reader) -> Rounding:
    """Named roundings; the coefficient stays exact."""
    reader = root.child("rounding")
    result = Rounding(
        reader.clause_number(),
        _places(reader, "measure_score"),
        _places(reader, "total"),
        reader.word("money", money.MODES, "a rounding"),
    )
    reader.done()
    return result


def _places(reader: Reader, key: str) -> tuple[int, str]:
    raw = reader.get(key)
    if (
        not isinstance(raw, list)
        or len(raw) != 2
        or type(raw[0]) is not int
        or not 0 <= raw[0] <= 6
        or raw[1] not in money.MODES
    ):
        reader.note(key, "bad_rounding", f"{key} must name places and mode.", f"As in {key}: [2, half_up].")
        return 2, money.HALF_UP
    return raw[0], raw[1]


def payment(root: Reader) -> Payment:
    """Fee, performance share, coefficient, VAT."""
    reader = root.child("payment")
    vat = reader.child("vat")
    coefficient = reader.child("coefficient")
    fee = reader.parse("monthly_fee", money.yuan, 0)
    if fee < 0:
        reader.note("monthly_fee", "negative", "The fee must not be negative.")
    result = Payment(
        clause=reader.clause_number(),
        monthly_fee=fee,
        performance_share=reader.fraction("performance_share", 0, 1),
        coefficient=_coefficient(coefficient),
        coefficient_clause=coefficient.clause_number(),
        vat_clause=vat.clause_number(),
        vat_rate=vat.fraction("rate", 0, 1),
    )
    for inner in (reader, vat, coefficient):
        inner.done()
    return result


def _coefficient(reader: Reader) -> Coefficient:
    none = Coefficient((Fraction(0), Fraction(0)), ((Fraction(0), Fraction(1)), (Fraction(100), Fraction(1))))
    below, points = reader.get("below"), reader.get("points")
    try:
        edge, value = (money.decimal(text, reader.at("below")) for text in below)
        pairs = [(money.decimal(x, reader.at("points")), money.decimal(y, reader.at("points"))) for x, y in points]
    except Problems as problems:
        reader.problems.extend(problems.problems)
        return none
    except (TypeError, ValueError):
        reader.note("", "bad_coefficient", "below and points must be pairs of decimals in quotes.")
        return none
    if len(pairs) < 2 or pairs[0][0] != edge or pairs[-1][0] != 100:
        reader.note("points", "hole", "The points must run from the end of `below` to 100.")
    if any(a[0] >= b[0] or a[1] > b[1] for a, b in pairwise([(Fraction(-1), value), *pairs])):
        reader.note("points", "not_monotone", "A higher score must not pay less, and the points must ascend.")
    if value < 0 or any(y > 2 for _, y in pairs):
        reader.note("points", "out_of_range", "A coefficient lies between 0 and 2.")
    return Coefficient((edge, value), tuple(pairs))
