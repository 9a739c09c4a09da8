"""图纸: drawings and manuals of an estate's places, for its people only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db.models import Q, QuerySet

from covenant.errors import Refusal
from weituo.estate.models import Building, Drawing, Equipment, Space
from weituo.ledger import blobs
from weituo.people.reads import Actor

MAX_BYTES = 20 * 1024 * 1024
TITLE = 80
SIGNS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
"""First bytes, and what they make the file."""


@dataclass(frozen=True, slots=True)
class DrawingView:
    """A drawing; `place` in both languages, empty for the whole estate."""

    id: UUID
    title: str
    place_zh: str
    place_en: str
    sha256: str
    size: int
    mime: str
    added_by: str
    added_at: datetime


def add(
    *, drawing_id: UUID, actor: Actor, title: str, place: UUID | None, file: IO[bytes] | None, now: datetime
) -> UUID:
    """Keeps a drawing; the same id again changes nothing. `place` is a building, a space or a piece of equipment.

    Refusals: drawing.no_file, drawing.too_large, drawing.not_readable, place.missing.
    """
    if actor.estate_id is None or actor.membership_id is None or file is None:
        raise Refusal("drawing.no_file")
    if Drawing.objects.filter(pk=drawing_id, estate_id=actor.estate_id).exists():
        return drawing_id
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Refusal("drawing.too_large")
    mime = next((kind for sign, kind in SIGNS if data.startswith(sign)), None)
    if mime is None:
        raise Refusal("drawing.not_readable")
    where = _where(actor.estate_id, place)
    Drawing.objects.create(
        id=drawing_id,
        estate_id=actor.estate_id,
        title=title.strip()[:TITLE],
        sha256=blobs.put(data),
        size=len(data),
        mime=mime,
        added_by_id=actor.membership_id,
        added_at=now,
        **where,
    )
    return drawing_id


def withdraw(*, drawing_id: UUID, actor: Actor, now: datetime) -> None:
    """It is shown to nobody any more; Refusal drawing.missing."""
    if actor.estate_id is None or not Drawing.objects.filter(pk=drawing_id, estate_id=actor.estate_id).exists():
        raise Refusal("drawing.missing")
    Drawing.objects.filter(pk=drawing_id, withdrawn_at=None).update(withdrawn_at=now)


def drawings(actor: Actor) -> tuple[DrawingView, ...]:
    """The estate's drawings, the newest first."""
    if actor.estate_id is None:
        return ()
    rows = Drawing.objects.filter(estate_id=actor.estate_id, withdrawn_at=None)
    return tuple(_view(row) for row in _with_places(rows).order_by("-added_at", "-id"))


def near(
    actor: Actor, *, equipment: Iterable[UUID], spaces: Iterable[UUID], buildings: Iterable[UUID]
) -> tuple[DrawingView, ...]:
    """Those of these places, and those of the whole estate."""
    if actor.estate_id is None:
        return ()
    here = Q(equipment__in=set(equipment)) | Q(space__in=set(spaces)) | Q(building__in=set(buildings))
    whole = Q(equipment=None, space=None, building=None)
    rows = Drawing.objects.filter(here | whole, estate_id=actor.estate_id, withdrawn_at=None)
    return tuple(_view(row) for row in _with_places(rows).order_by("-added_at", "-id"))


def drawing(actor: Actor, drawing_id: UUID) -> DrawingView:
    """One of the estate's; Refusal drawing.missing."""
    row = None
    if actor.estate_id is not None:
        rows = Drawing.objects.filter(pk=drawing_id, estate_id=actor.estate_id, withdrawn_at=None)
        row = _with_places(rows).first()
    if row is None:
        raise Refusal("drawing.missing")
    return _view(row)


def _where(estate_id: UUID, place: UUID | None) -> dict[str, UUID]:
    if place is None:
        return {}
    if Building.objects.filter(pk=place, estate_id=estate_id).exists():
        return {"building_id": place}
    if Space.objects.filter(pk=place, estate_id=estate_id).exists():
        return {"space_id": place}
    if Equipment.objects.filter(pk=place, estate_id=estate_id).exists():
        return {"equipment_id": place}
    raise Refusal("place.missing", place=str(place))


def _with_places(rows: QuerySet[Drawing]) -> QuerySet[Drawing]:
    return rows.select_related("building", "space", "equipment", "added_by__person")


def _view(row: Drawing) -> DrawingView:
    place = row.equipment or row.space or row.building
    return DrawingView(
        row.id, row.title, place.name_zh if place else "", (place.name_en or place.name_zh) if place else "",
        row.sha256, row.size, row.mime, row.added_by.person.name, row.added_at,
    )  # fmt: skip
