"""What a measure sees, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from covenant.obligation import Obligation
from covenant.order import OrderState
from covenant.period import Span
from covenant.records import Records


@dataclass(frozen=True, slots=True)
class MonthInput:
    """One month of one contractor. `spans[0]` is the month, `spans[k]` the k-th before it; `due[k]` the contractor's
    obligations falling due there; `orders` every order of the contractor that any of the months can need; `records`
    what is not about an order; `neglected` the duties the principal did not do often enough in the month; `force` when in
    the month the agreement was in force."""

    as_of: int
    spans: Sequence[Span]
    due: Sequence[Mapping[str, Sequence[Obligation]]]
    orders: Sequence[OrderState]
    records: Records = field(default_factory=Records)
    neglected: frozenset[str] = frozenset()
    force: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """`num`/`den`, the members that count against the contractor, those left out with the reason, how many months were
    pooled, and for availability (class, ms down, ms required). `value` is None when there is nothing to judge: never 0,
    never 100."""

    num: int
    den: int
    bad: tuple[str, ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()
    pooled: int = 1
    note: str = ""
    parts: tuple[tuple[str, int, int], ...] = ()

    @property
    def value(self) -> Fraction | None:
        """The exact ratio, or None."""
        return None if self.den == 0 or self.note else Fraction(self.num, self.den)
