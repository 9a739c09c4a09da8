"""取消: the reporter withdraws, or the principal says why nothing is to be done here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.errors import Refusal
from weituo.people.reads import Actor
from weituo.work.actions.follow import here
from weituo.work.actions.step import step
from weituo.work.row import Outcome, owned


def cancel(
    *,
    order_id: UUID,
    actor: Actor,
    now: datetime,
    fact_id: UUID,
    reason: str,
    into: UUID | None = None,
    words: str = "",
) -> Outcome:
    """Cancel an order; a duplicate names the order it repeats (Refusal `order.no_such_original`)."""
    actor = here(actor, order_id)
    if into is not None and (into == order_id or owned(actor, into) is None):
        raise Refusal("order.no_such_original")
    return step(
        order_id=order_id,
        kind="order.cancelled",
        body={"reason": reason, "into": str(into) if into else None},
        actor=actor,
        now=now,
        fact_id=fact_id,
        private={"words": words},
    )
