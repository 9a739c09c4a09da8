"""The proofs of one order, for the engineer."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from weituo.faces.shared import proof as proofs
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest


@require("order.take")
@require_safe
def proof(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Every fact with its proof, as one zip file."""
    return proofs.staff_files(cast(StaffRequest, request), order_id)


@require("order.take")
@require_safe
def fact(request: HttpRequest, order_id: UUID, fact_id: UUID, kind: str) -> HttpResponse:
    """One fact, its proof or its receipt."""
    return proofs.staff_file(cast(StaffRequest, request), order_id, fact_id, kind)
