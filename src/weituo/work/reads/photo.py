"""Photos as faces see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from weituo.work.models import Photo, PhotoOrigin

LONG = timedelta(days=1)
"""A photo taken longer than this before its order was reported is marked for attention."""


@dataclass(frozen=True, slots=True)
class OriginView:
    """When the camera says it was taken, for who may read personal data. `long_before` the order was reported."""

    taken_at: datetime | None
    camera: str
    ahead: timedelta | None
    long_before: bool


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photo; `picture` and `thumb` name the re-encoded JPEGs among the blobs; `tracking` opens it for its reporter."""

    id: UUID
    estate_id: UUID
    order_id: UUID | None
    draft: UUID
    role: str
    sha256: str
    picture: str
    thumb: str
    width: int
    height: int
    mime: str = "image/jpeg"
    tracking: str = ""
    perform: str = ""
    received_at: datetime | None = None
    origin: OriginView | None = None


def view(row: Photo, *, personal: bool = False) -> PhotoView:
    """A photo with its order already at hand; what its file said only when it is for somebody who may read that."""
    order = row.order
    return PhotoView(
        row.id, row.estate_id, row.order_id, row.draft, row.role, row.sha256, row.picture, row.thumb, row.width,
        row.height,
        mime=row.mime if row.role == "video" else "image/jpeg",
        tracking=order.tracking if order else "", perform=order.perform if order else "", received_at=row.created_at,
        origin=_origin(row) if personal else None,
    )  # fmt: skip


def _origin(row: Photo) -> OriginView | None:
    try:
        found = row.origin
    except PhotoOrigin.DoesNotExist:
        return None
    taken, reported = found.taken_at, row.order.reported_at if row.order else None
    return OriginView(
        taken_at=taken,
        camera=" ".join(word for key in ("make", "camera") if (word := str(found.data.get(key, "")))),
        ahead=row.created_at - taken if taken else None,
        long_before=taken is not None and reported is not None and reported - taken > LONG,
    )


def photo(photo_id: UUID) -> PhotoView | None:
    """One photo whatever its estate: the caller compares."""
    row = Photo.objects.select_related("order").filter(pk=photo_id).first()
    return view(row) if row else None


def draft_photos(draft: UUID) -> tuple[PhotoView, ...]:
    """The photos taken in for a report or order that no fact holds yet, oldest first."""
    rows = Photo.objects.select_related("order").filter(draft=draft, fact_id=None).order_by("id")
    return tuple(view(row) for row in rows)


def order_photos(order_id: UUID, *, personal: bool = False) -> tuple[PhotoView, ...]:
    """The photos that facts of an order hold, oldest first."""
    rows = Photo.objects.select_related("order", "origin").filter(order_id=order_id, fact_id__isnull=False)
    return tuple(view(row, personal=personal) for row in rows.order_by("id"))
