"""`/q/<code>/proposal`: what the words typed so far are understood as; one tap takes it over, nothing forces it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from weituo.faces.resident import intake, tiles
from weituo.faces.resident.form import identifier
from weituo.faces.resident.spot import spot
from weituo.faces.shared.request import Request
from weituo.work import understanding
from weituo.work.actions.report import OTHER

TEXT = 1000  # characters
LEAST = 2
WORDS = 3


@never_cache
@require_POST
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    """A fragment; empty when a tile is chosen, nothing is clear, or the place has no such tile."""
    here = spot(code)
    estate = here.on(identifier(request.POST.get("estate", "")))
    text = request.POST.get("text", "").replace("\x00", "")[:TEXT].strip()
    tile, words = None, []
    terms = intake.terms(estate, cast(Request, request).now) if estate and len(text) >= LEAST else None
    if estate and terms and not request.POST.get("fault"):
        inside = "unit.inside" if here.place and here.place.kind == "unit" else None
        reading = understanding.read(estate.id, text, terms, (here.place.item if here.place else None) or inside)
        board = tiles.board(terms, here.place.item if here.place else None, first=inside or "")
        if reading.fault != OTHER:  # "something else" is no help
            tile = board.tile(f"{reading.item}/{reading.fault}") or board.tile(f"/{reading.fault}")
        words = sorted({word for reason in reading.reasons for word in reason.words}, key=len, reverse=True)[:WORDS]
    return render(request, "resident/_proposal.html", {"tile": tile, "words": words})
