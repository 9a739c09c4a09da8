"""Photos and signatures from an engineer's phone: checked, shrunk and on disk before the order is locked."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import IO

from covenant.errors import Refusal
from weituo.people.phones import Bearer
from weituo.work import photos
from weituo.work.actions import evidence, phone
from weituo.work.actions.phone import Answer, Sent
from weituo.work.models import Order, Photo

PIECES = ("before", "after", "signature")
MAX_BYTES = 8 * 1024 * 1024
FINAL = ("accepted", "cancelled")


def photo(sent: Sent, stream: IO[bytes], bearer: Bearer, *, now: datetime) -> Answer:
    """One photo; `sent.kind` is its role, `sent.body["sha256"]` what its bytes must be.

    Raises Refusal `file.damaged` when they are something else: the phone sends them again. Otherwise as `phone.act`.
    """
    known = phone.first_answer(sent, bearer)
    if known is not None:
        return known
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return phone.decided(sent, bearer, lambda row: _refuse("photo.too_large"), now=now)
    if sha256(data).hexdigest() != sent.body["sha256"]:
        raise Refusal("file.damaged")
    try:
        made = photos.prepare(data, now)
    except Refusal as refusal:
        code = refusal.code
        return phone.decided(sent, bearer, lambda row: _refuse(code), now=now)

    def take_in(row: Order) -> None:
        phone.mine(row, bearer.actor)
        if row.state in FINAL:
            raise Refusal("order.wrong_state", state=row.state)
        if Photo.objects.filter(draft=row.pk, role=sent.kind, fact_id=None).count() >= photos.MOST:
            raise Refusal("photo.too_many", most=photos.MOST)
        photos.keep(made, estate_id=row.estate_id, draft=row.pk, role=sent.kind, now=now, photo_id=sent.id)
        late(sent, row, bearer, now)

    return phone.decided(sent, bearer, take_in, now=now)


def late(sent: Sent, row: Order, bearer: Bearer, now: datetime) -> None:
    """What comes after the claim is a fact of its own, so that nobody thinks it was there when completion was claimed. A
    signature waits for the act that says whose it is."""
    if row.state == "claimed" and sent.kind != "signature":
        evidence.show(order_id=row.pk, actor=bearer.actor, now=now, fact_id=sent.id, photo_id=sent.id, role=sent.kind)


def _refuse(code: str) -> None:
    raise Refusal(code)
