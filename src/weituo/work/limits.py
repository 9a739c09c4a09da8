"""A bound on how fast one address may report, which never stands in the way of danger."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from covenant.errors import Refusal
from weituo.work.models import Bucket

BURST = 6
REFILL = timedelta(minutes=2)  # one more report
FULL = BURST * 1000


def check(address: str, *, estate_id: UUID, now: datetime, danger: bool) -> None:
    """Take one report from the address's bucket; Refusal `report.too_many` when it is empty, unless there is danger.

    The address is kept only as a hash with the estate.
    """
    key = sha256(f"{estate_id}/{address}".encode()).hexdigest()
    with transaction.atomic():
        row, fresh = Bucket.objects.get_or_create(key=key, defaults={"tokens_milli": FULL - 1000, "updated_at": now})
        if fresh:
            return
        gained = int(max(timedelta(0), now - row.updated_at) * 1000 / REFILL)
        tokens = min(FULL, row.tokens_milli + gained)
        allowed = tokens >= 1000
        left = tokens - 1000 if allowed else tokens
        Bucket.objects.filter(pk=key, updated_at=row.updated_at).update(tokens_milli=left, updated_at=now)
    if not allowed and not danger:
        raise Refusal("report.too_many", minutes=int(REFILL.total_seconds() // 60))


def sweep(now: datetime) -> int:
    """Forget addresses whose bucket is full again; how many."""
    return Bucket.objects.filter(updated_at__lt=now - BURST * REFILL).delete()[0]
