"""留痕: a piece of evidence by itself: a signature on the spot, or what came after completion was claimed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.errors import Refusal
from weituo.people.reads import Actor
from weituo.work.actions.step import step
from weituo.work.models import Photo
from weituo.work.row import Outcome

CLAIMED = ("before", "after", "video")
"""What goes with the claim when it is there by then. A signature is a step of its own: somebody else's act."""


def show(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, photo_id: UUID, role: str) -> Outcome:
    """A file that came after the claim, as a fact of its own."""
    return step(
        order_id=order_id,
        kind="order.evidenced",
        body={"role": role, "signer": None},
        actor=actor,
        now=now,
        fact_id=fact_id,
        photo_roles=(role,),
        photo_id=photo_id,
    )


def sign(
    *, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, photo_id: UUID, who: str, name: str = ""
) -> Outcome:
    """A resident's or supervisor's signature; Refusal `order.no_signature` when its picture is not there. The name is a
    disclosure."""
    if not Photo.objects.filter(pk=photo_id, draft=order_id, role="signature", fact_id=None).exists():
        raise Refusal("order.no_signature")
    return step(
        order_id=order_id,
        kind="order.evidenced",
        body={"role": "signature", "signer": who},
        actor=actor,
        now=now,
        fact_id=fact_id,
        private={"signer": name.strip()},
        photo_roles=("signature",),
        photo_id=photo_id,
    )
