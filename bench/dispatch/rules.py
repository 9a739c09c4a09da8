"""The opponents: first-come, priority-nearest. And ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from covenant.dispatch import Job, Sending, Situation, check
from weituo.engines.dispatch import Field, greedy, solver, starting


def one_by_one(order: Callable[[Job, Situation], tuple[int, ...]]) -> Callable[[Situation], list[Sending]]:
    """The first in the order for whom a whole crew is free, to the nearest of those who may go; then the next."""

    def rule(situation: Situation) -> list[Sending]:
        idle = {key: one for key, one in situation.workers.items() if one.free_at <= situation.now}
        sent = []
        for job in sorted(situation.jobs.values(), key=lambda job: order(job, situation)):
            field = Field(replace(situation, workers=idle))
            standing = greedy.Standing.of(field.situation)
            visits = [visit for _, visit in greedy.ranking(job, standing, field)]
            if visits:
                nearest = min(visits, key=lambda visit: (visit.travel, visit.crew))
                sent.append(Sending(job.key, nearest.crew))
                idle = {key: one for key, one in idle.items() if key not in nearest.crew}
        return sent

    return rule


first_come = one_by_one(lambda job, _: (job.reported,))
priority = one_by_one(lambda job, situation: (-situation.policy.weight(job.severity), job.respond_due or 0))


def rolling(limit: solver.Limit | None) -> Callable[[Situation], list[Sending]]:
    """Plans anew and sends who starts now; without a limit the greedy plan only."""

    def rule(situation: Situation) -> list[Sending]:
        field = Field(situation)
        plan = solver.replan(field, limit) if limit else greedy.plan(field)
        assert not check(plan, situation), "the rule refuses the engine's plan"
        go, _ = starting(plan, field)
        return go

    return rule
