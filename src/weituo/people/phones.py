"""People's phones that work offline: each has a key of its own, which outlives sessions and can be taken away by itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from covenant.errors import Refusal
from weituo.people import reads
from weituo.people.models import ApiToken, Membership
from weituo.people.reads import Actor
from weituo.people.roles import Role

PREFIX = "wp_"
UNUSED = timedelta(days=30)
"""A phone not heard of for so long is lost, or in a drawer: its key dies."""
SEEN_EVERY = timedelta(minutes=5)
NAME = 60


@dataclass(frozen=True, slots=True)
class Bearer:
    """A phone that showed its key, and who it acts as."""

    device_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True)
class PhoneView:
    """A phone as a list shows it: never its key. `revoked_at` is also set when it was not used for too long."""

    id: UUID
    name: str
    membership_id: UUID
    person: str
    role: str
    organisation: str
    created_at: datetime
    last_used: datetime | None
    revoked_at: datetime | None


def pair(*, device_id: UUID, actor: Actor, name: str, now: datetime) -> str:
    """A new key for this phone; the one it had before dies, so a lost answer is harmless.

    Refusals: phone.other_person (the id is taken), phone.revoked (this phone was taken away: it gets a new id).
    """
    if actor.membership_id is None:
        raise Refusal("membership.ended")
    secret = PREFIX + secrets.token_urlsafe(32)
    key = {"hash": reads.token_hash(secret), "name": name.strip()[:NAME], "last_used": now}
    with transaction.atomic():
        known = ApiToken.objects.select_for_update().filter(pk=device_id).first()
        if known is None:
            ApiToken.objects.create(
                id=device_id,
                kind=ApiToken.Kind.PHONE,
                membership_id=actor.membership_id,
                created_at=now,
                **key,
            )
            return secret
        if known.membership_id != actor.membership_id or known.kind != ApiToken.Kind.PHONE:
            raise Refusal("phone.other_person")
        if known.revoked_at is not None:
            raise Refusal("phone.revoked")
        ApiToken.objects.filter(pk=device_id).update(**key)
    return secret


def use(*, secret: str, now: datetime) -> Bearer | None:
    """Who the phone acts as, remembering when it was last used (to five minutes). None for a key that is unknown, revoked
    or was not used for thirty days, and for a membership that ended."""
    digest = reads.token_hash(secret)
    row = ApiToken.objects.filter(hash=digest, revoked_at=None, kind=ApiToken.Kind.PHONE).first()
    if row is None:
        return None
    last = row.last_used or row.created_at
    if now - last > UNUSED:
        ApiToken.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=last + UNUSED)
        return None
    actor = reads.actor(row.membership_id, now)
    if actor is None:
        return None
    if now - last > SEEN_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(last_used=now)
    return Bearer(row.pk, actor)


def revoke(*, device_id: UUID, actor: Actor, now: datetime) -> None:
    """The phone's key stops working; what it did stays. By its person, by the contractor's manager of the same firm or the
    estate's administrator; Refusal `phone.missing` to anybody else. Revoking again changes nothing."""
    if device_id not in {one.id for one in phones(actor, now)}:
        raise Refusal("phone.missing")
    ApiToken.objects.filter(pk=device_id, revoked_at=None).update(revoked_at=now)


def phones(actor: Actor, now: datetime) -> tuple[PhoneView, ...]:
    """The phones the actor may see: one's own; all of the firm's people for the contractor's manager; all of the estate
    for its administrator. The newest first."""
    rows = ApiToken.objects.filter(kind=ApiToken.Kind.PHONE).select_related(
        "membership__person", "membership__organisation"
    )
    if actor.membership_id is None or actor.estate_id is None:
        return ()
    if actor.role == Role.ADMINISTRATOR:
        rows = rows.filter(membership__estate_id=actor.estate_id)
    elif actor.role == Role.CONTRACTOR_MANAGER:
        firm = Membership.objects.filter(pk=actor.membership_id).values("organisation_id")
        rows = rows.filter(membership__estate_id=actor.estate_id, membership__organisation_id__in=firm)
    else:
        rows = rows.filter(membership_id=actor.membership_id)
    return tuple(_view(row, now) for row in rows.order_by("-created_at", "-id"))


def _view(row: ApiToken, now: datetime) -> PhoneView:
    last = row.last_used or row.created_at
    ended = row.revoked_at or (last + UNUSED if now - last > UNUSED else None)
    member = row.membership
    return PhoneView(
        row.id, row.name, member.id, member.person.name, member.role, member.organisation.name_zh,
        row.created_at, row.last_used, ended,
    )  # fmt: skip
