"""Setting up and removing second factors. Each change needs a recent proof of who one is, and is told to the person."""

from __future__ import annotations

import io
from typing import Any, cast
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from covenant.errors import Refusal
from weituo.faces.account import passkey
from weituo.faces.account.views.home import person, prove_first
from weituo.faces.shared import entering
from weituo.faces.shared.access import ACCOUNT, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import Request
from weituo.notice import account
from weituo.people import factors, passkeys

SECRET = "app-secret"
"""Session key of a secret that was shown and not yet confirmed."""


@require(ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """The QR code for the app; with a code of it, it is set up."""
    if answer := prove_first(request):
        return answer
    error, status, now = "", 200, cast(Request, request).now
    secret = request.session.setdefault(SECRET, factors.new_secret())
    if request.method == "POST":
        code = request.POST.get("code", "").replace(" ", "")[:10]
        try:
            factors.set_up_app(person_id=person(request), secret=secret, code=code, now=now)
        except Refusal as refusal:
            error, status = sentence(refusal), 400
        else:
            del request.session[SECRET]
            return _set_up(request)
    address = factors.address(secret, request.user.get_username())
    context = {"picture": _picture(address), "address": address, "secret": _spaced(secret), "error": error}
    return render(request, "account/app.html", context, status=status)


@require(ACCOUNT)
@require_POST
def remove_app(request: HttpRequest) -> HttpResponse:
    """No codes any more."""
    if answer := prove_first(request):
        return answer
    factors.remove_app(person_id=person(request))
    return _removed(request)


@require(ACCOUNT)
@require_POST
def recovery(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown this once."""
    if answer := prove_first(request):
        return answer
    if not factors.factors(person(request)).any:
        return HttpResponseRedirect(reverse("account:home"))
    return _codes(request)


@require(ACCOUNT)
@require_POST
def passkey_ask(request: HttpRequest) -> HttpResponse:
    """What passkey the browser is to make."""
    if not entering.proved(request):
        return JsonResponse({"next": f"{reverse('account:prove')}?next={reverse('account:home')}"}, status=401)
    try:
        question, state = passkeys.ask_new(passkey.site(request), person(request))
    except Refusal as refusal:
        return JsonResponse({"error": sentence(refusal)}, status=409)
    passkey.keep(request, state)
    return JsonResponse(question)


@require(ACCOUNT)
@require_POST
def passkey_add(request: HttpRequest) -> HttpResponse:
    """The passkey the browser made."""
    said = passkey.answer(request) if entering.proved(request) else None
    if said is None:
        return passkey.wrong()
    state, given = said
    now = cast(Request, request).now
    try:
        passkeys.add(
            site=passkey.site(request),
            person_id=person(request),
            state=state,
            answer=given,
            name=request.GET.get("name", ""),
            now=now,
        )
    except Refusal:
        return passkey.wrong()
    request.session[entering.SAFE] = True
    account.changed(kind="account_changed", person_id=person(request), now=now)
    messages.success(request, _("The passkey is set up. You can sign in with it alone."))
    return JsonResponse({"next": reverse("account:home")})


@require(ACCOUNT)
@require_POST
def remove_passkey(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """The key opens nothing any more."""
    if answer := prove_first(request):
        return answer
    factors.remove_passkey(person_id=person(request), passkey_id=passkey_id)
    return _removed(request)


def _set_up(request: HttpRequest) -> HttpResponse:
    request.session[entering.SAFE] = True
    account.changed(kind="account_changed", person_id=person(request), now=cast(Request, request).now)
    messages.success(request, _("Codes are set up."))
    return _codes(request) if not factors.factors(person(request)).recovery_left else _home()


def _codes(request: HttpRequest) -> HttpResponse:
    codes = factors.make_recovery(person_id=person(request), now=cast(Request, request).now)
    context: dict[str, Any] = {"codes": codes, "username": request.user.get_username()}
    return render(request, "account/recovery.html", context)


def _removed(request: HttpRequest) -> HttpResponse:
    request.session.pop(entering.SAFE, None)
    account.changed(kind="account_changed", person_id=person(request), now=cast(Request, request).now)
    messages.info(request, _("Removed."))
    return _home()


def _home() -> HttpResponse:
    return HttpResponseRedirect(reverse("account:home"))


def _picture(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=2, scale=5, xmldecl=False, svgns=True, light="#fff", dark="#000", omitsize=False
    )
    return mark_safe(out.getvalue().decode())  # segno's own SVG of an address we made


def _spaced(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
