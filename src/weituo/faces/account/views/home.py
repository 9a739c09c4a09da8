"""`/account`: how one signs in and where one is signed in; showing who one is before that is changed."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weituo.faces.account import passkey
from weituo.faces.shared import entering
from weituo.faces.shared.access import ACCOUNT, require
from weituo.faces.shared.refusals import words
from weituo.faces.shared.request import Request
from weituo.faces.shared.views.signing import locked, safe_next
from weituo.people import factors, sessions


def person(request: HttpRequest) -> UUID:
    """Whose account it is."""
    return cast(UUID, request.user.pk)


def prove_first(request: HttpRequest) -> HttpResponse | None:
    """Asks for the password when somebody has not shown for ten minutes who they are."""
    if entering.proved(request):
        return None
    return HttpResponseRedirect(f"{reverse('account:prove')}?next={reverse('account:home')}")


@require(ACCOUNT)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Second factor, password, sessions."""
    ours = cast(Request, request)
    context: dict[str, Any] = {
        "held": factors.factors(person(request)),
        "wanted": entering.missing(request),
        "possible": passkey.possible(request),
        "sessions": sessions.sessions(person(request), ours.now),
        "this": entering.this_session(request),
        "proved": entering.proved(request),
    }
    return render(request, "account/home.html", context)


@sensitive_post_parameters("password")
@require(ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """The password again, before something about signing in is changed."""
    target, error, status = safe_next(request), "", 200
    if request.method == "POST":
        name = request.user.get_username()
        known = auth.authenticate(request, username=name, password=request.POST.get("password", ""))
        if known is not None and known.pk == request.user.pk:
            entering.prove(request)
            messages.info(request, _("Thank you. Go on where you were; this holds for ten minutes."))
            return HttpResponseRedirect(target)
        if getattr(request, "axes_locked_out", False):
            return locked(request)
        error, status = words("factor.wrong_password"), 400
    return render(request, "account/prove.html", {"next": target, "error": error}, status=status)


@require(ACCOUNT)
@require_POST
def later(request: HttpRequest) -> HttpResponse:
    """Puts the line about the second factor away until the next sign-in."""
    request.session[entering.LATER] = True
    return HttpResponseRedirect(safe_next(request))
