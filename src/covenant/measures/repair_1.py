"""Repair: of the repairs that fell due in the month, the share completed on time by a claim that was not rejected.

|{o : due_f(o) ∈ M ∧ restored(o) ≤ due_f(o)}| / |{o : due_f(o) ∈ M, not excluded}|
"""

from __future__ import annotations

from covenant.agreement.terms import MeasureTerms
from covenant.measures import on_time
from covenant.measures.month_input import Measured, MonthInput


def evaluate(month: MonthInput, terms: MeasureTerms) -> Measured:
    """Count the `repair` clocks."""
    return on_time.count(month, "repair", terms)
