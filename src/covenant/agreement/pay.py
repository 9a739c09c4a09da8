"""What the terms say about money: fee, coefficient, priced events, caps, tax. Amounts in fen, shares exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from covenant.money import Fen
from covenant.quarter import QuarterTerms

Label = Mapping[str, str]

PRICE_REDUCTION, DAMAGES = "price_reduction", "damages"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What the total does to the performance share: below `below[0]` it is `below[1]`, else linear between points."""

    below: tuple[Fraction, Fraction]
    points: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """When an event charges itself: a late `clock` ("respond" or "repair") of an order with one of these faults."""

    clock: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The nth of the same events within `window` ms costs `factors[n-1]` times the amount, the last one for all later.
    `same` is "equipment" (of one and the same equipment or place) or "event" (anywhere in the estate)."""

    same: str
    window: int
    factors: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class EventTerms:
    """A priced event. A red line stands outside the monthly cap and blocks a quarter's reward. Without `when` the
    principal finds it, with evidence."""

    key: str
    clause: str
    label: Label
    amount: Fen
    repeat: Repeat | None = None
    red_line: bool = False
    when: Trigger | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """Events of a month take at most `share` of the monthly fee; what goes beyond is extinguished."""

    clause: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Bedding:
    """磨合期: in the first `months` months events cost `factor` of their price and no month counts for termination."""

    clause: str
    months: int
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Retention:
    """The last month keeps back the mean deduction of up to `months` months before it, for what shows up later."""

    clause: str
    months: int


@dataclass(frozen=True, slots=True)
class Interest:
    """Late payment costs `daily` of the amount for each day (保障中小企业款项支付条例 17)."""

    clause: str
    daily: Fraction


@dataclass(frozen=True, slots=True)
class Payment:
    """Monthly fee before VAT, the share of it that performance moves, priced events, and VAT. `deductions` says whether
    events lower the price (and the taxed amount) or are damages (民法典 582, 585)."""

    clause: str
    monthly_fee: Fen
    performance_share: Fraction
    coefficient: Coefficient
    coefficient_clause: str
    vat_clause: str
    vat_rate: Fraction
    deductions: str = PRICE_REDUCTION
    events: Mapping[str, EventTerms] = field(default_factory=dict)
    cap: Cap | None = None
    bedding: Bedding | None = None
    retention: Retention | None = None
    quarter: QuarterTerms | None = None
    interest: Interest | None = None
    loss_estimate: Fen | None = None
