"""What only the reporter can say: fixed, not fixed, so many stars, no longer needed. Each is final and said so before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from covenant.errors import Refusal
from weituo.faces.resident import keys
from weituo.faces.resident.form import clean, own
from weituo.faces.resident.views.track import page
from weituo.faces.shared.refusals import sentence, words
from weituo.faces.shared.request import Request
from weituo.people.reads import Actor
from weituo.work import reads as work
from weituo.work.actions import acceptance, cancel, voice

WORDS = 500


@never_cache
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """修好了"""
    return say(request, token, voice.confirm, _("Thank you for confirming."))


@never_cache
@require_POST
def reject(request: HttpRequest, token: str) -> HttpResponse:
    """没修好"""
    typed = clean(request.POST.get("words", ""), WORDS)
    said = _("Sent back. The engineer knows, and the time limit counts on.")
    return say(request, token, acceptance.reject, said, reason="not_fixed", words=typed)


@never_cache
@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """One to five stars and a word."""
    text = request.POST.get("stars", "")
    typed = clean(request.POST.get("words", ""), WORDS)
    if text not in {"1", "2", "3", "4", "5"}:
        return page(request, token, status=422, problem=words("order.bad_stars"), rating_words=typed)
    return say(request, token, voice.rate, _("Thank you for your rating."), stars=int(text), words=typed)


@never_cache
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """不用修了"""
    return say(request, token, cancel.cancel, _("Your report is withdrawn."), reason="withdrawn")


def say(request: HttpRequest, token: str, action: Callable[..., Any], thanks: str, **what: Any) -> HttpResponse:
    """One fact by the reporter, then the page again; a refusal comes back with what was typed."""
    found = work.tracking(token)
    if found is None or keys.followed_order(token):
        raise Http404
    now = cast(Request, request).now
    fact: UUID = own(request.POST.get("fact", ""), now)
    actor = Actor.reporter(keys.reporter(found.order_id), found.estate_id)
    try:
        action(order_id=found.order_id, actor=actor, now=now, fact_id=fact, **what)
    except Refusal as refusal:
        return page(request, token, status=409, problem=sentence(refusal), words=what.get("words", ""))
    messages.success(request, thanks)
    return HttpResponseRedirect(reverse("resident:track", args=[token]), status=303)
