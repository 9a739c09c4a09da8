"""Photos: accepted and shrunk, or refused with a sentence. Nothing that came is ever served as it came."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

import pi_heif
from django.db import transaction
from django.utils.timezone import get_default_timezone
from PIL import Image, ImageOps, UnidentifiedImageError

from covenant import facts
from covenant.errors import Refusal
from weituo.ledger import blobs
from weituo.work.models import Photo, PhotoOrigin
from weituo.work.origin import Origin, origin

pi_heif.register_heif_opener()

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 80_000_000
MOST = 9
FULL, THUMB = 1600, 320
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
DRAFTS_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Stored:
    """A photo that was taken in."""

    id: UUID
    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A photo on disk that no row names yet."""

    sha256: str
    size: int
    mime: str
    picture: str
    thumb: str
    width: int
    height: int
    origin: Origin | None


def accept(
    file: IO[bytes], *, estate_id: UUID, draft: UUID, role: str, now: datetime, photo_id: UUID, source: str = ""
) -> Stored:
    """Check, shrink and keep one photo for a draft; the same `photo_id` again gives the first answer.

    Refusals: photo.too_large, photo.not_an_image, photo.too_many_pixels, photo.broken, photo.too_many.
    """
    known = Photo.objects.filter(pk=photo_id, draft=draft).first()
    if known is not None:
        return Stored(known.id, known.sha256, known.width, known.height)
    if Photo.objects.filter(draft=draft, role=role).count() >= MOST:
        raise Refusal("photo.too_many", most=MOST)
    if _busy(estate_id, now):
        raise Refusal("photo.too_many", most=MOST)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Refusal("photo.too_large")
    return keep(prepare(data, now), estate_id=estate_id, draft=draft, role=role, now=now, photo_id=photo_id)


def prepare(data: bytes, now: datetime) -> Prepared:
    """The picture checked, shrunk and on disk: all that takes long, before any row is touched.

    Refusals: photo.not_an_image, photo.too_many_pixels, photo.broken.
    """
    picture = decode(data)
    return Prepared(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        mime=Image.MIME.get(picture.format or "", "") or "image/jpeg",
        picture=blobs.put(_jpeg(picture, FULL, 82)),
        thumb=blobs.put(_jpeg(picture, THUMB, 75)),
        width=picture.width,
        height=picture.height,
        origin=origin(data, zone=get_default_timezone(), now=now),
    )


def keep(made: Prepared, *, estate_id: UUID, draft: UUID, role: str, now: datetime, photo_id: UUID) -> Stored:
    """The row of a prepared photo."""
    with transaction.atomic():
        row = Photo.objects.create(
            id=photo_id,
            estate_id=estate_id,
            draft=draft,
            role=role,
            sha256=made.sha256,
            size=made.size,
            mime=made.mime,
            picture=made.picture,
            thumb=made.thumb,
            width=made.width,
            height=made.height,
            created_at=now,
        )
        if made.origin is not None and (made.origin.taken_at or made.origin.data):
            PhotoOrigin.objects.create(photo=row, taken_at=made.origin.taken_at, data=dict(made.origin.data))
    return Stored(row.id, row.sha256, row.width, row.height)


def _busy(estate_id: UUID, now: datetime) -> bool:
    """Whether unclaimed photos pile up faster than residents could take them."""
    since = now - timedelta(hours=1)
    return (
        Photo.objects.filter(estate_id=estate_id, order=None, created_at__gte=since).count() >= DRAFTS_PER_HOUR * MOST
    )


def decode(data: bytes) -> Image.Image:
    """The upright picture in RGB, without metadata; refused before its pixels are unpacked when they are too many."""
    if not data:
        raise Refusal("photo.broken")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise Refusal("photo.too_many_pixels")
            kind = picture.format
            picture.draft("RGB", (FULL, FULL))
            upright = ImageOps.exif_transpose(picture)
            plain = _opaque(upright)
    except UnidentifiedImageError:
        raise Refusal("photo.not_an_image") from None
    except Image.DecompressionBombError:
        raise Refusal("photo.too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        raise Refusal("photo.broken") from None
    plain.format = kind
    return plain


def _opaque(picture: Image.Image) -> Image.Image:
    """Without transparency: a signature is ink on white paper, not on black."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("RGB")


def _jpeg(picture: Image.Image, side: int, quality: int) -> bytes:
    small = picture.copy()
    small.info = {}
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def attach(
    order_id: UUID, fact_id: UUID, roles: tuple[str, ...], *, only: UUID | None = None
) -> tuple[facts.Blob, ...]:
    """An order's loose photos of these roles, or the one that is named, as a fact's blobs."""
    found = Photo.objects.filter(draft=order_id, role__in=roles, fact_id=None).order_by("id")
    rows = list(found if only is None else found.filter(pk=only))
    Photo.objects.filter(pk__in=[row.pk for row in rows]).update(order_id=order_id, fact_id=fact_id)
    return tuple(facts.Blob(row.sha256, row.size, row.mime, row.role) for row in rows)


def pending(photo_ids: tuple[UUID, ...], draft: UUID) -> tuple[facts.Blob, ...]:
    """A new report's photos as its fact's blobs, in the order they were added; others' photos are left out."""
    rows = (
        {row.pk: row for row in Photo.objects.filter(pk__in=photo_ids, draft=draft, fact_id=None)} if photo_ids else {}
    )
    found = [rows[photo_id] for photo_id in photo_ids if photo_id in rows]
    return tuple(facts.Blob(row.sha256, row.size, row.mime, row.role) for row in found)


def belong(photo_ids: tuple[UUID, ...], order_id: UUID, fact_id: UUID) -> None:
    """Tie the report's photos to the order that now exists."""
    if photo_ids:
        Photo.objects.filter(pk__in=photo_ids, draft=order_id, fact_id=None).update(order_id=order_id, fact_id=fact_id)


def discard(*, draft: UUID, photo_id: UUID) -> bool:
    """Remove a photo from a draft that was not sent yet."""
    return Photo.objects.filter(pk=photo_id, draft=draft, fact_id=None).delete()[0] > 0
