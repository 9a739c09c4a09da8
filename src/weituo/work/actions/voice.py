"""The reporter's own word: fixed, and how good it was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from weituo.people.reads import Actor
from weituo.work.actions.follow import here
from weituo.work.actions.step import step
from weituo.work.row import Outcome


def confirm(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID) -> Outcome:
    """修好了, once."""
    actor = here(actor, order_id)
    return step(order_id=order_id, kind="order.confirmed", body={}, actor=actor, now=now, fact_id=fact_id)


def rate(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, stars: int, words: str = "") -> Outcome:
    """One to five stars, once."""
    return step(
        order_id=order_id,
        kind="order.rated",
        body={"stars": stars},
        actor=here(actor, order_id),
        now=now,
        fact_id=fact_id,
        private={"words": words},
    )
