"""Reads an estate's facts by their place in the log, each once: the cursor moves in the transaction that writes what the
facts lead to."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, transaction

from covenant import facts as covenant
from weituo.estate import reads as estates
from weituo.ledger.models import Leaf
from weituo.ledger.time import instant, ms
from weituo.notice import actions, gather, outbox
from weituo.notice.decide import decide, silences
from weituo.notice.models import Cursor

BATCH = 100
HISTORY = timedelta(hours=1)
"""Facts received earlier than this before reading began are history. Later ones are told however late they are read."""

log = logging.getLogger(__name__)


def read(estate_id: UUID, now: datetime) -> int:
    """The next facts of an estate that have their place; how many were read. One transaction."""
    reached = Cursor.objects.filter(pk=estate_id).values_list("next", flat=True).first()
    if reached is not None and not Leaf.objects.filter(log__estate_id=estate_id, index__gte=reached).exists():
        return 0  # asked before anything is locked: on SQLite a transaction keeps every other writer waiting
    with transaction.atomic():
        Cursor.objects.get_or_create(estate_id=estate_id, defaults={"since": now - HISTORY})
        cursor = Cursor.objects.select_for_update().get(estate_id=estate_id)
        rows = list(
            Leaf.objects.filter(log__estate_id=estate_id, index__gte=cursor.next)
            .order_by("index")
            .values_list("index", "fact__entry")[:BATCH]
        )
        if not rows:
            return 0
        found = [covenant.decode(bytes(entry), checked=False) for _, entry in rows]
        told = [fact for fact in found if fact.recv >= ms(cursor.since)]
        if told:
            _tell(estate_id, told, now)
        Cursor.objects.filter(pk=estate_id).update(next=rows[-1][0] + 1)
    return len(rows)


def _tell(estate_id: UUID, found: list[covenant.Fact], now: datetime) -> None:
    people, zone = gather.people(estate_id, now), gather.zone(estate_id)
    for fact in found:
        try:
            with transaction.atomic():
                standing = gather.standing(fact, estate_id, zone, now)
                outbox.tell(estate_id, decide(fact, people, standing), zone, now)
                if fact.kind.startswith("order.") and silences(fact, standing.order):
                    actions.silence(UUID(fact.subject.partition("/")[2]), people.named(fact.actor), instant(fact.recv))
        except DatabaseError:
            raise
        except Exception:
            # one fact that cannot be told must not keep all later ones from being told
            log.exception("fact %s of %s tells nobody", fact.id, fact.kind)


def read_all(now: datetime) -> int:
    """Once every estate; how many facts were read."""
    return sum(read(one.id, now) for one in estates.estates())
