"""One order as its reporter and followers see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from weituo.ledger import reads as facts
from weituo.ledger.time import instant, ms
from weituo.pact import reads as pacts
from weituo.people import reads as people
from weituo.people.roles import Role
from weituo.work.models import Order
from weituo.work.reads import names
from weituo.work.reads.alike import root
from weituo.work.reads.photo import order_photos

SHOWN = ("report", "before", "after")
"""What the reporter sees: signatures are other people's, videos too large for a page like this."""


@dataclass(frozen=True, slots=True)
class Handler:
    """Who has the order: a name and what they are, never a telephone number."""

    name: str
    role: str
    organisation: dict[str, str]


@dataclass(frozen=True, slots=True)
class TrackedStep:
    """One step. `name` only of the contractor's engineers and the property's staff, never of residents."""

    kind: str
    at: datetime
    party: str
    name: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tracked:
    """An order for the tracking page. `text`, `words_place` and `photos` are for the reporter only."""

    order_id: UUID
    estate_id: UUID
    number: str
    seq: int
    state: str
    paused: bool
    item: str
    fault: str
    fault_zh: str
    fault_en: str
    severity: str
    place_zh: str
    place_en: str
    words_place: str
    text: str
    code: str | None
    reported_at: datetime
    respond_due: datetime | None
    repair_due: datetime | None
    arrived_at: datetime | None
    claimed_at: datetime | None
    accepted_at: datetime | None
    confirmed_at: datetime | None
    stars: int | None
    handler: Handler | None
    steps: tuple[TrackedStep, ...]
    photos: tuple[tuple[UUID, str], ...]
    pause_labels: Mapping[str, Mapping[str, str]]
    tracking: str
    merged_into: UUID | None
    merged_number: str
    merged_shown: bool
    """Whether the reporter may look at the order theirs was merged into: not when it is in somebody else's dwelling."""


def tracking(token: str) -> Tracked | None:
    """The order a reporter's address opens."""
    row = Order.objects.select_related(*names.RELATED).filter(tracking=token).first() if token.isalnum() else None
    return _tracked(row) if row else None


def tracked_order(order_id: UUID) -> Tracked | None:
    """The same by the order's id, for followers."""
    row = Order.objects.select_related(*names.RELATED).filter(pk=order_id).first()
    return _tracked(row) if row else None


def _tracked(row: Order) -> Tracked:
    pact = pacts.agreement(row.agreement_id)
    terms = pact.agreement.at(ms(row.reported_at)) if pact else None
    label, place = names.fault(terms, row), names.place(row)
    chain = facts.facts(row.estate_id, subject=f"order/{row.id}")
    known = people.names(fact.actor for fact in chain)
    steps = tuple(
        TrackedStep(
            fact.kind, instant(fact.at), fact.party, known[fact.actor].name if fact.actor in known else "", fact.body
        )
        for fact in chain
    )
    handler, original = None, root(row)
    if row.assignee is not None:
        handler = Handler(row.assignee.person.name, Role(row.assignee.role), _named(row.assignee.organisation))
    return Tracked(
        order_id=row.id,
        estate_id=row.estate_id,
        number=row.number,
        seq=row.seq,
        state=row.state,
        paused=row.paused,
        item=row.item,
        fault=row.fault,
        fault_zh=label["zh"],
        fault_en=label["en"],
        severity=row.severity,
        place_zh=place["zh"],
        place_en=place["en"],
        words_place=row.place_words,
        text=row.text,
        code=row.code_id,
        reported_at=row.reported_at,
        respond_due=row.respond_due,
        repair_due=row.repair_due,
        arrived_at=row.arrived_at,
        claimed_at=row.claimed_at,
        accepted_at=row.accepted_at,
        confirmed_at=row.confirmed_at,
        stars=row.stars,
        handler=handler,
        steps=steps,
        photos=tuple((photo.id, photo.role) for photo in order_photos(row.id) if photo.role in SHOWN),
        pause_labels={key: rule.label for key, rule in terms.pauses.items()} if terms else {},
        tracking=row.tracking,
        merged_into=original.pk if original else None,
        merged_number=original.number if original else "",
        merged_shown=original is not None and (original.unit_id is None or original.unit_id == row.unit_id),
    )


def _named(organisation: Any) -> dict[str, str]:
    return {"zh": organisation.name_zh, "en": organisation.name_en}
