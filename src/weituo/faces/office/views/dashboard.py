"""`/o/`: 今天哪里会出问题? Both sides see the same figures."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from weituo.faces.office.board import board
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.request import StaffRequest
from weituo.pact import reads as pacts


@require("dashboard.read")
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The day's figures; links into the list for whoever may open it."""
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    context = {
        "board": board(ours.actor, pact, now=ours.now) if pact else None,
        "links": allowed(ours.actor, "order.list"),
        "orders": reverse("office:orders"),
        "now": ours.now,
    }
    return render(request, "office/dashboard.html", context)
