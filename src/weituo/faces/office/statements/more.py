"""What a statement/2 says beyond score and payment: events, quarter, the principal's own duties, repair times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from covenant.agreement import Terms
from covenant.trace import LABELS
from weituo.month import formula as figures
from weituo.month.text import asset_labels, hours

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """A priced event: `nth` of its kind, what it cost, why it did not."""

    fig: str
    label: Words
    clause: str
    at: int
    order: str | None
    nth: int
    factor: str
    fen: int
    red_line: bool
    why: str


@dataclass(frozen=True, slots=True)
class Spread:
    """One of the three times to repair: median and 90th percentile in seconds."""

    key: str
    p50: int
    p90: int


@dataclass(frozen=True, slots=True)
class Class:
    """A class of equipment: hours down of the hours required, and its availability."""

    label: Words
    down: str
    required: str
    share: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of an earlier month posted into this one; `fig` is its line of the payment."""

    month: str
    fig: str
    lines: tuple[tuple[Words, int], ...]
    net: int


@dataclass(frozen=True, slots=True)
class More:
    """The rest of the page; empty parts are not shown."""

    events: tuple[Event, ...]
    extinguished: int
    bedding_in: bool
    quarter: Mapping[str, Any] | None
    corrections: tuple[Correction, ...]
    client: tuple[Mapping[str, Any], ...]
    repairs: int
    still_open: int
    times: tuple[Spread, ...]
    classes: tuple[Class, ...]
    classes_fig: str
    retained: int
    payable: int


def more(document: Mapping[str, Any], terms: Terms) -> More | None:
    """From a statement/2; None for a statement/1, which says no more."""
    if document.get("schema") == "statement/1":
        return None
    month, times = document["month"], document["repair_times"]
    quarter = document["quarter"]
    parted = [one for one in document["measures"] if one["parts"]]
    return More(
        events=tuple(
            Event(
                f"{month}/event.{one['event']}.{one['id']}",
                terms.payment.events[one["event"]].label,
                one["clause"],
                one["at"],
                one["order"],
                one["nth"],
                "" if one["factor"] == "1" else figures.coefficient(Fraction(one["factor"])),
                -one["fen"],
                one["red_line"],
                one["why"],
            )
            for one in document["incidents"]
        ),
        extinguished=document["events"]["extinguished"],
        bedding_in=document["events"]["bedding_in"],
        quarter={**quarter, "share": figures.percent(quarter["share"])} if quarter else None,
        corrections=corrections(document),
        client=tuple(document["client"]),
        repairs=times["n"],
        still_open=times["open"],
        times=tuple(
            Spread(key, times[key]["p50"] // 1000, times[key]["p90"] // 1000)
            for key in ("wall", "net", "active")
            if times[key]
        ),
        classes=tuple(part for one in parted for part in classes(one, terms)),
        classes_fig=f"{parted[0]['key']}.ratio" if parted else "",
        retained=document["retained"] or 0,
        payable=document["payable"],
    )


def classes(measure: Mapping[str, Any], terms: Terms) -> tuple[Class, ...]:
    """The classes of an availability; empty for any other measure."""
    labels = asset_labels(terms)
    return tuple(
        Class(
            labels.get(key, {"zh": key}),
            hours(down),
            hours(required),
            figures.percent(1 - Fraction(down, required)) if required else "–",
        )
        for key, down, required in measure.get("parts") or ()
    )


def corrections(document: Mapping[str, Any]) -> tuple[Correction, ...]:
    month, seen, found = document["month"], Counter[str](), []
    for one in document["adjustments"]:
        seen[one["month"]] += 1
        again = f"#{seen[one['month']]}" if seen[one["month"]] > 1 else ""
        lines = tuple((LABELS.get(key, {"zh": key}), fen) for key, fen in one["lines"].items() if fen)
        found.append(Correction(one["month"], f"{month}/adjustment.{one['month']}{again}", lines, one["net"]))
    return tuple(found)
