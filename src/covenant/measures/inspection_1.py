"""Inspection: points passed over points checked at the principal's visits of the month.

Not evaluated when the principal owes visits (`requires`) and made fewer than it owes: who does not look cannot judge.
"""

from __future__ import annotations

from covenant.agreement.terms import MeasureTerms
from covenant.measures.month_input import Measured, MonthInput


def evaluate(month: MonthInput, terms: MeasureTerms) -> Measured:
    """Sum over visits."""
    start, end = month.spans[0]
    visits = [one for one in month.records.inspections if start <= one.at < end]
    passed, checked = sum(one.good for one in visits), sum(one.count for one in visits)
    bad = tuple(sorted(one.id for one in visits if one.good < one.count))
    note = "too_few" if 0 < checked < terms.min_n else ""
    if terms.requires in month.neglected:
        note = "principal_duty"
    return Measured(passed, checked, bad, note=note)
