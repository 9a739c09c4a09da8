"""Which names we answer to, whose request it is, and what the log must not keep."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

Respond = Callable[[HttpRequest], HttpResponse]


class HostMiddleware:
    """Refuses requests addressed to a name that is not ours.

    With a public address Django's own ALLOWED_HOSTS does it. In a trial nobody knows yet which address the phone
    will use, so every private literal address is ours: a name could be rebound by a stranger, a number cannot.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host, _port = split_domain_port(request.get_host())
        if settings.TRIAL and not trial_host(host):
            raise DisallowedHost(f"Not our name: {host!r}. Set WEITUO_ORIGIN or WEITUO_HOSTS.")
        return self.respond(request)


def trial_host(host: str) -> bool:
    """Whether a trial answers to `host`: localhost, names it was given, private and local addresses."""
    named = {"localhost", *settings.TRIAL_HOSTS, *(name for name in settings.ALLOWED_HOSTS if name != "*")}
    if host in named or host.endswith((".localhost", ".local")):
        return True
    try:
        return ip_address(host.strip("[]")).is_private
    except ValueError:
        return False


def client(request: HttpRequest) -> str:
    """The caller's address, for limits: the peer's, or what our own proxies (WEITUO_PROXIES) say it was."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted: int = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        try:
            return str(ip_address(hops[-trusted]))
        except ValueError:
            pass
    return str(request.META.get("REMOTE_ADDR", "")) or "0.0.0.0"


class Discreet(logging.Filter):
    """Cuts tracking and calendar tokens out of what is logged: whoever reads the log must not be able to open the pages."""

    SECRET = re.compile(r"(/t/|/ical/)[^/\s?'\"]+")

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "/t/" in message or "/ical/" in message:
            record.msg, record.args = self.SECRET.sub(r"\1…", message), ()
        return True
