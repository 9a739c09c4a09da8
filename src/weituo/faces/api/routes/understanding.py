"""What a report's words are understood as, without reporting anything."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from ninja import Router

from covenant.errors import Refusal
from weituo.faces.api.access import guard
from weituo.faces.api.routes.orders import place_of
from weituo.faces.api.schemas.problem import FAILURES, Problem
from weituo.faces.api.schemas.understanding import SaidIn, UnderstoodOut
from weituo.faces.shared.request import StaffRequest
from weituo.pact import reads as pacts
from weituo.work import understanding

router = Router(tags=["orders"])
WORDS = 8


@router.post(
    "/understanding",
    response={200: UnderstoodOut, FAILURES: Problem},
    operation_id="understand",
    summary="Understand a report",
    **guard("order.intake"),
)
def understand(request: HttpRequest, said: SaidIn) -> Any:
    """By the house's rules and the estate's own; no language model is asked. Nothing is kept."""
    ours = cast(StaffRequest, request)
    estate_id = ours.actor.estate_id
    assert estate_id is not None
    place = place_of(said.code, estate_id)
    pact = pacts.agreement_in_force(estate_id, ours.now)
    if pact is None:
        raise Refusal("report.no_agreement")
    terms = pact.terms(ours.now)
    here = (place.item or ("unit.inside" if place.unit_id else None)) if place else None
    reading = understanding.read(estate_id, said.text, terms, here)
    item, fault = terms.items.get(reading.item or ""), terms.faults.get(reading.fault or "")
    return {
        "item": reading.item,
        "item_label": item.label if item else None,
        "fault": reading.fault,
        "fault_label": fault.label if fault else None,
        "severity": min(terms.severities) if reading.danger else fault.severity if fault else None,
        "danger": reading.danger,
        "where": {"building": reading.where.building, "unit": reading.where.unit, "room": reading.where.room},
        "words": sorted({word for one in reading.reasons for word in one.words}, key=len, reverse=True)[:WORDS],
        "others": [{"item": one, "fault": other} for one, other in reading.others],
    }
