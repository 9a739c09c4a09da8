"""`/o/phones`: whose phones work offline, when each was last heard of, and taking one out of use."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.people import phones


@require("phone.read")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The phones of one's people; those in use first."""
    ours = cast(StaffRequest, request)
    found = phones.phones(ours.actor, ours.now)
    context = {
        "working": [one for one in found if one.revoked_at is None],
        "over": [one for one in found if one.revoked_at is not None][:50],
        "days": phones.UNUSED.days,
    }
    return render(request, "office/phones/page.html", context)


@require("phone.read")
@require_POST
def revoke(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """A lost phone: its key stops working at once."""
    ours = cast(StaffRequest, request)
    try:
        phones.revoke(device_id=device_id, actor=ours.actor, now=ours.now)
    except Refusal:
        raise Http404 from None
    messages.success(request, _("Taken out of use. What it sent before stays; whoever has it gets no further orders."))
    return HttpResponseRedirect(reverse("office:phones"), status=303)
