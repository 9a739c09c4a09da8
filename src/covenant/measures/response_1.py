"""Response: of the responses that fell due in the month, the share that was on time.

|{o : due_r(o) ∈ M ∧ arrived(o) ≤ due_r(o)}| / |{o : due_r(o) ∈ M, not excluded}|
"""

from __future__ import annotations

from covenant.agreement.terms import MeasureTerms
from covenant.measures import on_time
from covenant.measures.month_input import Measured, MonthInput


def evaluate(month: MonthInput, terms: MeasureTerms) -> Measured:
    """Count the `respond` clocks."""
    return on_time.count(month, "respond", terms)
