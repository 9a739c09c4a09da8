"""返修认定: the principal rules whether a later report repeats an accepted order's fault."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.errors import Refusal
from weituo.people.reads import Actor
from weituo.work.actions.step import step
from weituo.work.row import Outcome, owned


def rule_recurrence(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, confirmed: bool) -> Outcome:
    """Confirm or deny; a confirmed recurrence counts as rework in the month of the ruling."""
    row = owned(actor, order_id)
    earlier = row.recurrence_of_id if row else None
    if earlier is None:
        raise Refusal("order.no_recurrence")
    body = {"of": str(earlier), "confirmed": confirmed}
    return step(order_id=order_id, kind="order.recurrence_ruled", body=body, actor=actor, now=now, fact_id=fact_id)
