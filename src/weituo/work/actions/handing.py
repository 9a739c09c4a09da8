"""转交, and the call-out by night: who has the order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.errors import Refusal
from weituo.pact import reads as pacts
from weituo.people.reads import Actor
from weituo.work.actions.step import step
from weituo.work.row import Outcome


def transfer(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, to: str) -> Outcome:
    """The principal gives the order to another party, each with its own time; Refusal order.no_such_party."""
    pact = pacts.agreement_in_force(actor.estate_id, now) if actor.estate_id else None
    party = pact.terms(now).parties.get(to) if pact else None
    if party is None or party.role not in ("principal", "contractor", "specialist"):
        raise Refusal("order.no_such_party")
    return step(order_id=order_id, kind="order.transferred", body={"to": to}, actor=actor, now=now, fact_id=fact_id)


def call_out(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID) -> Outcome:
    """The guard has called the performer out: from here on its clocks run, where the terms divide day and night."""
    return step(order_id=order_id, kind="order.called_out", body={}, actor=actor, now=now, fact_id=fact_id)
