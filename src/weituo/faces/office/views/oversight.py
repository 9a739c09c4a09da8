"""`/o/oversight`: what the property company saw – visits, inspections, inventories, events – and what it still owes."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.faces.office.photos import words as photos
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.oversight import actions, reads
from weituo.oversight.actions import Seen
from weituo.pact import reads as pacts
from weituo.work import reads as work

LONGEST = {"kind": 12, "key": 60, "order": 20, "words": 400}


@require("oversight.read")
@require_safe
def oversight(request: HttpRequest) -> HttpResponse:
    """This month's duties, the forms for who may record, the newest entries."""
    return _page(request, {"typed": _typed(cast(StaffRequest, request))})


@require("oversight.record")
@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """One entry. What was typed stays when it is refused."""
    ours = cast(StaffRequest, request)
    typed = {key: request.POST.get(key, "").replace("\x00", "").strip()[:most] for key, most in LONGEST.items()}
    typed |= {key: request.POST.get(key, "").strip()[:6] for key in ("good", "count")}
    numbers = {key: int(typed[key]) if typed[key].isdecimal() else None for key in ("good", "count")}
    seen = Seen(typed["kind"], typed["key"], typed["order"], None, numbers["good"], numbers["count"], typed["words"])
    try:
        new = actions.record(
            seen=seen,
            actor=ours.actor,
            now=ours.now,
            record_id=_id(request.POST.get("record", ""), ours),
            fact_id=_id(request.POST.get("fact", ""), ours),
        )
    except Refusal as refusal:
        return _page(request, {"problem": sentence(refusal), "typed": typed}, 422)
    messages.success(request, _("Written down.") if new else _("This was already written down."))
    return HttpResponseRedirect(reverse("office:oversight"))


@require("oversight.record")
@require_POST
def withdraw(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Takes an event back."""
    ours = cast(StaffRequest, request)
    try:
        actions.withdraw(record_id=record_id, actor=ours.actor, now=ours.now, fact_id=uuid7(ours.now))
        messages.success(request, _("Withdrawn. It is not charged in a month that is not yet issued."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return HttpResponseRedirect(reverse("office:oversight"))


def _page(request: HttpRequest, more: dict[str, object], status: int = 200) -> HttpResponse:
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    context = {
        "board": reads.board(pact, now=ours.now) if pact else None,
        "record": uuid7(ours.now),
        "fact": uuid7(ours.now),
        "typed": {},
        **more,
    }
    return render(request, "office/oversight.html", context, status=status)


def _typed(ours: StaffRequest) -> dict[str, str]:
    """The form of an event filled with a confirmed pair of photos (`?flag=`); whoever sends it decides."""
    try:
        flag = work.flag(ours.actor, UUID(ours.GET.get("flag", "")))
    except ValueError:
        return {}
    if flag is None or flag.state != "confirmed" or not allowed(ours.actor, "oversight.record"):
        return {}
    reason = photos.evidence(flag)
    return {"kind": "incident", "key": photos.FALSE_RECORD, "order": flag.number, "words": reason}


def _id(text: str, ours: StaffRequest) -> UUID:
    """The id the form was made with, so that a double press is one entry; a damaged one costs nothing."""
    try:
        found = UUID(text)
    except ValueError:
        return uuid7(ours.now)
    return found if found.version == 7 else uuid7(ours.now)
