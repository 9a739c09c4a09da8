"""Photos as faces see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from weituo.work.models import Photo


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


def _view(row: Photo) -> PhotoView:
    order = row.order
    return PhotoView(
        row.id, row.estate_id, row.order_id, row.draft, row.role, row.sha256, row.picture, row.thumb, row.width,
        row.height,
        tracking=order.tracking if order else "", perform=order.perform if order else "",
    )  # fmt: skip


def photo(photo_id: UUID) -> PhotoView | None:
    """One photo whatever its estate: the caller compares."""
    row = Photo.objects.select_related("order").filter(pk=photo_id).first()
    return _view(row) if row else None


def draft_photos(draft: UUID) -> tuple[PhotoView, ...]:
    """The photos taken in for a report or order that no fact holds yet, oldest first."""
    rows = Photo.objects.select_related("order").filter(draft=draft, fact_id=None).order_by("id")
    return tuple(_view(row) for row in rows)


def order_photos(order_id: UUID) -> tuple[PhotoView, ...]:
    """The photos that facts of an order hold, oldest first."""
    rows = Photo.objects.select_related("order").filter(order_id=order_id, fact_id__isnull=False).order_by("id")
    return tuple(_view(row) for row in rows)
