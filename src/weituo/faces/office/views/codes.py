"""`/o/codes`: the printed codes – list, make, print, replace, retire."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.estate import actions, labels
from weituo.estate import reads as estate
from weituo.estate.actions import Target
from weituo.faces.office import codes
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest

PAGE = 80


@require("code.print")
@require_safe
def codes_page(request: HttpRequest) -> HttpResponse:
    """Labels in use by `?kind=` and `?q=`, and how many places lack one."""
    ours = cast(StaffRequest, request)
    home = estate_of(ours.actor)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    places = codes.labelled(home, kind, words)
    page = Paginator(places, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "kinds": codes.KINDS,
        "kind": kind,
        "q": words,
        "without": codes.without(home),
        "filtered": bool(kind or words),
    }
    return render(request, "office/codes.html", context)


@require("code.print")
@require_safe
def code_page(request: HttpRequest, code: str) -> HttpResponse:
    """One code: what it stands for, and what replacing or retiring it means."""
    found = _own(request, code)
    address = labels.address(_origin(request), found.code)
    context = {
        "found": found,
        "retired": isinstance(found, estate.Retired),
        "address": address,
        "picture": mark_safe(labels.picture(address)),  # segno's own SVG of an address we made
    }
    return render(request, "office/code.html", context)


@require("code.print")
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """New codes for every place that lacks one. Pressing twice makes none twice: then nothing lacks one any more."""
    ours = cast(StaffRequest, request)
    home = estate_of(ours.actor)
    targets = [
        Target(equipment_id=place.equipment_id) if place.kind == "equipment" else Target(space_id=place.space_id)
        for place in codes.without(home)
    ]
    made = actions.issue_codes(estate_id=home, targets=targets, now=ours.now) if targets else []
    said = ngettext("%(n)d new code made.", "%(n)d new codes made.", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("office:codes"))


@require("code.print")
@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a label out of use; its page goes on taking reports."""
    found = _own(request, code)
    actions.retire_code(code=found.code, now=cast(StaffRequest, request).now)
    messages.success(request, _("Code %(code)s is retired.") % {"code": found.code})
    return HttpResponseRedirect(reverse("office:code", args=[found.code]))


@require("code.print")
@require_POST
def replace(request: HttpRequest, code: str) -> HttpResponse:
    """A new code for the same place; the old label leads to the new one."""
    found = _own(request, code)
    try:
        new = actions.replace_code(code=found.code, now=cast(StaffRequest, request).now)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return HttpResponseRedirect(reverse("office:code", args=[found.code]))
    messages.success(request, _("The new code is %(code)s. Print its label.") % {"code": new})
    return HttpResponseRedirect(reverse("office:code", args=[new]))


@require("code.print")
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The label sheet as PDF: the ticked codes, or what the filter shows."""
    ours = cast(StaffRequest, request)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    places = codes.chosen(estate_of(ours.actor), kind, words, request.GET.getlist("code"))
    if not places:
        messages.warning(request, _("Nothing to print: no label matches."))
        return HttpResponseRedirect(f"{reverse('office:codes')}?{urlencode({'kind': kind, 'q': words})}")
    content = labels.sheet(places[0].estate, places, _origin(request))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return answer


def _own(request: HttpRequest, code: str) -> estate.Place | estate.Retired:
    """The code, when it is of the actor's own estate; otherwise it does not exist."""
    found = estate.resolve(code)
    if found is None or found.estate.id != estate_of(cast(StaffRequest, request).actor):
        raise Http404
    return found


def _origin(request: HttpRequest) -> str:
    return settings.ORIGIN or f"{request.scheme}://{request.get_host()}"
