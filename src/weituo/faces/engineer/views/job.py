"""`/e/orders/<id>`: one order with one next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.faces.shared import proof
from weituo.faces.shared.access import require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.work import reads as work
from weituo.work.actions import arrival, claim, pause, take

WORDS = 1000


@require("order.take")
@require_safe
def job(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Where, what, until when; the one button that comes next."""
    return page(request, order_id)


def page(request: HttpRequest, order_id: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The order as it stands, and a refusal's sentence when there is one; what was typed stays."""
    ours = cast(StaffRequest, request)
    found = work.detail(ours.actor, order_id, now=ours.now)
    if found is None:
        raise Http404
    mine = found.line.assignee_id == ours.actor.membership_id
    rejected = next((one for one in reversed(found.steps) if one.kind == "order.rejected"), None)
    context = {
        "order": found,
        "line": found.line,
        "mine": mine,
        "next": next_step(found.line.state, found.line.paused),
        "rejected": rejected if found.line.state in ("taken", "arrived") and found.rejections else None,
        "drafts": work.draft_photos(order_id),
        "note": request.POST.get("note", "")[:WORDS],
        "typed_code": request.POST.get("code", "")[:40],
        "fact": uuid7(ours.now),
        "take_id": uuid7(ours.now),
        "proof": proof.staff_panel(ours.actor, found, whole="engineer:proof", each="engineer:fact"),
        "problem": problem,
        "now": ours.now,
    }
    return render(request, "engineer/job.html", context, status=status)


def next_step(state: str, paused: bool) -> str:
    """What the big button does."""
    if paused:
        return "resume"
    return {"reported": "take", "assigned": "take", "taken": "arrive", "arrived": "claim"}.get(state, "")


def act(request: HttpRequest, order_id: UUID, action: Callable[..., Any], said: str, **what: Any) -> HttpResponse:
    """One step under the form's own fact id; a refusal comes back as a sentence."""
    ours = cast(StaffRequest, request)
    if work.detail(ours.actor, order_id, now=ours.now) is None:
        raise Http404
    try:
        action(order_id=order_id, actor=ours.actor, now=ours.now, fact_id=identifier(request, "fact"), **what)
    except Refusal as refusal:
        return page(request, order_id, problem=sentence(refusal), status=409)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("engineer:job", args=[order_id]), status=303)


def identifier(request: HttpRequest, name: str) -> UUID:
    """The id the form was made with; a new one for a form without."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid7(cast(StaffRequest, request).now)


@require("order.take")
@require_POST
def take_it(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """接单"""
    return act(request, order_id, take.take, _("The order is yours."))


@require("order.take")
@require_POST
def arrive_there(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """到场"""
    code = request.POST.get("code", "").strip().rsplit("/", 1)[-1][:40]
    said = _("Arrival recorded.")
    return act(request, order_id, arrival.arrive, said, code=code or None, take_id=identifier(request, "take"))


@require("order.take")
@require_POST
def pause_it(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """挂起"""
    reason, words = request.POST.get("reason", ""), request.POST.get("words", "").strip()[:WORDS]
    return act(request, order_id, pause.pause, _("Paused."), reason=reason, words=words)


@require("order.take")
@require_POST
def resume_it(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """恢复"""
    return act(request, order_id, pause.resume, _("Going on. The time limit runs again."))


@require("order.take")
@require_POST
def claim_it(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """报完工"""
    note = request.POST.get("note", "").strip()[:WORDS]
    return act(request, order_id, claim.claim, _("Handed in. Waiting for acceptance."), note=note)
