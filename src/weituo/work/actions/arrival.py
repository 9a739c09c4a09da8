"""到场: being there, proved by the code on the spot."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.errors import Refusal
from weituo.estate import reads as places
from weituo.estate.reads import Place
from weituo.people.reads import Actor
from weituo.work.actions.step import step
from weituo.work.actions.take import take
from weituo.work.models import Order
from weituo.work.row import Outcome, owned


def arrive(
    *, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, code: str | None, take_id: UUID | None = None
) -> Outcome:
    """Record arrival. With a code it must be one of the order's place, else Refusal `order.not_here`; without one the
    proof is "manual", allowed only where the place has no code (`order.code_needed`).

    An order not yet taken is taken first, under `take_id`.
    """
    row = owned(actor, order_id)
    if row is None:
        raise Refusal("order.missing")
    if code:
        found = places.resolve(code)
        if not isinstance(found, Place) or not _here(row, found):
            raise Refusal("order.not_here")
    elif row.code_id or row.equipment_id:
        raise Refusal("order.code_needed")
    if row.state in ("reported", "assigned") and take_id is not None:
        take(order_id=order_id, actor=actor, now=now, fact_id=take_id)
    body = {"proof": "code" if code else "manual"}
    return step(order_id=order_id, kind="order.arrived", body=body, actor=actor, now=now, fact_id=fact_id)


def _here(row: Order, place: Place) -> bool:
    if place.estate.id != row.estate_id:
        return False
    if row.unit_id:
        return place.unit_id == row.unit_id
    if row.equipment_id:
        return place.equipment_id == row.equipment_id
    if row.space_id:
        return place.space_id == row.space_id
    return True
