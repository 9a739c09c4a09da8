"""`/ical/<secret>.ics`: the due times of one person's orders, for the calendar of a telephone."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from weituo.faces.shared.request import Request
from weituo.notice import calendar, reads


@require_safe
def ical(request: HttpRequest, secret: str) -> HttpResponse:
    """Public: whoever holds the address reads it, until it is taken back. Holds nothing personal."""
    now = cast(Request, request).now
    actor = reads.feed_actor(secret, now)
    if actor is None:
        raise Http404
    answer = HttpResponse(calendar.document(actor, now), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    answer["Content-Disposition"] = 'inline; filename="weituo.ics"'
    return answer
