"""`/o/agreement/ending`: end the agreement, let it rest, let it go on. Each is a fact and final."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.pact import endings
from weituo.pact import reads as pacts


@require("draft.edit")
@require_safe
def ending(request: HttpRequest) -> HttpResponse:
    """The three forms, with what each means for the month."""
    return _page(request)


@require("draft.edit")
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Carries one of them out from a day on."""
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    if pact is None:
        raise Http404
    what = request.POST.get("what", "")
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return _page(request, _("Please choose the day."), 422)
    try:
        fact = UUID(request.POST.get("fact", ""))
    except ValueError:
        fact = uuid7(ours.now)
    try:
        if what == "end":
            ground = request.POST.get("ground", "")
            endings.end(agreement_id=pact.id, day=day, ground=ground, actor=ours.actor, now=ours.now, fact_id=fact)
        elif what in ("suspend", "resume"):
            step = endings.suspend if what == "suspend" else endings.resume
            step(agreement_id=pact.id, day=day, actor=ours.actor, now=ours.now, fact_id=fact)
        else:
            raise Http404
    except Refusal as refusal:
        return _page(request, sentence(refusal), 409)
    messages.success(request, _("Put down. The months after that day are settled by it."))
    return HttpResponseRedirect(reverse("office:agreement"))


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    context = {
        "pact": pact,
        "grounds": [
            ("term", pgettext("ground", "its term is over")),
            ("notice", pgettext("ground", "by notice")),
            ("mutual", pgettext("ground", "both sides agree")),
            ("statute", pgettext("ground", "by statute")),
        ],
        "fact": uuid7(ours.now),
        "problem": problem,
    }
    return render(request, "office/ending.html", context, status=status)
