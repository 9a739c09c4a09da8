"""The panel of proofs under an order, as the engineer sees it."""

from __future__ import annotations

from django.urls import reverse

from weituo.faces.shared import proof
from weituo.people.reads import Actor
from weituo.work.reads import Detail


def panel(actor: Actor, order: Detail) -> proof.Panel:
    """The panel under an order; receipts for what the actor did."""
    order_id = order.line.id
    return proof.panel(
        order.estate_id,
        order_id,
        whole=reverse("engineer:proof", args=[order_id]),
        address=lambda fact, kind: reverse("engineer:fact", args=[order_id, fact, kind]),
        mine=lambda one: one.actor == actor.pseudonym,
    )
