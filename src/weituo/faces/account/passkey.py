"""Passkeys over HTTP: which site we are, questions and answers as JSON, the state between them in the session."""

from __future__ import annotations

import json
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from weituo.people.passkeys import Site

STATE = "passkey"
MOST_BYTES = 64 * 1024


def site(request: HttpRequest) -> Site:
    """The public address, or in a trial the one that was called."""
    origin = settings.ORIGIN or f"{request.scheme}://{request.get_host()}"
    host = origin.split("://", 1)[1]
    return Site(host.rsplit(":", 1)[0] if host.rsplit(":", 1)[-1].isdigit() else host, origin)


def possible(request: HttpRequest) -> bool:
    """Browsers make passkeys for names with HTTPS, and for localhost; not for bare numbers."""
    here = site(request)
    try:
        ip_address(here.host.strip("[]"))
        return False
    except ValueError:
        return here.origin.startswith("https://") or here.host == "localhost"


def keep(request: HttpRequest, state: Mapping[str, Any]) -> None:
    """Remembers the question; the one before it can no longer be answered."""
    request.session[STATE] = {key: str(value) if value is not None else None for key, value in state.items()}


def answer(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The state, used once, and what the browser says to it; None when there is no question or no readable answer."""
    state = request.session.pop(STATE, None)
    if not state or len(request.body) > MOST_BYTES:
        return None
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return (state, said) if isinstance(said, dict) else None


def wrong() -> JsonResponse:
    """The answer did not hold."""
    return JsonResponse({"error": _("The passkey was not recognised. Try again, or sign in another way.")}, status=400)
