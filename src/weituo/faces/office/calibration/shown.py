"""A calibration in words and figures, for the page and for the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from covenant import money
from covenant.agreement import Terms
from covenant.calibration import EVENT, YEARS, Calibration, Failure, MonthPay
from covenant.money import Fen
from weituo.faces.office.calibration.form import Field
from weituo.faces.shared import labels
from weituo.faces.shared.templatetags.weituo import say
from weituo.month import formula as figures

KINDS = {
    "response_1": gettext_lazy("One late arrival"),
    "repair_1": gettext_lazy("One late repair"),
    "satisfaction_1": gettext_lazy("One bad rating"),
    "rework_1": gettext_lazy("One rework"),
    "planned_1": gettext_lazy("One missed task"),
    "inspection_1": gettext_lazy("One failed point"),
    "intact_1": gettext_lazy("One unit not intact"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of failure with the input for its cost; `found` is None while nothing was computed."""

    what: str
    label: str
    clause: str
    cost: Field
    found: Failure | None


@dataclass(frozen=True, slots=True)
class Part:
    """An amount with what it is."""

    what: str
    clause: str
    fen: Fen


def kinds(terms: Terms, found: Calibration | None, costs: Mapping[str, Field]) -> list[Kind]:
    """Every kind of failure of the terms; those cheaper than the work first."""
    known = {one.key: one for one in found.failures} if found else {}
    rows = []
    for key, measure in terms.measures.items():
        if measure.function in KINDS:
            what = labels.label(KINDS, measure.function)
            rows.append(Kind(what, say(measure.label), measure.clause, costs[key], known.get(key)))
    for key, event in terms.payment.events.items():
        rows.append(Kind(say(event.label), _("Priced event"), event.clause, costs[key], known.get(key)))
    return sorted(rows, key=lambda row: not (row.found and row.found.cheaper))


def rows(found: Calibration) -> list[dict[str, Any]]:
    """The months as the table has them."""
    return [
        {
            "month": str(one.month),
            "total": None if one.total is None else money.show(one.total, 2),
            "coefficient": figures.coefficient(one.coefficient),
            "events": -one.events,
            "quarter": one.quarter,
            "band": "" if one.band is None else signed(one.band),
            "net": one.net,
            "gross": one.gross,
        }
        for one in found.months
    ]


def signed(share: Fraction) -> str:
    """A share with its sign: +2%, −5%, 0%."""
    return f"{'−' if share < 0 else '+' if share else ''}{figures.percent(abs(share))}"


def worst(found: Calibration, terms: Terms) -> list[Part]:
    """What the worst month is made of."""
    pay, parts = terms.payment, found.worst
    lowest = figures.coefficient(pay.coefficient.below[1])
    cap = figures.percent(pay.cap.share) if pay.cap else ""
    made = [
        Part(_("fixed part"), pay.clause, parts.fixed),
        Part(
            _("performance part at the lowest coefficient, %(value)s") % {"value": lowest},
            pay.coefficient_clause,
            parts.performance,
        ),
    ]
    if parts.events:
        what = _("events up to the cap of %(share)s") % {"share": cap} if cap else _("events, which have no cap")
        made.append(Part(what, pay.cap.clause if pay.cap else pay.clause, -parts.events))
    if parts.red_lines:
        red = [one for one in pay.events.values() if one.red_line]
        what = _("each red line once: %(names)s") % {"names": _(", ").join(say(one.label) for one in red)}
        made.append(Part(what, red[0].clause, -parts.red_lines))
    if parts.quarter and pay.quarter:
        share = signed(pay.quarter.bands[0][1])
        what = _("the quarter that ends with it, lowest band %(share)s") % {"share": share}
        made.append(Part(what, pay.quarter.clause, parts.quarter))
    return made


def extremes(found: Calibration) -> tuple[MonthPay, MonthPay]:
    """The least and the best paid of the months themselves."""
    least = min(found.months, key=lambda one: (one.net, one.month))
    return least, max(found.months, key=lambda one: (one.net, one.month))


