"""Gives facts their places: the one writer of leaves and tiles, gapless on either database.

Places never come from a database sequence: who holds the log's row counts on from its size. A fact that commits late
simply gets a later place; within one subject the order stands, for a fact is only made after the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from covenant import merkle, tile
from weituo.ledger.models import Fact, Leaf, Log, Pending, Tile

BATCH = 1000


class Spoiled(Exception):
    """Stored bytes are no longer what was hashed when they were written."""


def waiting() -> list[str]:
    """The logs that have facts without a place."""
    return list(Pending.objects.order_by().values_list("origin", flat=True).distinct())


def sequence(origin: str, now: datetime, *, limit: int | None = None) -> int:
    """Gives all waiting facts of a log their places, `limit` at most; how many. One transaction for each batch.

    Inside a transaction of the caller the log stays locked until that ends: nothing else gets a place meanwhile.
    Spoiled when a waiting fact's bytes do not have the hash they were stored with.
    """
    done = 0
    while limit is None or done < limit:
        batch = BATCH if limit is None else min(BATCH, limit - done)
        with transaction.atomic():
            count = _batch(origin, now, batch)
        done += count
        if count < batch:
            break
    return done


def settled(origin: str, estate_id: UUID, now: datetime) -> int:
    """The log's size with everything that is committed in its place; the log stays locked until the caller's transaction
    ends, so nothing new can get a smaller place. What is computed from these leaves can be computed again from them."""
    opened(origin, now, estate_id)
    locked(origin)
    sequence(origin, now)
    return locked(origin).size


def place(fact_id: UUID) -> int:
    """Gives this one waiting fact the next place, before any other that waits; the caller holds the log (`settled`)."""
    pending = Pending.objects.select_related("fact").get(fact__fact_id=fact_id)
    log = locked(pending.origin)
    _place(log, [pending.fact])
    return log.size


def opened(origin: str, now: datetime, estate_id: UUID | None) -> Log:
    """The log; begun when there is none."""
    return Log.objects.get_or_create(origin=origin, defaults={"estate_id": estate_id, "created_at": now})[0]


def locked(origin: str) -> Log:
    """The log's row, locked until the caller's transaction ends: nobody else gives places meanwhile."""
    return Log.objects.select_for_update().get(origin=origin)


def _batch(origin: str, now: datetime, batch: int) -> int:
    first = Pending.objects.filter(origin=origin).select_related("fact").order_by("fact_id").first()
    if first is None:
        return 0
    opened(origin, now, first.fact.estate_id)
    log = locked(origin)
    chosen = Pending.objects.filter(origin=origin).order_by("fact_id").values_list("fact_id", flat=True)[:batch]
    facts = list(Fact.objects.filter(pk__in=list(chosen)).order_by("pk").only("pk", "entry", "leaf_hash"))
    if not facts:
        return 0
    _place(log, facts)
    return len(facts)


def _place(log: Log, facts: Sequence[Fact]) -> None:
    hashes = [_hash(fact) for fact in facts]
    Leaf.objects.bulk_create(Leaf(fact=fact, log=log, index=log.size + offset) for offset, fact in enumerate(facts))
    _tiles(log, hashes)
    Pending.objects.filter(pk__in=[fact.pk for fact in facts]).delete()
    Log.objects.filter(pk=log.pk).update(size=log.size + len(facts))


def _hash(fact: Fact) -> bytes:
    found = merkle.leaf_hash(bytes(fact.entry))
    if found.hex() != fact.leaf_hash:
        raise Spoiled(f"fact row {fact.pk} has other bytes than were written")
    return found


def _tiles(log: Log, hashes: Sequence[bytes]) -> None:
    rows: dict[tuple[int, int], Tile] = {}

    def last(level: int, number: int) -> bytes:
        row = Tile.objects.filter(log=log, level=level, number=number).first()
        if row is None:
            return b""
        rows[level, number] = row
        return bytes(row.hashes)

    for (level, number), data in tile.grow(hashes, log.size, last).items():
        width = len(data) // merkle.WIDTH
        if (level, number) in rows:
            Tile.objects.filter(pk=rows[level, number].pk).update(width=width, hashes=data)
        else:
            Tile.objects.create(log=log, level=level, number=number, width=width, hashes=data)
