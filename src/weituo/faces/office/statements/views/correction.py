"""对账: object to a figure, answer, correct – and never change what was issued."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant import trace
from covenant.errors import Refusal
from covenant.money import show
from weituo.faces.office.statements import figure as panel
from weituo.faces.office.statements.views import page, statement
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.faces.shared.templatetags.weituo import say
from weituo.ledger.ids import uuid7
from weituo.month import corrections, payment, reads
from weituo.month import formula as figures
from weituo.month.reads import StatementView

WORDS = 400
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


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


@require("statement.pay")
@require_POST
def paid(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """登记付款日"""
    ours = cast(StaffRequest, request)
    view = page.found(request, statement_id)
    typed = request.POST.get("day", "")
    try:
        day = parse_date(typed) if DAY.fullmatch(typed) else None
    except ValueError:  # 2026-02-31
        day = None
    try:
        if day is None:
            raise Refusal("payment.no_such_day", first=view.issued_at.date().isoformat())
        payment.paid(statement_id=statement_id, actor=ours.actor, now=ours.now, day=day)
    except Refusal as refusal:
        return statement.shown(request, view, pay_problem=sentence(refusal), status=409)
    messages.success(request, _("The day of payment is put down."))
    return HttpResponseRedirect(reverse("office:statement", args=[statement_id]), status=303)


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
    said = reads.objections(ours.actor, statement_id, now=ours.now)
    chosen = (typed or {}).get("figure") or request.GET.get("fig", "")[:120]
    asked = {one.figure for one in said.disputes} if said else set()
    context: dict[str, Any] = {
        "view": view,
        "month": str(view.month),
        "said": said,
        "difference": _difference(request, view),
        "labels": {key: dict(label) for key, label in trace.LABELS.items()},
        "figures": _choices(view, chosen),
        "titles": {fig: _title(view, fig) for fig in asked},
        "chosen": chosen,
        "words": (typed or {}).get("words", ""),
        "may_object": allowed(ours.actor, "statement.sign") and ours.actor.party in ("P", "A"),
        "may_post": allowed(ours.actor, "statement.close") and ours.actor.party == "P",
        "may_pay": allowed(ours.actor, "statement.pay") and ours.actor.party == "P",
        "may_read_terms": allowed(ours.actor, "agreement.read"),
        "agreement_url": reverse("office:agreement"),
        "party": ours.actor.party,
        "fact": uuid7(ours.now),
        "problem": problem,
        "now": ours.now,
    }
    return render(request, "office/statements/objections.html", context, status=status)


def _choices(view: StatementView, chosen: str) -> list[tuple[str, str]]:
    """Every figure of the sheet with its value, and the one that was chosen when it is another (an order's clock)."""
    nodes = view.document["trace"]
    known = [(one["fig"], f"{say(figures.label(one))} · {figures.value(one)}") for one in nodes if figures.value(one)]
    if chosen and chosen not in dict(known) and (title := _title(view, chosen)) is not None:
        known.insert(0, (chosen, title))
    return known


def _title(view: StatementView, fig: str) -> str | None:
    """What a figure is called, with its value."""
    pact = page.pact_of(view)
    shown = panel.figure(view.document, fig, estate_id=view.estate_id, terms=page.terms_of(pact, view.document))
    if shown is None:
        return None
    if shown.clock is not None:
        return f"{say(shown.label)} · {shown.clock.name.number if shown.clock.name else shown.clock.order}"
    return f"{say(shown.label)} · {shown.value}"


def _difference(request: HttpRequest, view: StatementView) -> dict[str, Any] | None:
    """What a correction would change, line by line and beyond its lines, for who takes part in it."""
    ours = cast(StaffRequest, request)
    if ours.actor.party not in ("P", "A"):
        return None
    found = corrections.difference(view.id, ours.actor, ours.now)
    if found is None:
        return None
    return {
        "lines": _lines(found),
        "scores": _scores(found),
        "gross": found.gross,
        "into": str(found.into),
        "effects": reads.effects(page.pact_of(view), found.before, found.after, ours.now),
    }


def _lines(found: corrections.Difference) -> list[dict[str, Any]]:
    """Lines of the payment that differ, then the sums; fen."""
    rows = []
    for key, change in found.lines.items():
        before = sum(line["fen"] for line in found.before["lines"] if line["key"] == key)
        rows.append({"label": trace.LABELS[key], "before": before, "after": before + change, "change": change})
    for key in ("net", "vat", "gross"):
        before, after = found.before[key], found.after[key]
        one = {"label": trace.LABELS[key], "before": before, "after": after, "change": after - before}
        rows.append({**one, "sum": key != "vat"})
    return rows


def _scores(found: corrections.Difference) -> list[dict[str, Any]]:
    """Measures whose score differs, and the total."""
    rows = []
    before = {one["key"]: one["score"] for one in found.before["measures"]}
    for one in found.after["measures"]:
        if before.get(one["key"]) != one["score"]:
            rows.append(_score(one["label"], before.get(one["key"]), one["score"]))
    rows.append(_score(trace.LABELS["total"], found.before["total"]["score"], found.after["total"]["score"]))
    return rows


def _score(label: Mapping[str, str], before: str | None, after: str | None) -> dict[str, Any]:
    change = ""
    if before is not None and after is not None:
        change = show(Fraction(after) - Fraction(before), 2).replace("-", "−")
        change = change if change.startswith("−") or not Fraction(after) - Fraction(before) else f"+{change}"
    return {"label": label, "before": before, "after": after, "change": change}


def _id(request: HttpRequest, ours: StaffRequest) -> UUID:
    try:
        found = UUID(request.POST.get("fact", ""))
    except ValueError:
        return uuid7(ours.now)
    return found if found.version == 7 else uuid7(ours.now)


def _back(statement_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("office:statement-objections", args=[statement_id]))
