"""Who could go, in their order, with what it would cost and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from covenant.dispatch import Breach, Job, Visit, breaches, parts, points
from weituo.engines.dispatch import greedy, reserve
from weituo.engines.dispatch.field import Field, urgency

MOST = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A crew with its visit if it were sent; `cost` in points, `parts` of it; `others`: points by which their other
    orders come later; `breaches` empty when they may go; `held`: the reserve would rather keep them."""

    crew: tuple[str, ...]
    visit: Visit
    cost: int
    parts: Mapping[str, int]
    others: int
    breaches: tuple[Breach, ...]
    held: bool


def at_once(field: Field, job: Job) -> tuple[Candidate, ...]:
    """The crews that may go, the best first; empty when nobody may. Everybody keeps the orders they were told of: those
    more urgent than this one come before it."""
    standing = _before(field, job)
    # when all are busy until their duty ends it is still better that one of them knows
    ranked = (greedy.ranking(job, standing, field) or greedy.ranking(job, standing, field, later=True))[:MOST]
    found = [_candidate(field, job, visit, standing) for _, visit in ranked]
    if field.situation.policy.mode == "rotate":
        found.sort(key=lambda one: (_rested(field, one), one.cost, one.crew))
    return tuple(sorted(found, key=lambda one: one.held))


def everybody(field: Field, job: Job) -> tuple[Candidate, ...]:
    """Those who may go, then each other person of the party with what stands against them."""
    may = at_once(field, job)
    standing = _before(field, job)
    leads = {one.crew[0] for one in may}
    rest = []
    for worker in field.situation.workers.values():
        if worker.party == job.party and worker.key not in leads:
            visit = standing.visit(job, (worker.key,), field)
            rest.append(_candidate(field, job, visit, standing))
    return may + tuple(sorted((one for one in rest if one.breaches), key=lambda one: (one.cost, one.crew))[: 4 * MOST])


def _candidate(field: Field, job: Job, visit: Visit, standing: greedy.Standing) -> Candidate:
    situation = field.situation
    crew = [situation.workers[one] for one in visit.crew]
    against = breaches(job, crew, situation.now, situation)
    slack = (job.respond_due or job.reported) - situation.now
    held = not against and reserve.keeps(field, job, visit.crew, standing.free, slack)
    others = _delay(field, job, visit, standing)
    return Candidate(visit.crew, visit, points(visit, situation), parts(visit, situation), others, against, held)


def _before(field: Field, job: Job) -> greedy.Standing:
    """Where everybody is when what they have that is more urgent is done."""
    situation = field.situation
    standing = greedy.Standing.of(situation)
    mine = urgency(job, situation)
    for rank, sending in field.told:
        other = situation.jobs[sending.job]
        if (other.fixed or rank < mine) and other.key != job.key:
            standing.go(other, standing.visit(other, sending.crew, field))
    return standing


def _delay(field: Field, job: Job, visit: Visit, standing: greedy.Standing) -> int:
    """By how much the crew's less urgent orders, told already, cost more when this one comes first."""
    situation, crew = field.situation, set(visit.crew)
    mine = urgency(job, situation)
    without = after = None
    total = 0
    for rank, sending in field.told:
        other = situation.jobs[sending.job]
        if rank < mine or other.fixed or other.key == job.key or crew.isdisjoint(sending.crew):
            continue
        if without is None or after is None:
            without = greedy.Standing(dict(standing.free), dict(standing.spot))
            after = greedy.Standing(dict(standing.free), dict(standing.spot))
            after.go(job, visit)
        early, late = without.visit(other, sending.crew, field), after.visit(other, sending.crew, field)
        without.go(other, early)
        after.go(other, late)
        total += points(late, situation) - points(early, situation)
    return total


def _rested(field: Field, one: Candidate) -> int:
    return max(field.situation.workers[key].last for key in one.crew)
