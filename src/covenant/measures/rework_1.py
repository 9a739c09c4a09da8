"""Rework: recurrences confirmed in the month over orders accepted in the month. Lower is better; may exceed 1.

A recurrence counts in the month in which the principal confirms it, against the work it repeats.
"""

from __future__ import annotations

from covenant.agreement.terms import MeasureTerms
from covenant.measures.month_input import Measured, MonthInput


def evaluate(month: MonthInput, terms: MeasureTerms) -> Measured:
    """Count confirmed recurrences and accepted orders."""
    start, end = month.spans[0]
    bad: list[str] = []
    excluded: list[tuple[str, str]] = []
    accepted = 0
    for order in month.orders:
        if order.accepted_at is not None and start <= order.accepted_at < end:
            accepted += 1
        ruled = order.recurrence_ruled_at
        if ruled is not None and start <= ruled < end:
            if order.recurrence:
                bad.append(order.id)
            else:
                excluded.append((order.id, "not_a_recurrence"))
    return Measured(len(bad), accepted, tuple(sorted(bad)), tuple(sorted(excluded)))
