"""A figure of a statement in words: what it is, by which clause, how it was computed, which orders stand behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from covenant.money import format_fen, show
from weituo.ledger.time import instant
from weituo.month.reads import RunningMonth, StatementView
from weituo.work import reads as work

MONEY = ("fixed", "performance", "net", "vat", "gross")
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Input:
    """A figure another one rests on."""

    fig: str
    label: Mapping[str, str]
    value: str


@dataclass(frozen=True, slots=True)
class Member:
    """One order behind a figure with its clock."""

    order: UUID
    number: str
    verdict: str
    due: Any
    done: Any
    late_ms: int
    net: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A node of the trace as shown."""

    fig: str
    label: Mapping[str, str]
    value: str
    clause: str
    formula: str
    exact: str
    rounding: str
    inputs: tuple[Input, ...]
    members: tuple[Member, ...]
    count: int
    excluded: tuple[tuple[str, str], ...]


def shown(node: Mapping[str, Any]) -> str:
    """The node's value as people write it."""
    name, value = node["fig"].rsplit("/", 1)[-1], node["value"]
    if value is None:
        return _("not evaluated")
    if name in MONEY:
        return f"¥{format_fen(value)}"
    if name == "coefficient":
        return show(Fraction(value), 5)
    return str(value)


def figure(view: StatementView, fig: str) -> Figure | None:
    """One figure of the statement, or None."""
    nodes = view.figures
    node = nodes.get(fig)
    if node is None:
        return None
    members = _members(view, node)
    rounding = node["round"]
    return Figure(
        fig=fig,
        label=node["label"],
        value=shown(node),
        clause=node["clause"],
        formula=formula(node, nodes),
        exact=node["exact"] or "",
        rounding=_("rounded half up to %(places)s decimals, clause %(clause)s") % rounding
        if rounding and rounding["places"]
        else _("rounded half up to the fen, clause %(clause)s") % rounding
        if rounding
        else "",
        inputs=tuple(Input(name, nodes[name]["label"], shown(nodes[name])) for name in node["in"] if name in nodes),
        members=members[:SHOWN],
        count=len(members),
        excluded=tuple((order, why) for order, why in node.get("excluded", ())),
    )


def formula(node: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]]) -> str:
    """The arithmetic with its numbers."""
    args, op = node["args"], node["op"]
    values = [shown(nodes[name]) for name in node["in"] if name in nodes]
    if op == "ratio":
        return f"{args['num']} ÷ {args['den']} = {node['value'] or '–'}"
    if op == "linear" and node["exact"] is not None:
        zero, full = (show(Fraction(args[key]) * 100, 2) + "%" for key in ("zero", "full"))
        ratio = values[0] if values else "–"
        return f"100 × ({ratio} − {zero}) ÷ ({full} − {zero}), 0–100 = {node['value']}"
    if op == "step":
        return " · ".join(f"≥ {show(Fraction(x) * 100, 2)}% → {y}" for x, y in args["points"])
    if op == "weighted_mean":
        weights = args["weights"]
        parts = []
        for name in node["in"]:
            key = name.rsplit("/", 1)[-1].removesuffix(".score")
            if key in weights:
                parts.append(f"{weights[key]} × {nodes[name]['value']}")
        return (
            f"({' + '.join(parts)}) ÷ {args['evaluated']} = {node['value']}" if parts else _("too little was evaluated")
        )
    if op == "points":
        if "points" not in args:
            return _("not evaluated: the coefficient is 1")
        pieces = [f"< {args['below'][0]} → {args['below'][1]}"] + [
            f"{x} → {show(Fraction(y), 2)}" for x, y in args["points"]
        ]
        return " · ".join(pieces) + f" ⇒ {shown(node)}"
    return _money(node, values)


def _money(node: Mapping[str, Any], values: list[str]) -> str:
    args, op = node["args"], node["op"]
    if op in ("fixed_share", "performance_share"):
        fee, share = format_fen(args["monthly_fee"]), show(Fraction(args["performance_share"]) * 100, 0) + "%"
        if op == "fixed_share":
            return f"¥{fee} × (1 − {share}) = {shown(node)}"
        return f"¥{fee} × {share} × {values[0]} = {shown(node)}"
    if op == "rate":
        return f"{values[0]} × {show(Fraction(args['rate']) * 100, 0)}% = {shown(node)}"
    return f"{' + '.join(values)} = {shown(node)}"


def _members(view: StatementView, node: Mapping[str, Any]) -> tuple[Member, ...]:
    """The orders behind a ratio: the bad ones first, dearest on top."""
    if node["op"] != "ratio":
        return ()
    function = node["args"]["function"]
    clock = {"response_1": "respond", "repair_1": "repair"}.get(function)
    costs = {one["order"]: one["net"] for one in view.document["costs"]}
    if clock is None:
        bad = [UUID(order) for order in node["bad"]]
        names = work.numbers(view.estate_id, bad)
        return tuple(
            Member(order, names[order].number if order in names else "", "late", None, None, 0, None) for order in bad
        )
    rows = [one for one in view.document["clocks"] if one["clock"] == clock]
    rows.sort(key=lambda one: (one["verdict"] != "late", -one["late_ms"], one["order"]))
    names = work.numbers(view.estate_id, [UUID(one["order"]) for one in rows[:SHOWN]])
    out = []
    for one in rows:
        order = UUID(one["order"])
        out.append(
            Member(
                order,
                names[order].number if order in names else "",
                one["verdict"],
                instant(one["due"]),
                instant(one["done"]) if one["done"] is not None else None,
                one["late_ms"],
                costs.get(one["order"]) if one["verdict"] == "late" else None,
            )
        )
    return tuple(out)


def running(month: RunningMonth) -> list[dict[str, Any]]:
    """The running month's measures as a trial."""
    lines = []
    for line in month.sheet.lines:
        num, den = line.measured.num, line.measured.den
        lines.append(
            {
                "label": line.terms.label,
                "clause": line.terms.clause,
                "num": num,
                "den": den,
                "score": None if line.score is None else show(line.score, 2),
                "weight": int(line.terms.weight),
                "next": month.next_late.get(line.terms.key),
            }
        )
    return lines
