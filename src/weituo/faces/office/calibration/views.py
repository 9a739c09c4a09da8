"""`/o/calibration/`: before signing. Everything stands in the address, so that it can be sent to the other side."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from covenant.agreement import Terms
from covenant.calibration import Calibration
from covenant.errors import Problems
from covenant.period import Month
from weituo.faces.office.calibration import form, shown
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.month import calibration
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Tried:
    """What came out: the terms (None when there are none to try), the figures (None with `problem` said)."""

    wish: form.Wanted
    months: tuple[Month, ...]
    choice: calibration.Choice | None
    terms: Terms | None
    costs: dict[str, form.Field]
    found: Calibration | None
    problem: str


@require("agreement.calibrate")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form and what comes out of it; 422 with the form as it was typed when something cannot be read."""
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    if pact is None:
        return _render(request, {"pact": None})
    choices = calibration.choices(ours.actor, pact, ours.now)
    tried = _try(ours, pact, choices)
    context: dict[str, Any] = {"pact": pact, "choices": choices, "tried": tried, "wish": tried.wish}
    if tried.terms is not None:
        context["kinds"] = shown.kinds(tried.terms, tried.found, tried.costs)
    if tried.terms is not None and tried.found is not None:
        found, terms = tried.found, tried.terms
        context |= {
            "found": found,
            "rows": shown.rows(found),
            "chart": shown.chart(found),
            "cheap": len(found.findings),
            "worst": shown.worst(found, terms),
            "extremes": shown.extremes(found),
            "chance": shown.chance(found),
            "need": terms.exit,
            "bedding": terms.payment.bedding,
            "sensitivity": shown.sensitivity(found, terms),
        }
    return _render(request, context, 422 if tried.problem else 200)


@require("agreement.calibrate")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The figures of the same address as CSV; back to the page when there are none."""
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    tried = _try(ours, pact, calibration.choices(ours.actor, pact, ours.now)) if pact else None
    if pact is None or tried is None or tried.terms is None or tried.found is None:
        return redirect(f"{reverse('office:calibration')}?{request.GET.urlencode()}")
    out = io.StringIO()
    writer = csv.writer(out)
    for row in shown.table(tried.found, tried.terms, tried.costs):
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) and not _number(cell) else cell for cell in row])
    answer = HttpResponse(("\ufeff" + out.getvalue()).encode(), content_type="text/csv; charset=utf-8")
    name = f"{pact.key}-{_('trial')}-v{tried.terms.no}.csv"
    answer["Content-Disposition"] = str(content_disposition_header(True, name))
    return answer


def _try(ours: StaffRequest, pact: Pact, choices: tuple[calibration.Choice, ...]) -> Tried:
    months = calibration.past_months(pact, ours.now)
    wish = form.wanted(ours.GET, months=bool(months))
    choice = next((one for one in choices if one.key == wish.terms), None)
    if choice is None:
        return Tried(wish, months, None, None, {}, None, _("There are no such terms to try."))
    try:
        terms = calibration.terms_of(ours.actor, pact, choice.key, ours.now)
    except Problems as bad:
        why = bad.problems[0]
        return Tried(wish, months, choice, None, {}, None, _("These terms cannot be tried yet: %(why)s") % {"why": why})
    costs, inputs = form.costs(ours.GET, terms)
    if wish.problems or any(field.problem for field in inputs.values()):
        problem = _("Something cannot be read; it is marked below. Nothing was computed.")
        return Tried(wish, months, choice, terms, dict(inputs), None, problem)
    try:
        if wish.over == form.PAST:
            found = calibration.over_past(terms, pact, months, ours.now, costs)
        else:
            found = calibration.over_synthetic(terms, wish.rates, ours.now.year, costs, seed=wish.seed.value)
    except Problems as bad:
        why = bad.problems[0]
        return Tried(
            wish, months, choice, terms, dict(inputs), None, _("It could not be computed: %(why)s") % {"why": why}
        )
    return Tried(wish, months, choice, terms, dict(inputs), found, "")


def _number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()


def _render(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "office/calibration/page.html", context, status=status)
