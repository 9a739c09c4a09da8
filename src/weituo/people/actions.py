"""The only writers of people. Each is one use-case; none of them is a fact: an address book changes freely."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password

from covenant.errors import Refusal
from weituo.ledger import entropy, ids
from weituo.people import reads, sessions
from weituo.people.models import ApiToken, Membership, Organisation, Person
from weituo.people.roles import Role

TOKEN_PREFIX = "wt_"
SEEN_EVERY = timedelta(minutes=5)


def create_organisation(*, kind: str, name_zh: str, name_en: str = "", now: datetime) -> UUID:
    """A new organisation; its id."""
    row = Organisation.objects.create(id=ids.uuid7(now), kind=Organisation.Kind(kind), name_zh=name_zh, name_en=name_en)
    return row.id


def create_person(
    *,
    username: str,
    name: str,
    now: datetime,
    password: str | None = None,
    hashed: str | None = None,
    phone: str = "",
    language: str = "",
    is_superuser: bool = False,
) -> UUID:
    """A new person; the id. Without a password nobody can sign in as them yet.

    `hashed` is a password hashed before, for many persons at once (`django.contrib.auth.hashers.make_password`).
    Refusal `person.username_taken`.
    """
    if Person.objects.filter(username=username).exists():
        raise Refusal("person.username_taken", username=username)
    row = Person(
        id=ids.uuid7(now),
        username=username,
        name=name,
        phone=phone,
        language=language,
        is_superuser=is_superuser,
        password=hashed or make_password(password),
    )
    row.save(force_insert=True)
    return row.id


def set_password(*, username: str, password: str, now: datetime) -> None:
    """A new password; all sessions of the person end. Refusal `person.unknown`."""
    person_id = Person.objects.filter(username=username).values_list("id", flat=True).first()
    if person_id is None:
        raise Refusal("person.unknown", username=username)
    sessions.change_password(person_id=person_id, password=password, now=now)


def grant(
    *,
    person_id: UUID,
    organisation_id: UUID,
    estate_id: UUID | None,
    role: Role | str,
    party: str | None,
    now: datetime,
) -> UUID:
    """Gives a role from `now` on; the membership's id. Granting what is held already gives the one held."""
    key = {
        "person_id": person_id,
        "organisation_id": organisation_id,
        "estate_id": estate_id,
        "role": Role(role).value,
        "until": None,
    }
    held = Membership.objects.filter(**key).values_list("id", flat=True).first()
    if held:
        return held
    row = Membership.objects.create(id=ids.uuid7(now), party=party, pseudonym=pseudonym(), since=now, **key)
    return row.id


def revoke(*, membership_id: UUID, now: datetime) -> None:
    """Ends a membership; its tokens end with it. Ending it again changes nothing."""
    Membership.objects.filter(pk=membership_id, until=None).update(until=now)
    ApiToken.objects.filter(membership_id=membership_id, revoked_at=None).update(revoked_at=now)


def make_token(*, membership_id: UUID, name: str, now: datetime) -> tuple[UUID, str]:
    """A new key for a program: its id and the key itself, which is not kept and cannot be shown again."""
    if reads.actor(membership_id, now) is None:
        raise Refusal("membership.ended")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        id=ids.uuid7(now),
        hash=reads.token_hash(secret),
        membership_id=membership_id,
        name=name,
        created_at=now,
    )
    return row.id, secret


def revoke_token(*, token_id: UUID, now: datetime) -> None:
    """The key stops working."""
    ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now)


def use_token(*, secret: str, now: datetime) -> reads.Actor | None:
    """Who the token acts as, remembering when it was last used (to five minutes)."""
    actor = reads.token_actor(secret, now)
    if actor is not None:
        seen = ApiToken.objects.filter(hash=reads.token_hash(secret))
        seen.filter(last_used=None).update(last_used=now) or seen.filter(last_used__lt=now - SEEN_EVERY).update(
            last_used=now
        )
    return actor


def pseudonym() -> str:
    """A name for facts that says nothing about the person: 80 random bits."""
    return f"m-{entropy.bits(80):020x}"
