"""Questions about people. What comes out is frozen; rows stay inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from weituo.people import roles
from weituo.people.models import ApiToken, Membership, Organisation, Person
from weituo.people.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something now: one membership, the reporter (party R) or the system itself (party S).

    `pseudonym` is how facts name the actor. A reporter and the system have no membership and no role, so no
    permission either: what they may do is decided by the order's state table.
    """

    person_id: UUID | None
    membership_id: UUID | None
    estate_id: UUID | None
    role: Role | None
    party: str | None
    pseudonym: str
    name: str
    organisation: str = ""

    @classmethod
    def reporter(cls, pseudonym: str, estate_id: UUID | None = None) -> Actor:
        """Whoever holds the tracking address of one report."""
        return cls(None, None, estate_id, None, "R", pseudonym, "")

    @classmethod
    def system(cls, estate_id: UUID | None = None) -> Actor:
        """What follows by itself from a rule, as automatic dispatch does."""
        return cls(None, None, estate_id, None, "S", "system", "")

    def may(self, permission: str) -> bool:
        """Whether the role holds the permission."""
        return roles.allows(self.role, permission)


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the people page, and who an order is assigned to."""

    membership_id: UUID
    person_id: UUID
    name: str
    username: str
    phone: str
    role: Role
    party: str | None
    pseudonym: str
    organisation_zh: str
    organisation_en: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as a list shows it: never the token."""

    id: UUID
    name: str
    created_at: datetime
    last_used: datetime | None
    revoked_at: datetime | None


def current(now: datetime) -> Q:
    """Memberships in force at `now`, held by somebody who may sign in."""
    return Q(person__is_active=True, since__lte=now) & (Q(until=None) | Q(until__gt=now))


def actors(person: Person | Any, now: datetime) -> tuple[Actor, ...]:
    """The memberships of a person in force at `now`, the oldest first."""
    found = _memberships().filter(current(now), person_id=person.pk).order_by("since", "id")
    return tuple(_actor(row) for row in found)


def actor(membership_id: UUID, now: datetime) -> Actor | None:
    """One membership, when it is in force at `now`."""
    row = _memberships().filter(current(now), pk=membership_id).first()
    return _actor(row) if row else None


def actor_of(username: str, now: datetime, estate_id: UUID | None = None) -> Actor | None:
    """The oldest membership in force of a user name (on an estate): for commands that act for somebody."""
    found = _memberships().filter(current(now), person__username=username)
    if estate_id is not None:
        found = found.filter(Q(estate_id=estate_id) | Q(estate_id=None))
    row = found.order_by("since", "id").first()
    return _actor(row) if row else None


def token_actor(secret: str, now: datetime) -> Actor | None:
    """Who a program acts as that shows this token; None for an unknown or revoked one, or a membership that ended."""
    found = ApiToken.objects.filter(hash=token_hash(secret), revoked_at=None, kind=ApiToken.Kind.PROGRAM)
    row = found.values_list("membership_id", flat=True).first()
    return actor(row, now) if row else None


def token_hash(secret: str) -> str:
    """What is stored of a token. It has 256 random bits, so a plain digest is enough."""
    return sha256(secret.encode()).hexdigest()


def tokens(membership_id: UUID) -> tuple[TokenView, ...]:
    """A membership's tokens, the newest first."""
    rows = ApiToken.objects.filter(membership_id=membership_id, kind=ApiToken.Kind.PROGRAM).order_by("-id")
    return tuple(TokenView(row.id, row.name, row.created_at, row.last_used, row.revoked_at) for row in rows)


def members(
    estate_id: UUID, now: datetime, *, roles: Iterable[str] | None = None, party: str | None = None
) -> tuple[Member, ...]:
    """Who has a role on the estate at `now`, by role and name; at most the named roles, of one party."""
    found = _memberships().filter(current(now), estate_id=estate_id)
    if roles is not None:
        found = found.filter(role__in=list(roles))
    if party is not None:
        found = found.filter(party=party)
    return tuple(_member(row) for row in found.order_by("role", "person__name", "id"))


def memberships_of(
    now: datetime, *, username: str = "", person_id: UUID | None = None
) -> tuple[tuple[UUID, UUID], ...]:
    """The memberships (id, estate) in force of one person, by id or user name; those of a whole group are left out."""
    key = {"person_id": person_id} if person_id else {"person__username": username}
    found = Membership.objects.filter(current(now), estate_id__isnull=False, **key).order_by("since", "id")
    return tuple((row.id, row.estate_id) for row in found if row.estate_id)


def names(pseudonyms: Iterable[str]) -> dict[str, Member]:
    """Who stands behind the pseudonyms of facts, past members too; unknown ones are left out."""
    return {row.pseudonym: _member(row) for row in _memberships().filter(pseudonym__in=set(pseudonyms))}


def organisation(kind: str) -> UUID | None:
    """The oldest organisation of a kind."""
    return Organisation.objects.filter(kind=kind).order_by("id").values_list("id", flat=True).first()


def person_id(username: str) -> UUID | None:
    """Who has this user name."""
    return Person.objects.filter(username=username).values_list("id", flat=True).first()


def username(person_id: UUID) -> str:
    """A person's user name; "" for none."""
    return Person.objects.filter(pk=person_id).values_list("username", flat=True).first() or ""


def person_names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these persons are called."""
    return dict(Person.objects.filter(pk__in=list(person_ids)).values_list("id", "name"))


def somebody() -> bool:
    """Whether anybody can sign in yet."""
    return Person.objects.exists()


def usernames(wanted: Iterable[str]) -> set[str]:
    """Which of these user names exist."""
    return set(Person.objects.filter(username__in=list(wanted)).values_list("username", flat=True))


def _memberships() -> QuerySet[Membership]:
    return Membership.objects.select_related("person", "organisation")


def _actor(row: Membership) -> Actor:
    return Actor(
        person_id=row.person_id,
        membership_id=row.id,
        estate_id=row.estate_id,
        role=Role(row.role),
        party=row.party,
        pseudonym=row.pseudonym,
        name=row.person.name,
        organisation=row.organisation.name_zh,
    )


def _member(row: Membership) -> Member:
    return Member(
        membership_id=row.id,
        person_id=row.person_id,
        name=row.person.name,
        username=row.person.username,
        phone=row.person.phone,
        role=Role(row.role),
        party=row.party,
        pseudonym=row.pseudonym,
        organisation_zh=row.organisation.name_zh,
        organisation_en=row.organisation.name_en,
        since=row.since,
        until=row.until,
    )
