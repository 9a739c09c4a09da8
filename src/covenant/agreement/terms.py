"""The terms of one version, typed. Money in fen, shares and curve points exact, durations in ms, days as ordinals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from covenant.agreement.duties import (
    ClientDuty,
    DataTerms,
    Definition,
    DutySpan,
    EvidenceRule,
    Excuse,
    Limit,
    Note,
    Safety,
    Witnessing,
)
from covenant.agreement.pay import Payment
from covenant.calendar import Pattern
from covenant.exit import ExitTerms
from covenant.liability import LiabilityTerms
from covenant.renewal import RenewalTerms

Label = Mapping[str, str]  # {"zh": …, "en": …}

MODES = ("full", "partial", "co_managed")
PARTY_ROLES = ("principal", "contractor", "specialist", "utility", "owner")


SIZES = ("large", "medium", "small", "micro")  # 中小企业划型标准规定: decides what 保障中小企业款项支付条例 asks
PILLARS = ("maintenance", "sanitation", "order")  # the three parts of property service, 民法典 937


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence of a party, valid up to and including the day `until` (ordinal)."""

    kind: str
    document: str
    until: int


@dataclass(frozen=True, slots=True)
class Party:
    """A party by its letter, with its role (PARTY_ROLES), name, size (SIZES or ""), licences, and for a specialist the
    document by which the principal consents to it."""

    key: str
    role: str
    name: Label
    size: str = ""
    licences: tuple[Licence, ...] = ()
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """Service level of one severity; a missing limit means no such clock."""

    clause: str
    respond: Limit | None
    repair: Limit | None

    def limit(self, clock: str) -> Limit | None:
        """The limit of "respond" or "repair"."""
        return self.respond if clock == "respond" else self.repair


@dataclass(frozen=True, slots=True)
class PauseRule:
    """A reason for which a clock may stand still: at most `cap` ms each time (None: no cap); `approve` is "auto" or the
    party that must approve it before it counts."""

    key: str
    clause: str
    label: Label
    cap: int | None
    approve: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault with the severity and cause it is presumed to have."""

    key: str
    label: Label
    severity: str
    cause: str


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of thing of the matrix with the faults it can have."""

    key: str
    label: Label
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the responsibility matrix. `item` may end in `*`, `cause` may be "any". `assist` helps the one who
    performs (co-managed); `make_safe` secures the place at once and `inquiry` leads the finding of the cause when who
    pays is still pending, with `fallback` when nobody is found."""

    clause: str
    item: str
    cause: str
    perform: str
    accountable: str
    pay: str
    assist: str | None = None
    make_safe: str | None = None
    inquiry: str | None = None
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """How a value becomes a score. `linear`: (zero, full), zero > full when lower is better. `step`: [(from, score)…],
    half-open, the first from 0. `at_least` and `at_most`: all or nothing at one value. `points`: straight from point to
    point, flat outside."""

    kind: str
    points: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Assets:
    """A class of equipment judged by availability: `units` of them, which orders of `items` (a pattern) with one of
    `faults` take down, and within which time a repair counts as if nothing had been down."""

    key: str
    item: str
    units: int
    weight: Fraction
    faults: tuple[str, ...]
    rectify: int


@dataclass(frozen=True, slots=True)
class MeasureTerms:
    """One measure's clause, weight, released function and parameters. `requires` names the principal's duty without
    which it is not evaluated."""

    key: str
    clause: str
    label: Label
    weight: Fraction
    function: str
    curve: Curve
    min_n: int
    pool_months: int
    good: int
    window: int | None
    requires: str | None = None
    assets: tuple[Assets, ...] = ()


@dataclass(frozen=True, slots=True)
class Rounding:
    """(places, mode) of a measure's score and of the total; the mode for fen. The coefficient is never rounded."""

    clause: str
    measure_score: tuple[int, str]
    total: tuple[int, str]
    money: str


@dataclass(frozen=True, slots=True)
class Terms:
    """One version. `document` is the data it was read from, `schema` 1 or 2 its format, `start` and `end` ordinals of the
    half-open term, `effective_from` ms UTC. What terms/1 cannot say stands at the end with its default."""

    schema: int
    document: Mapping[str, Any]
    key: str
    title: Label
    mode: str
    zone: str
    start: int
    end: int
    parties: Mapping[str, Party]
    no: int
    effective_from: int
    supersedes: int | None
    calendars: Mapping[str, Pattern]
    calendar_clauses: Mapping[str, str]
    severities: Mapping[str, Label]
    severity_clauses: Mapping[str, str]
    levels: Mapping[str, Level]
    reclassify_clause: str
    rejected_claim_clause: str
    max_open: int
    max_open_clause: str
    pauses: Mapping[str, PauseRule]
    items: Mapping[str, Item]
    faults: Mapping[str, Fault]
    matrix: tuple[Row, ...]
    measures: Mapping[str, MeasureTerms]
    total_clause: str
    min_weight: Fraction
    rounding: Rounding
    payment: Payment
    statement_clause: str
    issue_by: int
    covers: tuple[str, ...] = ("maintenance",)
    min_days: int = 0
    objection_days: int | None = None
    objection_calendar: str | None = None
    pay_within_days: int | None = None
    definitions: tuple[Definition, ...] = ()
    excuses: Mapping[str, Excuse] = field(default_factory=dict)
    duty: tuple[DutySpan, ...] = ()
    client_duties: Mapping[str, ClientDuty] = field(default_factory=dict)
    liability: LiabilityTerms | None = None
    exit: ExitTerms | None = None
    renewal: RenewalTerms | None = None
    data: DataTerms | None = None
    safety: Safety | None = None
    witnessing: Witnessing | None = None
    evidence: tuple[EvidenceRule, ...] = ()
    notes: tuple[Note, ...] = ()

    def duty_at(self, minute: int) -> DutySpan | None:
        """Who answers at a minute of the day; None when the terms do not divide the day."""
        return next((span for span in self.duty if span.covers(minute)), None)

    @property
    def contractor(self) -> str:
        """The party letter whose performance this agreement scores and pays."""
        return next(key for key, party in self.parties.items() if party.role == "contractor")

    @property
    def principal(self) -> str:
        """The party letter of the property company."""
        return next(key for key, party in self.parties.items() if party.role == "principal")
