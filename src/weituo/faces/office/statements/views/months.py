"""`/o/statements`: the months, the running one as a trial, and closing a month that is over."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Problems, Refusal
from covenant.period import Month
from weituo.faces.office.scope import estate_of
from weituo.faces.office.statements.views import page
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.month import actions, reads
from weituo.month import exit as exits
from weituo.month.reads import RunningMonth
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact


@require("statement.read")
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """The months, newest first; the running one on top, priced as if it ended now."""
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    lines = reads.statements(ours.actor, pact, now=ours.now) if pact else ()
    running = reads.running_month(pact, ours.now) if pact else None
    context = {
        "trial": reads.trial(pact, running) if pact and running else None,
        "standing": reads.standing(pact, now=ours.now) if pact else None,
        "may_notice": allowed(ours.actor, "statement.close") and ours.actor.party == "P",
        "fact": uuid7(ours.now),
        "months": [line for line in lines if not line.running],
        "running": running,
        "may_close": allowed(ours.actor, "statement.close"),
        "may_report": allowed(ours.actor, "statement.report"),
        "now": ours.now,
    }
    return render(request, "office/statements/months.html", context)


@require("statement.read")
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """试算: what the month would pay if it ended now, with the same reasons as a statement."""
    pact, month = _running(request)
    here, figure_url = _trial_addresses()
    context = page.context(
        request, reads.trial(pact, month), pact, here=here, figure_url=figure_url, next_late=month.next_late
    )
    return render(request, "office/statements/trial.html", context)


@require("statement.read")
@require_safe
def running_figure(request: HttpRequest) -> HttpResponse:
    """One figure of the trial."""
    pact, month = _running(request)
    here, figure_url = _trial_addresses()
    return page.panel(request, reads.trial(pact, month), pact, here=here, figure_url=figure_url)


def _running(request: HttpRequest) -> tuple[Pact, RunningMonth]:
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    if pact is None:
        raise Http404
    return pact, reads.running_month(pact, ours.now)


def _trial_addresses() -> tuple[str, str]:
    return reverse("office:statement-running"), reverse("office:statement-running-figure")


@require("statement.close")
@require_POST
def exit_act(request: HttpRequest) -> HttpResponse:
    """解约通知, its withdrawal, and the end of the handover."""
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    if pact is None:
        raise Http404
    try:
        fact = UUID(request.POST.get("fact", ""))
    except ValueError:
        fact = uuid7(ours.now)
    try:
        kind = f"exit.{request.POST.get('act', '')[:20]}"
        exits.act(pact=pact, kind=kind, actor=ours.actor, now=ours.now, fact_id=fact)
        messages.success(request, _("Put down, with today's date."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return HttpResponseRedirect(reverse("office:statements"))


@require("statement.close")
@require_POST
def close(request: HttpRequest, month: str) -> HttpResponse:
    """关账. Pressing twice gives the one statement."""
    ours = cast(StaffRequest, request)
    try:
        wanted = Month.parse(month)
    except Problems:
        raise Http404 from None
    try:
        statement_id, fresh = actions.close_month(
            estate_id=estate_of(ours.actor), month=wanted, actor=ours.actor, now=ours.now
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return HttpResponseRedirect(reverse("office:statements"), status=303)
    if fresh:
        messages.success(request, _("The month is closed. Now both sides sign."))
    return HttpResponseRedirect(reverse("office:statement", args=[statement_id]), status=303)
