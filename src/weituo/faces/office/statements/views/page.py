"""What the pages of a statement and of a trial have in common: the lines, and one figure opened beside them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from covenant.agreement import Terms
from covenant.score import coefficient
from covenant.settle import settle
from weituo.faces.office.statements import figure as figures
from weituo.faces.office.statements.more import more
from weituo.faces.office.statements.sheet import sheet
from weituo.faces.shared.access import allowed
from weituo.faces.shared.request import StaffRequest
from weituo.month import reads
from weituo.month.reads import StatementView
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact


def pact_of(view: StatementView) -> Pact:
    """The agreement a statement belongs to, in force or ended."""
    pact = pacts.agreement(view.agreement_id)
    assert pact is not None
    return pact


def terms_of(pact: Pact, document: Mapping[str, Any]) -> Terms:
    """The version the document was settled by."""
    return next(one for one in pact.agreement.versions if one.no == document["version"])


def found(request: HttpRequest, statement_id: UUID) -> StatementView:
    """The statement, when it is of the actor's estate; 404 otherwise."""
    view = reads.statement(cast(StaffRequest, request).actor, statement_id)
    if view is None:
        raise Http404
    return view


def context(
    request: HttpRequest,
    document: Mapping[str, Any],
    pact: Pact,
    *,
    here: str,
    figure_url: str,
    next_late: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """The context of either page; `?fig=` opens a figure without a script too."""
    ours = cast(StaffRequest, request)
    fig = request.GET.get("fig", "")
    terms = terms_of(pact, document)
    full = settle(terms, coefficient(terms.payment.coefficient, Fraction(100)), fee=document.get("fee"))
    opened = figures.figure(document, fig, estate_id=pact.estate_id, terms=terms) if fig else None
    return {
        **addresses(request, document, here, figure_url),
        "document": document,
        "aside": aside(request, document, pact),
        "more": more(document, terms),
        "sheet": sheet(document, full, estate_id=pact.estate_id, next_late=next_late),
        "figure": opened,
        "quarter_months": quarter_months(opened, document, pact),
        "now": ours.now,
    }


def quarter_months(
    opened: figures.Figure | None, document: Mapping[str, Any], pact: Pact
) -> tuple[reads.QuarterMonth, ...]:
    """The earlier months behind the quarter, when that is the figure that was opened."""
    if opened is None or opened.fig != f"{document['month']}/quarter":
        return ()
    return reads.quarter_months(pact, document)


def aside(request: HttpRequest, document: Mapping[str, Any], pact: Pact) -> dict[str, int] | None:
    """Facts left aside by reason; None on the page of a very large month, until `?aside` asks for them."""
    if document["facts"]["count"] > reads.AT_ONCE and "aside" not in request.GET:
        return None
    return reads.left_aside(pact, document)


def addresses(request: HttpRequest, document: Mapping[str, Any], here: str, figure_url: str) -> dict[str, Any]:
    """What the links to figures need."""
    actor = cast(StaffRequest, request).actor
    return {
        "here": here,
        "figure_url": figure_url,
        "month": document["month"],
        "may_open": allowed(actor, "order.read"),
        "may_read_terms": allowed(actor, "agreement.read"),
        "agreement_url": reverse("office:agreement"),
        "now": cast(StaffRequest, request).now,
    }


def panel(
    request: HttpRequest,
    document: Mapping[str, Any],
    pact: Pact,
    *,
    here: str,
    figure_url: str,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """One figure by itself; without `?fig=` the panel closed. Somebody who opens this address gets a whole page. `more`
    is for what only a statement has beside a figure."""
    fig = request.GET.get("fig", "")
    shown = None
    if fig:
        shown = figures.figure(document, fig, estate_id=pact.estate_id, terms=terms_of(pact, document))
        if shown is None:
            raise Http404
    return render(
        request,
        "office/statements/_figure.html",
        {
            **addresses(request, document, here, figure_url),
            **(more or {}),
            "figure": shown,
            "quarter_months": quarter_months(shown, document, pact),
            "document": document,
        },
    )
