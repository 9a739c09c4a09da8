"""Working hours with public holidays and make-up working days (调休), as data with publication dates.

A calendars/1 document carries the zone and the notices; the terms carry the weekly pattern. Only notices published
by `as_of` count, so a month settled before a revision can be settled again exactly as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from covenant import canon
from covenant.errors import unusable
from covenant.period import Span, day_ordinal
from covenant.zone import DAY, EPOCH, Zone

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_DAYS = 366 * 40  # a limit that is not used up after forty years never will be

Windows = tuple[tuple[int, int], ...]  # minutes of the local day, end may pass 1440

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)


@dataclass(frozen=True, slots=True)
class Notice:
    """One published notice. `days`: ordinal → True for a day off, False for a make-up working day."""

    year: int
    published: int  # ordinal of the local day of publication
    source: str
    days: Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The weekly hours of one of the terms' calendars."""

    week: tuple[Windows, ...]  # Monday first
    holidays: bool
    makeup_day_as: int | None  # the weekday whose hours a make-up day has; None: its own


def _minute(text: object, path: str) -> int:
    if not isinstance(text, str) or not _CLOCK.fullmatch(text):
        raise unusable(path, "not_clock_time", f"{text!r} is not a time of day.", 'Write it in quotes, as "08:30".')
    return int(text[:2]) * 60 + int(text[3:])


def _days(text: str, path: str) -> list[int]:
    first, _, last = text.partition("-")
    if first not in WEEKDAYS or (last and last not in WEEKDAYS) or text.endswith("-"):
        raise unusable(path, "not_weekdays", f"{text!r} names no weekdays.", "Write mon, or mon-fri.")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return list(range(start, end + 1)) if start <= end else [*range(start, 7), *range(end + 1)]


def pattern(data: Mapping[str, Any], path: str = "calendar") -> Pattern:
    """Read a weekly pattern such as
    `{"weekly": {"mon-fri": [["08:30", "12:00"], …]}, "holidays": true, "makeup_day_as": "mon"}`.

    A window may cross midnight ("22:00" to "06:00"). Raises Problems for overlaps and unknown words.
    """
    week: list[list[tuple[int, int]]] = [[] for _ in WEEKDAYS]
    weekly = data.get("weekly")
    if not isinstance(weekly, Mapping) or not weekly:
        raise unusable(
            f"{path}.weekly", "no_hours", "The calendar has no weekly hours.", 'As in mon-fri: [["08:30", "17:30"]].'
        )
    for days, windows in weekly.items():
        for day in _days(str(days), f"{path}.weekly.{days}"):
            if not isinstance(windows, Sequence) or isinstance(windows, str):
                raise unusable(f"{path}.weekly.{days}", "not_windows", "The hours must be a list of [from, to].")
            for window in windows:
                if not isinstance(window, Sequence) or len(window) != 2:
                    raise unusable(f"{path}.weekly.{days}", "not_window", "A window is [from, to].")
                start, end = (_minute(part, f"{path}.weekly.{days}") for part in window)
                week[day].append((start, end if end > start else end + 1440))
    for day, day_windows in enumerate(week):
        day_windows.sort()
        before = [(s - 1440, e - 1440) for s, e in week[day - 1]]
        joined = sorted(before + day_windows)
        if any(a[1] > b[0] for a, b in pairwise(joined)):
            raise unusable(f"{path}.weekly.{WEEKDAYS[day]}", "windows_overlap", "Two windows overlap.")
    makeup = data.get("makeup_day_as")
    if makeup is not None and makeup not in WEEKDAYS:
        raise unusable(f"{path}.makeup_day_as", "not_weekday", f"{makeup!r} is not a weekday.", "Write mon.")
    holidays = data.get("holidays", False)
    if not isinstance(holidays, bool):
        raise unusable(f"{path}.holidays", "not_bool", "holidays must be true or false.")
    return Pattern(tuple(map(tuple, week)), holidays, None if makeup is None else WEEKDAYS.index(makeup))


