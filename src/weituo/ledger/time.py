"""Between Django's aware datetimes and covenant's integers: milliseconds since 1970-01-01T00:00Z."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
MICROSECOND = timedelta(microseconds=1)


def ms(moment: datetime) -> int:
    """Whole milliseconds, rounded down. ValueError on a naive datetime: it names no instant."""
    return (_aware(moment) - EPOCH) // MILLISECOND


def instant(milliseconds: int) -> datetime:
    """The aware UTC datetime of so many milliseconds; exact."""
    return EPOCH + milliseconds * MILLISECOND


def microseconds(moment: datetime) -> int:
    """Whole microseconds since the epoch. ValueError on a naive datetime."""
    return (_aware(moment) - EPOCH) // MICROSECOND


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a naive datetime names no instant")
    return moment
