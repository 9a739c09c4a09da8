"""Places: what a code stands for, and finding one by words."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from ninja import Query, Router

from covenant.agreement import Terms
from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.estate.reads import Place
from weituo.faces.api.access import guard
from weituo.faces.api.schemas.place import PlaceDetail, Places
from weituo.faces.api.schemas.problem import FAILURES, Problem
from weituo.faces.shared.access import SIGNED_IN
from weituo.faces.shared.request import StaffRequest
from weituo.pact import reads as pacts

router = Router(tags=["places"])


@router.get(
    "/places",
    response={200: Places, FAILURES: Problem},
    operation_id="places",
    summary="Places by words",
    **guard(SIGNED_IN),
)
def places(request: HttpRequest, q: str = Query(..., min_length=1, max_length=60)) -> Any:
    """At most 20 places of the estate whose name or number holds the words."""
    actor = cast(StaffRequest, request).actor
    assert actor.estate_id is not None
    return {"places": [_place(one) for one in estates.search(actor.estate_id, q)]}


@router.get(
    "/places/{code}",
    response={200: PlaceDetail, FAILURES: Problem},
    operation_id="place",
    summary="What a code stands for",
    **guard(SIGNED_IN),
)
def place(request: HttpRequest, code: str) -> Any:
    """The place of a printed code with what can be reported there. A retired code names the one that replaced it."""
    ours = cast(StaffRequest, request)
    found = estates.resolve(code[:40])
    if found is None or found.estate.id != ours.actor.estate_id:
        raise Refusal("place.missing", place=code[:40])
    if not isinstance(found, Place):
        raise Refusal("place.retired", place=found.code, replaced_by=found.replaced_by or "")
    pact = pacts.agreement_in_force(found.estate.id, ours.now)
    return {**_place(found), "faults": _faults(pact.terms(ours.now), found) if pact else []}


def _place(one: Place) -> dict[str, Any]:
    return {
        "code": one.code,
        "kind": one.kind,
        "id": one.id,
        "name": {"zh": one.name_zh, "en": one.name_en or one.name_zh},
        "building": {"zh": one.building_zh, "en": one.building_en or one.building_zh},
        "floor": one.floor,
        "item": one.item,
        "number": one.number,
    }


def _faults(terms: Terms, one: Place) -> list[dict[str, Any]]:
    item = terms.items.get(one.item or ("unit.inside" if one.unit_id else "public.area"))
    known = [terms.faults[key] for key in item.faults] if item else list(terms.faults.values())
    return [{"fault": fault.key, "label": fault.label, "severity": fault.severity} for fault in known]
