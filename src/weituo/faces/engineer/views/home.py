"""`/e/`: 下一单是什么,还剩多少时间? And what is to be done at the place just scanned."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from weituo.estate import reads as estates
from weituo.estate.reads import Retired
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.work import reads as work


@require("order.take")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My open orders by what is due first, those waiting for acceptance apart, and what nobody has taken."""
    ours = cast(StaffRequest, request)
    mine, free = work.jobs(ours.actor, now=ours.now)
    context = {
        "doing": [one for one in mine if one.state != "claimed"],
        "waiting": [one for one in mine if one.state == "claimed"],
        "free": free,
        "now": ours.now,
    }
    return render(request, "engineer/home.html", context)


@require("order.take")
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A typed code leads to its place."""
    code = request.GET.get("code", "").strip().rsplit("/", 1)[-1][:40]
    if code and estates.resolve(code) is not None:
        return HttpResponseRedirect(reverse("engineer:here", args=[code]))
    messages.error(request, _("No place has this code. It has ten letters and digits and stands under the square."))
    return HttpResponseRedirect(reverse("engineer:home"))


@require("order.take")
@require_safe
def here(request: HttpRequest, code: str) -> HttpResponse:
    """My orders at a scanned place, each with 到场."""
    ours = cast(StaffRequest, request)
    found = estates.resolve(code)
    place = found.place if isinstance(found, Retired) else found
    if place is None or place.estate.id != ours.actor.estate_id:
        raise Http404
    lines = [(one, uuid7(ours.now), uuid7(ours.now)) for one in work.jobs_here(ours.actor, place, now=ours.now)]
    context = {"place": place, "code": place.code or code, "lines": lines, "now": ours.now}
    return render(request, "engineer/here.html", context)
