"""Between Django's middleware and the views: clock, actor, language, access, headers. In settings, in this order:
`SessionMiddleware, CommonMiddleware, CsrfViewMiddleware, AuthenticationMiddleware, MessageMiddleware`, then
`ActorMiddleware, LanguageMiddleware, FactorMiddleware, AccessMiddleware, ReadsMiddleware`; `HeadersMiddleware` goes
first of all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from weituo.estate import reads as estates
from weituo.faces.shared import access, entering
from weituo.faces.shared.request import Request
from weituo.people import reading
from weituo.people import reads as people

log = logging.getLogger("weituo.access")

Respond = Callable[[HttpRequest], HttpResponse]

MOST_BYTES = 512 * 1024 * 1024
"""The largest request at all: thirty photos as phones make them, sent with the form by a browser without scripts."""

MEMBERSHIP = "membership"
"""Session key of the membership in use, for people who have several."""

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class HeadersMiddleware:
    """Content security: nothing from elsewhere, nothing inline. No page of ours is shown inside another site."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > MOST_BYTES:
            return HttpResponse(status=413)  # before a byte of it is read
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class ActorMiddleware:
    """Reads the clock once, finds out as whom the signed-in person acts, and sets the clocks to the estate's zone."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ours = cast(Request, request)
        ours.now = timezone.now()
        ours.actor, ours.actors = None, ()
        timezone.deactivate()
        if request.user.is_authenticated:
            ours.actors = tuple(people.actors(request.user, ours.now))
            chosen = request.session.get(MEMBERSHIP)
            ours.actor = next(
                (actor for actor in ours.actors if str(actor.membership_id) == chosen),
                ours.actors[0] if ours.actors else None,
            )
            if ours.actor and ours.actor.estate_id:
                timezone.activate(ZoneInfo(estates.estate(ours.actor.estate_id).zone))
        return self.respond(request)


class LanguageMiddleware:
    """Chinese unless asked otherwise: by the switch (cookie), else by what the person has stored.

    The phone's own language does not decide: a Chinese estate's page is Chinese until somebody taps English.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.known = {code for code, _ in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wished = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
        language = wished if wished in self.known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


class FactorMiddleware:
    """Remembers that a session is in use. Where a second factor is required of somebody who has none, every page leads to
    setting one up."""

    OPEN = ("sign-in", "sign-out", "language", "healthz", "membership")

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.user.is_authenticated:
            return None
        entering.touch(request)
        if settings.SECOND_FACTOR != "required" or match.view_name in self.OPEN or "account" in match.namespaces:
            return None
        if entering.missing(request) != "required":
            return None
        if request.method in {"GET", "HEAD"} and "api" not in match.namespaces:
            return moved(request, reverse("account:home"))
        raise PermissionDenied


class ReadsMiddleware:
    """Writes down who was shown what (`people.reading`) before the answer goes out: without the row, no answer."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with reading.collected() as seen:
            response = self.respond(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        if seen and 200 <= response.status_code < 300:
            reading.write(seen, cast(Request, request).now)
        return response


class AccessMiddleware:
    """Denies every view that is not public, unless the actor holds the permission the view declares."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name in access.PUBLIC:
            return None
        if any(space in access.DELEGATED for space in match.namespaces):
            return None
        permission = access.permission_of(view)
        actor = cast(Request, request).actor
        if permission is None:
            log.error("view %s declares no access; denied", match.view_name)
            raise PermissionDenied
        if access.allowed(actor, permission) or (permission == access.ACCOUNT and request.user.is_authenticated):
            return None
        if not request.user.is_authenticated and request.method in {"GET", "HEAD"}:
            return sign_in_first(request)
        raise PermissionDenied


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isdecimal() else 0


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Sends a stranger to sign in and back; an htmx request is told to move the whole page."""
    return moved(request, f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")


def moved(request: HttpRequest, target: str) -> HttpResponse:
    """To another page; an htmx request is told to move the whole page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
