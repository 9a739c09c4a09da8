"""`/o/drawings`: drawings and manuals of the estate's places, for its people and their phones."""

from __future__ import annotations

from typing import IO, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.estate import drawings
from weituo.estate import reads as estates
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger import blobs
from weituo.ledger.ids import uuid7

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@require("drawing.read")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first, and a form for who may add."""
    return _page(request)


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    ours = cast(StaffRequest, request)
    edits = allowed(ours.actor, "drawing.edit")
    context = {
        "drawings": drawings.drawings(ours.actor),
        "edits": edits,
        "spots": estates.spots(estate_of(ours.actor)) if edits else (),
        "drawing_id": uuid7(ours.now),
        "typed": request.POST,
        "problem": problem,
    }
    return render(request, "office/phones/drawings.html", context, status=status)


@require("drawing.edit")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """One file for one place."""
    ours = cast(StaffRequest, request)
    title, place = request.POST.get("title", "").strip(), request.POST.get("place", "")
    try:
        if not title:
            return _page(request, problem=_("Please say what it shows."), status=422)
        drawings.add(
            drawing_id=UUID(request.POST.get("id", "")),
            actor=ours.actor,
            title=title,
            place=UUID(place) if place else None,
            file=cast("IO[bytes] | None", request.FILES.get("file")),
            now=ours.now,
        )
    except ValueError:
        return _page(request, problem=_("Please choose a place from the list."), status=422)
    except Refusal as refusal:
        return _page(request, problem=sentence(refusal), status=422)
    messages.success(request, _("Added. Phones fetch it with their next look at the day."))
    return HttpResponseRedirect(reverse("office:drawings"), status=303)


@require("drawing.edit")
@require_POST
def withdraw(request: HttpRequest, drawing_id: UUID) -> HttpResponse:
    """Shown to nobody any more."""
    ours = cast(StaffRequest, request)
    try:
        drawings.withdraw(drawing_id=drawing_id, actor=ours.actor, now=ours.now)
    except Refusal:
        raise Http404 from None
    messages.success(request, _("Withdrawn. Phones drop it with their next look at the day."))
    return HttpResponseRedirect(reverse("office:drawings"), status=303)


@require("drawing.read")
@require_safe
def file(request: HttpRequest, drawing_id: UUID) -> FileResponse:
    """The file itself; nothing in it may run or load anything."""
    ours = cast(StaffRequest, request)
    try:
        found = drawings.drawing(ours.actor, drawing_id)
        content = blobs.open_(found.sha256)
    except (Refusal, FileNotFoundError):
        raise Http404 from None
    name = f"{found.title}.{ENDINGS[found.mime]}"
    response = FileResponse(content, content_type=found.mime, filename=name)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return response
