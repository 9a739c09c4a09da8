"""Builds calendars/1 documents: a zone's offsets from the zone database, Chinese holiday notices from packaged data.

Once activated the document is frozen with the terms; a later notice reaches a running agreement as a newer document.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from covenant.errors import unusable
from weituo.ledger.time import ms

HOLIDAYS = Path(__file__).parent / "data" / "cn-holidays.json"
FIRST, LAST = 2000, 2050  # years for which changes of offset are written down
STEP = timedelta(hours=6)


@lru_cache(maxsize=16)
def offsets(name: str) -> tuple[tuple[int | None, int], ...]:
    """The zone's offsets as covenant wants them: (ms UTC from which it holds or None, minutes east)."""
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise unusable("agreement.zone", "unknown_zone", f"{name!r} is not a time zone.", "Asia/Shanghai") from None
    at = datetime(FIRST, 1, 1, tzinfo=UTC)
    found: list[tuple[int | None, int]] = [(None, _minutes(zone, at))]
    end = datetime(LAST, 1, 1, tzinfo=UTC)
    while at < end:
        later = at + STEP
        minutes = _minutes(zone, later)
        if minutes != found[-1][1]:
            found.append((ms(_change(zone, at, later)), minutes))
        at = later
    return tuple(found)


def _minutes(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The minute at which the offset changes, between two instants of different offsets."""
    old = _minutes(zone, before)
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        before, after = (middle, after) if _minutes(zone, middle) == old else (before, middle)
    return after


@lru_cache(maxsize=1)
def chinese_notices() -> tuple[dict[str, Any], ...]:
    """The packaged holiday notices, by publication."""
    return tuple(json.loads(HOLIDAYS.read_text(encoding="utf-8"))["notices"])


def document(zone: str) -> dict[str, Any]:
    """The calendars/1 document of a zone: Chinese notices for Chinese time, none elsewhere."""
    notices = list(chinese_notices()) if zone == "Asia/Shanghai" else []
    return {
        "schema": "calendars/1",
        "zone": {"name": zone, "offsets": [list(p) for p in offsets(zone)]},
        "notices": notices,
    }


def announced(year: int) -> bool:
    """Whether the packaged data holds a notice for a year."""
    return any(notice["year"] == year for notice in chinese_notices())
