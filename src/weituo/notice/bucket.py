"""How fast a robot may speak: a token bucket. Pure; thousandths of a message.

CAPACITY and one minute's refill together are 18: in no 60 seconds go more, where DingTalk blocks at the 21st.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

ONE = 1000
CAPACITY = 6 * ONE
PER_MINUTE = 12 * ONE
RESERVE = 2 * ONE
"""Left for emergencies by everything else."""


class Level(NamedTuple):
    """What is in the bucket at an instant."""

    tokens: int
    at: datetime


def filled(level: Level, now: datetime) -> Level:
    """The bucket at `now`; a clock that went back gives nothing."""
    passed = (now - level.at) // timedelta(milliseconds=1)
    if passed <= 0:
        return level
    return Level(min(CAPACITY, level.tokens + passed * PER_MINUTE // 60_000), now)


def take(level: Level, now: datetime, *, urgent: bool) -> tuple[Level, timedelta | None]:
    """The bucket after one message, and None; or the bucket as it is, and how long to wait."""
    here, need = filled(level, now), ONE if urgent else ONE + RESERVE
    if here.tokens >= need:
        return Level(here.tokens - ONE, here.at), None
    missing = need - here.tokens
    return here, timedelta(milliseconds=-(-missing * 60_000 // PER_MINUTE))
