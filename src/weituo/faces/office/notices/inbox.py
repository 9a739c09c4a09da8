"""`/o/notices/`: what the signed-in person was told. Opening it changes nothing; a button acknowledges."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import SIGNED_IN, require
from weituo.faces.shared.request import StaffRequest
from weituo.notice import actions, reads


@require(SIGNED_IN)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest first, a page at a time."""
    ours = cast(StaffRequest, request)
    estate_of(ours.actor)
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= 10_000 else 1
    entries, more = reads.inbox(ours.actor, number=number)
    context = {"entries": entries, "number": number, "following": number + 1 if more else None}
    return render(request, "office/notices/inbox.html", context)


@require(SIGNED_IN)
@require_POST
def acknowledge(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One message; of an emergency the ladder ends."""
    ours = cast(StaffRequest, request)
    if actions.acknowledge(message_id=record_id, actor=ours.actor, now=ours.now):
        messages.success(request, _("Acknowledged. Nobody else is called because of this."))
    return redirect("office:notices")


@require(SIGNED_IN)
@require_POST
def acknowledge_all(request: HttpRequest) -> HttpResponse:
    """All but emergencies, which want a look each."""
    ours = cast(StaffRequest, request)
    actions.acknowledge_all(actor=ours.actor, now=ours.now)
    return redirect("office:notices")
