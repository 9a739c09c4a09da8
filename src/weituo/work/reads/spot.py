"""What is going on at one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weituo.estate.reads import Place
from weituo.pact import reads as pacts
from weituo.people.reads import Actor
from weituo.work.models import Order
from weituo.work.reads import names
from weituo.work.reads.listing import Line, line, scope


@dataclass(frozen=True, slots=True)
class OpenHere:
    """An open order of a place without a word about who reported it."""

    id: UUID
    number: str
    item: str
    fault: str
    fault_zh: str
    fault_en: str
    severity: str
    state: str
    paused: bool
    reported_at: datetime
    respond_due: datetime | None
    repair_due: datetime | None
    arrived_at: datetime | None
    followers: int


def open_at_place(
    estate_id: UUID, *, equipment_id: UUID | None = None, space_id: UUID | None = None, most: int = 10
) -> tuple[OpenHere, ...]:
    """The place's open orders, newest first. Nothing for a dwelling."""
    found = Order.objects.filter(estate_id=estate_id, is_open=True, unit=None)
    if equipment_id:
        found = found.filter(equipment_id=equipment_id)
    elif space_id:
        found = found.filter(space_id=space_id, equipment=None)
    else:
        return ()
    rows = list(found.order_by("-reported_at")[:most])
    pact = pacts.agreement(rows[0].agreement_id) if rows else None
    out = []
    for row in rows:
        label = names.fault(pact.agreement.latest if pact else None, row)
        out.append(
            OpenHere(
                row.id,
                row.number,
                row.item,
                row.fault,
                label["zh"],
                label["en"],
                row.severity,
                row.state,
                row.paused,
                row.reported_at,
                row.respond_due,
                row.repair_due,
                row.arrived_at,
                row.followers,
            )
        )
    return tuple(out)


def jobs_here(actor: Actor, place: Place, *, now: datetime) -> tuple[Line, ...]:
    """The actor's open orders at a scanned place, what is due first on top."""
    found = scope(actor).filter(is_open=True)
    if place.unit_id:
        found = found.filter(unit_id=place.unit_id)
    elif place.equipment_id:
        found = found.filter(equipment_id=place.equipment_id)
    elif place.space_id:
        found = found.filter(space_id=place.space_id, equipment=None)
    pact = pacts.agreement_in_force(place.estate.id, now)
    terms = pact.terms(now) if pact else None
    rows = found.select_related(*names.RELATED).order_by("reported_at")[:50]
    return tuple(line(row, terms, actor, now) for row in rows)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has an order now, by pseudonym, and the code of its place."""

    state: str
    assignee: str
    code: str | None
    recurrence_of: UUID | None


def standing(order_id: UUID) -> Standing | None:
    """One order in one query, for commands that act for its people."""
    found = Order.objects.filter(pk=order_id).values_list("state", "assignee__pseudonym", "code_id", "recurrence_of_id")
    row = found.first()
    return Standing(row[0], row[1] or "", row[2], row[3]) if row else None
