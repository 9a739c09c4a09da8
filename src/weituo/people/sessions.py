"""A person's sessions, one for each device: listed, ended one by one or all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from weituo.ledger import ids
from weituo.people.models import ApiToken, Person, SignIn

SEEN_EVERY = timedelta(minutes=10)
KEPT = timedelta(days=90)
"""How long a row is kept after it was last used; it goes with the next sign-in."""

SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
           ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip
BROWSERS = (("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg/", "Edge"), ("HuaweiBrowser", "Huawei"),
            ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session as a list shows it."""

    id: UUID
    way: str
    device: str
    began_at: datetime
    seen_at: datetime


def device(agent: str) -> str:
    """What a browser says it runs on, in two words. Not kept further: enough to know one's own telephone again."""
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    browser = next((name for sign, name in BROWSERS if re.search(re.escape(sign), agent)), "")
    return " · ".join(part for part in (browser, system) if part)[:60]


def begin(*, person_id: UUID, key: str, way: str, agent: str, now: datetime) -> UUID:
    """A session has begun; its id. `way`: "password", "code", "recovery" or "passkey"."""
    SignIn.objects.filter(person_id=person_id, seen_at__lt=now - KEPT).delete()
    row = SignIn(id=ids.uuid7(now), person_id=person_id, key=key, way=way, device=device(agent))
    row.began_at = row.seen_at = now
    row.save(force_insert=True)
    return row.id


def seen(*, sign_in: UUID, key: str, now: datetime) -> None:
    """It was used again, under the key it has now."""
    SignIn.objects.filter(pk=sign_in, ended_at=None).update(seen_at=now, key=key)


def sessions(person_id: UUID, now: datetime) -> tuple[SessionView, ...]:
    """Those that are open, the last used first."""
    since = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = SignIn.objects.filter(person_id=person_id, ended_at=None, seen_at__gt=since).order_by("-seen_at", "-id")
    return tuple(SessionView(row.id, row.way, row.device, row.began_at, row.seen_at) for row in rows)


def end(*, person_id: UUID, sign_in: UUID, now: datetime) -> bool:
    """Ends one; False when it is not the person's or over."""
    return bool(_end(SignIn.objects.filter(pk=sign_in, person_id=person_id), now))


def end_all(*, person_id: UUID, now: datetime, but: UUID | None = None) -> int:
    """Ends every one, `but` this; how many."""
    rows = SignIn.objects.filter(person_id=person_id)
    return _end(rows.exclude(pk=but) if but else rows, now)


def change_password(*, person_id: UUID, password: str, now: datetime, but: UUID | None = None) -> None:
    """A new password. Every other session ends: Django's, because their digest is of the old one, and the rows here. So do
    the keys of phones: whoever took the password may have paired one. What is unsent stays on the phone."""
    with transaction.atomic():
        Person.objects.filter(pk=person_id).update(password=make_password(password))
        keys = ApiToken.objects.filter(kind=ApiToken.Kind.PHONE, membership__person_id=person_id, revoked_at=None)
        keys.update(revoked_at=now)
        end_all(person_id=person_id, now=now, but=but)


def _end(rows: Any, now: datetime) -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    found = list(rows.filter(ended_at=None))
    for row in found:
        if row.key:
            store(session_key=row.key).delete()
    return int(SignIn.objects.filter(pk__in=[row.pk for row in found]).update(ended_at=now, key=""))
