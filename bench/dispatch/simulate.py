"""A day lived through: at each report and each time somebody becomes free, a rule says who goes where now."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from bench.dispatch.day import LIMITS, MINUTE, Day
from covenant.dispatch import Policy, Sending, Situation, Visit, points

Rule = Callable[[Situation], list[Sending]]
"""Whom to send now: only persons who are free, each job and person once."""
TICK = 30


@dataclass(slots=True)
class Course:
    """What became of a day."""

    cost: int = 0
    travel: int = 0
    visits: list[Visit] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    emergencies: tuple[int, int] = (0, 0)  # on time, of


def live(day: Day, rule: Rule, policy: Policy) -> Course:
    """Lets the rule run the day. Whoever has set out arrives and finishes; nobody goes before the report."""
    course = Course()
    workers, waiting = dict(day.workers), {}
    events: list[tuple[int, str]] = []
    for job in day.jobs:
        heappush(events, (job.reported, job.key))
    for minute in range(0, 24 * 60, TICK):
        heappush(events, (day.jobs[0].reported + minute * MINUTE, ""))  # what was kept back is looked at again
    jobs = {job.key: job for job in day.jobs}
    while events:
        now, key = heappop(events)
        if key:
            waiting[key] = jobs[key]
        if events and events[0][0] == now:
            continue  # all that happens at the same minute is known before anybody decides
        if not waiting:
            continue
        situation = day.situation(now, workers, waiting, policy)
        began = time.perf_counter()
        sendings = rule(situation)
        course.seconds.append(time.perf_counter() - began)
        for sending in sendings:
            job = waiting.pop(sending.job)
            ways = []
            for one in sending.crew:
                assert workers[one].free_at <= now, "only who is free can be sent"
                ways.append(day.travel(workers[one].spot, job.spot))
            start = now + max(ways)
            visit = Visit(job.key, sending.crew, start, start + job.work, sum(ways))
            for one in sending.crew:
                workers[one] = replace(workers[one], free_at=visit.end, spot=job.spot)
            heappush(events, (visit.end, ""))
            course.visits.append(visit)
    assert not waiting, f"nobody was sent to {sorted(waiting)}"
    return judged(course, day, policy)


def judged(course: Course, day: Day, policy: Policy) -> Course:
    """Adds up the visits by the covenant's own points."""
    jobs = {job.key: job for job in day.jobs}
    situation = day.situation(day.jobs[0].reported, day.workers, jobs, policy)
    course.cost = sum(points(visit, situation) for visit in course.visits)
    course.travel = sum(visit.travel for visit in course.visits) // MINUTE
    grave = [visit for visit in course.visits if jobs[visit.job].severity == "S0"]
    timely = sum(visit.start - jobs[visit.job].reported <= LIMITS["S0"] * MINUTE for visit in grave)
    course.emergencies = (timely, len(grave))
    return course
