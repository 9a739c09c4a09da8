"""`/o/dispatch`: orders nobody was sent to, everybody's round, the policy; and for one order who else could go."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Problems, Refusal
from weituo.faces.office.dispatch import words
from weituo.faces.office.lines import row
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.work import reads as work
from weituo.work.actions import dispatch

WORDS = 200
HOURS = 24


@require("dispatch.read")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The board."""
    return _board(request)


def _board(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    ours = cast(StaffRequest, request)
    estate_of(ours.actor)
    found = work.board(ours.actor, now=ours.now)
    context: dict[str, Any] = {
        "board": found,
        "waiting": [
            (row(one.order), words.SENT.get(one.mode, ""), words.summary(one.against)) for one in found.waiting
        ],
        "rounds": [(one, [(row(stop.order), stop) for stop in one.stops]) for one in found.rounds],
        "mode": words.MODES[found.policy.mode],
        "modes": words.MODES.items(),
        "edits": allowed(ours.actor, "dispatch.policy"),
        "assigns": allowed(ours.actor, "order.assign"),
        "reads_licences": allowed(ours.actor, "licence.read"),
        "policy_id": uuid7(ours.now),
        "problem": problem,
        "now": ours.now,
    }
    return render(request, "office/dispatch/page.html", context, status=status)


@require("order.assign")
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Plans anew now instead of within the minute."""
    ours = cast(StaffRequest, request)
    count = dispatch.plan_anew(estate_of(ours.actor), ours.now)
    text = ngettext("%(count)s order was given anew.", "%(count)s orders were given anew.", count)
    messages.success(request, text % {"count": count} if count else _("The plan is good as it stands."))
    return HttpResponseRedirect(reverse("office:dispatch"), status=303)


@require("dispatch.policy")
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """How orders find their engineer from now on."""
    ours = cast(StaffRequest, request)
    estate_of(ours.actor)
    try:
        reserve = {key: int(request.POST.get(key, "") or 0) for key in ("S1", "S2")}
        changes = {
            "mode": request.POST.get("mode", ""),
            "reserve": {key: minutes for key, minutes in reserve.items() if minutes},
            "offer": int(request.POST.get("offer", "") or 0),
        }
        policy_id = UUID(request.POST.get("policy", ""))
        dispatch.set_policy(actor=ours.actor, now=ours.now, policy_id=policy_id, changes=changes)
    except (ValueError, Problems):
        return _board(request, problem=_("Please give whole minutes, from 0 on."), status=422)
    messages.success(request, _("From now on orders go by this."))
    return HttpResponseRedirect(reverse("office:dispatch"), status=303)


@require("order.assign")
@require_safe
def choices(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Who else could take it, and what it would cost."""
    return _choices(request, order_id)


def _choices(request: HttpRequest, order_id: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    ours = cast(StaffRequest, request)
    detail = work.detail(ours.actor, order_id, now=ours.now)
    found = work.choices(ours.actor, order_id, now=ours.now)
    if detail is None or found is None:
        raise Http404
    context = {
        "line": row(detail.line),
        "assignee": detail.line.assignee_id,
        "found": found,
        "choices": [_shown(one) for one in found.choices],
        "history": [
            (one, words.SENT.get(one.mode, one.mode), words.summary(one.against) if one.mode == "nobody" else ())
            for one in found.history
        ],
        "fact": uuid7(ours.now),
        "typed": request.POST.get("words", "")[:WORDS],
        "problem": problem,
        "now": ours.now,
    }
    return render(request, "office/dispatch/choices.html", context, status=status)


def _shown(one: work.Choice) -> dict[str, Any]:
    """A candidate with its parts and reasons in words."""
    parts = {**one.parts, "others": one.others}
    reasons: dict[str, list[str]] = {}
    for each in one.against:
        sources = reasons.setdefault(words.against(each.code, each.params), [])
        sources += [each.source] if each.source and each.source not in sources else []
    return {
        "one": one,
        "parts": [(words.PARTS[key], points) for key, points in parts.items() if points],
        "against": reasons.items(),
    }


@require("order.assign")
@require_POST
def choose(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """A person's choice; no plan changes it until it is let go."""
    ours = cast(StaffRequest, request)
    if work.detail(ours.actor, order_id, now=ours.now) is None:
        raise Http404
    try:
        crew = [UUID(one) for one in request.POST.get("crew", "").split(",")]
        crew += [UUID(one) for one in request.POST.getlist("with") if one]
        fact = UUID(request.POST.get("fact", ""))
    except ValueError:
        return _choices(request, order_id, problem=_("Please choose an engineer."), status=422)
    try:
        dispatch.assign(
            order_id=order_id,
            actor=ours.actor,
            now=ours.now,
            fact_id=fact,
            membership_id=crew[0],
            companions=list(dict.fromkeys(one for one in crew[1:] if one != crew[0])),
            words=request.POST.get("words", "").strip()[:WORDS],
        )
    except Refusal as refusal:
        return _choices(request, order_id, problem=sentence(refusal), status=409)
    messages.success(request, _("Dispatched. No plan changes this until you let it go."))
    return HttpResponseRedirect(reverse("office:order-dispatch", args=[order_id]), status=303)


@require("order.assign")
@require_POST
def let_go(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The plan may choose again."""
    ours = cast(StaffRequest, request)
    if work.detail(ours.actor, order_id, now=ours.now) is None:
        raise Http404
    dispatch.let_go(order_id=order_id, actor=ours.actor, now=ours.now)
    messages.success(request, _("The plan may choose again."))
    return HttpResponseRedirect(reverse("office:order-dispatch", args=[order_id]), status=303)
