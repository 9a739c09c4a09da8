"""The panel of proofs on a tracking page."""

from __future__ import annotations

from django.urls import reverse

from weituo.faces.resident import keys
from weituo.faces.resident.progress import Progress
from weituo.faces.shared import proof
from weituo.ledger.shown import Entry


def panel(t: Progress, token: str) -> proof.Panel:
    """The facts of the order the token opens."""
    return proof.panel(
        t.estate.id,
        t.order,
        whole=reverse("resident:proof", args=[token]),
        address=lambda fact, kind: reverse("resident:fact", args=[token, fact, kind]),
        mine=lambda one: reported(t, one),
    )


def reported(t: Progress, one: Entry) -> bool:
    """Whether the reporter said this: by the page, or on the telephone and somebody took it down. Never a follower."""
    return t.own and (one.actor == keys.reporter(t.order) or one.kind == "order.reported")
