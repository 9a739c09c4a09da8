"""What phones sent: which ids are held or refused, and what did not count, for the order's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from covenant.errors import Refusal
from weituo.ledger import reads as facts
from weituo.people.reading import personal
from weituo.people.reads import Actor
from weituo.work.actions.phone import refusal_of
from weituo.work.models import PhoneAct
from weituo.work.reads.listing import scope

FURTHEST = 253_402_300_799_000  # the last second of the year 9999
PERSONAL = ("note", "words", "name", "about")


@dataclass(frozen=True, slots=True)
class Held:
    """One id the server has answered; `refusal` None when it is held."""

    id: UUID
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class ActView:
    """What a phone sent for an order. `made_at` is by the phone's clock put right by what it knew of the server's; `said`
    without personal words for who may not read those."""

    id: UUID
    order_id: UUID
    kind: str
    who: str
    received_at: datetime
    made_at: int
    offline: bool
    clock_known: bool
    refusal: Refusal | None
    said: Mapping[str, Any]


def holds(actor: Actor, ids: Iterable[UUID]) -> tuple[Held, ...]:
    """Those of these ids that were answered, to this person; what is not named is not here. A taking that came with the
    arrival is held as well: its fact is there."""
    wanted = set(ids) if actor.membership_id else set[UUID]()
    rows = PhoneAct.objects.filter(pk__in=wanted, membership__pseudonym=actor.pseudonym)
    found = {row.pk: Held(row.pk, refusal_of(row)) for row in rows}
    for fact_id in facts.written_by(actor.pseudonym, wanted - set(found)):
        found[fact_id] = Held(fact_id, None)
    return tuple(found[one] for one in sorted(found))


def acts(actor: Actor, order_id: UUID) -> tuple[ActView, ...]:
    """Everything phones sent for an order the actor may see, as it came in."""
    if not scope(actor).filter(pk=order_id).exists():
        return ()
    rows = list(
        PhoneAct.objects.filter(order_id=order_id).select_related("membership__person").order_by("received_at", "id")
    )
    words = any(set(PERSONAL) & set(row.said) for row in rows)
    open_words = personal(actor, "order", f"order/{order_id}", there=words)
    return tuple(_view(row, open_words) for row in rows)


def _view(row: PhoneAct, words: bool) -> ActView:
    made = row.made_at - (row.offset or 0)
    return ActView(
        id=row.pk,
        order_id=row.order_id,
        kind=row.kind,
        who=row.membership.person.name,
        received_at=row.received_at,
        made_at=min(max(made, 0), FURTHEST),
        offline=row.offline,
        clock_known=row.offset is not None,
        refusal=refusal_of(row),
        said={key: value for key, value in row.said.items() if words or key not in PERSONAL},
    )
