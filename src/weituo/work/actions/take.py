"""接单: an engineer makes the order his own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from weituo.people.reads import Actor
from weituo.work.actions.dispatch import may_take
from weituo.work.actions.step import step
from weituo.work.row import Outcome, owned


def take(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID) -> Outcome:
    """Take a reported or assigned order; Refusal `order.already_taken` says by whom and when, `dispatch.unlicensed` which
    licence the law wants."""
    row = owned(actor, order_id)
    if row is not None and row.state in ("reported", "assigned"):
        may_take(row, actor, now)
    return step(order_id=order_id, kind="order.taken", body={}, actor=actor, now=now, fact_id=fact_id)
