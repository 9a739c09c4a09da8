"""`/o/understanding`: a sentence tried, the estate's own rules, and where understanding and filing differ."""

from __future__ import annotations

import re
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.agreement import Terms
from covenant.errors import Refusal
from weituo.engines.understanding import Reading, built_in
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.pact import reads as pacts
from weituo.work import understanding

TEXT, WORDS = 1000, 400
APART = re.compile(r"[,，、;；\n]+")


@require("rules.read")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page; `?try=` a sentence."""
    return _page(request)


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    ours = cast(StaffRequest, request)
    estate_id = estate_of(ours.actor)
    terms = _terms(ours)
    tried = request.GET.get("try", "").replace("\x00", "")[:TEXT]
    context: dict[str, Any] = {
        "tried": tried,
        "proposal": _shown(understanding.asked(estate_id, tried, terms), terms) if tried and terms else None,
        "rules": [(one, _pair(terms, one.item, one.fault)) for one in understanding.rules(estate_id)],
        "built_in": [(one, _pair(terms, one.item or "", one.fault or "")) for one in built_in()],
        "differing": [
            (one, _pair(terms, *one.proposed), _pair(terms, *one.filed))
            for one in (understanding.differing(estate_id, terms) if terms else ())
        ],
        "groups": [
            (item.label, [(f"{key}/{fault}", terms.faults[fault].label) for fault in item.faults])
            for key, item in terms.items.items()
        ]
        if terms
        else (),
        "edits": allowed(ours.actor, "rules.edit"),
        "rule_id": uuid7(ours.now),
        "typed": request.POST,
        "problem": problem,
        "no_agreement": terms is None,
    }
    return render(request, "office/understanding/page.html", context, status=status)


@require("order.intake")
@require_safe
def proposal(request: HttpRequest) -> HttpResponse:
    """A fragment for the desk that takes reports: what the words so far say."""
    ours = cast(StaffRequest, request)
    terms = _terms(ours)
    text = request.GET.get("text", "").replace("\x00", "")[:TEXT]
    reading = understanding.asked(estate_of(ours.actor), text, terms) if terms and text.strip() else None
    shown = _shown(reading, terms) if reading and terms else None
    return render(request, "office/understanding/_proposal.html", {"proposal": shown, "for_intake": True})


@require("rules.edit")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A rule of the estate's own."""
    ours = cast(StaffRequest, request)
    item, _slash, fault = request.POST.get("what", "").partition("/")
    data: dict[str, Any] = {"any": _words(request, "words"), "not": _words(request, "not")}
    data |= {"item": item, "fault": fault} if fault else {}
    data |= {"danger": True} if request.POST.get("danger") else {}
    terms = _terms(ours)
    known = not fault or (terms is not None and item in terms.items and fault in terms.items[item].faults)
    try:
        if not known:
            raise Refusal("rule.bad")
        understanding.add(actor=ours.actor, rule_id=UUID(request.POST.get("id", "")), data=data, now=ours.now)
    except ValueError:
        return _page(request, problem=_("Please reload the page and try again."), status=422)
    except Refusal as refusal:
        return _page(request, problem=sentence(refusal), status=409)
    messages.success(request, _("From now on reports are understood by this rule, too."))
    return HttpResponseRedirect(reverse("office:understanding"), status=303)


@require("rules.edit")
@require_POST
def end(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """A rule of the estate's own does not count any more."""
    ours = cast(StaffRequest, request)
    try:
        understanding.end(actor=ours.actor, rule_id=rule_id, now=ours.now)
    except Refusal as refusal:
        return _page(request, problem=sentence(refusal), status=404)
    messages.success(request, _("The rule does not count any more."))
    return HttpResponseRedirect(reverse("office:understanding"), status=303)


def _words(request: HttpRequest, name: str) -> list[str]:
    text = request.POST.get(name, "").replace("\x00", "")[:WORDS]
    return [one.strip() for one in APART.split(text) if one.strip()]


def _terms(ours: StaffRequest) -> Terms | None:
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    return pact.terms(ours.now) if pact else None


def _pair(terms: Terms | None, item: str, fault: str) -> tuple[Any, Any]:
    """Labels of an item and a fault; "" where there is none."""
    if terms is None:
        return item, fault
    return (
        terms.items[item].label if item in terms.items else item,
        terms.faults[fault].label if fault in terms.faults else fault,
    )


def _shown(reading: Reading, terms: Terms) -> dict[str, Any]:
    """A proposal with labels; severity as it would be filed."""
    found = reading.item is not None and reading.fault is not None
    severity = terms.faults[reading.fault].severity if found and reading.fault else ""
    if reading.danger:
        severity = min(terms.severities)
    return {
        "value": f"{reading.item}/{reading.fault}" if found else "",
        "pair": _pair(terms, reading.item or "", reading.fault or "") if found else None,
        "severity": severity,
        "danger": reading.danger,
        "where": reading.where,
        "words": sorted({word for reason in reading.reasons for word in reason.words}, key=len, reverse=True)[:8],
        "others": [_pair(terms, *pair) for pair in reading.others],
    }
