"""The proofs of one order, for whoever may read it at the desk."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from weituo.faces.shared import proof
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest


@require("order.read")
@require_safe
def files(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Every fact with its proof, as one zip file."""
    return proof.staff_files(cast(StaffRequest, request), order_id)


@require("order.read")
@require_safe
def fact(request: HttpRequest, order_id: UUID, fact_id: UUID, kind: str) -> HttpResponse:
    """One fact, its proof or its receipt."""
    return proof.staff_file(cast(StaffRequest, request), order_id, fact_id, kind)
