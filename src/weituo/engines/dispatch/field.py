"""A situation made ready for counting: who may do what, looked up once for each kind of work."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, islice

from covenant.dispatch import Job, Sending, Situation, Visit, Worker, breaches, points, unroll

LATER = 1 << 60
LEADS, HELPERS = 8, 6
"""Of a crew of several, so many of the soonest there are tried."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Work of one kind: how many go, who may go alone or lead, who may go along."""

    persons: int
    certified: int
    leads: tuple[str, ...]
    helpers: tuple[str, ...]


@dataclass
class Field:
    """Situation, kinds and ways; a way is asked for once."""

    situation: Situation
    kinds: dict[tuple[str, str, str], Kind] = field(default_factory=dict)
    ways: dict[tuple[str, str], int] = field(default_factory=dict)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The licences without which some work cannot be done."""
        return frozenset(kind for rule in self.situation.book.rules if rule.certified for kind in rule.licences)

    @cached_property
    def told(self) -> list[tuple[tuple[int, int, str], Sending]]:
        """The orders people were told of with their urgency: fixed ones first, then by urgency."""
        known, found = self.situation.workers, []
        for job in self.situation.jobs.values():
            if job.crew and all(one in known for one in job.crew):
                found.append((not job.fixed, urgency(job, self.situation), Sending(job.key, job.crew)))
        return [(one, sending) for _, one, sending in sorted(found, key=lambda each: each[:2])]

    def way(self, start: str, end: str) -> int:
        """ms from one spot to another."""
        known = self.ways.get((start, end))
        if known is None:
            known = self.ways[start, end] = self.situation.travel(start, end)
        return known

    def kind(self, job: Job) -> Kind:
        """Who could do this kind of work today, times aside."""
        key = (job.party, job.item, job.fault)
        if key not in self.kinds:
            self.kinds[key] = self._kind(job)
        return self.kinds[key]

    def _kind(self, job: Job) -> Kind:
        situation = self.situation
        day = situation.zone.day(situation.now)
        rules = situation.book.on(job.item, job.fault, day)
        persons = max((rule.persons for rule in rules), default=1)
        certified = max((rule.certified for rule in rules), default=0)
        own = [one for one in situation.workers.values() if one.party == job.party]
        serving = [one for one in own if one.duty(situation.now) is not None]
        leads = [one.key for one in serving if not _unlicensed(job, one, persons, situation)]
        return Kind(persons, certified, tuple(leads), tuple(one.key for one in serving))

    def crews(self, job: Job, free: dict[str, int], spot: dict[str, str]) -> list[tuple[str, ...]]:
        """The crews that may go, of those soonest there when everybody is free and stands as given."""
        kind = self.kind(job)
        if kind.persons == 1:
            return [(one,) for one in kind.leads]

        def there(one: str) -> int:
            return free[one] + self.way(spot[one], job.spot)

        leads = sorted(kind.leads, key=there)[:LEADS]
        found = []
        for lead in leads:
            # the further certified first, when more than one must be
            others = sorted((one for one in kind.helpers if one != lead), key=there)
            also = [one for one in others if one in kind.leads][: kind.certified - 1]
            rest = [one for one in others if one not in also][:HELPERS]
            for some in islice(combinations(rest, max(0, kind.persons - 1 - len(also))), HELPERS):
                found.append((lead, *also, *some))
        # two who may both lead are one crew, led by who is there first
        once = {frozenset(crew): crew for crew in reversed(found) if len(crew) == kind.persons}
        return [crew for crew in found if once.get(frozenset(crew)) == crew]

    def visits(self, plan: list[Sending]) -> tuple[Visit, ...]:
        """The plan's times."""
        return unroll(plan, self.situation)

    def cost(self, plan: list[Sending]) -> int:
        """The plan's points."""
        return sum(points(visit, self.situation) for visit in self.visits(plan))


def urgency(job: Job, situation: Situation) -> tuple[int, int, str]:
    """The gravest first, then whose time runs out first; the oldest where nothing is due."""
    return (-situation.policy.weight(job.severity), job.respond_due or job.reported + LATER, job.key)


def _unlicensed(job: Job, one: Worker, persons: int, situation: Situation) -> bool:
    """Whether this person lacks a licence of which the work wants at least one."""
    found = breaches(job, [one] * persons, situation.now, situation)
    return any(breach.code == "dispatch.unlicensed" for breach in found)
