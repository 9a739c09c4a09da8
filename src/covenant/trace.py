"""The graph under every figure: clause, operation, arguments, exact value, rounding, inputs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from covenant.agreement.terms import Curve, Terms
from covenant.money import exact, show
from covenant.period import Month
from covenant.score import MeasureScore, Sheet
from covenant.settle import Settlement

Node = dict[str, Any]

LABELS = {
    "total": {"zh": "考核总分", "en": "Total score"},
    "coefficient": {"zh": "付款系数", "en": "Payment coefficient"},
    "fixed": {"zh": "固定部分", "en": "Fixed part"},
    "performance": {"zh": "绩效部分", "en": "Performance part"},
    "net": {"zh": "不含税应付款", "en": "Net payment"},
    "vat": {"zh": "增值税", "en": "VAT"},
    "gross": {"zh": "含税应付款", "en": "Gross payment"},
}
RATIO = {"zh": "比率", "en": "ratio"}
SCORE = {"zh": "得分", "en": "score"}


def named(label: Mapping[str, str], suffix: Mapping[str, str]) -> dict[str, str]:
    """A label with a word behind it, in both languages."""
    return {"zh": f"{label['zh']}{suffix['zh']}", "en": f"{label['en']}: {suffix['en']}"}


def node(fig: str, value: Any, label: Mapping[str, str], clause: str, op: str, **more: Any) -> Node:
    """One figure. `more`: args, exact, round, in."""
    base: Node = {"args": {}, "exact": None, "round": None, "in": []}
    return {"fig": fig, "value": value, "label": dict(label), "clause": clause, "op": op, **base, **more}


def curve_args(curve: Curve) -> dict[str, Any]:
    """The curve as the trace shows it: linear {zero, full}, step {points}."""
    if curve.kind == "linear":
        return {"zero": exact(curve.points[0][0]), "full": exact(curve.points[1][0])}
    return {"points": [[exact(x), exact(y)] for x, y in curve.points]}


def measure_nodes(month: Month, line: MeasureScore, terms: Terms) -> list[Node]:
    """The ratio and the score of one measure; one node saying why when it was not evaluated."""
    measure, measured = line.terms, line.measured
    ratio_fig, score_fig = f"{month}/{measure.key}.ratio", f"{month}/{measure.key}.score"
    args: dict[str, Any] = {"num": measured.num, "den": measured.den, "function": measure.function}
    if measured.pooled > 1:
        args["pooled_months"] = measured.pooled
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
    places, mode = terms.rounding.total
    scored = [line for line in sheet.lines if line.score is not None]
    weights = {line.terms.key: exact(line.terms.weight) for line in scored}
    pay = terms.payment
    fens = {"mode": terms.rounding.money, "places": 0, "clause": terms.rounding.clause}
    fig = {key: f"{month}/{key}" for key in ("total", "coefficient", "fixed", "performance", "net", "vat", "gross")}
    points = [[exact(x), exact(y)] for x, y in pay.coefficient.points]
    below = [exact(part) for part in pay.coefficient.below]
    fee = {"monthly_fee": pay.monthly_fee, "performance_share": exact(pay.performance_share)}
    fixed, performance = settlement.lines
    coefficient_args = {"points": points, "below": below} if sheet.total is not None else {"why": "not_evaluated"}
    return [
        node(
            fig["total"],
            None if sheet.total is None else show(sheet.total, places),
            LABELS["total"],
            terms.total_clause,
            "weighted_mean",
            args={"weights": weights, "evaluated": exact(sheet.weight), "min_weight": exact(terms.min_weight)},
            exact=None if sheet.exact is None else exact(sheet.exact),
            round={"places": places, "mode": mode, "clause": terms.rounding.clause},
            **{"in": [f"{month}/{line.terms.key}.score" for line in sheet.lines]},
        ),
        node(
            fig["coefficient"],
            exact(sheet.coefficient),
            LABELS["coefficient"],
            pay.coefficient_clause,
            "points",
            args=coefficient_args,
            exact=exact(sheet.coefficient),
            **{"in": [fig["total"]]},
        ),
        node(
            fig["fixed"],
            fixed.fen,
            LABELS["fixed"],
            fixed.clause,
            "fixed_share",
            args=fee,
            exact=exact(fixed.exact),
            round=fens,
        ),
        node(
            fig["performance"],
            performance.fen,
            LABELS["performance"],
            performance.clause,
            "performance_share",
            args=fee,
            exact=exact(performance.exact),
            round=fens,
            **{"in": [fig["coefficient"]]},
        ),
        node(
            fig["net"], settlement.net, LABELS["net"], pay.clause, "sum", **{"in": [fig["fixed"], fig["performance"]]}
        ),
        node(
            fig["vat"],
            settlement.vat.fen,
            LABELS["vat"],
            pay.vat_clause,
            "rate",
            args={"rate": exact(pay.vat_rate)},
            exact=exact(settlement.vat.exact),
            round=fens,
            **{"in": [fig["net"]]},
        ),
        node(
            fig["gross"], settlement.gross, LABELS["gross"], pay.vat_clause, "sum", **{"in": [fig["net"], fig["vat"]]}
        ),
    ]


def decimal_text(value: Fraction | None, places: int) -> str | None:
    """Decimal text or None."""
    return None if value is None else show(value, places)
