"""Videos from an engineer's phone, piece by piece (tus 1.0): what arrived stays, the rest is asked for again.

The offset stands in the database, the bytes in the data folder; bytes are on disk before the offset says so. A piece that
was cut off is written over by the next one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from covenant.errors import Refusal
from weituo.ledger import blobs
from weituo.people.phones import Bearer
from weituo.work import video
from weituo.work.actions import phone, phone_file
from weituo.work.actions.phone import Answer, Sent
from weituo.work.models import Order, Photo, Upload

LASTS = timedelta(days=7)
AT_ONCE = 20
"""Unfinished uploads of one person: what a lost phone can fill the disk with."""
SPARE = 256 * 1024 * 1024
"""Room that stays free for facts."""
PIECE = 1024 * 1024
MOST = 3
"""Videos of one order that no fact holds yet."""


class NoRoom(OSError):
    """The disk is too full for this file, or too much of this person is under way."""


class Elsewhere(Exception):
    """The piece does not begin where the last one ended."""


def begin(sent: Sent, length: int, bearer: Bearer, *, now: datetime) -> Upload | Answer:
    """A new upload, the one already under way, or the answer when the file was answered before.

    Refusals: order.missing, act.other_content, video.too_large. NoRoom.
    """
    tidy(now)
    known = phone.first_answer(sent, bearer)
    if known is not None:
        return known
    if not 0 < length <= video.MAX_BYTES:
        return phone.decided(sent, bearer, _too_large, now=now)
    with transaction.atomic():
        row = phone.locked(sent.order_id, bearer.actor)
        before = Upload.objects.filter(pk=sent.id).first()
        if before is not None:
            if before.said != _said(sent) or before.membership_id != bearer.actor.membership_id:
                raise Refusal("act.other_content")
            return before
        assert bearer.actor.membership_id is not None
        mine = Upload.objects.filter(membership_id=bearer.actor.membership_id).count()
        if mine >= AT_ONCE or shutil.disk_usage(settings.DATA).free < length + SPARE:
            raise NoRoom
        return Upload.objects.create(
            id=sent.id,
            order=row,
            membership_id=bearer.actor.membership_id,
            said=_said(sent),
            length=length,
            expires_at=now + LASTS,
        )


def under_way(upload_id: UUID, bearer: Bearer, now: datetime) -> Upload:
    """One's own upload; Refusal `upload.missing` for others', finished and expired ones."""
    row = Upload.objects.filter(pk=upload_id, membership_id=bearer.actor.membership_id or UUID(int=0)).first()
    if row is None or row.expires_at <= now:
        raise Refusal("upload.missing")
    return row


def standing(upload_id: UUID, bearer: Bearer, now: datetime) -> Upload:
    """The same; one that is whole, but was cut off before it was looked at, is looked at now."""
    row = under_way(upload_id, bearer, now)
    if row.offset == row.length:
        _finish(row, bearer, now)
    return row


def append(upload_id: UUID, offset: int, stream: IO[bytes], bearer: Bearer, *, now: datetime) -> int:
    """Takes bytes from `offset` on until the stream ends, in steps that each stay; where the file now ends.

    Refusal upload.missing; Elsewhere when the file ends at another place; Refusal `upload.too_long`.
    """
    row = under_way(upload_id, bearer, now)
    if offset != row.offset:
        raise Elsewhere
    while data := stream.read(PIECE):
        if offset + len(data) > row.length:
            raise Refusal("upload.too_long")
        _write(upload_id, offset, data)
        if not Upload.objects.filter(pk=upload_id, offset=offset).update(offset=F("offset") + len(data)):
            raise Elsewhere  # another request wrote the same bytes at the same time
        offset += len(data)
    if offset == row.length:
        _finish(row, bearer, now)
    return offset


def end(upload_id: UUID, bearer: Bearer, *, now: datetime) -> None:
    """Gives it up; Refusal upload.missing."""
    _drop(under_way(upload_id, bearer, now))


def tidy(now: datetime) -> int:
    """Removes what was not finished in time; how many."""
    old = list(Upload.objects.filter(expires_at__lte=now)[:50])
    for row in old:
        _drop(row)
    return len(old)


def _finish(row: Upload, bearer: Bearer, now: datetime) -> None:
    """Whole: held, refused for what it is, or gone when its bytes are not those the phone hashed."""
    sent, file = _sent(row), _path(row.pk)
    if not file.exists():  # another request was faster
        return
    if _hash(file) != sent.body["sha256"]:
        _drop(row)
        return
    with file.open("rb") as opened:
        mime = video.kind(opened.read(video.HEAD))

    def take_in(order: Order) -> None:
        phone.mine(order, bearer.actor)
        if mime is None:
            raise Refusal("video.not_a_video")
        if order.state in phone_file.FINAL:
            raise Refusal("order.wrong_state", state=order.state)
        if Photo.objects.filter(draft=order.pk, role="video", fact_id=None).count() >= MOST:
            raise Refusal("photo.too_many", most=MOST)
        blobs.adopt(file, sent.body["sha256"])
        _keep(sent, order, row.length, mime, now)
        phone_file.late(sent, order, bearer, now)

    phone.decided(sent, bearer, take_in, now=now)
    _drop(row)


def _keep(sent: Sent, order: Order, size: int, mime: str, now: datetime) -> None:
    Photo.objects.create(
        id=sent.id,
        estate_id=order.estate_id,
        draft=order.pk,
        role="video",
        sha256=sent.body["sha256"],
        size=size,
        mime=mime,
        picture=sent.body["sha256"],
        thumb="",
        width=0,
        height=0,
        created_at=now,
    )


def _said(sent: Sent) -> dict[str, Any]:
    return {"made_at": sent.made_at, "offset": sent.offset, "offline": sent.offline, "body": dict(sent.body)}


def _sent(row: Upload) -> Sent:
    said = row.said
    return Sent(row.pk, row.order_id, "video", said["made_at"], said["offset"], said["offline"], said["body"])


def _path(upload_id: UUID) -> Path:
    return Path(settings.DATA) / "uploads" / upload_id.hex


def _write(upload_id: UUID, offset: int, data: bytes) -> None:
    target = _path(upload_id)
    target.parent.mkdir(exist_ok=True, mode=0o700)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        view, at = memoryview(data), offset
        while view:
            done = os.pwrite(descriptor, view, at)
            view, at = view[done:], at + done
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _drop(row: Upload) -> None:
    Upload.objects.filter(pk=row.pk).delete()
    _path(row.pk).unlink(missing_ok=True)


def _too_large(order: Order) -> None:
    raise Refusal("video.too_large")
