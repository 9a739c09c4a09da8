"""Signing in with a passkey alone, or with a code or passkey after the password."""

from __future__ import annotations

from typing import cast

from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from covenant.errors import Refusal
from weituo.faces.account import passkey
from weituo.faces.shared import entering
from weituo.faces.shared.refusals import words
from weituo.faces.shared.request import Request
from weituo.faces.shared.views.signing import locked, safe_next
from weituo.people import backends, factors, passkeys
from weituo.people import reads as people


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The code of the app or a recovery code, after the password."""
    target, person_id = safe_next(request), entering.owed(request)
    if person_id is None:
        return HttpResponseRedirect(reverse("sign-in"))
    held = factors.factors(person_id)
    context = {"next": target, "held": held, "passkeys": bool(held.passkeys) and passkey.possible(request)}
    if request.method != "POST":
        return render(request, "account/second.html", context)
    name = backends.PREFIX + people.username(person_id)
    code = request.POST.get("code", "").strip()[:40]
    person = auth.authenticate(request, username=name, person_id=person_id, secret_code=code)
    if person is None:
        if getattr(request, "axes_locked_out", False):
            return locked(request)
        return render(request, "account/second.html", {**context, "error": words("factor.wrong_code")}, status=400)
    entering.enter(request, person, getattr(person, "way", "code"))
    return HttpResponseRedirect(target)


@require_POST
def passkey_ask(request: HttpRequest) -> HttpResponse:
    """What the browser is to sign: with the keys of whoever typed their password, else with any it has for us."""
    question, state = passkeys.ask(passkey.site(request), entering.owed(request))
    passkey.keep(request, state)
    return JsonResponse(question)


@require_POST
def passkey_use(request: HttpRequest) -> HttpResponse:
    """The signed answer. A passkey is finger, face or PIN and a key: it needs no password beside it."""
    said = passkey.answer(request)
    if said is None:
        return passkey.wrong()
    state, given = said
    now = cast(Request, request).now
    try:
        person = passkeys.use(
            site=passkey.site(request), state=state, answer=given, now=now, person_id=entering.owed(request)
        )
    except Refusal:
        return passkey.wrong()
    target = safe_next(request)
    entering.enter(request, person, "passkey")
    return JsonResponse({"next": target})
