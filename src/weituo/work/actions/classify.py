"""更正: severity, item, fault and cause. Raising starts a new clock; only the principal lowers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.errors import Refusal
from weituo.pact import reads as pacts
from weituo.people.reads import Actor
from weituo.work.actions.step import step
from weituo.work.row import Outcome, owned


def classify(
    *,
    order_id: UUID,
    actor: Actor,
    now: datetime,
    fact_id: UUID,
    severity: str | None = None,
    item: str | None = None,
    fault: str | None = None,
    cause: str | None = None,
) -> Outcome:
    """Correct what is given and keep the rest; Refusal `order.not_in_terms` for a word the agreement does not know."""
    row = owned(actor, order_id)
    pact = pacts.agreement(row.agreement_id) if row else None
    if row is None or pact is None:
        raise Refusal("order.missing")
    terms = pact.terms(now)
    body = {
        "severity": severity or row.severity,
        "item": item or row.item,
        "fault": fault or row.fault,
        "cause": cause or row.cause,
    }
    if (
        body["severity"] not in terms.severities
        or body["item"] not in terms.items
        or body["fault"] not in terms.faults
        or body["cause"] not in ("wear", "sudden", "renewal")
    ):
        raise Refusal("order.not_in_terms")
    return step(order_id=order_id, kind="order.classified", body=body, actor=actor, now=now, fact_id=fact_id)
