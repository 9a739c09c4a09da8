"""Proofs of an order to take away."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from weituo.faces.shared import proof as proofs
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.work import reads as work
from weituo.work.reads import Detail


@require("order.take")
@require_safe
def proof(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Every fact with its proof, as one zip file."""
    found = _found(request, order_id)
    return proofs.all_files(found.estate_id, order_id, found.line.number)


@require("order.take")
@require_safe
def fact(request: HttpRequest, order_id: UUID, fact_id: UUID, kind: str) -> HttpResponse:
    """One fact, its proof or its receipt."""
    found, ours = _found(request, order_id), cast(StaffRequest, request)
    return proofs.one_file(
        found.estate_id, order_id, fact_id, kind, now=ours.now, mine=lambda one: one.actor == ours.actor.pseudonym
    )


def _found(request: HttpRequest, order_id: UUID) -> Detail:
    ours = cast(StaffRequest, request)
    found = work.detail(ours.actor, order_id, now=ours.now)
    if found is None:
        raise Http404
    return found
