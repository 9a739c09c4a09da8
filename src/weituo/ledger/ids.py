"""Identifiers: UUID version 7 (RFC 9562 §5.7), made from the time passed in."""

from __future__ import annotations

import threading
from datetime import datetime
from uuid import UUID

from weituo.ledger import entropy
from weituo.ledger.time import microseconds

_lock = threading.Lock()
_last = (-1, 0)  # (instant in 1/4096 ms, the 62 bits after it) of the newest id of this process

TAIL = 1 << 62


def uuid7(now: datetime) -> UUID:
    """A new id of the aware instant `now`.

    48 bits of milliseconds, 12 bits of the fraction below (method 3 of §6.2), 62 random bits. Within one process ids
    of the same instant grow; ids of different instants sort like their instants.
    """
    global _last
    total = microseconds(now)
    instant = (total // 1000 << 12) | ((total % 1000) * 4096 // 1000)
    tail = entropy.bits(62)
    if not entropy.is_seeded():
        with _lock:
            if instant == _last[0]:
                tail = _last[1] + 1 + entropy.bits(32)
                if tail >= TAIL:  # once in 2^30 busy instants: borrow the next 1/4096 ms
                    instant, tail = instant + 1, tail - TAIL
            _last = (instant, tail)
    return UUID(int=(instant >> 12) << 80 | 0x7 << 76 | (instant & 0xFFF) << 64 | 0b10 << 62 | tail)
