"""返修认定: the principal rules whether a later report repeats an accepted order's fault."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.errors import Refusal
from weituo.people.reads import Actor
from weituo.work.actions.step import step
from weituo.work.models import Order
from weituo.work.row import Outcome


def rule_recurrence(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, confirmed: bool) -> Outcome:
    """Confirm or deny; a confirmed recurrence counts as rework in the month of the ruling."""
    earlier = (
        Order.objects.filter(pk=order_id, estate_id=actor.estate_id).values_list("recurrence_of", flat=True).first()
    )
    if earlier is None:
        raise Refusal("order.no_recurrence")
    body = {"of": str(earlier), "confirmed": confirmed}
    return step(order_id=order_id, kind="order.recurrence_ruled", body=body, actor=actor, now=now, fact_id=fact_id)
