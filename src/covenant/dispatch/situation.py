"""Everything a plan of dispatch depends on, as it stands at one moment. Times are ms UTC, lengths ms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from covenant.dispatch.crew import Book
from covenant.dispatch.licence import Licence
from covenant.dispatch.policy import Policy
from covenant.zone import Zone

SITE, CALL = "site", "call"
WAITING, SENT, UNDER_WAY = "waiting", "sent", "under_way"


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of duty, on site or on call."""

    start: int
    end: int
    kind: str = SITE


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who can be sent. `spot` is where they are or will be when `free_at` comes; `turns` None where the estate
    keeps no roster: then they count as on site. `load`: open orders they have that this plan does not move. `last`: when
    they were last sent, 0 never."""

    key: str
    party: str
    licences: tuple[Licence, ...] = ()
    spot: str = ""
    free_at: int = 0
    turns: tuple[Turn, ...] | None = None
    load: int = 0
    last: int = 0

    def duty(self, at: int) -> str | None:
        """SITE, CALL or None at a moment."""
        if self.turns is None:
            return SITE
        kinds = {turn.kind for turn in self.turns if turn.start <= at < turn.end}
        return SITE if SITE in kinds else CALL if CALL in kinds else None


@dataclass(frozen=True, slots=True)
class Job:
    """An order that somebody should go to. `crew`: who was told of it, the assignee first. WAITING nobody was told,
    SENT told but not taken: may be moved; UNDER_WAY taken: stays. `pinned`: a person chose; stays."""

    key: str
    party: str
    item: str
    fault: str
    severity: str
    spot: str
    reported: int
    work: int
    respond_due: int | None = None
    repair_due: int | None = None
    state: str = WAITING
    crew: tuple[str, ...] = ()
    pinned: bool = False

    @property
    def fixed(self) -> bool:
        """Whether a plan may not give it to others."""
        return self.pinned or self.state == UNDER_WAY


@dataclass(frozen=True, slots=True)
class Situation:
    """`travel(from, to)` in ms for one person; workers and jobs by key."""

    now: int
    workers: dict[str, Worker]
    jobs: dict[str, Job]
    travel: Callable[[str, str], int]
    zone: Zone
    book: Book = field(default_factory=Book)
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True)
class Sending:
    """A crew for a job, the one who answers for it first. A plan is an ordered list of these."""

    job: str
    crew: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """A sending with its times: each of the crew sets out as soon as free, work begins when the last has come."""

    job: str
    crew: tuple[str, ...]
    start: int
    end: int
    travel: int
