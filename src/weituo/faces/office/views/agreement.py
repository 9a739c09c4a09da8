"""`/o/agreement`: the terms in force, readable, every line with its clause; and who answers for what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from covenant import canon
from covenant.agreement import read, responsible
from weituo.faces.office import agreement as reading
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact

CAUSES = ("wear", "sudden", "renewal")


@require("agreement.read")
@require_safe
def agreement_page(request: HttpRequest) -> HttpResponse:
    """The version in force, or `?version=` another one; `?item=&cause=` asks who is responsible."""
    ours = cast(StaffRequest, request)
    in_force = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    versions = _versions(in_force)
    wished = request.GET.get("version", "")
    current = next((one for one in versions if one.effective_from <= ours.now), versions[0] if versions else None)
    shown = next((one for one in versions if str(one.no) == wished), None) if wished else current
    if wished and shown is None:
        raise Http404
    if shown is None:
        return render(request, "office/agreement.html", {"version": None})
    return render(request, "office/agreement.html", _context(request, shown, versions, current))


@dataclass(frozen=True, slots=True)
class Shown:
    """A version with its document."""

    no: int
    sha256: str
    effective_from: datetime
    activated_at: datetime
    document: dict[str, Any]


def _versions(in_force: Pact | None) -> tuple[Shown, ...]:
    """Every version of the agreement in force, the newest first."""
    if in_force is None:
        return ()
    found = reversed(pacts.versions(in_force.id))
    return tuple(
        Shown(one.no, one.sha256, one.effective_from, one.activated_at, canon.loads(one.document)) for one in found
    )


def _context(request: HttpRequest, shown: Any, versions: Any, current: Any) -> dict[str, Any]:
    document = shown.document
    items = reading.items(document)
    item, cause = request.GET.get("item", ""), request.GET.get("cause", "")
    answer = None
    if any(one.key == item for one in items) and cause in CAUSES:
        answer = responsible(read(document), item, cause)
    return {
        "version": shown,
        "versions": versions,
        "is_current": shown is current,
        "document": document,
        "levels": reading.levels(document),
        "calendars": reading.calendars(document),
        "matrix": reading.matrix(document),
        "items": items,
        "measures": reading.measures(document),
        "coefficient": reading.coefficient(document),
        "fee": reading.yuan(document["payment"]["monthly_fee"]),
        "share": reading.percent(document["payment"]["performance_share"]),
        "vat": reading.percent(document["payment"]["vat"]["rate"]),
        "causes": CAUSES,
        "item": item,
        "cause": cause,
        "answer": answer,
    }
