"""What a cell of a roster means: names of shifts from the legend, or times written out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from weituo.duty.sheet.cells import text

SITE, CALL = "site", "call"
KINDS: Mapping[str, str] = {
    "在岗": SITE, "现场": SITE, "上班": SITE, "on site": SITE, "site": SITE,
    "待命": CALL, "备": CALL, "备班": CALL, "on call": CALL, "call": CALL,
}  # fmt: skip
REST = frozenset(("", "休", "休息", "-", "—", "–", "off", "rest"))
BETWEEN = re.compile(r"[、,，+＋;；/\n]+")
SPAN = re.compile(r"(?P<kind>[^\d\s:：]*)\s*(?P<start>\d{1,2}[:：]\d{2})\s*[-–—~～至到]\s*(?P<end>\d{1,2}[:：]\d{2})")


@dataclass(frozen=True, slots=True)
class Times:
    """A shift without its day; one that ends at or before its beginning ends on the next day."""

    kind: str
    start: time
    end: time

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its beginning and end on a day."""
        last = day if self.end > self.start else day + timedelta(days=1)
        return datetime.combine(day, self.start, zone), datetime.combine(last, self.end, zone)


DEFAULT: Mapping[str, Times] = {
    "白": Times(SITE, time(8), time(18)),
    "夜": Times(SITE, time(20), time(8)),
    "备": Times(CALL, time(18), time(8)),
}
"""The legend of a new file."""


def shifts(cell: Any, legend: Mapping[str, Times]) -> tuple[list[Times], str]:
    """The shifts a cell names, and the first word that names none: 白 · 白/备 · 09:00-18:00 · 备18:00-08:00 · 休."""
    words = [one.strip() for one in BETWEEN.split(text(cell))]
    found = []
    for word in words:
        if word.lower() in REST:
            continue
        known = legend.get(word) or legend.get(word.removesuffix("班")) or _written(word)
        if known is None:
            return [], word
        found.append(known)
    return found, ""


def _written(word: str) -> Times | None:
    found = SPAN.fullmatch(word)
    if found is None:
        return None
    kind = KINDS.get(found["kind"].strip().lower()) if found["kind"] else SITE
    start, end = clock(found["start"]), clock(found["end"])
    return Times(kind, start, end) if kind and start and end else None


def written(one: Times) -> str:
    """Times written out, as `shifts` reads them."""
    head = "备" if one.kind == CALL else ""
    return f"{head}{one.start:%H:%M}-{one.end:%H:%M}"


def kind(cell: Any) -> str:
    """site, call, rest, or "" for a word that is none."""
    word = text(cell).lower()
    return "rest" if word in REST and word else KINDS.get(word, "")


def clock(cell: Any) -> time | None:
    """A time of day to the minute: a time of Excel, part of a day, or 08:00 in words; 24:00 is midnight."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(cell, timedelta):
        cell = cell / timedelta(days=1)
    if isinstance(cell, float) and 0 <= cell <= 1:
        minutes = round(cell * 1440) % 1440
        return time(minutes // 60, minutes % 60)
    found = re.fullmatch(r"(\d{1,2})[:：](\d{2})(?:[:：]00)?", text(cell))
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2])
    if hours == 24 and minutes == 0:
        return time()
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def day(cell: Any) -> date | None:
    """A day: a date of Excel, 2026-11-03, 2026/11/3 or 2026年11月3日."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text(cell))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def month(cell: Any) -> date | None:
    """The first day of a month: a date of Excel, 2026-11, 2026年11月."""
    if isinstance(cell, (date, datetime)):
        return date(cell.year, cell.month, 1)
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", text(cell))
    if found is None or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) < 2200:
        return None
    return date(int(found[1]), int(found[2]), 1)
