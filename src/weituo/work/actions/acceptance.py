"""验收: the principal accepts or rejects; the reporter may reject too."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from weituo.people.reads import Actor
from weituo.work.actions.follow import here
from weituo.work.actions.step import step
from weituo.work.row import Outcome


def accept(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID) -> Outcome:
    """Accept a claim; Refusal `order.already_accepted` says by whom and when."""
    return step(order_id=order_id, kind="order.accepted", body={}, actor=actor, now=now, fact_id=fact_id)


def reject(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, reason: str, words: str = "") -> Outcome:
    """Send a claim back. The clock never stopped."""
    return step(
        order_id=order_id,
        kind="order.rejected",
        body={"reason": reason},
        actor=here(actor, order_id),
        now=now,
        fact_id=fact_id,
        private={"words": words},
    )
