"""`/o/night`: the desk that sits at the telephone. One question: does somebody have to be called now?"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.duty import calls, handing
from weituo.duty import reads as duty
from weituo.estate import reads as estates
from weituo.faces.office.scope import estate_of
from weituo.faces.office.views.intake import groups, place_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.notice import calls as notices
from weituo.pact import reads as pacts
from weituo.people import reading
from weituo.people import reads as people
from weituo.work import reads as work
from weituo.work.actions import calling

ANSWERS = ("coming", "none")
FOUND = 6  # places shown while typing


@require("duty.night")
@require_safe
def night(request: HttpRequest) -> HttpResponse:
    """The whole desk."""
    ours = cast(StaffRequest, request)
    context = {
        **_board(ours),
        "order": uuid7(ours.now),
        "fact": uuid7(ours.now),
        "takes": allowed(ours.actor, "order.intake"),
    }
    return render(request, "office/duty/night.html", context)


@require("duty.night")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What refreshes itself: who is on duty, the orders, the last hand-over."""
    return render(request, "office/duty/_board.html", _board(cast(StaffRequest, request)))


@require("order.intake")
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """What `?q=` may mean, and once `?place=` is chosen what can be wrong there."""
    ours = cast(StaffRequest, request)
    estate_id = estate_of(ours.actor)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    place = place_of(estate_id, request.GET.get("place", ""))
    pact = pacts.agreement_in_force(estate_id, ours.now)
    context = {
        "place": place,
        "found": estates.search(estate_id, words, FOUND) if words and not place else (),
        "words": words,
        "groups": groups(pact.terms(ours.now) if pact else None, place) if place else (),
    }
    return render(request, "office/duty/_places.html", context)


@require("duty.call")
@require_POST
def call(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """叫人: the next one, or with `again` the one called last."""
    ours = cast(StaffRequest, request)
    try:
        call_id = UUID(request.POST.get("call", ""))
    except ValueError:
        call_id = uuid7(ours.now)
    try:
        done = calling.call_somebody(
            order_id=order_id,
            actor=ours.actor,
            now=ours.now,
            call_id=call_id,
            again=request.POST.get("again") == "yes",
            words=pgettext("reason", "Called out by the night desk"),
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return _back()
    notices.tell(estate_of(ours.actor), done.call, ours.now)
    return _back()


@require("duty.call")
@require_POST
def answer(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """What whoever was called said."""
    ours = cast(StaffRequest, request)
    try:
        calls.answer(actor=ours.actor, call_id=call_id, answer=request.POST.get("answer", ""), now=ours.now)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return _back()


def _board(ours: StaffRequest) -> dict[str, Any]:
    estate_id = estate_of(ours.actor)
    found = work.night(ours.actor, ours.now)
    running = duty.on_duty(estate_id, ours.now)
    members = {one.membership_id: one for one in people.members(estate_id, ours.now, roles=duty.POSTS)}
    there = [(members[one.membership_id], one) for one in running if one.membership_id in members]
    lines = (*found.calling, *found.waiting)
    made = [one.last for one in lines if one.last is not None]
    if there or made or any(one.next for one in lines):
        reading.note(ours.actor, "people", "duty")  # their telephone numbers
    return {
        "board": found,
        "there": there,
        "kept": duty.available(estate_id, ours.now) is not None,
        "seen": notices.seen(estate_id, made),
        "calls": allowed(ours.actor, "duty.call"),
        "fresh": {line.order.id: uuid7(ours.now) for line in lines},
        "handover": handing.last(ours.actor) if allowed(ours.actor, "duty.handover") else None,
        "hands": allowed(ours.actor, "duty.handover"),
        "opens": allowed(ours.actor, "order.read"),
        "now": ours.now,
    }


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("office:night"), status=303)
