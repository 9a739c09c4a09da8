"""对账: object to a figure, answer, correct – and never change what was issued."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant import trace
from covenant.errors import Refusal
from weituo.faces.office.statements.views import page
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.month import corrections, reads

WORDS = 400


@require("statement.read")
@require_safe
def objections(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """What was said about the statement since it was issued, and what a correction made now would change."""
    return _page(request, statement_id)


@require("statement.sign")
@require_POST
def dispute(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """提出异议"""
    ours = cast(StaffRequest, request)
    page.found(request, statement_id)
    typed = {"figure": request.POST.get("figure", "")[:120], "words": request.POST.get("words", "").strip()[:WORDS]}
    try:
        corrections.dispute(
            statement_id=statement_id, actor=ours.actor, now=ours.now, dispute_id=_id(request, ours), **typed
        )
    except Refusal as refusal:
        return _page(request, statement_id, problem=sentence(refusal), typed=typed, status=409)
    messages.success(request, _("Your objection is put down. The other side will answer it."))
    return _back(statement_id)


@require("statement.sign")
@require_POST
def decide(request: HttpRequest, statement_id: UUID, dispute_id: UUID) -> HttpResponse:
    """答复异议"""
    ours = cast(StaffRequest, request)
    page.found(request, statement_id)
    upheld = request.POST.get("upheld") == "yes"
    try:
        corrections.decide(
            dispute_id=dispute_id,
            actor=ours.actor,
            now=ours.now,
            upheld=upheld,
            words=request.POST.get("words", "").strip()[:WORDS],
            fact_id=_id(request, ours),
        )
    except Refusal as refusal:
        return _page(request, statement_id, problem=sentence(refusal), status=409)
    messages.success(
        request, _("Agreed. A correction can be posted once the facts say so.") if upheld else _("Answered.")
    )
    return _back(statement_id)


@require("statement.close")
@require_POST
def restate(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """过账更正"""
    ours = cast(StaffRequest, request)
    page.found(request, statement_id)
    gross = request.POST.get("gross", "")
    try:
        corrections.restate(
            statement_id=statement_id,
            actor=ours.actor,
            now=ours.now,
            gross=int(gross) if gross.lstrip("-").isdecimal() and len(gross) < 16 else 0,
            fact_id=_id(request, ours),
        )
    except Refusal as refusal:
        return _page(request, statement_id, problem=sentence(refusal), status=409)
    messages.success(
        request, _("Posted. The statement stays as it was issued; the difference stands in the later month.")
    )
    return _back(statement_id)


def _page(
    request: HttpRequest,
    statement_id: UUID,
    *,
    problem: str = "",
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    ours = cast(StaffRequest, request)
    view = page.found(request, statement_id)
    figures = [
        (node["fig"], node["label"], node["value"]) for node in view.document["trace"] if node["value"] is not None
    ]
    context: dict[str, Any] = {
        "view": view,
        "month": str(view.month),
        "said": reads.objections(ours.actor, statement_id, now=ours.now),
        "difference": _difference(request, statement_id),
        "labels": {key: dict(label) for key, label in trace.LABELS.items()},
        "figures": figures,
        "chosen": (typed or {}).get("figure") or request.GET.get("fig", ""),
        "words": (typed or {}).get("words", ""),
        "may_object": allowed(ours.actor, "statement.sign") and ours.actor.party in ("P", "A"),
        "may_post": allowed(ours.actor, "statement.close") and ours.actor.party == "P",
        "party": ours.actor.party,
        "fact": uuid7(ours.now),
        "problem": problem,
        "now": ours.now,
    }
    return render(request, "office/statements/objections.html", context, status=status)


def _difference(request: HttpRequest, statement_id: UUID) -> dict[str, Any] | None:
    """Line by line what a correction would change, for who takes part in it."""
    ours = cast(StaffRequest, request)
    if ours.actor.party not in ("P", "A"):
        return None
    found = corrections.difference(statement_id, ours.actor, ours.now)
    if found is None:
        return None
    return {
        "lines": [(trace.LABELS[key], fen) for key, fen in found.lines.items()],
        "gross": found.gross,
        "vat": found.vat,
        "into": str(found.into),
        "before": found.before["total"]["score"],
        "after": found.after["total"]["score"],
    }


def _id(request: HttpRequest, ours: StaffRequest) -> UUID:
    try:
        found = UUID(request.POST.get("fact", ""))
    except ValueError:
        return uuid7(ours.now)
    return found if found.version == 7 else uuid7(ours.now)


def _back(statement_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("office:statement-objections", args=[statement_id]))