def chance(found: Calibration) -> dict[str, str] | None:
    """How often a right to terminate arises, in words."""
    if found.exit_chance is None or found.exit_interval is None:
        return None
    count = int(found.exit_chance * YEARS)
    if count == 0:
        said = _("In none of %(years)s drawn years does a right to terminate arise.")
    elif count == YEARS:
        said = _("In every one of %(years)s drawn years a right to terminate arises.")
    else:
        said = _("In %(count)s of %(years)s drawn years a right to terminate arises: %(share)s.")
    low, high = (figures.percent(edge, 1) for edge in found.exit_interval)
    words = {"count": f"{count:,}", "years": f"{YEARS:,}", "share": figures.percent(found.exit_chance, 1)}
    return {
        "said": said % words,
        "interval": _("Drawing alone may be off: %(low)s to %(high)s (95 of 100).") % {"low": low, "high": high},
    }


def sensitivity(found: Calibration, terms: Terms) -> list[Part]:
    """What five more points of each weight do, the greatest change first."""
    parts = [
        Part(say(terms.measures[key].label), terms.measures[key].clause, fen) for key, fen in found.sensitivity.items()
    ]
    return sorted(parts, key=lambda part: -abs(part.fen))


def chart(found: Calibration) -> dict[str, Any]:
    """ECharts options: bars of what each month pays, a line of its score."""
    return {
        "grid": {"left": 56, "right": 36, "top": 32, "bottom": 24},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "xAxis": {"type": "category", "data": [str(one.month)[2:] for one in found.months]},
        "yAxis": [
            {"type": "value", "min": 0, "splitNumber": 4},
            {"type": "value", "min": 0, "max": 100, "interval": 25, "splitLine": {"show": False}},
        ],
        "series": [
            {
                "type": "bar",
                "name": _("Net, yuan"),
                "data": [round(one.net / 100) for one in found.months],
                "itemStyle": {"color": "var(--accent)"},
                "barMaxWidth": 40,
            },
            {
                "type": "line",
                "name": pgettext("chart", "Score"),
                "yAxisIndex": 1,
                "data": [None if one.total is None else money.show(one.total, 2) for one in found.months],
                "itemStyle": {"color": "#8a94a6"},
                "lineStyle": {"color": "#8a94a6", "width": 2},
                "symbolSize": 6,
            },
        ],
    }


def table(found: Calibration, terms: Terms, costs: Mapping[str, Field]) -> Iterator[tuple[str, ...]]:
    """All of it as rows of a file: amounts in yuan without separators."""
    yield _("Month"), _("Score"), _("Coefficient"), _("Events"), _("Quarter"), _("Net"), _("With tax")
    for row in rows(found):
        amounts = (row["events"], row["quarter"], row["net"], row["gross"])
        yield row["month"], row["total"] or "", row["coefficient"], *map(plain, amounts)
    yield _("Together"), "", "", "", "", plain(found.year), plain(found.gross)
    yield ()
    yield _("One more failure"), _("Clause"), _("takes"), _("doing the work costs"), ""
    for kind in kinds(terms, found, costs):
        if kind.found:
            warning = _("The penalty is cheaper than the work") if kind.found.cheaper else ""
            what = kind.what if kind.found.kind == EVENT else f"{kind.what} ({kind.label})"
            yield what, kind.clause, plain(kind.found.price), plain(kind.found.cost), warning
    yield ()
    yield _("Worst month"), _("Clause"), _("Amount")
    for part in worst(found, terms):
        yield part.what, part.clause, plain(part.fen)
    yield _("Together"), "", plain(found.worst.net)
    yield ()
    yield _("Five points more weight on…"), _("Clause"), _("Amount")
    for part in sensitivity(found, terms):
        yield part.what, part.clause, plain(part.fen)
    said = chance(found)
    if said:
        yield ()
        yield said["said"], said["interval"]


def plain(fen: Fen | None) -> str:
    """Yuan as a spreadsheet reads it."""
    return "" if fen is None else money.format_fen(fen).replace(",", "")
