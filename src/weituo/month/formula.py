"""A figure's arithmetic with its numbers, in signs that need no translation: the page, the report and the text share it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from covenant.money import format_fen, show

Node = Mapping[str, Any]
MONEY = ("fixed", "performance", "net", "vat", "gross", "events", "red_lines", "quarter")
HOUR = 3_600_000
PLACES = 10


def yuan(fen: int, *, signed: bool = False) -> str:
    """¥ with thousands and two decimals, a true minus sign; `signed` for a difference: with a plus too."""
    return f"{'−' if fen < 0 else '+' if signed and fen else ''}¥{format_fen(abs(fen))}"


def percent(value: Fraction | str, places: int = 2) -> str:
    """A share as a percentage without needless zeros, a true minus sign: 0.975 → 97.5%, -0.03 → −3%."""
    text = show(Fraction(value) * 100, places).replace("-", "−")
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def name(node: Node) -> str:
    """The last part of a figure's name: total, repair.score, gross …"""
    return str(node["fig"]).rsplit("/", 1)[-1]


def label(node: Node) -> Mapping[str, str]:
    """What a figure is called; a correction by the month it corrects, as people write months."""
    last = name(node)
    if not last.startswith("adjustment."):
        known: Mapping[str, str] = node["label"]
        return known
    month, _, again = last.removeprefix("adjustment.").partition("#")
    year, number = month.split("-")
    zh = f"更正{year}年{int(number)}月结算单" + (f"（第 {again} 次）" if again else "")
    return {"zh": zh, "en": f"Correction of {month}" + (f" ({again})" if again else "")}


def value(node: Node) -> str | None:
    """The node's value as people write it; None when it was not evaluated."""
    if node["value"] is None:
        return None
    if name(node) in MONEY or name(node).startswith(("event.", "adjustment.")):
        return yuan(node["value"])
    if name(node) == "coefficient":
        return coefficient(Fraction(node["value"]))
    return str(node["value"])


def coefficient(exact: Fraction) -> str:
    """A payment coefficient to its last digit, so that the product can be checked by hand; ≈ where it has none."""
    for places in range(2, PLACES + 1):
        text = show(exact, places)
        if Fraction(text) == exact:
            return text
    return f"≈{show(exact, PLACES)}"


