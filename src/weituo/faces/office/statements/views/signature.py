"""签字, and 重新计算核对."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from covenant.errors import Refusal
from weituo.faces.office.statements.views import page
from weituo.faces.office.statements.views.statement import shown
from weituo.faces.shared.access import require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.month import actions, reads


@require("statement.sign")
@require_POST
def sign(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The typed name is the consent, the hash says to what. A refusal keeps what was typed."""
    ours = cast(StaffRequest, request)
    view = page.found(request, statement_id)
    consent = request.POST.get("consent", "")[:60]
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
            consent=consent,
            fact_id=fact,
        )
    except Refusal as refusal:
        return shown(request, view, problem=sentence(refusal), consent=consent, status=409)
    messages.success(request, _("Signed. The statement can no longer change."))
    return _see(view.id)


@require("statement.read")
@require_POST
def verify(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Settles again from the facts and compares byte for byte."""
    view = page.found(request, statement_id)
    check = reads.verify(view.id)
    if check.same:
        said = ngettext(
            "Computed again from %(n)d fact: the same to the last byte.",
            "Computed again from %(n)d facts: the same to the last byte.",
            check.facts,
        )
        messages.success(request, said % {"n": check.facts})
    else:
        messages.error(
            request,
            _("Computed again, the result differs (%(parts)s). Do not sign; ask for the ledger to be examined.")
            % {"parts": ", ".join(check.differs)},
        )
    return _see(view.id)


def _see(statement_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:statement", args=[statement_id]), status=303)
