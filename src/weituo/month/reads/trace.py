"""The graph under a statement's figures, down to one order's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Node = Mapping[str, Any]

CLOCK_LABELS = {
    "respond": {"zh": "响应时限", "en": "Response clock"},
    "repair": {"zh": "修复时限", "en": "Repair clock"},
}


def trace(document: Mapping[str, Any], fig: str) -> Node | None:
    """One node of the graph, or None: a figure of the sheet as stored, or `<month>/order/<id>/<respond|repair>` — an
    order's clock, with its price in `cost` when it was late."""
    stored = next((node for node in document["trace"] if node["fig"] == fig), None)
    if stored is not None:
        return dict(stored)
    month, _, rest = fig.partition("/")
    parts = rest.split("/")
    if month != document["month"] or len(parts) != 3 or parts[0] != "order":
        return None
    clock = next((one for one in document["clocks"] if one["order"] == parts[1] and one["clock"] == parts[2]), None)
    if clock is None:
        return None
    cost = next((one for one in document["costs"] if one["order"] == parts[1]), None)
    return {
        "fig": fig,
        "value": clock["verdict"],
        "label": CLOCK_LABELS[clock["clock"]],
        "clause": clock["clause"],
        "op": "clock",
        "args": clock,
        "exact": None,
        "round": None,
        "in": [],
        "cost": cost if clock["verdict"] == "late" else None,
    }


@dataclass(frozen=True, slots=True)
class Loss:
    """How many points of the total a measure keeps away from 100, exactly; None when it was not evaluated."""

    key: str
    points: Fraction | None


def losses(document: Mapping[str, Any]) -> dict[str, Loss]:
    """Per measure: weight × (100 − score) ÷ evaluated weight. They add up to 100 minus the unrounded total."""
    evaluated = Fraction(document["total"]["evaluated"])
    counts = document["total"]["score"] is not None
    return {
        one["key"]: Loss(
            one["key"],
            Fraction(one["weight"]) * (100 - Fraction(one["score"])) / evaluated
            if counts and one["score"] is not None
            else None,
        )
        for one in document["measures"]
    }
