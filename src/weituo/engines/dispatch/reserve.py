"""Keeping the last free holder of a licence for what has not happened yet."""

from __future__ import annotations

from collections.abc import Mapping

from covenant.dispatch import Job, Sending, held
from weituo.engines.dispatch.field import Field

MINUTE = 60_000


def keeps(field: Field, job: Job, crew: tuple[str, ...], free: Mapping[str, int], slack: int) -> bool:
    """Whether sending this crew now would leave a licence that some work needs without a free holder, for an order that
    can wait: its `slack` (ms until it should be answered) is above the policy's reserve for its severity."""
    situation = field.situation
    bound = situation.policy.reserve.get(job.severity, 0)
    if not bound or slack <= bound * MINUTE:
        return False
    day = situation.zone.day(situation.now)
    wanted = field.wanted
    taken = {kind for one in crew for kind in held(situation.workers[one].licences, day)} & wanted
    for key, worker in situation.workers.items():
        if key not in crew and free[key] <= situation.now and worker.duty(situation.now) is not None:
            taken -= held(worker.licences, day)
    return bool(taken)


def starting(plan: list[Sending], field: Field) -> tuple[list[Sending], list[Sending]]:
    """Of a plan: who sets out now, being free with nothing before it; and who could but is kept in reserve."""
    situation = field.situation
    free = {key: one.free_at for key, one in situation.workers.items()}
    busy: set[str] = set()
    go: list[Sending] = []
    kept: list[Sending] = []
    for sending in plan:
        job = situation.jobs[sending.job]
        idle = not busy & set(sending.crew) and all(free[one] <= situation.now for one in sending.crew)
        busy.update(sending.crew)
        if not idle:
            continue
        slack = (job.respond_due or job.reported) - situation.now
        if keeps(field, job, sending.crew, free, slack):
            kept.append(sending)
            continue
        go.append(sending)
        for one in sending.crew:
            free[one] = situation.now + 1
    return go, kept
