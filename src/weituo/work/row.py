"""From the folded facts to the columns of the row. Every change goes through here, so tables and facts agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from covenant.obligation import NEVER, obligations
from covenant.order import FINAL, OrderState
from weituo.ledger.time import instant, ms
from weituo.pact.reads import Pact
from weituo.people.reads import Actor
from weituo.work.models import Order


@dataclass(frozen=True, slots=True)
class Outcome:
    """The order after an action. `repeated`: this very request had been carried out before."""

    id: UUID
    number: str
    state: str
    paused: bool
    seq: int
    tracking: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What `report` gives: the order and whether the same report had arrived before."""

    order: Outcome
    repeated: bool


def owned(actor: Actor, order_id: UUID) -> Order | None:
    """The order when it is of the actor's estate."""
    if actor.estate_id is None:
        return None
    return Order.objects.filter(pk=order_id, estate_id=actor.estate_id).first()


def when(moment: int | None) -> datetime | None:
    """A column's value for covenant's instant."""
    return None if moment is None else instant(moment)


def columns(order: OrderState, pact: Pact, now: datetime) -> dict[str, Any]:
    """What the facts say the row must hold, clocks included as they run at `now`."""
    dues: dict[str, datetime | None] = {"respond": None, "repair": None}
    for one in obligations(order, pact.agreement, pact.calendars, ms(now)):
        if one.clock in dues:  # the principal's own clocks are not the order's promise
            dues[one.clock] = None if one.due >= NEVER else instant(one.due)
    return {
        "item": order.item,
        "fault": order.fault,
        "cause": order.cause,
        "severity": order.severity,
        "state": order.state,
        "is_open": order.state not in FINAL,
        "paused": order.paused,
        "seq": order.seq,
        "arrived_at": when(order.arrived_at),
        "claimed_at": when(order.claimed_at),
        "accepted_at": when(order.accepted_at),
        "confirmed_at": when(order.confirmed_at),
        "rated_at": when(order.rated_at),
        "stars": order.stars,
        "merged_into_id": UUID(order.into) if order.into else None,
        "followers": order.followers,
        "recurrence_confirmed": order.recurrence,
        "recurrence_ruled_at": when(order.recurrence_ruled_at),
        "respond_due": dues["respond"],
        "repair_due": dues["repair"],
    }


def outcome(row: Order, *, repeated: bool = False) -> Outcome:
    """The row as an action's answer."""
    return Outcome(row.id, row.number, row.state, row.paused, row.seq, row.tracking, repeated)
