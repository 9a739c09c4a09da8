"""`/o/orders/<id>`: one order with its reasons, and what this role may do to it."""

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
from covenant.order import may
from covenant.order.decide import roles_of
from weituo.faces.office.lines import row
from weituo.faces.office.phones import shown as phones
from weituo.faces.office.words import CAUSES
from weituo.faces.shared import labels, proof
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.month import reads as month
from weituo.pact import reads as pacts
from weituo.work import reads as work
from weituo.work.actions import acceptance, cancel, classify, dispatch, excuse, handing, pause, recurrence

WORDS = 500

ACTIONS = {
    "assign": ("order.assigned", "order.assign"),
    "accept": ("order.accepted", "order.accept"),
    "reject": ("order.rejected", "order.accept"),
    "classify": ("order.classified", "order.classify"),
    "cancel": ("order.cancelled", "order.accept"),
    "excuse": ("order.excuse_claimed", "order.assign"),
    "transfer": ("order.transferred", "order.accept"),
    "call_out": ("order.called_out", "order.intake"),
}


@require("order.read")
@require_safe
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The page; buttons only for what the table of states and the role allow now."""
    return page(request, order_id)


def page(request: HttpRequest, order_id: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The order as it stands, with a refusal's sentence on top when there is one."""
    ours = cast(StaffRequest, request)
    found = work.detail(ours.actor, order_id, now=ours.now)
    if found is None:
        raise Http404
    pact = pacts.agreement_in_force(found.estate_id, ours.now)
    running = month.running_month(pact, ours.now) if pact else None
    roles = roles_of(ours.actor.party or "", found.line.perform)
    can = {
        name: allowed(ours.actor, permission) and any(may(found.line.state, kind, role) for role in roles)
        for name, (kind, permission) in ACTIONS.items()
    }
    terms = pact.terms(ours.now) if pact else None
    context = {
        "order": found,
        "line": row(found.line),
        "cost": running.costs_by_order.get(order_id) if running else None,
        "can": can,
        "rules": allowed(ours.actor, "order.accept"),
        "hands": [
            (key, party.name)
            for key, party in terms.parties.items()
            if party.role in ("principal", "contractor", "specialist") and key != found.line.perform
        ]
        if terms
        else (),
        "engineers": work.engineers(ours.actor, now=ours.now) if can["assign"] else (),
        "rejections": labels.REJECTIONS.items(),
        "cancellings": [(key, name) for key, name in labels.CANCELLINGS.items() if key != "withdrawn"],
        "severities": labels.SEVERITIES.items(),
        "causes": [(key, name) for key, name in CAUSES.items() if key != "any"],
        "faults": [(key, terms.faults[key].label) for key in terms.items[found.line.item].faults]
        if terms and found.line.item in terms.items
        else (),
        "fact": uuid7(ours.now),
        "alike": work.alike(ours.actor, order_id, now=ours.now),
        "merged": work.merged(ours.actor, order_id, now=ours.now),
        "calls": work.calls_of(ours.actor, order_id),
        "photo_flags": work.flags_of(ours.actor, order_id) if allowed(ours.actor, "photo.flags") else (),
        "rules_photos": allowed(ours.actor, "photo.rule"),
        "phone": phones.sent(ours.actor, order_id),
        "proof": proof.staff_panel(ours.actor, found, whole="office:order-proof", each="office:order-fact"),
        "problem": problem,
        "now": ours.now,
    }
    return render(request, "office/order.html", context, status=status)


def act(request: HttpRequest, order_id: UUID, action: Callable[..., Any], said: str, **what: Any) -> HttpResponse:
    """Carry out one action under the form's own fact id; a refusal comes back as a sentence over the current state."""
    ours = cast(StaffRequest, request)
    if work.detail(ours.actor, order_id, now=ours.now) is None:
        raise Http404
    try:
        fact = UUID(request.POST.get("fact", ""))
    except ValueError:
        fact = uuid7(ours.now)
    try:
        action(order_id=order_id, actor=ours.actor, now=ours.now, fact_id=fact, **what)
    except Refusal as refusal:
        return page(request, order_id, problem=sentence(refusal), status=409)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("office:order", args=[order_id]), status=303)


