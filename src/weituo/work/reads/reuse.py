"""Photos that look like earlier ones, with what somebody said about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from weituo.people.reads import Actor
from weituo.work.models import PhotoFlag
from weituo.work.reads.listing import scope
from weituo.work.reads.photo import PhotoView, view

SIZE = 20


@dataclass(frozen=True, slots=True)
class FlagView:
    """A pair: the photo asked about and the earlier one, with their orders. `seen` says which of the two this actor may
    look at: a reporter's own picture is personal."""

    id: UUID
    kind: str
    distance: int
    found_at: datetime
    state: str
    ruled_by: str
    ruled_at: datetime | None
    words: str
    photo: PhotoView
    number: str
    earlier: PhotoView
    earlier_number: str
    seen: tuple[bool, bool]

    @property
    def open(self) -> bool:
        return self.state == PhotoFlag.State.OPEN


@dataclass(frozen=True, slots=True)
class FlagPage:
    """One page of flags, from 1."""

    flags: tuple[FlagView, ...]
    count: int
    number: int
    pages: int


def flags(actor: Actor, *, ruled: bool = False, page: int = 1) -> FlagPage:
    """Those of the actor's orders, the newest first: still open, or ruled on. Two queries."""
    found = _scope(actor)
    open_ = PhotoFlag.State.OPEN
    found = found.exclude(state=open_) if ruled else found.filter(state=open_)
    count = found.count()
    pages = max(1, -(-count // SIZE))
    number = max(1, min(page, pages))
    rows = found.order_by("-found_at", "-id")[(number - 1) * SIZE : number * SIZE]
    return FlagPage(tuple(_view(row, actor) for row in rows), count, number, pages)


def flags_of(actor: Actor, order_id: UUID) -> tuple[FlagView, ...]:
    """Those of one order's photos, the open ones first."""
    rows = sorted(_scope(actor).filter(photo__order_id=order_id), key=lambda row: row.state != PhotoFlag.State.OPEN)
    return tuple(_view(row, actor) for row in rows)


def flag(actor: Actor, flag_id: UUID) -> FlagView | None:
    """One, or None when it is not of the actor's orders."""
    row = _scope(actor).filter(pk=flag_id).first()
    return _view(row, actor) if row else None


def _scope(actor: Actor) -> QuerySet[PhotoFlag]:
    related = ("photo__order", "earlier__order", "ruled_by__person")
    return PhotoFlag.objects.filter(photo__order__in=scope(actor)).select_related(*related).order_by("-found_at", "-id")


def _view(row: PhotoFlag, actor: Actor) -> FlagView:
    photo, earlier = view(row.photo), view(row.earlier)
    personal = actor.may("personal.read")
    return FlagView(
        id=row.pk,
        kind=row.kind,
        distance=row.distance,
        found_at=row.found_at,
        state=row.state,
        ruled_by=row.ruled_by.person.name if row.ruled_by else "",
        ruled_at=row.ruled_at,
        words=row.words,
        photo=photo,
        number=row.photo.order.number if row.photo.order else "",
        earlier=earlier,
        earlier_number=row.earlier.order.number if row.earlier.order else "",
        seen=(personal or photo.role != "report", personal or earlier.role != "report"),
    )
