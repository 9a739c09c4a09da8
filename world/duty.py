"""The demo world's licences and its roster, from a week before today until four weeks after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from weituo.duty import actions as duty
from weituo.ledger import ids
from weituo.people import licences
from weituo.people.reads import Actor
from world.cast import LICENCES

BEFORE, AFTER = timedelta(days=7), timedelta(days=28)
ENGINEERS = ("wang", "zhao", "qian", "he", "lin")


class Plan(NamedTuple):
    """A shift to be made."""

    username: str
    kind: str
    starts: datetime
    ends: datetime


def keep(actors: dict[str, Actor], today: datetime) -> None:
    """Enters both as the contractor's manager and the property's supervisor would, a week ago."""
    then = (today - BEFORE).replace(hour=0, minute=0, second=0, microsecond=0)
    for username, kind, years, spent, document in LICENCES:
        since = then.date() - timedelta(days=spent)
        licences.enter(
            actor=actors["sun"],
            licence_id=ids.uuid7(then),
            membership_id=_member(actors[username]),
            kind=kind,
            since=since,
            until=since + timedelta(days=365 * years),
            review=None,
            document=document,
            now=then,
        )
    for plan in shifts(then):
        by = actors["sun"] if actors[plan.username].party == "A" else actors["li"]
        duty.add(
            actor=by,
            membership_id=_member(actors[plan.username]),
            kind=plan.kind,
            starts_at=plan.starts,
            ends_at=plan.ends,
            now=then,
        )


def shifts(first: datetime) -> Iterator[Plan]:
    """Four of five engineers on site by day, one of them on call by night, in turn; the guard every night."""
    for number in range((BEFORE + AFTER).days):
        day = first + timedelta(days=number)
        off, call = ENGINEERS[number % 5], ENGINEERS[(number + 2) % 5]
        evening = day + timedelta(hours=18)
        for one in ENGINEERS:
            if one != off:
                yield Plan(one, "site", day + timedelta(hours=8), evening)
        yield Plan(call, "call", evening, evening + timedelta(hours=14))
        yield Plan("sun", "site", day + timedelta(hours=9), evening)
        yield Plan("li", "site", day + timedelta(hours=9), evening)
        yield Plan("zheng", "site", day + timedelta(hours=20), day + timedelta(hours=32))


def _member(actor: Actor) -> UUID:
    assert actor.membership_id is not None
    return actor.membership_id
