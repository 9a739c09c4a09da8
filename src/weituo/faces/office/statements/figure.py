"""A figure in words: what it is, by which clause, how it was computed, what it rests on and which orders stand behind
it. The page's panel shows exactly this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from covenant.agreement import Terms
from covenant.money import show
from weituo.ledger.time import instant
from weituo.month import formula as figures
from weituo.month import reads
from weituo.work import reads as work

SHOWN = 80
OF_CLOCK = {"response_1": "respond", "repair_1": "repair"}
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """A figure another one rests on, or leads to."""

    fig: str
    label: Words
    value: str


@dataclass(frozen=True, slots=True)
class Member:
    """One order behind a figure. `fig` is its own clock's figure when it has one."""

    order: UUID
    name: work.Named | None
    fig: str
    verdict: str
    due: datetime | None
    done: datetime | None
    late_ms: int
    net: int | None


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause as it counted."""

    label: Words
    clause: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of one order, with what being late cost."""

    order: UUID
    name: work.Named | None
    clock: str
    start: datetime
    limit: str
    calendar: str
    pauses: tuple[Pause, ...]
    due: datetime
    done: datetime | None
    verdict: str
    late_ms: int
    stale: bool
    points: str
    net: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A node of the trace as shown. `trail` leads from what is paid down to it."""

    fig: str
    label: Words
    value: str
    clause: str
    formula: str
    exact: str
    rounding: str
    note: str
    inputs: tuple[Step, ...]
    trail: tuple[Step, ...]
    curve: tuple[tuple[str, str], ...]
    members: tuple[Member, ...]
    late: int
    count: int
    excluded: int
    clock: Clock | None


def figure(document: Mapping[str, Any], fig: str, *, estate_id: UUID, terms: Terms) -> Figure | None:
    """One figure of a statement or a trial, or None."""
    node = reads.trace(document, fig)
    if node is None:
        return None
    nodes = {one["fig"]: one for one in document["trace"]}
    members = _members(document, node)
    names = work.numbers(estate_id, [one.order for one in members[:SHOWN]])
    return Figure(
        fig=fig,
        label=node["label"],
        value=figures.value(node) or _("not evaluated"),
        clause=node["clause"],
        formula=figures.formula(node, nodes),
        exact=_exact(node),
        rounding=_rounding(node),
        note=_note(node, document),
        inputs=tuple(_step(nodes[name]) for name in node["in"] if name in nodes),
        trail=_trail(node, document, nodes),
        curve=_curve(node),
        members=tuple(_named(one, names) for one in members[:SHOWN]),
        late=sum(one.verdict == "late" for one in members),
        count=len(members),
        excluded=len(node.get("excluded", ())),
        clock=_clock(node, estate_id, terms) if node["op"] == "clock" else None,
    )


def _step(node: Mapping[str, Any]) -> Step:
    return Step(node["fig"], node["label"], figures.value(node) or _("not evaluated"))


def _exact(node: Mapping[str, Any]) -> str:
    """The exact value, where the shown one was rounded."""
    if node["exact"] is None or node["op"] in ("ratio", "points"):
        return ""
    exact = Fraction(node["exact"])
    if figures.name(node) in figures.MONEY:
        exact /= 100
    decimal = show(exact, 8).rstrip("0").rstrip(".")
    return decimal if Fraction(decimal) == exact else f"{decimal}…"


def _rounding(node: Mapping[str, Any]) -> str:
    rule = node["round"]
    if not rule:
        return ""
    modes = {
        "half_up": _("rounded half up"),
        "half_even": _("rounded half to even"),
        "down": _("rounded down"),
        "up": _("rounded up"),
    }
    places = (
        _("to %(places)s decimals") % {"places": rule["places"]}
        if figures.name(node) not in figures.MONEY
        else _("to the fen")
    )
    return _("%(mode)s %(places)s, by clause %(clause)s") % {
        "mode": modes.get(rule["mode"], rule["mode"]),
        "places": places,
        "clause": rule["clause"],
    }


def _note(node: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Why it was not evaluated, or what else was counted."""
    args = node["args"]
    if node["op"] == "ratio":
        note = next((one["note"] for one in document["measures"] if node["fig"].endswith(f"/{one['key']}.ratio")), "")
        if note == "too_few":
            return _("Too few to judge: not evaluated, its weight goes to the other measures.")
        if note == "no_data":
            return _("Nothing fell due: not evaluated, its weight goes to the other measures.")
        if args.get("pooled_months"):
            return _("Few this month, so %(n)d months are taken together.") % {"n": args["pooled_months"]}
    if node["op"] == "weighted_mean" and node["value"] is None:
        return _("Less than %(weight)s of the weight could be evaluated, so there is no total.") % {
            "weight": args["min_weight"]
        }
    if node["op"] == "points" and "points" not in args:
        return _("Without a total the coefficient is 1.")
    return ""


