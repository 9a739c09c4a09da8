"""The estate's buildings on a sheet: north is up, a metre is a unit, and nothing lies outside its frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from weituo.estate.positions import Position
from weituo.work.reads import Line

EDGE, WORK_EDGE = 50, 90  # around everything; more where buildings are moved
ROW = 70  # between those that have no place yet


@dataclass(frozen=True, slots=True)
class Mark:
    """A building as drawn, its middle at (x, y), with its open orders. Not `known`: put below the others for now."""

    id: UUID
    name: dict[str, str]
    x: int
    y: int
    east: int | None
    north: int | None
    known: bool
    lines: tuple[Line, ...]

    @property
    def worst(self) -> str:
        """The gravest severity of its open orders, or empty."""
        return min((one.severity for one in self.lines), default="")

    @property
    def late(self) -> bool:
        return any(one.late for one in self.lines)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks and the frame around them (left, top, width, height)."""

    marks: tuple[Mark, ...]
    frame: tuple[int, int, int, int]

    @property
    def box(self) -> str:
        return " ".join(str(one) for one in self.frame)

    @property
    def corner(self) -> tuple[int, int]:
        """Where the scale's bar begins: below on the left."""
        left, top, _, high = self.frame
        return left + 10, top + high - 10

    @property
    def bar(self) -> int:
        """Metres of the scale's bar: about a fifth of the sheet, a round number."""
        fifth = self.frame[2] / 5
        return max((one for one in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if one <= fifth), default=10)


def sheet(found: Sequence[Position], orders: Mapping[UUID | None, tuple[Line, ...]], *, all_of_them: bool) -> Sheet:
    """The known buildings, and with `all_of_them` the others in rows below."""
    known = [one for one in found if one.known]
    others = [one for one in found if not one.known] if all_of_them else []
    marks = [_mark(one, one.east or 0, -(one.north or 0), orders) for one in known]
    left = min((one.x for one in marks), default=0)
    below = max((one.y for one in marks), default=-2 * ROW) + 2 * ROW
    across = max(5, (max((one.x for one in marks), default=0) - left) // ROW)
    marks += [
        _mark(one, left + number % across * ROW, below + number // across * ROW, orders)
        for number, one in enumerate(others)
    ]
    edge = WORK_EDGE if all_of_them else EDGE
    xs, ys = [one.x for one in marks] or [0], [one.y for one in marks] or [0]
    frame = (min(xs) - edge, min(ys) - edge, max(xs) - min(xs) + 2 * edge, max(ys) - min(ys) + 2 * edge)
    return Sheet(tuple(marks), frame)


def _mark(one: Position, x: int, y: int, orders: Mapping[UUID | None, tuple[Line, ...]]) -> Mark:
    name = {"zh": one.name_zh, "en": one.name_en}
    return Mark(one.id, name, x, y, one.east, one.north, one.known, orders.get(one.id, ()))
