"""Months, durations, and the algebra of half-open spans `[start, end)` in milliseconds UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from covenant.errors import unusable
from covenant.zone import DAY, MINUTE, Zone

Span = tuple[int, int]
HOUR = 60 * MINUTE

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of a zone. `str(Month(2026, 4))` is "2026-04"."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """From "2026-04"; raises Problems otherwise."""
        if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text) or text < "0001":
            raise unusable("month", "not_month", f"{text!r} is not a month.", "Write it as 2026-04.")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def of(cls, ms: int, zone: Zone) -> Month:
        """The month an instant falls in."""
        day = date.fromordinal(zone.day(ms))
        return cls(day.year, day.month)

    def next(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> Month:
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    def span(self, zone: Zone) -> Span:
        """From the first local midnight to the first of the next month's."""
        return zone.instant(self.first_day(), 0), zone.instant(self.next().first_day(), 0)

    def first_day(self) -> int:
        """Ordinal of the first day."""
        return date(self.year, self.month, 1).toordinal()

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def day_ordinal(text: str, path: str = "date") -> int:
    """Ordinal of "2026-04-01"; raises Problems otherwise."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text).toordinal()
    except (TypeError, ValueError):
        raise unusable(path, "not_date", f"{text!r} is not a date.", "Write it as 2026-04-01.") from None


def instant(text: str, path: str = "time") -> int:
    """Milliseconds UTC of an ISO 8601 time with a zone: "2026-04-16T00:00:00+08:00". Raises Problems without one."""
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        value = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise unusable(
            path, "not_instant", f"{text!r} is not a time.", "Write it as 2026-04-16T00:00:00+08:00."
        ) from None
    if value.tzinfo is None:
        raise unusable(path, "no_zone", f"{text!r} has no zone.", "Add the offset, as in +08:00.")
    delta = value - datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return delta.days * DAY + delta.seconds * 1000 + delta.microseconds // 1000


def duration_ms(text: str, path: str = "duration") -> int:
    """Milliseconds of "PT30M", "PT2H", "P30D" (a day is 24 hours); raises Problems otherwise."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if not match or not any(match.groups()):
        raise unusable(path, "not_duration", f"{text!r} is not a duration.", "Write it as PT30M, PT2H or P30D.")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return days * DAY + hours * HOUR + minutes * MINUTE + seconds * 1000


def union(spans: Iterable[Span]) -> list[Span]:
    """Sorted, disjoint spans covering the same instants; touching spans are joined, empty ones dropped."""
    result: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if result and start <= result[-1][1]:
            if end > result[-1][1]:
                result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def intersect(a: Iterable[Span], b: Iterable[Span]) -> list[Span]:
    """The instants in both."""
    left, right = union(a), union(b)
    result: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            result.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return result


def subtract(a: Iterable[Span], b: Iterable[Span]) -> list[Span]:
    """The instants of `a` outside `b`."""
    holes = union(b)
    result: list[Span] = []
    for start, end in union(a):
        at = start
        for hole_start, hole_end in holes:
            if hole_end <= at:
                continue
            if hole_start >= end:
                break
            if hole_start > at:
                result.append((at, hole_start))
            at = max(at, hole_end)
        if at < end:
            result.append((at, end))
    return result


def measure(spans: Iterable[Span]) -> int:
    """Total milliseconds, overlaps counted once."""
    return sum(end - start for start, end in union(spans))
