"""免责: the performer says what excuses it, the principal rules (民法典 590)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.errors import Refusal
from weituo.pact import reads as pacts
from weituo.people.reads import Actor
from weituo.work.actions.step import step
from weituo.work.row import Outcome


def claim_excuse(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, excuse: str, words: str) -> Outcome:
    """Name one of the agreement's excuses with its evidence in words; Refusals order.no_such_excuse, order.no_evidence."""
    pact = pacts.agreement_in_force(actor.estate_id, now) if actor.estate_id else None
    if pact is None or excuse not in pact.terms(now).excuses:
        raise Refusal("order.no_such_excuse")
    if not words.strip():
        raise Refusal("order.no_evidence")
    return step(
        order_id=order_id,
        kind="order.excuse_claimed",
        body={"excuse": excuse},
        actor=actor,
        now=now,
        fact_id=fact_id,
        private={"words": words.strip()},
    )


def rule_excuse(
    *, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, claim_id: UUID, approved: bool
) -> Outcome:
    """The principal accepts the excuse or not; an accepted one leaves the order out of the clocks."""
    body = {"claim": str(claim_id), "approved": approved}
    return step(order_id=order_id, kind="order.excuse_ruled", body=body, actor=actor, now=now, fact_id=fact_id)
