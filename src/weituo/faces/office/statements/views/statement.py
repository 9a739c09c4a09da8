"""`/o/statements/<id>`: 这个月付多少，为什么？"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from weituo.faces.office.statements.views import page
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.month import reads
from weituo.month.reads import Objections, StatementView


@require("statement.read")
@require_safe
def statement(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The statement; `?fig=` opens one figure beside it without a script too."""
    return shown(request, page.found(request, statement_id))


def shown(
    request: HttpRequest,
    view: StatementView,
    *,
    problem: str = "",
    consent: str = "",
    pay_problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; with a refusal's sentence beside the signature or the day of payment when there is one."""
    ours = cast(StaffRequest, request)
    mine = ours.actor.party or ""
    here, figure_url = addresses(view)
    context = page.context(request, view.document, page.pact_of(view), here=here, figure_url=figure_url)
    said = reads.objections(ours.actor, view.id, now=ours.now)
    context |= {
        "view": view,
        "said": said,
        "objecting": objecting(request, view, said),
        "may_pay": allowed(ours.actor, "statement.pay") and ours.actor.party == "P",
        "pay_problem": pay_problem,
        "signatures": [(party, view.document["parties"][party], view.signed_by(party)) for party in ("P", "A")],
        "may_sign": allowed(ours.actor, "statement.sign") and mine in ("P", "A") and view.signed_by(mine) is None,
        "may_report": allowed(ours.actor, "statement.report"),
        "fact": uuid7(ours.now),
        "problem": problem,
        "consent": consent,
    }
    return render(request, "office/statements/statement.html", context, status=status)


@require("statement.read")
@require_safe
def figure(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """One figure by itself, for the panel beside the page."""
    view = page.found(request, statement_id)
    here, figure_url = addresses(view)
    ours = cast(StaffRequest, request)
    more = {"objecting": objecting(request, view, reads.objections(ours.actor, view.id, now=ours.now))}
    return page.panel(request, view.document, page.pact_of(view), here=here, figure_url=figure_url, more=more)


def objecting(request: HttpRequest, view: StatementView, said: Objections | None) -> dict[str, Any] | None:
    """What the small form beside a figure needs; None for who cannot object."""
    ours = cast(StaffRequest, request)
    if said is None or ours.actor.party not in ("P", "A") or not allowed(ours.actor, "statement.sign"):
        return None
    return {
        "may": said.open,
        "over": not said.open,
        "signed": view.state == "signed",
        "last_day": said.last_day,
        "fact": uuid7(ours.now),
        "url": reverse("office:statement-dispute", args=[view.id]),
        "list": reverse("office:statement-objections", args=[view.id]),
    }


def addresses(view: StatementView) -> tuple[str, str]:
    """Where the page and its figures live."""
    return reverse("office:statement", args=[view.id]), reverse("office:statement-figure", args=[view.id])
