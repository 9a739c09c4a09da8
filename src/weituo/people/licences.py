"""Licences of persons: entered from the paper, withdrawn, never changed; and who holds which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError

from covenant.errors import Refusal
from weituo.people.models import Licence, Membership
from weituo.people.reads import Actor, current
from weituo.people.roles import Role

LONGEST = timedelta(days=366 * 30)
HOLDERS = (Role.ENGINEER, Role.CONTRACTOR_MANAGER, Role.SUPERVISOR, Role.GUARD)


@dataclass(frozen=True, slots=True)
class LicenceView:
    """One licence as it was entered."""

    id: UUID
    person_id: UUID
    kind: str
    document: str
    since: date
    until: date
    review: date | None

    @property
    def last(self) -> date:
        """The last day it may be relied on."""
        return min(self.until, self.review) if self.review else self.until


@dataclass(frozen=True, slots=True)
class Licensed:
    """A membership with the licences of its person, ended ones too."""

    membership_id: UUID
    person_id: UUID
    name: str
    phone: str
    role: Role
    party: str | None
    pseudonym: str
    licences: tuple[LicenceView, ...]


def licensed(estate_id: UUID, now: datetime, roles: Iterable[Role] = HOLDERS) -> tuple[Licensed, ...]:
    """Everybody on the estate in these roles, the longest there first, with their licences: two queries."""
    rows = list(
        Membership.objects.filter(current(now), estate_id=estate_id, role__in=[one.value for one in roles])
        .select_related("person")
        .order_by("since", "id")
    )
    held: dict[UUID, list[LicenceView]] = defaultdict(list)
    persons = {row.person_id for row in rows}
    for one in Licence.objects.filter(person_id__in=persons, withdrawn_at=None).order_by("kind", "until", "id"):
        held[one.person_id].append(_view(one))
    return tuple(
        Licensed(
            row.id,
            row.person_id,
            row.person.name,
            row.person.phone,
            Role(row.role),
            row.party,
            row.pseudonym,
            tuple(held[row.person_id]),
        )
        for row in rows
    )


def enter(
    *,
    actor: Actor,
    licence_id: UUID,
    membership_id: UUID,
    kind: str,
    since: date,
    until: date,
    review: date | None,
    document: str,
    now: datetime,
) -> UUID:
    """A licence seen on paper; the same id again changes nothing.

    Refusals: licence.no_such_person (or of another party), licence.bad_kind, licence.bad_days.
    """
    if Licence.objects.filter(pk=licence_id).exists():
        return licence_id
    holder = _holder(actor, membership_id, now)
    if not kind.isidentifier() or len(kind) > 40:
        raise Refusal("licence.bad_kind")
    if not since <= until or until - since > LONGEST or (review is not None and not since <= review <= until):
        raise Refusal("licence.bad_days")
    try:
        Licence.objects.create(
            id=licence_id,
            person_id=holder.person_id,
            kind=kind,
            document=document[:120],
            since=since,
            until=until,
            review=review,
            entered_by_id=actor.membership_id,
            entered_at=now,
        )
    except IntegrityError:
        if not Licence.objects.filter(pk=licence_id).exists():
            raise
    return licence_id


def withdraw(*, actor: Actor, licence_id: UUID, now: datetime) -> None:
    """It is not relied on from now on; again changes nothing. Refusal licence.no_such_person."""
    row = Licence.objects.filter(pk=licence_id).first()
    holders = Membership.objects.filter(current(now), estate_id=actor.estate_id)
    if row is None or not any(_ours(actor, one) for one in holders.filter(person_id=row.person_id)):
        raise Refusal("licence.no_such_person")
    Licence.objects.filter(pk=licence_id, withdrawn_at=None).update(withdrawn_at=now)


def _holder(actor: Actor, membership_id: UUID, now: datetime) -> Membership:
    row = Membership.objects.filter(current(now), pk=membership_id, estate_id=actor.estate_id).first()
    if row is None or row.role not in HOLDERS or not _ours(actor, row):
        raise Refusal("licence.no_such_person")
    return row


def _ours(actor: Actor, row: Membership) -> bool:
    """Each side enters its own people's; who has no side (an administrator) everybody's."""
    return actor.party is None or row.party == actor.party


def _view(row: Licence) -> LicenceView:
    return LicenceView(row.id, row.person_id, row.kind, row.document, row.since, row.until, row.review)
