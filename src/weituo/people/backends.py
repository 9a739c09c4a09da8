"""Codes as Django knows credentials, so that django-axes counts and stops them as it does passwords."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from weituo.people import factors
from weituo.people.models import Person

PREFIX = "code/"
"""Before the user name under which wrong codes are counted. Whoever is asked for a code knew the password, so these are
counted over all addresses; wrong passwords only for each address, or a stranger could lock somebody out."""


class CodeBackend(BaseBackend):
    """`authenticate(request, username="code/…", person_id=…, secret_code=…)`."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Person | None:
        person_id, code = credentials.get("person_id"), credentials.get("secret_code")
        if not isinstance(person_id, UUID) or not isinstance(code, str):
            return None
        now: datetime = request.now  # type: ignore[union-attr]  # of ActorMiddleware; axes needs a request, too
        person = Person.objects.filter(pk=person_id, is_active=True).first()
        if person is None or not (way := factors.use_code(person_id=person_id, code=code, now=now)):
            return None
        person.way = way  # type: ignore[attr-defined]  # for the list of sessions
        return person

    def get_user(self, user_id: Any) -> Person | None:
        """Whoever signed in with a code."""
        return Person.objects.filter(pk=user_id, is_active=True).first()


def lockout(request: Any, credentials: dict[str, Any] | None = None) -> list[Any]:
    """What django-axes counts failures by."""
    username = str((credentials or {}).get("username") or getattr(request, "username", "") or "")
    return ["username"] if username.startswith(PREFIX) else [["username", "ip_address"]]
