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
from django.utils.translation import pgettext

from covenant.agreement import Terms
from covenant.money import show
from weituo.faces.office.statements import beside
from weituo.faces.shared.templatetags.weituo import say
from weituo.ledger.time import instant
from weituo.month import formula as figures
from weituo.month import reads
from weituo.work import reads as work

SHOWN = 80
OF_CLOCK = {"response_1": "respond", "repair_1": "repair"}
NO_ORDERS = ("planned_1", "inspection_1", "intact_1")  # tasks, inspections, inventories: there is no order to open
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
    excluded: tuple[tuple[str, int], ...]
    clock: Clock | None
    rows: tuple[tuple[str, str], ...] = ()
    at: datetime | None = None


def figure(document: Mapping[str, Any], fig: str, *, estate_id: UUID, terms: Terms) -> Figure | None:
    """One figure of a statement or a trial, or None."""
    node = reads.trace(document, fig) or beside.node(document, fig, terms)
    if node is None:
        return None
    nodes = {one["fig"]: one for one in document["trace"]}
    members = _members(document, node)
    names = work.numbers(estate_id, [one.order for one in members[:SHOWN]])
    return Figure(
        fig=fig,
        label=figures.label(node),
        value=figures.value(node) or _("not evaluated"),
        clause=node["clause"],
        formula=_formula(node, nodes),
        exact=_exact(node),
        rounding=_rounding(node),
        note=_note(node, document) or _second_note(node, document, terms),
        inputs=tuple(_step(nodes[name]) for name in node["in"] if name in nodes),
        trail=_trail(node, document, nodes),
        curve=_curve(node),
        members=tuple(_named(one, names) for one in members[:SHOWN]),
        late=sum(one.verdict == "late" for one in members),
        count=len(members),
        excluded=_excluded(node, terms),
        rows=beside.rows(node, document, terms),
        at=_happened(node, document),
        clock=_clock(node, estate_id, terms) if node["op"] == "clock" else None,
    )


def _step(node: Mapping[str, Any]) -> Step:
    return Step(node["fig"], figures.label(node), figures.value(node) or _("not evaluated"))


def _exact(node: Mapping[str, Any]) -> str:
    """The exact value, where the shown one was rounded."""
    if node["exact"] is None or node["op"] in ("ratio", "points", "restated_minus_issued"):
        return ""
    exact = Fraction(node["exact"])
    if figures.name(node) in figures.MONEY:
        if exact == node["value"] and not node["round"]:
            return ""
        exact /= 100
    decimal = show(exact, 8).rstrip("0").rstrip(".").replace("-", "−")
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


def _second_note(node: Mapping[str, Any], document: Mapping[str, Any], terms: Terms) -> str:
    """The same for what a statement/2 says beyond a statement/1."""
    op, args = node["op"], node["args"]
    if op == "beside":
        return str(node["note"])
    if op == "ratio":
        return _not_judged(node, document, terms)
    if op == "event":
        return _("Not charged: a dearer event of the same order is.") if args["why"] else ""
    if op == "capped_sum" and document["events"]["extinguished"]:
        gone = figures.yuan(document["events"]["extinguished"])
        return _("%(amount)s went beyond the monthly cap and is extinguished.") % {"amount": gone}
    if op == "band" and document["quarter"]:
        quarter = document["quarter"]
        note = _(
            "The mean of %(n)d evaluated months of the quarter decides the band; its share is taken of their fees."
        )
        text = note % {"n": quarter["evaluated"]}
        return f"{text} {_('A red line takes the reward.')}" if quarter["blocked"] else text
    if op == "restated_minus_issued":
        return _("What an earlier statement would have said with what became known later, less what it said.")
    return ""


def _not_judged(node: Mapping[str, Any], document: Mapping[str, Any], terms: Terms) -> str:
    key = figures.name(node).removesuffix(".ratio")
    note = next(one["note"] for one in document["measures"] if one["key"] == key)
    if note == "too_short":
        return _("In force for fewer than %(n)d days this month: not evaluated.") % {"n": terms.min_days}
    if note == "principal_duty":
        duty = next(one for one in document["client"] if one["key"] == terms.measures[key].requires)
        return _(
            "The property company did “%(duty)s” only %(num)d of %(den)d times: not evaluated, its weight goes to the "
            "other measures."
        ) % {"duty": say(duty["label"]), "num": duty["num"], "den": duty["den"]}
    return ""


def _formula(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> str:
    """The arithmetic; an event at its plain price has none, one that was not charged says so in words."""
    if node["op"] == "beside":
        return str(node["formula"])
    if node["op"] == "event" and (node["args"]["why"] or (node["args"]["factor"], node["args"]["scale"]) == ("1", "1")):
        return ""
    return figures.formula(node, nodes)


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
    leads: dict[str, str] = {}
    for one in sorted(document["trace"], key=lambda one: one["op"] in ("rate", "band")):  # the main road first
        for name in one["in"]:
            leads.setdefault(name, one["fig"])
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
    """The orders behind a figure: the bad ones first, the dearest on top."""
    if node["op"] == "event" and node["args"]["order"]:
        return [Member(UUID(node["args"]["order"]), None, "", "", None, None, 0, None)]
    if node["op"] == "beside":
        return [_owed(one, document) for one in node["clocks"]]
    if node["op"] != "ratio":
        return []
    key = figures.name(node).removesuffix(".ratio")
    costs = {one["order"]: one["net"] for one in document["costs"] if key in one["measures"]}
    clock = OF_CLOCK.get(node["args"]["function"])
    if node["args"]["function"] in NO_ORDERS:
        return []
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


def _owed(one: Mapping[str, Any], document: Mapping[str, Any]) -> Member:
    """An obligation as a member; the contractor's open further, the principal's lead to the order."""
    ours = one["clock"] in OF_CLOCK.values()
    return Member(
        UUID(one["order"]),
        None,
        f"{document['month']}/order/{one['order']}/{one['clock']}" if ours else "",
        one["verdict"],
        instant(one["due"]),
        instant(one["done"]) if one["done"] is not None else None,
        one["late_ms"],
        None,
    )


def _excluded(node: Mapping[str, Any], terms: Terms) -> tuple[tuple[str, int], ...]:
    """Why orders were left out, and how many for each reason."""
    words = {
        "cancelled": pgettext("figure", "cancelled"),
        "transferred": _("handed over to another party"),
        "priced_event": _("charged as an event instead"),
    }
    counts: dict[str, int] = {}
    for _order, reason in node.get("excluded", ()):
        kind, _colon, key = reason.partition(":")
        word = words.get(kind) or _("not counted by the measure's rule")
        if kind == "excuse":
            known = terms.excuses.get(key)
            word = _("excuse approved: %(excuse)s") % {"excuse": say(known.label) if known else key}
        counts[word] = counts.get(word, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: -pair[1]))


def _happened(node: Mapping[str, Any], document: Mapping[str, Any]) -> datetime | None:
    """When a priced event was."""
    if node["op"] != "event":
        return None
    name = figures.name(node)
    return next((instant(one["at"]) for one in document["incidents"] if name.endswith(f".{one['id']}")), None)


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
