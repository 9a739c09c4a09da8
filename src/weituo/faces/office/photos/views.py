"""`/o/photos/flags`: photos used before, open or ruled on. Ruling prices nothing; the priced event is another form."""

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
from weituo.faces.office.photos import words
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.oversight import reads as oversight
from weituo.pact import reads as pacts
from weituo.work import reads as work
from weituo.work.actions import reuse

RULINGS = ("dismissed", "confirmed")


@require("photo.flags")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The list; `?state=ruled` shows those already answered."""
    ours = cast(StaffRequest, request)
    estate_of(ours.actor)
    ruled = request.GET.get("state") == "ruled"
    number = request.GET.get("page", "1")
    found = work.flags(ours.actor, ruled=ruled, page=int(number) if number.isdecimal() and len(number) < 7 else 1)
    context = {
        "found": found,
        "ruled": ruled,
        "rules_photos": allowed(ours.actor, "photo.rule"),
        "previous": found.number - 1,
        "next": found.number + 1 if found.number < found.pages else 0,
    }
    return render(request, "office/photos/list.html", context)


@require("photo.rule")
@require_POST
def rule(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    """不是同一张 / 确认重复使用. A confirmed one leads to the form of the priced event when the terms have one."""
    ours = cast(StaffRequest, request)
    flag = work.flag(ours.actor, flag_id)
    ruling = request.POST.get("ruling", "")
    if flag is None or ruling not in RULINGS:
        raise Http404
    said = request.POST.get("words", "").replace("\x00", "").strip()[: words.WORDS]
    confirmed = ruling == "confirmed"
    try:
        new = reuse.rule(flag_id=flag_id, actor=ours.actor, now=ours.now, confirmed=confirmed, words=said)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return HttpResponseRedirect(reverse("office:photo-flags"), status=303)
    if not new:
        messages.info(request, _("Somebody has already ruled on these photos."))
    elif not confirmed:
        messages.success(request, _("Put down: not the same photo."))
    elif _priced(ours):
        messages.success(request, _("Put down: used again. Nothing is charged yet; below you decide whether it is."))
        return HttpResponseRedirect(f"{reverse('office:oversight')}?flag={flag_id}#event", status=303)
    else:
        messages.success(request, _("Put down: used again. The terms set no price for it, so nothing is charged."))
    return HttpResponseRedirect(reverse("office:order", args=[flag.photo.order_id]) + "#photo-flags", status=303)


def _priced(ours: StaffRequest) -> bool:
    """Whether the terms in force price a false record, and this role may write one down."""
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    events = oversight.board(pact, now=ours.now).events if pact else ()
    return allowed(ours.actor, "oversight.record") and any(one.key == words.FALSE_RECORD for one in events)
