"""`/q/<code>/photos`: photos on their way while the person still types. Answers in JSON."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from covenant.errors import Refusal
from weituo.faces.resident import intake
from weituo.faces.resident.form import identifier
from weituo.faces.resident.spot import spot
from weituo.faces.shared.refusals import sentence, words
from weituo.faces.shared.request import Request


@never_cache
@require_POST
def photos(request: HttpRequest, code: str) -> JsonResponse:
    """Takes one photo (`photo`) for the report being written (`order`); {"id"} or {"error": sentence}."""
    here = spot(code)
    estate = here.on(identifier(request.POST.get("estate", "")))
    if estate is None:
        return JsonResponse({"error": words("report.no_estate")}, status=422)
    draft, file = identifier(request.POST.get("order", "")), request.FILES.get("photo")
    if draft is None or file is None:
        return JsonResponse({"error": words("photo.broken")}, status=400)
    now = cast(Request, request).now
    photo = identifier(request.POST.get("id", ""))
    try:
        stored = intake.take_photo(estate, draft, file, now, photo)
    except Refusal as refusal:
        return JsonResponse({"error": sentence(refusal)}, status=422)
    return JsonResponse({"id": str(stored)})
