"""`/e/orders/<id>/photos`: one photo of the work. Answers in JSON like the resident's."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from covenant.errors import Refusal
from weituo.faces.engineer.views.job import identifier, page
from weituo.faces.shared.access import require
from weituo.faces.shared.refusals import sentence, words
from weituo.faces.shared.request import StaffRequest
from weituo.work import photos as evidence
from weituo.work import reads as work

ROLES = ("before", "after")


@require("order.take")
@require_POST
def photos(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Takes photos (`photo` by script, `photos` by a plain form) as evidence for the order's completion."""
    ours = cast(StaffRequest, request)
    found = work.detail(ours.actor, order_id, now=ours.now)
    plain = request.FILES.getlist("photos")
    if found is None:
        return JsonResponse({"error": words("order.missing")}, status=404)
    role = request.POST.get("role", "after")
    files = plain or request.FILES.getlist("photo")
    stored = ""
    try:
        if not files or role not in ROLES:
            raise Refusal("photo.broken")
        for file in files[: evidence.MOST]:
            kept = evidence.accept(
                file,
                estate_id=found.estate_id,
                draft=order_id,
                role=role,
                now=ours.now,
                photo_id=identifier(request, "id"),
            )
            stored = str(kept.id)
    except Refusal as refusal:
        if plain:
            return page(request, order_id, problem=sentence(refusal), status=422)
        return JsonResponse({"error": sentence(refusal)}, status=422)
    if plain:
        return HttpResponseRedirect(reverse("engineer:job", args=[order_id]), status=303)
    return JsonResponse({"id": stored})
