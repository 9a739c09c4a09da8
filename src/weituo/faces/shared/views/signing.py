"""Signing in and out, and choosing one of several memberships."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from weituo.faces.shared import entering
from weituo.faces.shared.access import SIGNED_IN, require
from weituo.faces.shared.middleware import MEMBERSHIP
from weituo.faces.shared.refusals import words
from weituo.faces.shared.request import Request
from weituo.notice import account
from weituo.people import factors, sessions


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password; back to the page that asked for it."""
    target = safe_next(request)
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return _form(request, target)
    username = request.POST.get("username", "").replace("\x00", "").strip()
    person = auth.authenticate(request, username=username, password=request.POST.get("password", ""))
    if person is None:
        if getattr(request, "axes_locked_out", False):
            return locked(request)
        return _form(request, target, username=username, error=words("sign_in.failed"), status=400)
    if factors.protected([person.pk]):
        entering.half(request, person.pk)
        return HttpResponseRedirect(f"{reverse('account:second')}?{urlencode({'next': target})}")
    entering.enter(request, person, "password")
    return HttpResponseRedirect(target)


def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Django's admin site has a form of its own, which knows no second factor: ours stands in its place."""
    if request.user.is_authenticated:
        raise PermissionDenied  # the admin site sent somebody here who may not open it
    return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': safe_next(request)})}")


def locked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many failures: called by django-axes, too. Whoever has the account is told."""
    username = request.POST.get("username", "").replace("\x00", "").strip()
    person_id = None if username else entering.owed(request)
    account.locked(username=username, person_id=person_id, now=cast(Request, request).now)
    return _form(request, safe_next(request), username=username, error=words("sign_in.locked"), status=429)


@require(SIGNED_IN)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    if row := entering.this_session(request):
        sessions.end(person_id=cast(UUID, request.user.pk), sign_in=row, now=cast(Request, request).now)
    auth.logout(request)
    return HttpResponseRedirect(reverse("sign-in"))


@require(SIGNED_IN)
@require_POST
def membership(request: HttpRequest) -> HttpResponse:
    """Chooses as which of one's memberships to act from now on."""
    wished = request.POST.get("membership", "")
    if any(str(actor.membership_id) == wished for actor in cast(Request, request).actors):
        request.session[MEMBERSHIP] = wished
    return HttpResponseRedirect(reverse("home"))


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: only ever an address of this site."""
    wished = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return wished if own else reverse("home")


def _form(request: HttpRequest, target: str, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "shared/sign_in.html", {"next": target, "passkeys": True, **more}, status=status)
