"""What a statement/2 says beyond score and payment: events, quarter, the principal's own duties, repair times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from covenant.agreement import Terms
from weituo.month import formula as figures

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
class More:
    """The rest of the page; empty parts are not shown."""

    events: tuple[Event, ...]
    extinguished: int
    bedding_in: bool
    quarter: Mapping[str, Any] | None
    client: tuple[Mapping[str, Any], ...]
    repairs: int
    still_open: int
    times: tuple[Spread, ...]
    classes: tuple[tuple[str, int, str], ...]
    retained: int
    payable: int


def more(document: Mapping[str, Any], terms: Terms) -> More | None:
    """From a statement/2; None for a statement/1, which says no more."""
    if document.get("schema") == "statement/1":
        return None
    month, times = document["month"], document["repair_times"]
    quarter = document["quarter"]
    return More(
        events=tuple(
            Event(
                f"event.{one['event']}.{one['id']}",
                terms.payment.events[one["event"]].label,
                one["clause"],
                one["at"],
                one["order"],
                one["nth"],
                -one["fen"],
                one["red_line"],
                one["why"],
            )
            for one in document["incidents"]
        ),
        extinguished=document["events"]["extinguished"],
        bedding_in=document["events"]["bedding_in"],
        quarter={**quarter, "share": figures.percent(quarter["share"]), "fig": f"{month}/quarter"} if quarter else None,
        client=tuple(document["client"]),
        repairs=times["n"],
        still_open=times["open"],
        times=tuple(
            Spread(key, times[key]["p50"] // 1000, times[key]["p90"] // 1000)
            for key in ("wall", "net", "active")
            if times[key]
        ),
        classes=tuple(_class(part) for one in document["measures"] for part in one["parts"]),
        retained=document["retained"] or 0,
        payable=document["payable"],
    )


def _class(part: list[Any]) -> tuple[str, int, str]:
    """(class, seconds down, availability as a percentage)."""
    key, down, required = part
    return key, down // 1000, figures.percent(1 - Fraction(down, required)) if required else "–"
