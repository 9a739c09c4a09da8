"""`/o/licences`: who holds which licence until when. Each side enters its own people's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.labels import LICENCES
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.people import licences as people

SOON = timedelta(days=60)


@require("licence.read")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everybody who does or leads work, with their licences; what runs out soon stands out."""
    return _page(request)


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    ours = cast(StaffRequest, request)
    estate = estates.estate(estate_of(ours.actor))
    today = ours.now.astimezone(ZoneInfo(estate.zone)).date()
    found = people.licensed(estate.id, ours.now)
    ours_only = [one for one in found if ours.actor.party in (None, "P", one.party)]
    edits = allowed(ours.actor, "licence.enter")
    context = {
        "lines": [(one, [(each, _standing(each.last, today)) for each in one.licences]) for one in ours_only],
        "kinds": LICENCES.items(),
        "mine": [one for one in ours_only if one.party == ours.actor.party] if edits else (),
        "party": ours.actor.party,
        "edits": edits,
        "licence_id": uuid7(ours.now),
        "typed": request.POST,
        "today": today,
        "problem": problem,
        "any": any(one.licences for one in ours_only),
    }
    return render(request, "office/dispatch/licences.html", context, status=status)


def _standing(last: date, today: date) -> str:
    return "over" if last < today else "soon" if last - today <= SOON else "good"


@require("licence.enter")
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """A licence, from the paper in front of one."""
    ours = cast(StaffRequest, request)
    said = request.POST
    try:
        review = said.get("review", "")
        kind = said.get("kind", "")
        if kind not in LICENCES:
            raise Refusal("licence.bad_kind")
        people.enter(
            actor=ours.actor,
            licence_id=UUID(said.get("id", "")),
            membership_id=UUID(said.get("member", "")),
            kind=kind,
            since=date.fromisoformat(said.get("since", "")),
            until=date.fromisoformat(said.get("until", "")),
            review=date.fromisoformat(review) if review else None,
            document=said.get("document", "").strip(),
            now=ours.now,
        )
    except ValueError:
        return _page(request, problem=_("Please fill in who, and the days."), status=422)
    except Refusal as refusal:
        return _page(request, problem=sentence(refusal), status=409)
    messages.success(request, _("Entered."))
    return HttpResponseRedirect(reverse("office:licences"), status=303)


@require("licence.enter")
@require_POST
def withdraw(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """It is not relied on any more."""
    ours = cast(StaffRequest, request)
    try:
        people.withdraw(actor=ours.actor, licence_id=licence_id, now=ours.now)
    except Refusal as refusal:
        return _page(request, problem=sentence(refusal), status=404)
    messages.success(request, _("Withdrawn. It is not relied on any more."))
    return HttpResponseRedirect(reverse("office:licences"), status=303)
