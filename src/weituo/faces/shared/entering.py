"""Beginning a session, in whatever way somebody showed who they are; and what of that the session remembers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import auth
from django.http import HttpRequest

from weituo.faces.shared.request import Request
from weituo.people import backends, factors, locks, sessions

SECOND = "second"
"""Session key of somebody who typed their password and still owes the second factor."""
PROVED, SIGN_IN, SEEN, SAFE = "proved", "sign_in", "seen", "safe"
"""Session keys: when they last showed who they are, the row of this session, when that row was last touched, and that they
have a second factor."""

LATER = "factor-later"
"""Session key: they put the line about the second factor away."""

PATIENCE = timedelta(minutes=10)
"""How long the second step waits for the first, and for how long showing who one is lets one change one's factors."""
DJANGO = "django.contrib.auth.backends.ModelBackend"


def half(request: HttpRequest, person_id: UUID) -> None:
    """The password was right; the second factor is asked for."""
    request.session.cycle_key()
    request.session[SECOND] = {"person": str(person_id), "at": _now(request).timestamp()}


def owed(request: HttpRequest) -> UUID | None:
    """Who still owes the second factor, or None: nobody, or it took too long."""
    kept: dict[str, Any] | None = request.session.get(SECOND)
    if not kept or _now(request).timestamp() - float(kept["at"]) > PATIENCE.total_seconds():
        return None
    return UUID(kept["person"])


def enter(request: HttpRequest, person: Any, way: str) -> None:
    """The session begins."""
    now = _now(request)
    request.session.pop(SECOND, None)
    auth.login(request, person, backend=getattr(person, "backend", DJANGO))
    if way != "password":
        locks.forgive(backends.PREFIX + person.username)
        request.session[SAFE] = True
    agent = request.META.get("HTTP_USER_AGENT", "")
    row = sessions.begin(person_id=person.pk, key=str(request.session.session_key), way=way, agent=agent, now=now)
    request.session[SIGN_IN], request.session[SEEN] = str(row), now.timestamp()
    request.session[PROVED] = now.timestamp()


def touch(request: HttpRequest) -> None:
    """Remembers, now and then, that the session is in use."""
    now, row = _now(request), request.session.get(SIGN_IN)
    if row and now.timestamp() - float(request.session.get(SEEN, 0)) > sessions.SEEN_EVERY.total_seconds():
        sessions.seen(sign_in=UUID(row), key=str(request.session.session_key), now=now)
        request.session[SEEN] = now.timestamp()


def this_session(request: HttpRequest) -> UUID | None:
    """The row of this session."""
    row = request.session.get(SIGN_IN)
    return UUID(row) if row else None


def proved(request: HttpRequest) -> bool:
    """Whether they showed who they are a short time ago."""
    return _now(request).timestamp() - float(request.session.get(PROVED, 0)) <= PATIENCE.total_seconds()


def prove(request: HttpRequest) -> None:
    """They just did."""
    request.session[PROVED] = _now(request).timestamp()


def missing(request: HttpRequest) -> str:
    """ "required" or "asked" when the person ought to set up a second factor and has none, else ""."""
    ours = cast(Request, request)
    if not request.user.is_authenticated:
        return ""
    wanted = factors.wanted(ours.actors, superuser=bool(getattr(request.user, "is_superuser", False)))
    if not wanted or (wanted == "asked" and request.session.get(SAFE)):
        return ""
    if factors.protected([request.user.pk]):
        if not request.session.get(SAFE):
            request.session[SAFE] = True
        return ""
    return wanted


def said(request: HttpRequest) -> str:
    """`missing`, for the line on every page, which whoever put it away does not see until the next sign-in."""
    return "" if request.session.get(LATER) else missing(request)


def _now(request: HttpRequest) -> datetime:
    return cast(Request, request).now
