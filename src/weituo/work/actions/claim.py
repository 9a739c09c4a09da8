"""报完工: the performer says it is done, with photos and a note."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from weituo.people.reads import Actor
from weituo.work.actions import evidence
from weituo.work.actions.step import step
from weituo.work.row import Outcome


def claim(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, note: str = "") -> Outcome:
    """Claim completion. Photos and videos that were taken in for the order become its evidence; Refusal
    `order.evidence_missing` where the terms ask for more."""
    return step(
        order_id=order_id,
        kind="order.claimed",
        body={},
        actor=actor,
        now=now,
        fact_id=fact_id,
        private={"note": note},
        photo_roles=evidence.CLAIMED,
    )
