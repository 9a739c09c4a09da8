"""The terms document (`terms/1`) as lines to read: words for patterns, hours, curves. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from covenant.period import duration_ms
from covenant.zone import DAY

Document = Mapping[str, Any]
Words = Mapping[str, str]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the responsibility matrix with the names of the items its pattern covers."""

    clause: str
    pattern: str
    items: tuple[Words, ...]
    residual: bool
    cause: str
    perform: str
    accountable: str
    pay: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its faults, gravest first."""

    key: str
    name: Words
    faults: tuple[tuple[str, Words, str], ...]  # key, name, severity


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as a line: what it measures, how it becomes a score."""

    key: str
    clause: str
    name: str
    weight: str
    function: str
    curve: str
    notes: tuple[str, ...]


def matrix(document: Document) -> tuple[Row, ...]:
    """The matrix in the order of the document."""
    items = document["items"]
    return tuple(
        Row(
            clause=row["clause"],
            pattern=row["item"],
            items=_covered(row["item"], items),
            residual=row["item"] == "*",
            cause=row["cause"],
            perform=row["perform"],
            accountable=row["accountable"],
            pay=row["pay"],
        )
        for row in document["matrix"]
    )


def items(document: Document) -> tuple[Item, ...]:
    """Items with their faults."""
    faults = document["faults"]
    return tuple(
        Item(
            one["item"],
            one,
            tuple(sorted(((key, faults[key], faults[key]["severity"]) for key in one["faults"]), key=lambda f: f[2])),
        )
        for one in document["items"]
    )


def calendars(document: Document) -> tuple[dict[str, Any], ...]:
    """Each calendar with its weekly hours in words."""
    found = []
    for key, one in document["calendars"].items():
        weekly = [(_days(days), _windows(windows)) for days, windows in one["weekly"].items()]
        found.append({"key": key, "clause": one["clause"], "weekly": weekly, "holidays": bool(one.get("holidays"))})
    return tuple(found)


def calendar_name(document: Document, key: str) -> str:
    """A calendar in two words: around the clock, or its hours."""
    weekly = document["calendars"][key]["weekly"]
    if list(weekly.values()) == [[["00:00", "24:00"]]] and not document["calendars"][key].get("holidays"):
        return _("around the clock")
    return _("working hours")


def levels(document: Document) -> tuple[dict[str, Any], ...]:
    """Limits for each severity; a missing one is None."""
    found = []
    for severity, level in document["levels"].items():
        line: dict[str, Any] = {"severity": severity, "clause": level["clause"]}
        for clock in ("respond", "repair"):
            promise = level.get(clock)
            line[clock] = promise and {
                "limit": promise["limit"],
                "calendar": calendar_name(document, promise["calendar"]),
            }
        found.append(line)
    return tuple(found)


def measures(document: Document) -> tuple[Measure, ...]:
    """The measures in the order of the document."""
    return tuple(_measure(key, one) for key, one in document["measures"].items())


def percent(text: str) -> str:
    """ "0.985" → "98.5%", exactly."""
    shown = format((Decimal(text) * 100).normalize(), "f")
    return f"{shown}%"


def yuan(text: str) -> str:
    """ "88000.00" → "¥88,000.00"."""
    return f"¥{Decimal(text):,.2f}"


def coefficient(document: Document) -> list[tuple[str, str]]:
    """The payment coefficient as bands: (score, coefficient)."""
    rule = document["payment"]["coefficient"]
    bands = [(_("below %(score)s") % {"score": rule["below"][0]}, rule["below"][1])]
    return bands + [(str(score), value) for score, value in rule["points"]]


def _measure(key: str, one: Mapping[str, Any]) -> Measure:
    notes = []
    if one.get("min_n"):
        notes.append(
            _("Fewer than %(n)s in a month: the last %(months)s months are taken together.")
            % {"n": one["min_n"], "months": one.get("pool_months", 1)}
        )
    if one.get("window"):
        days = duration_ms(one["window"]) // DAY
        notes.append(_("Counts what comes back within %(days)s days.") % {"days": days})
    if one.get("empty") == "reweight":
        notes.append(_("Without data it is not scored, and the other weights count."))
    return Measure(
        key, one["clause"], name(key), str(one["weight"]), one["function"], _curve(one["curve"]), tuple(notes)
    )


def name(measure: str) -> str:
    """A measure's name."""
    return {
        "response": pgettext("measure", "Arrivals on time"),
        "repair": pgettext("measure", "Repairs on time"),
        "satisfaction": pgettext("measure", "Satisfied reporters"),
        "rework": pgettext("measure", "Rework"),
    }.get(measure, measure)


def _curve(curve: Mapping[str, Any]) -> str:
    if "linear" in curve:
        low, high = curve["linear"]
        return _("%(low)s → 0 points, %(high)s → 100 points, a straight line between") % {
            "low": percent(low),
            "high": percent(high),
        }
    return _("; ").join(
        _("from %(value)s: %(score)s points") % {"value": percent(value), "score": score}
        for value, score in curve["step"]
    )


def _covered(pattern: str, items: Sequence[Mapping[str, Any]]) -> tuple[Words, ...]:
    if pattern == "*":
        return ()
    if pattern.endswith(".*"):
        return tuple(one for one in items if one["item"].startswith(pattern[:-1]))
    return tuple(one for one in items if one["item"] == pattern)


def _days(key: str) -> str:
    names = {
        "mon": _("Monday"),
        "tue": _("Tuesday"),
        "wed": _("Wednesday"),
        "thu": _("Thursday"),
        "fri": _("Friday"),
        "sat": _("Saturday"),
        "sun": _("Sunday"),
    }
    first, dash, last = key.partition("-")
    if not dash:
        return names.get(first, first)
    if (first, last) == ("mon", "sun"):
        return _("every day")
    return _("%(first)s to %(last)s") % {"first": names.get(first, first), "last": names.get(last, last)}


def _windows(windows: Sequence[Sequence[str]]) -> str:
    return _(", ").join(f"{start}–{end}" for start, end in windows)
