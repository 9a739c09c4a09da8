"""What the terms say besides levels and money: who answers by night, what the principal owes, what excuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Label = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Limit:
    """Net time allowed: `ms` on the calendar `calendar`; `text` as written, such as PT30M."""

    ms: int
    calendar: str
    text: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A phrase of the paper that could be read in two ways, and the one reading both sides sign; None: not yet."""

    clause: str
    phrase: str
    pinned: Label | None


@dataclass(frozen=True, slots=True)
class Excuse:
    """A cause that takes an order out of the count once `approve` (a party) has accepted the evidence (民法典 590)."""

    key: str
    clause: str
    label: Label
    evidence: tuple[str, ...]
    approve: str


@dataclass(frozen=True, slots=True)
class Callout:
    """By night somebody else takes the report and must call the performer out within the limit."""

    by: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class DutySpan:
    """Who answers between two times of day, in minutes; `end` may pass 1440. Without `callout` the performer does."""

    clause: str
    start: int
    end: int
    callout: Callout | None

    def covers(self, minute: int) -> bool:
        """Whether a minute of the day (0 to 1439) lies in it."""
        return self.start <= minute < self.end or self.start <= minute + 1440 < self.end


@dataclass(frozen=True, slots=True)
class ClientDuty:
    """What the principal owes: at least `least` times a month, or within `limit` each time."""

    key: str
    clause: str
    label: Label
    least: int | None
    limit: Limit | None


@dataclass(frozen=True, slots=True)
class DataTerms:
    """Who processes which personal data for whom, how long, and what happens at the end (PIPL 21)."""

    clause: str
    controller: str
    processor: str
    kinds: tuple[str, ...]
    retain: int
    on_end: str


@dataclass(frozen=True, slots=True)
class Safety:
    """The safety agreement (安全生产法 49): its document, and how often a month the principal inspects."""

    clause: str
    document: str
    inspections: int


@dataclass(frozen=True, slots=True)
class Witnessing:
    """Who watches the ledger: each of these parties runs a witness, and a record counts as proven when `quorum` of them
    have cosigned it."""

    clause: str
    parties: tuple[str, ...]
    quorum: int


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """What has to be shown before a completion is taken in: at least so many of a role, for the items some pattern covers
    and the named severities (all when none is named)."""

    clause: str
    items: tuple[str, ...]
    severities: tuple[str, ...]
    role: str
    least: int


@dataclass(frozen=True, slots=True)
class Note:
    """Free prose of both languages, without effect on any figure."""

    clause: str
    text: Label
