"""The request as our views see it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from weituo.people.reads import Actor


class Request(HttpRequest):
    """`actor` is None for strangers; `now` is the one clock reading of this request (aware UTC)."""

    actor: Actor | None
    actors: tuple[Actor, ...]
    now: datetime


class StaffRequest(Request):
    """A request that passed a `require`: there is an actor."""

    actor: Actor