@require("order.accept")
@require_POST
def accept(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """验收通过"""
    return act(request, order_id, acceptance.accept, _("Accepted."))


@require("order.accept")
@require_POST
def reject(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """退回"""
    reason, words = request.POST.get("reason", ""), request.POST.get("words", "").strip()[:WORDS]
    if reason not in labels.REJECTIONS:
        return page(request, order_id, problem=_("Please choose why it is sent back."), status=422)
    said = _("Sent back. The time limit went on all the while.")
    return act(request, order_id, acceptance.reject, said, reason=reason, words=words)


@require("order.assign")
@require_POST
def assign(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """派单"""
    try:
        to = UUID(request.POST.get("to", ""))
    except ValueError:
        return page(request, order_id, problem=_("Please choose an engineer."), status=422)
    return act(request, order_id, dispatch.assign, _("Dispatched."), membership_id=to)


@require("order.classify")
@require_POST
def correct(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """更正紧急程度与类别"""
    given = {key: request.POST.get(key) or None for key in ("severity", "fault", "cause")}
    return act(request, order_id, classify.classify, _("Corrected."), **given)


@require("order.accept")
@require_POST
def rule_pause(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """挂起认定"""
    try:
        pause_id = UUID(request.POST.get("pause", ""))
    except ValueError:
        raise Http404 from None
    approved = request.POST.get("approved") == "yes"
    said = _("The pause counts.") if approved else _("The pause does not count.")
    return act(request, order_id, pause.rule_pause, said, pause_id=pause_id, approved=approved)


@require("order.assign")
@require_POST
def claim_excuse(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """主张免责"""
    words = request.POST.get("words", "").strip()[:WORDS]
    said = _("Put down. The property company decides whether it counts.")
    return act(request, order_id, excuse.claim_excuse, said, excuse=request.POST.get("excuse", ""), words=words)


@require("order.accept")
@require_POST
def rule_excuse(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """免责认定"""
    try:
        claim_id = UUID(request.POST.get("claim", ""))
    except ValueError:
        raise Http404 from None
    approved = request.POST.get("approved") == "yes"
    said = _("The excuse counts: the order is left out.") if approved else _("The excuse does not count.")
    return act(request, order_id, excuse.rule_excuse, said, claim_id=claim_id, approved=approved)


@require("order.accept")
@require_POST
def transfer(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """转交"""
    return act(request, order_id, handing.transfer, _("Transferred."), to=request.POST.get("to", "")[:1])


@require("order.intake")
@require_POST
def call_out(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """叫修"""
    return act(request, order_id, handing.call_out, _("Put down: called out now."))


@require("order.accept")
@require_POST
def rule_recurrence(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """返修认定"""
    confirmed = request.POST.get("confirmed") == "yes"
    said = _("Counted as rework.") if confirmed else _("Not counted as rework.")
    return act(request, order_id, recurrence.rule_recurrence, said, confirmed=confirmed)


@require("order.accept")
@require_POST
def call_off(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """取消工单"""
    reason, words = request.POST.get("reason", ""), request.POST.get("words", "").strip()[:WORDS]
    if reason not in ("duplicate", "mistaken", "outside"):
        return page(request, order_id, problem=_("Please choose why it is cancelled."), status=422)
    if reason != "duplicate":
        return act(request, order_id, cancel.cancel, _("Cancelled."), reason=reason, words=words)
    into = work.numbered(cast(StaffRequest, request).actor, request.POST.get("into", "").strip())
    if into is None:
        problem = _("Which order is it? Please give the number of the order that goes on.")
        return page(request, order_id, problem=problem, status=422)
    said = _("Merged. The reporter sees how far the other order is.")
    return act(request, order_id, cancel.cancel, said, reason=reason, words=words, into=into)
