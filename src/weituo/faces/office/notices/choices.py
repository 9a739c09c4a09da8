"""`/o/notices/settings`: by which way, which kinds, when not; and the calendar address."""

from __future__ import annotations

import re
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weituo.faces.office.notices import words
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import SIGNED_IN, require
from weituo.faces.shared.request import StaffRequest
from weituo.notice import actions, addresses, reads
from weituo.notice.channels.ways import PERSONAL
from weituo.people import reading

TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
LONGEST = 300


@require(SIGNED_IN)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Both channels with what is chosen."""
    return _page(request)


@require(SIGNED_IN)
@require_POST
def choose(request: HttpRequest, kind: str) -> HttpResponse:
    """Keeps the choices of a channel (`kind`); 422 with the reason when something cannot be read."""
    ours = cast(StaffRequest, request)
    estate_of(ours.actor)
    channel = kind
    if channel not in PERSONAL:
        raise Http404
    start, end = _minutes(request.POST.get("from", "")), _minutes(request.POST.get("to", ""))
    if (start is None) != (end is None):
        return _page(request, _("Quiet hours need a beginning and an end, like 22:00 and 07:00."))
    value = request.POST.get("address", "").strip()[:LONGEST]
    try:
        if value or "forget" in request.POST:
            forget = "forget" in request.POST
            actions.reach(actor=ours.actor, channel=channel, value="" if forget else value, now=ours.now)
    except addresses.Bad:
        return _page(request, words.bad_address(channel))
    wanted = set(request.POST.getlist("kind"))
    actions.prefer(
        actor=ours.actor,
        channel=channel,
        unwanted=[kind for kind in words.CHOICES if kind not in wanted],
        quiet_from=start,
        quiet_to=end,
        digest="digest" in request.POST,
    )
    messages.success(request, _("Kept."))
    return redirect("office:notices-settings")


@require(SIGNED_IN)
@require_POST
def calendar(request: HttpRequest) -> HttpResponse:
    """A new calendar address, shown this once; or none any more."""
    ours = cast(StaffRequest, request)
    estate_of(ours.actor)
    if "close" in request.POST:
        actions.close_feed(actor=ours.actor, now=ours.now)
        messages.success(request, _("The calendar address no longer opens."))
        return redirect("office:notices-settings")
    secret = actions.open_feed(actor=ours.actor, now=ours.now)
    reading.note(ours.actor, "secret", "calendar")
    return _page(request, address=request.build_absolute_uri(reverse("ical", args=[secret])), status=200)


def _page(request: HttpRequest, problem: str = "", *, address: str = "", status: int = 422) -> HttpResponse:
    ours = cast(StaffRequest, request)
    estate_of(ours.actor)
    context = {
        "wishes": [words.Shown.of(one) for one in reads.wishes(ours.actor)],
        "since": reads.has_feed(ours.actor),
        "address": address,
        "problem": problem,
    }
    return render(request, "office/notices/settings.html", context, status=status if problem else 200)


def _minutes(text: str) -> int | None:
    found = TIME.fullmatch(text.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None
