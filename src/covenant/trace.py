"""The graph under every figure: clause, operation, arguments, exact value, rounding, inputs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from covenant.agreement.terms import Curve, Terms
from covenant.assessment import Assessment
from covenant.money import exact, round_fen, show
from covenant.period import Month
from covenant.quarter import Quarter
from covenant.score import MeasureScore, Sheet
from covenant.settle import Line, Settlement

Node = dict[str, Any]

LABELS = {
    "total": {"zh": "考核总分", "en": "Total score"},
    "coefficient": {"zh": "付款系数", "en": "Payment coefficient"},
    "fixed": {"zh": "固定部分", "en": "Fixed part"},
    "performance": {"zh": "绩效部分", "en": "Performance part"},
    "net": {"zh": "不含税应付款", "en": "Net payment"},
    "vat": {"zh": "增值税", "en": "VAT"},
    "gross": {"zh": "含税应付款", "en": "Gross payment"},
    "events": {"zh": "事件扣款", "en": "Priced events"},
    "red_lines": {"zh": "红线扣款", "en": "Red lines"},
    "quarter": {"zh": "季度奖罚", "en": "Quarter"},
    "adjustment": {"zh": "更正", "en": "Correction of"},
}
RATIO = {"zh": "比率", "en": "ratio"}
SCORE = {"zh": "得分", "en": "score"}


def named(label: Mapping[str, str], suffix: Mapping[str, str]) -> dict[str, str]:
    """A label with a word behind it, in both languages."""
    return {"zh": f"{label['zh']}{suffix['zh']}", "en": f"{label['en']}: {suffix['en']}"}


def line_label(line: Line) -> dict[str, str]:
    """What an amount is called; a correction with the month it corrects."""
    label = LABELS[line.key]
    if not line.month:
        return dict(label)
    return {"zh": f"{line.month} 月结{label['zh']}", "en": f"{label['en']} {line.month}"}


def node(fig: str, value: Any, label: Mapping[str, str], clause: str, op: str, **more: Any) -> Node:
    """One figure. `more`: args, exact, round, in."""
    base: Node = {"args": {}, "exact": None, "round": None, "in": []}
    return {"fig": fig, "value": value, "label": dict(label), "clause": clause, "op": op, **base, **more}


def curve_args(curve: Curve) -> dict[str, Any]:
    """The curve as the trace shows it: linear {zero, full}, step {points}."""
    if curve.kind == "linear":
        return {"zero": exact(curve.points[0][0]), "full": exact(curve.points[1][0])}
    if curve.kind in ("at_least", "at_most"):
        return {"edge": exact(curve.points[0][0])}
    return {"points": [[exact(x), exact(y)] for x, y in curve.points]}


def measure_nodes(month: Month, line: MeasureScore, terms: Terms) -> list[Node]:
    """The ratio and the score of one measure; one node saying why when it was not evaluated."""
    measure, measured = line.terms, line.measured
    ratio_fig, score_fig = f"{month}/{measure.key}.ratio", f"{month}/{measure.key}.score"
    args: dict[str, Any] = {"num": measured.num, "den": measured.den, "function": measure.function}
    if measured.pooled > 1:
        args["pooled_months"] = measured.pooled
    if measured.parts:
        weights = {assets.key: exact(assets.weight) for assets in measure.assets}
        args["parts"] = [[key, weights[key], down, required] for key, down, required in measured.parts]
    value = measured.value
    ratio = node(
        ratio_fig,
        None if value is None else show(value * 100, 2) + "%",
        named(measure.label, RATIO),
        measure.clause,
        "ratio",
        args=args,
        exact=None if value is None else exact(value),
        bad=list(measured.bad),
        excluded=[list(pair) for pair in measured.excluded],
    )
    places, mode = terms.rounding.measure_score
    score = node(
        score_fig,
        None if line.score is None else show(line.score, places),
        named(measure.label, SCORE),
        measure.clause,
        measure.curve.kind,
        args=curve_args(measure.curve),
        exact=None if line.exact is None else exact(line.exact),
        round={"places": places, "mode": mode, "clause": terms.rounding.clause},
        **{"in": [ratio_fig]},
    )
    return [ratio, score]


def sum_nodes(month: Month, sheet: Sheet, settlement: Settlement, terms: Terms) -> list[Node]:
    """Total, coefficient and the amounts."""
    return [_total(month, sheet, terms), _coefficient(month, sheet, terms), *_amounts(month, settlement, terms)]


def _total(month: Month, sheet: Sheet, terms: Terms) -> Node:
    places, mode = terms.rounding.total
    weights = {line.terms.key: exact(line.terms.weight) for line in sheet.lines if line.score is not None}
    return node(
        f"{month}/total",
        None if sheet.total is None else show(sheet.total, places),
        LABELS["total"],
        terms.total_clause,
        "weighted_mean",
        args={"weights": weights, "evaluated": exact(sheet.weight), "min_weight": exact(terms.min_weight)},
        exact=None if sheet.exact is None else exact(sheet.exact),
        round={"places": places, "mode": mode, "clause": terms.rounding.clause},
        **{"in": [f"{month}/{line.terms.key}.score" for line in sheet.lines]},
    )


def _coefficient(month: Month, sheet: Sheet, terms: Terms) -> Node:
    curve = terms.payment.coefficient
    args: dict[str, Any] = {"why": "not_evaluated"}
    if sheet.total is not None:
        points = [[exact(x), exact(y)] for x, y in curve.points]
        args = {"points": points, "below": [exact(part) for part in curve.below]}
    return node(
        f"{month}/coefficient",
        exact(sheet.coefficient),
        LABELS["coefficient"],
        terms.payment.coefficient_clause,
        "points",
        args=args,
        exact=exact(sheet.coefficient),
        **{"in": [f"{month}/total"]},
    )


def _amounts(month: Month, settlement: Settlement, terms: Terms) -> list[Node]:
    pay = terms.payment
    fen = {"mode": terms.rounding.money, "places": 0, "clause": terms.rounding.clause}
    fee: dict[str, Any] = {"monthly_fee": pay.monthly_fee, "performance_share": exact(pay.performance_share)}
    if terms.schema > 1:
        fee["fee"] = settlement.fee
    fixed, performance = settlement.lines[:2]
    vat = settlement.vat

    def amount(key: str, value: int, clause: str, op: str, inputs: list[str], **more: Any) -> Node:
        rests = {"in": [f"{month}/{name}" for name in inputs]}
        return node(f"{month}/{key}", value, LABELS[key], clause, op, **more, **rests)

    rate: dict[str, Any] = {"rate": exact(pay.vat_rate)}
    if terms.schema > 1:
        corrected = sum(line.fen for line in settlement.lines if line.month)
        base = vat.exact / pay.vat_rate if pay.vat_rate else settlement.own
        rate |= {"base": int(base), "deductions": pay.deductions, "corrections": corrected}
        rate |= {"corrected_vat": vat.fen - round_fen(vat.exact, terms.rounding.money)}
    return [
        amount("fixed", fixed.fen, fixed.clause, "fixed_share", [], args=fee, exact=exact(fixed.exact), round=fen),
        amount(
            "performance",
            performance.fen,
            performance.clause,
            "performance_share",
            ["coefficient"],
            args=fee,
            exact=exact(performance.exact),
            round=fen,
        ),
        amount("net", settlement.net, pay.clause, "sum", _figures(settlement)),
        amount("vat", vat.fen, vat.clause, "rate", ["net"], args=rate, exact=exact(vat.exact), round=fen),
        amount("gross", settlement.gross, vat.clause, "sum", ["net", "vat"]),
    ]


def _figures(settlement: Settlement) -> list[str]:
    """The figures the net is the sum of."""
    names: list[str] = []
    for line in settlement.lines:
        name = f"adjustment.{line.month}" if line.month else line.key
        again = sum(1 for other in names if other.split("#")[0] == name)
        names.append(f"{name}#{again + 1}" if again else name)
    return names


def second_nodes(given: Assessment, settlement: Settlement, ended: Quarter | None) -> list[Node]:
    """What statement/2 adds: incidents, their sums, quarter and corrections."""
    terms, month = given.terms, given.month
    nodes = []
    for one in given.charges.incidents:
        event = terms.payment.events[one.event]
        args: dict[str, Any] = {"amount": event.amount, "nth": one.nth, "factor": exact(one.factor)}
        bedding = terms.payment.bedding
        args |= {"scale": exact(bedding.factor) if bedding and given.bedding_in else "1"}
        args |= {"order": one.order, "why": one.why}
        nodes.append(
            node(f"{month}/event.{one.event}.{one.id}", one.charged, event.label, event.clause, "event", args=args)
        )
    for line, figure in list(zip(settlement.lines, _figures(settlement), strict=True))[2:]:
        name = f"{month}/{figure}"
        inputs: list[str] = []
        args = {}
        if line.key in ("events", "red_lines"):
            red = line.key == "red_lines"
            inputs = [
                f"{month}/event.{one.event}.{one.id}"
                for one in given.charges.incidents
                if terms.payment.events[one.event].red_line is red
            ]
            if not red and terms.payment.cap:
                args = {"cap": exact(terms.payment.cap.share), "fee": given.fee, "sum": given.charges.within}
        elif line.key == "quarter" and ended is not None:
            inputs = [f"{one}/total" for one in (month.previous().previous(), month.previous(), month)]
            args = {"mean": None if ended.mean is None else exact(ended.mean), "share": exact(ended.share)}
            args |= {"blocked": ended.blocked}
        ops = {"events": "capped_sum", "red_lines": "sum", "quarter": "band", "adjustment": "restated_minus_issued"}
        nodes.append(
            node(
                name,
                line.fen,
                line_label(line),
                line.clause,
                ops[line.key],
                args=args,
                exact=exact(line.exact),
                **{"in": inputs},
            )
        )
    return nodes


def decimal_text(value: Fraction | None, places: int) -> str | None:
    """Decimal text or None."""
    return None if value is None else show(value, places)
