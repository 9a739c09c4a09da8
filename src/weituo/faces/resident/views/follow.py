"""`/q/<code>/follow`: "it is this one": no second order, and an address to see where the first one stands."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from covenant.errors import Refusal
from weituo.faces.resident import already, keys
from weituo.faces.resident.form import identifier
from weituo.faces.resident.spot import spot
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import Request
from weituo.people.reads import Actor
from weituo.work.actions.follow import follow as follow_order


@never_cache
@require_POST
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Follows an open order of this place. Doing it twice from one phone counts once."""
    here = spot(code)
    token, _colon, fact_text = request.POST.get("follow", "").partition(":")
    order, fact = keys.followed_order(token), identifier(fact_text)
    back = HttpResponseRedirect(reverse("resident:report", args=[here.code]))
    if order is None or fact is None or not already.open_at(here, order):
        messages.info(request, _("That report has just been closed. If it is still broken, please report it again."))
        return back
    followed = already.followed(request)
    if order not in followed:
        now = cast(Request, request).now
        try:
            follow_order(order_id=order, actor=Actor.reporter(keys.follower(fact)), now=now, fact_id=fact)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
            return back
    response = HttpResponseRedirect(reverse("resident:track", args=[keys.follower_token(order)]), status=303)
    already.remember(response, order, followed)
    return response
