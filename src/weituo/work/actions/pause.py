"""挂起, 恢复, and the principal's ruling on a pause."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.errors import Refusal
from weituo.pact import reads as pacts
from weituo.people.reads import Actor
from weituo.work.actions.step import step
from weituo.work.row import Outcome


def pause(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, reason: str, words: str = "") -> Outcome:
    """Stop the clocks for one of the agreement's reasons; Refusal `order.no_such_reason`."""
    pact = pacts.agreement_in_force(actor.estate_id, now) if actor.estate_id else None
    if pact is None or reason not in pact.terms(now).pauses:
        raise Refusal("order.no_such_reason", reason=reason)
    return step(
        order_id=order_id,
        kind="order.paused",
        body={"reason": reason},
        actor=actor,
        now=now,
        fact_id=fact_id,
        private={"words": words},
    )


def resume(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID) -> Outcome:
    """Let the clocks run again."""
    return step(order_id=order_id, kind="order.resumed", body={}, actor=actor, now=now, fact_id=fact_id)


def rule_pause(
    *, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, pause_id: UUID, approved: bool
) -> Outcome:
    """The principal approves or refuses a pause; `pause_id` is the fact that began it."""
    body = {"pause": str(pause_id), "approved": approved}
    return step(order_id=order_id, kind="order.pause_ruled", body=body, actor=actor, now=now, fact_id=fact_id)
