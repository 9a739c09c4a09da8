"""Weekly working hours as people write them, a line for each day: `08:30-12:00, 13:30-17:30`; an empty line is a day
without hours. The terms keep days with the same hours together (`mon-fri`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from covenant.calendar import WEEKDAYS, pattern
from covenant.errors import Problems
from weituo.faces.office.drafts.field import Field
from weituo.faces.office.drafts.reading import Unreadable, text_of
from weituo.faces.shared import labels

MOST = 4  # spans of one day
SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)
NIGHT = 1440


def days(value: Any) -> list[list[tuple[int, int]]]:
    """The spans of the seven days in minutes, Monday first; none at all for what cannot be read."""
    try:
        return [list(windows) for windows in pattern({"weekly": value}).week]
    except (Problems, TypeError, AttributeError):
        return [[] for _day in WEEKDAYS]


def show(value: Any) -> dict[str, Any]:
    """What stands in the seven inputs."""
    found = days(value)
    return {"days": [(key, labels.label(names(), key), _line(found[at])) for at, key in enumerate(WEEKDAYS)]}


def typed(field: Field, data: QueryDict) -> dict[str, Any]:
    """What somebody typed into them."""
    return {"days": [(key, labels.label(names(), key), data.get(f"{field.path}:{key}", "")) for key in WEEKDAYS]}


def parse(field: Field, data: QueryDict) -> dict[str, list[list[str]]]:
    """The hours as the terms write them."""
    week = [_spans(text_of(field, data, key)) for key in WEEKDAYS]
    if not any(week):
        raise Unreadable(_("At least one day has hours."))
    made: dict[str, list[list[str]]] = {}
    for spans, run in groupby(range(7), lambda day: week[day]):
        found = list(run)
        if spans:
            first, last = WEEKDAYS[found[0]], WEEKDAYS[found[-1]]
            made[first if first == last else f"{first}-{last}"] = [[_clock(a), _clock(b, end=True)] for a, b in spans]
    try:
        pattern({"weekly": made})
    except Problems:
        raise Unreadable(_("Two spans of these hours overlap.")) from None
    return made


def same(one: Any, other: Any) -> bool:
    """Whether two weeks have the same hours."""
    return any(days(one)) and days(one) == days(other)


def say(value: Any) -> str:
    """The week in words, equal days together."""
    found = days(value)
    parts = []
    for spans, run in groupby(range(7), lambda day: found[day]):
        at = list(run)
        first, last = labels.label(names(), WEEKDAYS[at[0]]), labels.label(names(), WEEKDAYS[at[-1]])
        if spans:
            name = first if len(at) == 1 else _("%(first)s to %(last)s") % {"first": first, "last": last}
            parts.append(f"{name} {_line(spans)}")
    return _("; ").join(parts)


def names() -> Mapping[str, Any]:
    """The days of the week."""
    return {"mon": _("Monday"), "tue": _("Tuesday"), "wed": _("Wednesday"), "thu": _("Thursday"), "fri": _("Friday"),
            "sat": _("Saturday"), "sun": _("Sunday")}  # fmt: skip


def _line(spans: list[tuple[int, int]]) -> str:
    return ", ".join(f"{_clock(start)}-{_clock(end, end=True)}" for start, end in spans)


def _clock(minute: int, *, end: bool = False) -> str:
    if end and minute == NIGHT:
        return "24:00"
    hour, rest = divmod(minute % NIGHT, 60)
    return f"{hour:02d}:{rest:02d}"


def _spans(text: str) -> list[tuple[int, int]]:
    plain = re.sub(r"[–—―~至到]", "-", unicodedata.normalize("NFKC", text)).replace(" ", "")
    parts = [part for part in re.split(r"[,、;]", plain) if part]
    if len(parts) > MOST:
        raise Unreadable(_("At most %(n)d spans a day, please.") % {"n": MOST})
    found = []
    for part in parts:
        match = SPAN.fullmatch(part)
        start, end = (_minute(match[1], match[2]), _minute(match[3], match[4])) if match else (-1, -1)
        if start < 0 or end < 0 or start in (NIGHT, end):
            raise Unreadable(
                _("Please write hours such as %(example)s; leave the day empty when nothing counts.")
                % {"example": "08:30-12:00, 13:30-17:30"}
            )
        found.append((start, end if end > start else end + NIGHT))
    return sorted(found)


def _minute(hour: str, minute: str) -> int:
    """Of the day; -1 when there is no such time."""
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and found <= NIGHT else -1
