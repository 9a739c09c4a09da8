"""Proofs of a report to take away; the token is the key, as for the page."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from weituo.faces.resident.proofs import reported
from weituo.faces.resident.views.track import found
from weituo.faces.shared import proof as proofs
from weituo.faces.shared.request import Request


@never_cache
@require_safe
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """Every fact of the order with its proof, as one zip file."""
    t = found(request, token)
    return proofs.all_files(t.estate.id, t.order, t.number)


@never_cache
@require_safe
def fact(request: HttpRequest, token: str, fact_id: UUID, kind: str) -> HttpResponse:
    """One fact, its proof, or the receipt of what the reporter said."""
    t, now = found(request, token), cast(Request, request).now
    return proofs.one_file(t.estate.id, t.order, fact_id, kind, now=now, mine=lambda one: reported(t, one))
