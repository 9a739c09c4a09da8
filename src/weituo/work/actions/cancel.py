"""取消: the reporter withdraws, or the principal says why nothing is to be done here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from covenant.errors import Refusal
from weituo.people.reads import Actor
from weituo.work.actions.follow import here
from weituo.work.actions.step import step
from weituo.work.models import Order
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
    """Cancel an order. A duplicate names the order it is merged into: another one of the estate that is not cancelled
    itself (Refusal `order.no_such_original`) and was reported before it (Refusal `order.original_is_later`): whoever
    reported first was promised first, and that promise goes on."""
    actor = here(actor, order_id)
    with transaction.atomic():
        if into is not None:
            _original(actor, order_id, into)
        return step(
            order_id=order_id,
            kind="order.cancelled",
            body={"reason": reason, "into": str(into) if into else None},
            actor=actor,
            now=now,
            fact_id=fact_id,
            private={"words": words},
        )


def _original(actor: Actor, order_id: UUID, into: UUID) -> None:
    """Both are locked, always in the same order, so that no two are merged into each other."""
    if into == order_id or owned(actor, into) is None:
        raise Refusal("order.no_such_original")
    both = Order.objects.select_for_update().filter(pk__in=(order_id, into)).order_by("pk")
    rows = {row.pk: row for row in both}
    if order_id not in rows or rows[order_id].state == "cancelled":
        return  # it may be this very request again: the step answers that
    if rows[into].state == "cancelled":
        raise Refusal("order.no_such_original")
    if rows[into].reported_at > rows[order_id].reported_at:
        raise Refusal("order.original_is_later")
