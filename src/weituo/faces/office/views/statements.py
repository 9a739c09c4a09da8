"""`/o/statements`: 这个月付多少,为什么? Every figure opens its clause, its formula and the orders behind it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Problems, Refusal
from covenant.period import Month
from weituo.faces.office import figures
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.month import actions, reads
from weituo.month.report import pdf
from weituo.pact import reads as pacts
from weituo.work import reads as work


@require("statement.read")
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """The months, newest first, and the running one as a trial."""
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    context = {
        "months": reads.statements(ours.actor, pact, now=ours.now) if pact else (),
        "running": reads.running_month(pact, ours.now) if pact else None,
        "lines": figures.running(reads.running_month(pact, ours.now)) if pact else (),
        "may_close": allowed(ours.actor, "statement.close"),
        "parties": pact.terms(ours.now).parties if pact else {},
        "now": ours.now,
    }
    return render(request, "office/statements.html", context)


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
        return HttpResponseRedirect(reverse("office:statements"))
    if fresh:
        messages.success(request, _("The month is closed. Now both sides sign."))
    return _see(statement_id)


@require("statement.read")
@require_safe
def statement(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The statement; `?fig=` opens one figure beside it without a script too."""
    view = _found(request, statement_id)
    return page(request, view, fig=request.GET.get("fig", ""))


def page(
    request: HttpRequest, view: reads.StatementView, *, fig: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    """The page with one figure opened and a refusal's sentence when there is one."""
    ours = cast(StaffRequest, request)
    document = view.document
    mine = ours.actor.party or ""
    context = {
        "view": view,
        "document": document,
        "measures": document["measures"],
        "costs": _costs(request, view)[:50],
        "cost_count": len(document["costs"]),
        "figure": figures.figure(view, fig) if fig else None,
        "signatures": [(party, document["parties"][party], view.signed_by(party)) for party in ("P", "A")],
        "may_sign": allowed(ours.actor, "statement.sign") and mine in ("P", "A") and view.signed_by(mine) is None,
        "may_report": allowed(ours.actor, "statement.report"),
        "may_open": allowed(ours.actor, "order.read"),
        "fact": uuid7(ours.now),
        "problem": problem,
        "now": ours.now,
    }
    return render(request, "office/statement.html", context, status=status)


@require("statement.read")
@require_safe
def figure(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """One figure by itself, for the panel beside the page."""
    view = _found(request, statement_id)
    shown = figures.figure(view, request.GET.get("fig", ""))
    if shown is None:
        raise Http404
    may_open = allowed(cast(StaffRequest, request).actor, "order.read")
    return render(request, "office/_figure.html", {"view": view, "figure": shown, "may_open": may_open})


@require("statement.sign")
@require_POST
def sign(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """签字: the typed name is the consent, the hash says to what."""
    ours = cast(StaffRequest, request)
    view = _found(request, statement_id)
    try:
        fact = UUID(request.POST.get("fact", ""))
    except ValueError:
        fact = uuid7(ours.now)
    try:
        actions.sign(
            statement_id=view.id,
            actor=ours.actor,
            now=ours.now,
            sha256=request.POST.get("sha256", ""),
            consent=request.POST.get("consent", "")[:60],
            fact_id=fact,
        )
    except Refusal as refusal:
        return page(request, view, problem=sentence(refusal), status=409)
    messages.success(request, _("Signed. The statement can no longer change."))
    return _see(view.id)


@require("statement.read")
@require_POST
def verify(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """重新计算核对: settles again from the facts and compares byte for byte."""
    view = _found(request, statement_id)
    if reads.verify(view.id).same:
        messages.success(request, _("Computed again from the facts: the same to the last byte."))
    else:
        messages.error(
            request, _("Computed again, the result differs. Somebody has changed what the statement rests on.")
        )
    return _see(view.id)


@require("statement.read")
@require_safe
def document(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The signed bytes."""
    view = _found(request, statement_id)
    answer = HttpResponse(view.data, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="statement-{view.month}.json"'
    return answer


@require("statement.report")
@require_safe
def report(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """《工程运维报告》"""
    view = _found(request, statement_id)
    answer = HttpResponse(pdf(view), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="report-{view.month}.pdf"'
    return answer


def _costs(request: HttpRequest, view: reads.StatementView) -> list[dict[str, Any]]:
    names = work.numbers(view.estate_id, [UUID(one["order"]) for one in view.document["costs"][:50]])
    return [{**one, "name": names.get(UUID(one["order"]))} for one in view.document["costs"]]


def _found(request: HttpRequest, statement_id: UUID) -> reads.StatementView:
    view = reads.statement(cast(StaffRequest, request).actor, statement_id)
    if view is None:
        raise Http404
    return view


def _see(statement_id: UUID) -> HttpResponse:
    back = HttpResponseRedirect(reverse("office:statement", args=[statement_id]))
    back.status_code = 303
    return back
