"""Questions about statements. Frozen answers; nothing here writes."""

from weituo.month.reads.aside import AT_ONCE, left_aside
from weituo.month.reads.corrections import Objections, corrected, objections
from weituo.month.reads.effects import Effects, effects
from weituo.month.reads.quarter import QuarterMonth, quarter_months
from weituo.month.reads.running import RunningMonth, running_month, trial
from weituo.month.reads.standing import Standing, standing
from weituo.month.reads.statement import (
    SignatureView,
    StatementLine,
    StatementView,
    earlier_scores,
    full_marks,
    statement,
    statements,
)
from weituo.month.reads.trace import Loss, losses, trace
from weituo.month.reads.verify import Check, verify

__all__ = [
    "AT_ONCE",
    "Check",
    "Effects",
    "Loss",
    "Objections",
    "QuarterMonth",
    "RunningMonth",
    "SignatureView",
    "Standing",
    "StatementLine",
    "StatementView",
    "corrected",
    "earlier_scores",
    "effects",
    "full_marks",
    "left_aside",
    "losses",
    "objections",
    "quarter_months",
    "running_month",
    "standing",
    "statement",
    "statements",
    "trace",
    "trial",
    "verify",
]
