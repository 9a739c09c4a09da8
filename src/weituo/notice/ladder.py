"""The ladder of an emergency: who is told how many minutes after it began, while nobody has acknowledged. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from weituo.people.roles import Role

ON = (Role.ENGINEER, Role.CONTRACTOR_MANAGER, Role.SUPERVISOR, Role.MANAGER, Role.GUARD)
LONGEST = 24 * 60
MOST = 8


class Step(NamedTuple):
    """This role, so many minutes after the emergency began."""

    role: str
    minutes: int


DEFAULT = (
    Step("engineer", 0),
    Step("contractor_manager", 3),
    Step("supervisor", 6),
    Step("manager", 10),
)
"""Somebody trapped in a lift is to be answered within minutes: four steps within ten."""


def read(data: object) -> tuple[Step, ...]:
    """Steps from stored data; ValueError unless roles are known, minutes never fall and there is at least one."""
    if not isinstance(data, Sequence) or isinstance(data, str) or not 0 < len(data) <= MOST:
        raise ValueError("steps")
    found = []
    for one in data:
        role, minutes = one
        if role not in ON or type(minutes) is not int or not 0 <= minutes <= LONGEST:
            raise ValueError("steps")
        found.append(Step(str(role), minutes))
    if [one.minutes for one in found] != sorted(one.minutes for one in found):
        raise ValueError("steps")
    return tuple(found)


def due(steps: Iterable[Step], began: datetime, climbed: int, now: datetime) -> tuple[Step, ...]:
    """The steps after the first `climbed` whose time has come."""
    return tuple(one for one in tuple(steps)[climbed:] if began + timedelta(minutes=one.minutes) <= now)


def following(steps: Sequence[Step], began: datetime, climbed: int) -> datetime | None:
    """When the next step is due after `climbed` of them; None at the top."""
    return began + timedelta(minutes=steps[climbed].minutes) if climbed < len(steps) else None
