"""A work order: the table of its states, who may do what, and the fold of its facts."""

from covenant.order.decide import decide
from covenant.order.evidence import Need, complete, needs, shown
from covenant.order.state import Claim, OrderState, Pause, fold
from covenant.order.table import FINAL, STATES, TABLE, may

__all__ = [
    "FINAL",
    "STATES",
    "TABLE",
    "Claim",
    "Need",
    "OrderState",
    "Pause",
    "complete",
    "decide",
    "fold",
    "may",
    "needs",
    "shown",
]
