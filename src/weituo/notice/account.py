"""What somebody is told about their own account: locked after wrong passwords or codes, factors taken away or added."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from weituo.notice import gather, outbox
from weituo.notice.decide import Notice
from weituo.people import reads as people

PAGE = "account:home"


def locked(*, username: str, person_id: UUID | None, now: datetime) -> int:
    """Their account was locked; once an hour. An unknown name is told nobody."""
    key = f"{now:%Y%m%dT%H}"
    return _tell("account_locked", people.memberships_of(now, username=username, person_id=person_id), key, now)


def changed(*, kind: str, person_id: UUID, now: datetime) -> int:
    """`account_reset`: an administrator took the factors away; `account_changed`: somebody changed them from within."""
    return _tell(kind, people.memberships_of(now, person_id=person_id), f"{now:%Y%m%dT%H%M%S.%f}", now)


def _tell(kind: str, to: tuple[tuple[UUID, UUID], ...], key: str, now: datetime) -> int:
    count = 0
    for membership, estate in to:
        notice = Notice(kind=kind, key=f"{kind}/{membership.hex}/{key}", to=(membership,), page=PAGE)
        count += outbox.tell(estate, [notice], gather.zone(estate), now)
    return count
