"""“已有人报修,关注这一单”: somebody else saw the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from weituo.people.reads import Actor
from weituo.work.actions.step import step
from weituo.work.models import Order
from weituo.work.row import Outcome


def follow(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID) -> Outcome:
    """Count one more follower of an open order."""
    return step(
        order_id=order_id, kind="order.followed", body={}, actor=here(actor, order_id), now=now, fact_id=fact_id
    )


def here(actor: Actor, order_id: UUID) -> Actor:
    """A reporter who came by a code or a tracking address belongs to the order's estate."""
    if actor.party != "R" or actor.estate_id is not None:
        return actor
    return replace(actor, estate_id=Order.objects.values_list("estate_id", flat=True).filter(pk=order_id).first())
