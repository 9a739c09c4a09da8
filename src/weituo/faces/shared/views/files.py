"""`/files/<photo>/<size>`: photos, to whoever may read their order, or holds the order's tracking token (`?t=`)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from weituo.faces.shared import ranges
from weituo.faces.shared.access import allowed
from weituo.faces.shared.request import Request
from weituo.ledger import blobs
from weituo.people import reading
from weituo.people.roles import Role
from weituo.work import reads as work

WEEK = 7 * 24 * 3600
SIZES = ("thumb", "full")


@require_safe
def file(request: HttpRequest, photo: UUID, size: str) -> HttpResponseBase:
    """The photo as shown ("full") or its small form ("thumb"); 404 to whoever may not know it exists."""
    found = work.photo(photo)
    if found is None or size not in SIZES or not _may_see(request, found):
        raise Http404
    if size == "thumb" and not found.thumb:
        raise Http404  # a video has no small form
    try:
        content = blobs.open_(found.thumb if size == "thumb" else found.picture)
    except FileNotFoundError:
        raise Http404 from None  # erased on somebody's request; the fact with its hash stays
    response = ranges.serve(request, content, found.mime)
    # content never changes under its address; but it is private, so no shared cache may keep it
    response.headers["Cache-Control"] = f"private, max-age={WEEK}, immutable"
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _may_see(request: HttpRequest, photo: work.PhotoView) -> bool:
    """Evidence of the work: whoever reads the order. The reporter's own pictures
    and signatures: whoever may read personal data."""
    actor = cast(Request, request).actor
    needed = "personal.read" if photo.role in ("report", "signature") else "order.read"
    if actor is not None and actor.estate_id == photo.estate_id and allowed(actor, needed):
        theirs = actor.role not in (Role.ENGINEER, Role.CONTRACTOR_MANAGER) or photo.perform in ("", actor.party)
        if theirs:
            about = f"order/{photo.order_id}" if photo.order_id else f"photo/{photo.id}"
            reading.note(actor, "photo", about)
            return True
    token = request.GET.get("t", "")
    return bool(token and photo.tracking) and constant_time_compare(token, photo.tracking)
