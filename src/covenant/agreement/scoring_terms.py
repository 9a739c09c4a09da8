"""The part of the terms that turns performance into a score: measures, curves, roundings."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from covenant import money
from covenant.agreement.reader import Reader, clause_order, duration
from covenant.agreement.terms import Assets, Curve, MeasureTerms, Rounding
from covenant.errors import Problems

FIRST = ("response_1", "repair_1", "satisfaction_1", "rework_1")  # all that terms/1 knows
FUNCTIONS = (*FIRST, "planned_1", "inspection_1", "availability_1", "intact_1")
CURVES = ("linear", "step", "at_least", "at_most", "points")

NO_CURVE = Curve("linear", ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(100))))


def measures(root: Reader) -> dict[str, MeasureTerms]:
    """The measures; their weights must be whole parts of 100."""
    first = root.schema == 1
    result: dict[str, MeasureTerms] = {}
    for key, reader in root.children("measures"):
        window = reader.parse("window", duration, 1) if reader.get("window", required=False) is not None else None
        weight = reader.number("weight", 0, 100)
        reader.word("empty", ("reweight",))
        function = reader.word("function", FIRST if first else FUNCTIONS, "a released measure")
        result[key] = MeasureTerms(
            key=key,
            clause=reader.clause_number(),
            label=reader.label(),
            weight=Fraction(weight),
            function=function,
            curve=_curve(reader),
            min_n=reader.number("min_n", 0, 100_000, 0),
            pool_months=reader.number("pool_months", 1, 12, 1),
            good=reader.number("good", 1, 5, 4),
            window=window,
            requires=None if first else reader.optional_text("requires"),
            assets=() if first or function != "availability_1" else _assets(reader),
        )
        reader.done()
    total = sum((measure.weight for measure in result.values()), Fraction(0))
    if total != 100:
        root.note("measures", "weights", f"The weights add up to {total}.", "They must add up to exactly 100.")
    return result if first else dict(sorted(result.items(), key=lambda pair: clause_order(pair[1].clause)))


def _assets(reader: Reader) -> tuple[Assets, ...]:
    """The classes of equipment an availability is made of; their weights add up to 1."""
    found = []
    for key, one in reader.children("assets"):
        found.append(
            Assets(
                key=key,
                item=one.text("item"),
                units=one.number("units", 1, 100_000),
                weight=one.fraction("weight", 0, 1),
                faults=one.texts("faults"),
                rectify=one.parse("rectify", duration, 1),
            )
        )
        one.done()
    total = sum((one.weight for one in found), Fraction(0))
    if found and total != 1:
        reader.note("assets", "weights", f"The weights of the equipment add up to {total}.", "They must add up to 1.")
    return tuple(found)


def _curve(reader: Reader) -> Curve:
    curve = reader.child("curve")
    known = CURVES[:2] if reader.schema == 1 else CURVES
    kinds = [kind for kind in known if curve.get(kind, required=False) is not None]
    if len(kinds) != 1:
        curve.note("", "no_curve", f"A curve is exactly one of {', '.join(known)}.", 'linear: ["0.80", "0.98"]')
        return NO_CURVE
    curve.done()
    raw = curve.data[kinds[0]]
    try:
        return _KINDS[kinds[0]](raw, curve)
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
        if not isinstance(entry, list):
            raise TypeError
        start, score = entry
        points.append((money.decimal(start, path), money.decimal(score, path)))
    _tiles(curve, "step", points)
    if any(not 0 <= score <= 100 for _, score in points):
        curve.note("step", "score_range", "Scores lie between 0 and 100.")
    return Curve("step", tuple(points))


def _edge(raw: Any, curve: Reader, kind: str) -> Curve:
    value = money.decimal(raw, curve.at(kind))
    return Curve(kind, ((value, Fraction(100)),))


def _points(raw: Any, curve: Reader) -> Curve:
    path = curve.at("points")
    if not isinstance(raw, list) or len(raw) < 2 or not all(isinstance(pair, list) for pair in raw):
        raise TypeError
    points = [(money.decimal(value, path), money.decimal(score, path)) for value, score in raw]
    if any(a[0] >= b[0] for a, b in pairwise(points)):
        curve.note("points", "not_ascending", "The points must ascend.")
    if any(a[1] > b[1] for a, b in pairwise(points)) and any(a[1] < b[1] for a, b in pairwise(points)):
        curve.note("points", "not_monotone", "The scores must not go up and down again.")
    if any(not 0 <= score <= 100 for _, score in points):
        curve.note("points", "score_range", "Scores lie between 0 and 100.")
    return Curve("points", tuple(points))


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


_KINDS: dict[str, Callable[[Any, Reader], Curve]] = {
    "linear": _linear,
    "step": _step,
    "points": _points,
    "at_least": lambda raw, curve: _edge(raw, curve, "at_least"),
    "at_most": lambda raw, curve: _edge(raw, curve, "at_most"),
}
