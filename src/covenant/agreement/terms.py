"""The terms of one version, typed. Money in fen, shares and curve points exact, durations in ms, days as ordinals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from covenant.calendar import Pattern
from covenant.money import Fen

Label = Mapping[str, str]  # {"zh": …, "en": …}

MODES = ("full", "partial", "co_managed")
PARTY_ROLES = ("principal", "contractor", "specialist", "utility", "owner")


@dataclass(frozen=True, slots=True)
class Party:
    """A party by its letter, with its role (PARTY_ROLES) and name."""

    key: str
    role: str
    name: Label


@dataclass(frozen=True, slots=True)
class Limit:
    """Net time allowed: `ms` on the calendar `calendar`; `text` as written, such as PT30M."""

    ms: int
    calendar: str
    text: str


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
    """One row of the responsibility matrix. `item` may end in `*`, `cause` may be "any"."""

    clause: str
    item: str
    cause: str
    perform: str
    accountable: str
    pay: str


@dataclass(frozen=True, slots=True)
class Curve:
    """How a value becomes a score. `linear`: (zero, full), zero > full when lower is better. `step`: [(from, score)…],
    half-open, the first from 0."""

    kind: str
    points: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class MeasureTerms:
    """One measure's clause, weight, released function and parameters."""

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


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What the total does to the performance share: below `below[0]` it is `below[1]`, else linear between points."""

    below: tuple[Fraction, Fraction]
    points: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """Monthly fee before VAT, the share of it that performance moves, and VAT."""

    clause: str
    monthly_fee: Fen
    performance_share: Fraction
    coefficient: Coefficient
    coefficient_clause: str
    vat_clause: str
    vat_rate: Fraction


@dataclass(frozen=True, slots=True)
class Rounding:
    """(places, mode) of a measure's score and of the total; the mode for fen. The coefficient is never rounded."""

    clause: str
    measure_score: tuple[int, str]
    total: tuple[int, str]
    money: str


@dataclass(frozen=True, slots=True)
class Terms:
    """One version. `document` is the data it was read from, `start` and `end` ordinals of the half-open term,
    `effective_from` ms UTC."""

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

    @property
    def contractor(self) -> str:
        """The party letter whose performance this agreement scores and pays."""
        return next(key for key, party in self.parties.items() if party.role == "contractor")

    @property
    def principal(self) -> str:
        """The party letter of the property company."""
        return next(key for key, party in self.parties.items() if party.role == "principal")
