"""Planned work: of the tasks whose window ends in the month, the share done within it.

|{t : to(t) ∈ M ∧ from(t) ≤ done(t) ≤ to(t)}| / |{t : to(t) ∈ M}|
"""

from __future__ import annotations

from covenant.agreement.terms import MeasureTerms
from covenant.measures.month_input import Measured, MonthInput


def evaluate(month: MonthInput, terms: MeasureTerms) -> Measured:
    """Count the tasks; too early is as wrong as too late."""
    start, end = month.spans[0]
    due = [task for task in month.records.tasks if start <= task.to < end]
    bad = sorted(task.id for task in due if task.done is None or not task.since <= task.done <= task.to)
    note = "too_few" if 0 < len(due) < terms.min_n else ""
    return Measured(len(due) - len(bad), len(due), tuple(bad), note=note)
