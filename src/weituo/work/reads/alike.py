"""Orders that may be the same fault reported twice, and those merged into one. It proposes; a person merges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from covenant.agreement import Terms
from weituo.people.reads import Actor
from weituo.work import search
from weituo.work.models import Order
from weituo.work.reads import names
from weituo.work.reads.listing import scope, terms_now

LOOKED_AT = 500  # open orders, the newest
SHOWN, MERGED = 3, 50
NEAR = timedelta(days=1)
HOPS = 5
SPOT, BUILDING, FAULT, ITEM, WORDS, DAY = 4, 2, 3, 1, 3, 1
HERE, ELSEWHERE = 6, 8
"""Points from which two orders of one building may be one fault; of two buildings (the power is out in both)."""
SAME_WORDS = 0.34
"""Of the shorter text's pairs of characters, how many the other has too."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another order. `why` holds some of spot, building, fault, item, words, day, in this order."""

    id: UUID
    number: str
    state: str
    severity: str
    what: dict[str, str]
    place: dict[str, str]
    reported_at: datetime
    why: tuple[str, ...]


def alike(actor: Actor, order_id: UUID, *, now: datetime) -> tuple[Alike, ...]:
    """Open orders that may be this open one, the likeliest first. Three queries."""
    row = scope(actor).filter(pk=order_id, is_open=True).select_related(*names.RELATED).first()
    if row is None:
        return ()
    others = scope(actor).filter(is_open=True).exclude(pk=order_id).select_related(*names.RELATED)
    found = [(_why(row, other), other) for other in others.order_by("-reported_at")[:LOOKED_AT]]
    likely = [(points(why), why, other) for why, other in found if points(why) >= _least(why)]
    likely.sort(key=lambda one: (-one[0], one[2].reported_at))
    terms = terms_now(actor, now) if likely else None
    return tuple(_alike(other, terms, why) for _, why, other in likely[:SHOWN])


def merged(actor: Actor, order_id: UUID, *, now: datetime) -> tuple[Alike, ...]:
    """The orders merged into this one, the first report first. One query where there is none."""
    rows = scope(actor).filter(merged_into_id=order_id).select_related(*names.RELATED).order_by("reported_at")
    found = list(rows[:MERGED])
    terms = terms_now(actor, now) if found else None
    return tuple(_alike(row, terms) for row in found)


def root(row: Order) -> Order | None:
    """The order that stands for a merged one in the end; None when it was merged into none."""
    found = row.merged_into
    for _ in range(HOPS):
        if found is None or found.merged_into_id is None:
            break
        found = found.merged_into
    return found


def points(why: tuple[str, ...]) -> int:
    """What the reasons are worth together."""
    worth = {"spot": SPOT, "building": BUILDING, "fault": FAULT, "item": ITEM, "words": WORDS, "day": DAY}
    return sum(worth[one] for one in why)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say much the same, by their pairs of characters."""
    mine, theirs = ({pair for pair in search.grams(text) if len(pair) == 2} for text in (one, other))
    least = min(len(mine), len(theirs))
    return least >= 2 and len(mine & theirs) / least >= SAME_WORDS


def _least(why: tuple[str, ...]) -> int:
    return HERE if "spot" in why or "building" in why else ELSEWHERE


def _why(one: Order, other: Order) -> tuple[str, ...]:
    if one.equipment_id and other.equipment_id and one.equipment_id != other.equipment_id:
        return ()  # two lifts have two faults, however alike
    spot = _spot(one) == _spot(other) and _spot(one) != (None, None, None)
    building = not spot and names.building(one) is not None and names.building(one) == names.building(other)
    tests = {
        "spot": spot,
        "building": building,
        "fault": one.item == other.item and one.fault == other.fault and one.fault != "other",
        "item": one.item == other.item,
        "words": same_words(one.text, other.text),
        "day": abs(one.reported_at - other.reported_at) <= NEAR,
    }
    return tuple(key for key, holds in tests.items() if holds)


def _spot(row: Order) -> tuple[UUID | None, UUID | None, UUID | None]:
    return row.equipment_id, row.space_id, row.unit_id


def _alike(row: Order, terms: Terms | None, why: tuple[str, ...] = ()) -> Alike:
    what = names.fault(terms, row) if row.fault != "other" else names.item(terms, row)
    return Alike(row.id, row.number, row.state, row.severity, what, names.place(row), row.reported_at, why)