def _curve(node: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The points of a coefficient or a step curve, to be read as a table."""
    if node["op"] == "points" and "points" in node["args"]:
        edge, below = node["args"]["below"]
        points = [(x, show(Fraction(y), 2)) for x, y in node["args"]["points"]]
        return ((f"< {edge}", show(Fraction(below), 2)), *points)
    if node["op"] == "step":
        return tuple((f"≥ {figures.percent(x)}", y) for x, y in node["args"]["points"])
    return ()


def _trail(node: Mapping[str, Any], document: Mapping[str, Any], nodes: Mapping[str, Any]) -> tuple[Step, ...]:
    """From the gross payment down to the figure: each rests on the next."""
    leads: dict[str, str] = {name: one["fig"] for one in document["trace"] for name in one["in"]}
    out: list[Step] = []
    at: str | None = leads.get(node["fig"])
    if node["op"] == "clock":
        at = next(
            (
                one["fig"]
                for one in document["trace"]
                if one["op"] == "ratio" and OF_CLOCK.get(one["args"]["function"]) == node["args"]["clock"]
            ),
            None,
        )
    while at is not None and len(out) < len(nodes):
        out.append(_step(nodes[at]))
        at = leads.get(at)
    return tuple(reversed(out))


def _members(document: Mapping[str, Any], node: Mapping[str, Any]) -> list[Member]:
    """The orders behind a ratio: the bad ones first, the dearest on top."""
    if node["op"] != "ratio":
        return []
    key = figures.name(node).removesuffix(".ratio")
    costs = {one["order"]: one["net"] for one in document["costs"] if key in one["measures"]}
    clock = OF_CLOCK.get(node["args"]["function"])
    if clock is None:
        return [Member(UUID(order), None, "", "bad", None, None, 0, None) for order in node["bad"]]
    rows = [one for one in document["clocks"] if one["clock"] == clock and not one["excluded"]]
    if not rows:  # a trial has prices but no clocks
        return [Member(UUID(order), None, "", "late", None, None, 0, net) for order, net in costs.items()]
    rows.sort(key=lambda one: (one["verdict"] != "late", -costs.get(one["order"], 0), -one["late_ms"], one["due"]))
    return [
        Member(
            UUID(one["order"]),
            None,
            f"{document['month']}/order/{one['order']}/{clock}",
            one["verdict"],
            instant(one["due"]),
            instant(one["done"]) if one["done"] is not None else None,
            one["late_ms"],
            costs.get(one["order"]) if one["verdict"] == "late" else None,
        )
        for one in rows
    ]


def _named(one: Member, names: Mapping[UUID, work.Named]) -> Member:
    return Member(one.order, names.get(one.order), one.fig, one.verdict, one.due, one.done, one.late_ms, one.net)


def _clock(node: Mapping[str, Any], estate_id: UUID, terms: Terms) -> Clock:
    args, cost = node["args"], node.get("cost")
    order = UUID(args["order"])
    return Clock(
        order=order,
        name=work.numbers(estate_id, [order]).get(order),
        clock=args["clock"],
        start=instant(args["start"]),
        limit=args["limit"],
        calendar=args["calendar"],
        pauses=tuple(
            Pause(
                terms.pauses[one["reason"]].label if one["reason"] in terms.pauses else {"zh": one["reason"]},
                one["clause"],
                instant(one["from"]),
                instant(one["to"]),
            )
            for one in args["pauses"]
        ),
        due=instant(args["due"]),
        done=instant(args["done"]) if args["done"] is not None else None,
        verdict=args["verdict"],
        late_ms=args["late_ms"],
        stale=args["stale"],
        points=show(Fraction(cost["total"]), 2) if cost and cost["total"] is not None else "",
        net=cost["net"] if cost else None,
    )
