"""`/o/calibration`: before signing – what the terms would have paid, and whether a penalty is cheaper than the work."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from covenant import money
from covenant.agreement import Terms
from covenant.calibration import Calibration, Rates
from covenant.errors import Problems
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.month import calibration
from weituo.month import formula as figures
from weituo.pact import reads as pacts


@require("agreement.calibrate")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything stands in the address, so that a calibration can be sent to the other side."""
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    if pact is None:
        return render(request, "office/calibration.html", {"pact": None})
    months = calibration.past_months(pact, ours.now)
    chosen = request.GET.get("terms", calibration.IN_FORCE)
    what = request.GET.get("over", "past" if months else "year")
    context: dict[str, Any] = {
        "pact": pact,
        "choices": calibration.choices(ours.actor, pact, ours.now),
        "chosen": chosen,
        "over": what,
        "months": months,
        "problem": "",
    }
    try:
        terms = calibration.terms_of(ours.actor, pact, chosen, ours.now)
        rates, assumed = _rates(request)
        costs = _costs(request, terms)
        found = (
            calibration.over_past(terms, pact, months, ours.now, costs)
            if what == "past"
            else calibration.over_synthetic(terms, rates, ours.now.year, costs)
        )
        context |= {"assumed": assumed, "found": found, **_shown(found, terms)}
    except KeyError:
        context["problem"] = _("There are no such terms to try.")
    except Problems as problems:
        context["problem"] = _("These terms cannot be tried yet: %(why)s") % {"why": problems.problems[0]}
    return render(request, "office/calibration.html", context, status=422 if context["problem"] else 200)


def _rates(request: HttpRequest) -> tuple[Rates, list[tuple[str, str]]]:
    """The assumptions of a synthetic year as typed, shares as percentages; what cannot be read keeps its default."""
    values: dict[str, Any] = {}
    shown = []
    for field in fields(Rates):
        default = getattr(Rates(), field.name)
        typed = request.GET.get(field.name, "").strip().removesuffix("%")
        try:
            value = money.decimal(typed) if typed else None
        except Problems:
            value = None
        if isinstance(default, Fraction):
            values[field.name] = default if value is None or not 0 <= value <= 100 else value / 100
            shown.append((field.name, figures.percent(values[field.name])))
        else:
            whole = value is not None and value.denominator == 1 and 0 <= value <= 20_000
            values[field.name] = int(value) if whole and value is not None else default
            shown.append((field.name, str(values[field.name])))
    return Rates(**values), shown


def _costs(request: HttpRequest, terms: Terms) -> dict[str, int]:
    """Yuan by kind of failure; what is not said or cannot be read is left out."""
    found = {}
    for key in (*terms.measures, *terms.payment.events):
        try:
            found[key] = money.yuan(request.GET.get(f"cost-{key}", "").strip())
        except Problems:
            continue
    return found


def _shown(found: Calibration, terms: Terms) -> dict[str, Any]:
    named: dict[str, Any] = {**terms.measures, **terms.payment.events}
    interval = found.exit_interval
    return {
        "rows": [
            {
                "month": str(one.month),
                "total": None if one.total is None else money.show(one.total, 2),
                "coefficient": figures.coefficient(one.coefficient),
                "events": -one.events,
                "quarter": one.quarter,
                "net": one.net,
            }
            for one in found.months
        ],
        "failures": [
            {
                "key": one.key,
                "label": named[one.key].label,
                "clause": named[one.key].clause,
                "price": one.price,
                "cost": "" if one.cost is None else money.format_fen(one.cost).replace(",", ""),
                "cheaper": one.cheaper,
            }
            for one in found.failures
        ],
        "cheap": sum(one.cheaper for one in found.failures),
        "sensitivity": [
            {"label": named[key].label, "clause": named[key].clause, "fen": fen}
            for key, fen in found.sensitivity.items()
        ],
        "chance": None if found.exit_chance is None else figures.percent(found.exit_chance, 1),
        "chance_interval": " – ".join(figures.percent(edge, 1) for edge in interval) if interval else "",
        "terms": terms,
    }
