"""Availability by rectification: Σ w·(1 − down/required) over classes of equipment.

Only the time the agreement was in force counts; a class that is wholly excused leaves its weight to the others.
An order with a fault that stops its equipment takes it down from the report to the claim that was not rejected. Repaired
within the rectification time it was never down; later, it was down from the report on (SoPC4 8.7.2). Excused time and
the required time it would have been are both left out. Two orders of one unit are down once.
"""

from __future__ import annotations

from fractions import Fraction

from covenant.agreement.matrix import fits
from covenant.agreement.terms import Assets, MeasureTerms
from covenant.measures.month_input import Measured, MonthInput
from covenant.order import OrderState
from covenant.period import Span, intersect, measure


def evaluate(month: MonthInput, terms: MeasureTerms) -> Measured:
    """The weighted sum as one fraction; `parts` holds (class, ms down, ms required)."""
    value = weight = Fraction(0)
    parts: list[tuple[str, int, int]] = []
    bad: set[str] = set()
    excluded: list[tuple[str, str]] = []
    for assets in terms.assets:
        down, free, orders, excused = _down(month, assets)
        required = assets.units * measure(month.force) - free
        down = min(down, required)
        parts.append((assets.key, down, required))
        bad |= orders
        excluded += excused
        if required:
            weight += assets.weight
            value += assets.weight * (1 - Fraction(down, required))
    value = value / weight if weight else value
    den = value.denominator if weight else 0
    return Measured(value.numerator, den, tuple(sorted(bad)), tuple(sorted(set(excluded))), parts=tuple(parts))


def _down(month: MonthInput, assets: Assets) -> tuple[int, int, set[str], list[tuple[str, str]]]:
    spans: dict[str, list[Span]] = {}
    free: dict[str, list[Span]] = {}
    orders: set[str] = set()
    excused: list[tuple[str, str]] = []
    for order in month.orders:
        if order.fault not in assets.faults or not fits(assets.item, order.item) or order.state == "cancelled":
            continue
        end = month.as_of if order.claimed_at is None else order.claimed_at
        inside = intersect([(order.reported_at, end)], month.force)
        if end - order.reported_at <= assets.rectify or not inside:
            continue
        unit = _unit(order)
        if order.excuse is not None:
            excused.append((order.id, f"excuse:{order.excuse}"))
            free.setdefault(unit, []).extend(inside)
        else:
            orders.add(order.id)
            spans.setdefault(unit, []).extend(inside)
    return sum(map(measure, spans.values())), sum(map(measure, free.values())), orders, excused


def _unit(order: OrderState) -> str:
    return order.equipment or order.place or order.id
