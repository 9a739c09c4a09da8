"""Quiet hours and the times of digests, in local minutes of the day. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 1440
DIGESTS = (8 * 60, 17 * 60 + 30)
"""When what was collected is sent: in the morning and before the end of work."""


class Hours(NamedTuple):
    """From the first minute to the one that is no longer quiet; past midnight when `end` is smaller. Equal: never."""

    start: int
    end: int


def minute(moment: datetime, zone: ZoneInfo) -> int:
    """The minute of the local day."""
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute


def quiet(hours: Hours | None, moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the moment lies in the quiet hours."""
    if hours is None or hours.start == hours.end:
        return False
    now = minute(moment, zone)
    if hours.start < hours.end:
        return hours.start <= now < hours.end
    return now >= hours.start or now < hours.end


def after(moment: datetime, at: int, zone: ZoneInfo) -> datetime:
    """The first instant after `moment` at which the local clock shows this minute."""
    local = moment.astimezone(zone)
    for days in range(3):
        day = local.date() + timedelta(days=days)
        found = datetime(day.year, day.month, day.day, at // 60, at % 60, tzinfo=zone).astimezone(moment.tzinfo)
        if found > moment:
            return found
    raise AssertionError("a local time comes every day")


def when(moment: datetime, hours: Hours | None, digest: bool, zone: ZoneInfo) -> datetime:
    """When a routine message may go out: now, at the end of the quiet hours, or with the next digest that is not quiet."""
    if digest:
        found = min(after(moment, at, zone) for at in DIGESTS)
    else:
        found = moment
    return after(found, hours.end, zone) if hours is not None and quiet(hours, found, zone) else found
