"""A person's licence for a kind of work. It must hold on the day of the work, not on the day of the roster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """Valid from `since` to `until`, both included, and not after `review` unless that is None. Days are ordinals.

    A 特种作业操作证 holds six years and is reviewed every three (安监总局令第30号, arts. 19 and 21); a lift or boiler
    operator's 特种设备作业人员证 four (市场监管总局令).
    """

    kind: str
    since: int
    until: int
    review: int | None = None

    def holds(self, day: int) -> bool:
        """Whether it may be relied on that day."""
        return self.since <= day <= self.until and (self.review is None or day <= self.review)


def held(licences: tuple[Licence, ...], day: int) -> frozenset[str]:
    """The kinds that hold on a day."""
    return frozenset(one.kind for one in licences if one.holds(day))
