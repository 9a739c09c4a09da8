"""Who is locked out after too many wrong passwords or codes (django-axes), and letting them in again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction

from covenant.errors import Refusal
from weituo.people import reading
from weituo.people.backends import PREFIX
from weituo.people.models import Person
from weituo.people.reads import Actor


def locked(usernames: Iterable[str], now: datetime) -> set[str]:
    """Which of these user names are locked out at the moment, from some address."""
    names = {form: name for name in usernames for form in (name, PREFIX + name)}
    since = now - timedelta(hours=settings.AXES_COOLOFF_TIME)
    rows = AccessAttempt.objects.filter(username__in=list(names), attempt_time__gte=since)
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        place = "" if row.username.startswith(PREFIX) else str(row.ip_address)
        counts[row.username, place] = counts.get((row.username, place), 0) + row.failures_since_start
    return {names[name] for (name, _), count in counts.items() if count >= settings.AXES_FAILURE_LIMIT}


def forgive(username: str) -> None:
    """Forgets the failures counted under a user name."""
    reset(username=username)


def unlock(*, actor: Actor, person_id: UUID, now: datetime) -> None:
    """An administrator lets somebody try again. Refusals `factor.not_yours` without the permission, `person.unknown`."""
    if not actor.may("people.manage"):
        raise Refusal("factor.not_yours")
    username = Person.objects.filter(pk=person_id).values_list("username", flat=True).first()
    if username is None:
        raise Refusal("person.unknown", username=str(person_id))
    with transaction.atomic():
        forgive(username)
        forgive(PREFIX + username)
        reading.done(actor, "unlock", f"person/{person_id}", now)
