"""The answer at once: orders by urgency, each to the crew for which it costs least."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from covenant.dispatch import Job, Sending, Situation, Visit, points
from weituo.engines.dispatch.field import Field, urgency


@dataclass(slots=True)
class Standing:
    """Where everybody is and from when they are free, while a plan grows."""

    free: dict[str, int]
    spot: dict[str, str]

    @classmethod
    def of(cls, situation: Situation) -> Standing:
        """As things are now."""
        workers = situation.workers.values()
        return cls(
            {one.key: max(one.free_at, situation.now) for one in workers}, {one.key: one.spot for one in workers}
        )

    def visit(self, job: Job, crew: tuple[str, ...], field: Field) -> Visit:
        """The visit if this crew went next."""
        ways = [field.way(self.spot[one], job.spot) for one in crew]
        start = max(max(self.free[one], job.reported) + way for one, way in zip(crew, ways, strict=True))
        return Visit(job.key, crew, start, start + job.work, sum(ways))

    def go(self, job: Job, visit: Visit) -> None:
        """They went."""
        for one in visit.crew:
            self.free[one], self.spot[one] = visit.end, job.spot


def plan(field: Field, jobs: Iterable[Job] | None = None) -> list[Sending]:
    """All jobs that somebody may go to, in the order of urgency; those nobody may go to are left out."""
    situation = field.situation
    sendings = [sending for _, sending in field.told if situation.jobs[sending.job].fixed]
    standing = Standing.of(situation)
    for sending in sendings:
        job = situation.jobs[sending.job]
        standing.go(job, standing.visit(job, sending.crew, field))
    rest = jobs if jobs is not None else situation.jobs.values()
    for job in sorted((one for one in rest if not one.fixed), key=lambda one: urgency(one, situation)):
        best = cheapest(job, standing, field)
        if best is not None:
            standing.go(job, best)
            sendings.append(Sending(job.key, best.crew))
    return sendings


def cheapest(job: Job, standing: Standing, field: Field) -> Visit | None:
    """The visit that costs least; of equal ones, of who has the fewest orders."""
    ranked = ranking(job, standing, field)
    return ranked[0][1] if ranked else None


def ranking(
    job: Job, standing: Standing, field: Field, *, later: bool = False
) -> list[tuple[tuple[int, int, tuple[str, ...]], Visit]]:
    """Every crew's visit with its cost, the best first. Who would come after their duty ended is not among them, unless
    `later`."""
    situation = field.situation
    found = []
    for crew in field.crews(job, standing.free, standing.spot):
        visit = standing.visit(job, crew, field)
        if later or all(situation.workers[one].duty(visit.start) is not None for one in crew):
            load = sum(situation.workers[one].load for one in crew)
            found.append(((points(visit, situation), load, crew), visit))
    return sorted(found, key=lambda one: one[0])