def payment(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The last parts of the figures of a payment in order: what the net is the sum of, net, VAT, gross. A part of nothing
    is left out, but for those that always stand."""
    month, nodes = document["month"], {node["fig"]: node for node in document["trace"]}
    parts = nodes[f"{month}/net"]["in"]
    shown = [fig for fig in parts if nodes[fig]["value"] or fig.endswith(("/fixed", "/performance"))]
    return (*(fig.removeprefix(f"{month}/") for fig in shown), "net", "vat", "gross")


def formula(node: Node, nodes: Mapping[str, Node]) -> str:
    """`100 × (93.67% − 75%) ÷ (97% − 75%) = 84.87`; empty when nothing was computed."""
    result = value(node)
    if node["op"] == "ratio" and result is None and node["args"]["den"]:
        return f"{node['args']['num']} ÷ {node['args']['den']}"  # too few to judge
    if result is None or node["op"] == "clock":
        return ""
    inputs = [value(nodes[fig]) or "–" for fig in node["in"] if fig in nodes]
    return _WAYS[node["op"]](node, nodes, inputs, result)


def _ratio(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    if "parts" in node["args"]:
        parts = [
            f"{coefficient(Fraction(weight))} × (1 − {_hours(down)} ÷ {_hours(required)})"
            for _, weight, down, required in node["args"]["parts"]
            if required
        ]
        return f"{' + '.join(parts)} = {result}"
    return f"{node['args']['num']} ÷ {node['args']['den']} = {result}"


def _hours(milliseconds: int) -> str:
    """Hours without needless zeros."""
    text = show(Fraction(milliseconds, HOUR), 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _edge(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    ratio, edge = _exact(node, nodes), Fraction(node["args"]["edge"])
    sign = "≥" if ratio is not None and ratio >= edge else "<"
    if node["op"] == "at_most":
        sign = "≤" if ratio is not None and ratio <= edge else ">"
    return f"{inputs[0]} {sign} {percent(edge)} → {result}"


def _linear(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    zero, full = Fraction(node["args"]["zero"]), Fraction(node["args"]["full"])
    ratio = _exact(node, nodes)
    low, high = min(zero, full), max(zero, full)
    if ratio is not None and ratio >= high:
        return f"{inputs[0]} ≥ {percent(high)} → {result}"
    if ratio is not None and ratio <= low:
        return f"{inputs[0]} ≤ {percent(low)} → {result}"
    if zero < full:
        return f"100 × ({_count(node, nodes)} − {percent(zero)}) ÷ ({percent(full)} − {percent(zero)}) = {result}"
    return f"100 × ({percent(zero)} − {_count(node, nodes)}) ÷ ({percent(zero)} − {percent(full)}) = {result}"


def _count(node: Node, nodes: Mapping[str, Node]) -> str:
    """The ratio as its two counts: the score rests on them, not on the rounded percentage."""
    ratio = nodes[node["in"][0]]
    args = ratio["args"]
    return str(ratio["value"]) if "parts" in args else f"{args['num']}/{args['den']}"


def _step(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    ratio = _exact(node, nodes)
    starts = [start for start, _ in node["args"]["points"] if ratio is None or Fraction(start) <= ratio]
    return f"{inputs[0]} ≥ {percent(starts[-1])} → {result}" if starts else result


def _mean(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    weights = node["args"]["weights"]
    parts = [
        f"{weights[key]} × {nodes[fig]['value']}"
        for fig in node["in"]
        if fig in nodes and (key := fig.rsplit("/", 1)[-1].removesuffix(".score")) in weights
    ]
    return f"({' + '.join(parts)}) ÷ {node['args']['evaluated']} = {result}"


def _points(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    if "below" not in node["args"] and "points" in node["args"]:
        return _between(node, nodes, inputs, result)
    if "points" not in node["args"]:
        return result
    total = Fraction(inputs[0])
    edge, _ = node["args"]["below"]
    if total < Fraction(edge):
        return f"{inputs[0]} < {edge} → {result}"
    for (x0, y0), (x1, y1) in pairwise(node["args"]["points"]):
        if total <= Fraction(x1):
            low, high = (show(Fraction(y), 2) for y in (y0, y1))
            if low == high:
                return f"{x0} ≤ {inputs[0]} ≤ {x1} → {result}"
            share = f"({inputs[0]} − {x0}) ÷ ({x1} − {x0})"
            equals = result if result.startswith("≈") else f"= {result}"
            return f"{low} + ({high} − {low}) × {share} {equals}"
    return f"{inputs[0]} → {result}"


def _between(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    """A measure's curve of points: the stretch its value lies on."""
    ratio = _exact(node, nodes)
    for (x0, y0), (x1, y1) in pairwise(node["args"]["points"]):
        if ratio is not None and Fraction(x0) <= ratio <= Fraction(x1):
            share = f"({inputs[0]} − {percent(x0)}) ÷ ({percent(x1)} − {percent(x0)})"
            return f"{y0} + ({y1} − {y0}) × {share} = {result}"
    return f"{inputs[0]} → {result}"


def _event(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    args = node["args"]
    factor = "" if args["factor"] == "1" else f" × {coefficient(Fraction(args['factor']))}"
    scale = "" if args["scale"] == "1" else f" × {coefficient(Fraction(args['scale']))}"
    return f"{yuan(args['amount'])}{factor}{scale} = {result}" if not args["why"] else f"{result} ({args['why']})"


def _capped(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    args = node["args"]
    if not inputs:
        return f"0 → {result}"
    if not args:
        return f"−({' + '.join(inputs)}) = {result}"
    cap = f"{yuan(args['fee'])} × {percent(args['cap'])}"
    return f"−min({yuan(args['sum'])}; {cap}) = {result}"


def _band(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    args = node["args"]
    if args.get("mean") is None:
        return result
    return f"{show(Fraction(args['mean']), 2)} → {percent(args['share'])} → {result}"


def _difference(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    return ""  # what it was made of stands beside it


def _fixed(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    fee, share = _fee(node)
    return f"{fee} × (1 − {share}) = {result}"


def _performance(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    fee, share = _fee(node)
    return f"{fee} × {share} × {inputs[0].removeprefix('≈')} = {result}"


def _rate(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    args = node["args"]
    base = yuan(args["base"]) if "base" in args else inputs[0]
    more = f" + {yuan(args['corrected_vat'])}" if args.get("corrected_vat") else ""
    return f"{base} × {percent(args['rate'])}{more} = {result}"


def _sum(node: Node, nodes: Mapping[str, Node], inputs: list[str], result: str) -> str:
    if node["fig"].endswith("/red_lines"):
        return f"−({' + '.join(inputs)}) = {result}" if inputs else f"0 → {result}"
    return f"{_added(inputs)} = {result}"


def _added(amounts: list[str]) -> str:
    """a + b − c: what is taken away is written so, and what is nothing is left out."""
    amounts = [amount for amount in amounts if amount != yuan(0)] or amounts[:1]
    return "".join(
        amount if not index else f" − {amount[1:]}" if amount.startswith("−") else f" + {amount}"
        for index, amount in enumerate(amounts)
    )


def _fee(node: Node) -> tuple[str, str]:
    args = node["args"]
    return yuan(args.get("fee", args["monthly_fee"])), percent(args["performance_share"])


def _exact(node: Node, nodes: Mapping[str, Node]) -> Fraction | None:
    ratio = nodes.get(node["in"][0]) if node["in"] else None
    return Fraction(ratio["exact"]) if ratio and ratio["exact"] is not None else None


_WAYS = {
    "ratio": _ratio,
    "linear": _linear,
    "step": _step,
    "at_least": _edge,
    "at_most": _edge,
    "event": _event,
    "capped_sum": _capped,
    "band": _band,
    "restated_minus_issued": _difference,
    "weighted_mean": _mean,
    "points": _points,
    "fixed_share": _fixed,
    "performance_share": _performance,
    "rate": _rate,
    "sum": _sum,
}