class Hours:
    """One pattern on one zone with the notices known at one time: a set of instants that can be asked about."""

    __slots__ = ("_cache", "_days", "_pattern", "_years", "always", "zone")

    def __init__(self, shape: Pattern, zone: Zone, days: Mapping[int, bool], years: frozenset[int]) -> None:
        self._pattern = shape
        self._days = days
        self._years = years
        self._cache: dict[int, tuple[Span, ...]] = {}
        self.zone = zone
        self.always = not shape.holidays and all(windows == ((0, 1440),) for windows in shape.week)

    def of_day(self, day: int) -> tuple[Span, ...]:
        """The spans that begin on a local day (ordinal)."""
        known = self._cache.get(day)
        if known is None:
            weekday = (day + 6) % 7
            off = self._days.get(day) if self._pattern.holidays else None
            if off is False and self._pattern.makeup_day_as is not None:
                weekday = self._pattern.makeup_day_as
            windows: Windows = () if off else self._pattern.week[weekday]
            at = self.zone.instant
            known = tuple((at(day, start), at(day, end)) for start, end in windows)
            self._cache[day] = known
        return known

    def working(self, day: int) -> bool:
        """Whether a local day (ordinal) has hours."""
        return bool(self.of_day(day))

    def spans(self, start: int, end: int) -> list[Span]:
        """The open spans within `[start, end)`, sorted and disjoint."""
        if self.always:
            return [(start, end)] if start < end else []
        result: list[Span] = []
        for day in range(self.zone.day(start) - 1, self.zone.day(end) + 1):
            for opens, closes in self.of_day(day):
                opens, closes = max(opens, start), min(closes, end)
                if opens < closes:
                    result.append((opens, closes))
        return result

    def measure(self, start: int, end: int) -> int:
        """Open milliseconds within `[start, end)`."""
        if self.always:
            return max(0, end - start)
        return sum(closes - opens for opens, closes in self.spans(start, end))

    def provisional(self, ms: int) -> bool:
        """Whether an instant lies in a year whose holiday notice was not yet published."""
        return self._pattern.holidays and date.fromordinal(self.zone.day(ms)).year not in self._years

    def roll(self, day: int) -> int:
        """The day itself, or the next one with hours (民法典 203: a period ending on a holiday ends the day after)."""
        for candidate in range(day, day + 60):
            if self.working(candidate):
                return candidate
        return day


class Calendars:
    """A calendars/1 document: zone and notices."""

    __slots__ = ("_hours", "digest", "notices", "zone")

    def __init__(self, zone: Zone, notices: Sequence[Notice], digest: str = "") -> None:
        self.zone = zone
        self.digest = digest  # SHA-256 of the document it was read from
        self.notices = tuple(sorted(notices, key=lambda notice: (notice.published, notice.source)))
        self._hours: dict[tuple[Pattern, tuple[str, ...]], Hours] = {}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Calendars:
        """Read a calendars/1 document; raises Problems."""
        if not isinstance(data, Mapping) or data.get("schema") != "calendars/1":
            raise unusable("schema", "not_calendars", "This is not a calendars/1 document.")
        notices = data.get("notices", [])
        if not isinstance(notices, list):
            raise unusable("notices", "not_list", "notices must be a list.")
        known = [_notice(notice, f"notices[{index}]") for index, notice in enumerate(notices)]
        return cls(Zone.from_data(data.get("zone", {})), known, canon.digest(canon.encode(dict(data))))

    def hours(self, shape: Pattern, as_of: int) -> Hours:
        """The pattern under the notices published by `as_of` (ms UTC). Later notices revise earlier ones day by day."""
        today = self.zone.day(as_of)
        known = [notice for notice in self.notices if notice.published <= today]
        key = (shape, tuple(notice.source for notice in known))
        if key not in self._hours:
            days: dict[int, bool] = {}
            for notice in known:
                days.update(notice.days)
            self._hours[key] = Hours(shape, self.zone, days, frozenset(notice.year for notice in known))
        return self._hours[key]


def _notice(data: Mapping[str, Any], path: str) -> Notice:
    try:
        year, source, days = data["year"], data["source"], data["days"]
        published = day_ordinal(data["published"], f"{path}.published")
        table = {day_ordinal(day["date"], f"{path}.days[{i}].date"): day["off"] for i, day in enumerate(days)}
    except (KeyError, TypeError):
        raise unusable(path, "bad_notice", "A notice needs year, published, source and days of {date, off}.") from None
    if type(year) is not int or not isinstance(source, str) or not all(isinstance(off, bool) for off in table.values()):
        raise unusable(path, "bad_notice", "year must be a number, source a text, off true or false.")
    return Notice(year, published, source, table)


__all__ = ["DAY", "EPOCH", "MAX_DAYS", "Calendars", "Hours", "Notice", "Pattern", "pattern"]
