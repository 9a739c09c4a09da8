"""Who asks: a bearer token of a membership, or the session of the signed-in page. Each operation names its permission."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import APIKeyCookie, HttpBearer

from weituo.estate import reads as estates
from weituo.faces.shared.access import allowed
from weituo.faces.shared.request import Request, StaffRequest
from weituo.people import actions as people
from weituo.people import phones
from weituo.people.phones import Bearer
from weituo.people.reads import Actor


class Denied(Exception):
    """The actor's role does not hold the operation's permission."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class Token(HttpBearer):
    """`Authorization: Bearer …`: a token made by `weituo token make`; it acts as one membership."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        ours = cast(Request, request)
        actor = people.use_token(secret=token, now=ours.now)
        if actor is not None:
            ours.actor = actor
        return _permitted(ours, actor, self.permission)


class Session(APIKeyCookie):
    """The cookie of a signed-in page; changing requests carry its CSRF token in `X-CSRFToken`."""

    param_name = "sessionid"

    def __init__(self, permission: str) -> None:
        super().__init__(csrf=True)
        self.permission = permission

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if "Authorization" in request.headers:
            return None  # a token that does not hold is not made good by a cookie
        ours = cast(Request, request)
        return _permitted(ours, ours.actor, self.permission)


class Phone(HttpBearer):
    """`Authorization: Bearer …`: the key of an engineer's phone, given when it was paired; good for nothing else."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        ours = cast(PhoneRequest, request)
        bearer = phones.use(secret=token, now=ours.now)
        if bearer is None:
            return None
        ours.actor, ours.bearer = bearer.actor, bearer
        translation.activate("en" if request.headers.get("Accept-Language", "").startswith("en") else "zh-hans")
        return _permitted(ours, bearer.actor, self.permission)


class PhoneRequest(StaffRequest):
    """A request of a phone that showed its key."""

    bearer: Bearer


def _permitted(request: Request, actor: Actor | None, permission: str) -> Actor | None:
    if actor is None:
        return None
    if not allowed(actor, permission) or actor.estate_id is None:
        raise Denied(permission)
    timezone.activate(ZoneInfo(estates.estate(actor.estate_id).zone))
    return actor


def guard(permission: str) -> dict[str, Any]:
    """What an operation declares: who may call it, and the same in the description."""
    return {
        "auth": [Token(permission), Session(permission)],
        "openapi_extra": {"x-permission": permission},
    }


def phone_guard(permission: str) -> dict[str, Any]:
    """The same for what only a phone may call, with its own key."""
    return {"auth": [Phone(permission)], "openapi_extra": {"x-permission": permission}}


def session_guard(permission: str) -> dict[str, Any]:
    """The same for what only somebody signed in at a page may call."""
    return {"auth": [Session(permission)], "openapi_extra": {"x-permission": permission}}
