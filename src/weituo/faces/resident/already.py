"""What is already reported at a spot: shown without a word about who reported it, to be followed instead of repeated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from weituo.faces.resident import keys
from weituo.faces.resident.form import identifier
from weituo.faces.resident.spot import Spot
from weituo.faces.resident.tiles import say
from weituo.faces.shared.request import Request
from weituo.ledger.ids import uuid7
from weituo.work import reads as work

COOKIE = "weituo_followed"
MOST = 20
AGE = 90 * 24 * 3600
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Open:
    """One open order of the spot. `id` opens nothing but this: a follower's token. `fact` is the id of following."""

    id: str
    fact: UUID
    label: str
    state: str
    paused: bool
    reported_at: datetime
    due: datetime | None
    followers: int
    follow_url: str


def here(request: HttpRequest, spot: Spot) -> tuple[Open, ...]:
    """The newest open orders of a place that many people use. A dwelling's are its own business: none are shown."""
    mine = followed(request)
    now = cast(Request, request).now
    found = []
    for row in _rows(spot)[:SHOWN]:
        token = keys.follower_token(row.id)
        found.append(
            Open(
                id=token,
                fact=uuid7(now),
                label=say({"zh": row.fault_zh, "en": row.fault_en}),
                state=row.state,
                paused=row.paused,
                reported_at=row.reported_at,
                due=row.repair_due if row.arrived_at else row.respond_due,
                followers=row.followers,
                follow_url=reverse("resident:track", args=[token]) if row.id in mine else "",
            )
        )
    return tuple(found)


def open_at(spot: Spot, order: UUID) -> bool:
    """Whether the order is among the open ones that the spot shows."""
    return any(row.id == order for row in _rows(spot))


def followed(request: HttpRequest) -> tuple[UUID, ...]:
    """The orders followed from this phone, by its cookie."""
    try:
        text = Signer(salt=COOKIE).unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return ()
    return tuple(order for part in text.split(".") if (order := identifier(part)))


def remember(response: HttpResponse, order: UUID, before: tuple[UUID, ...]) -> None:
    """Adds an order to the phone's cookie."""
    kept = [one.hex for one in dict.fromkeys((order, *before))][:MOST]
    value = Signer(salt=COOKIE).sign(".".join(kept))
    response.set_cookie(COOKIE, value, max_age=AGE, httponly=True, samesite="Lax")


def _rows(spot: Spot) -> tuple[work.OpenHere, ...]:
    if spot.place is None or spot.estate is None or spot.place.kind == "unit":
        return ()
    equipment = spot.place.equipment_id
    space = None if equipment else spot.place.space_id
    return tuple(work.open_at_place(spot.estate.id, equipment_id=equipment, space_id=space))
