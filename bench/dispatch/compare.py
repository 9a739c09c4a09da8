"""How well people are sent, rule against rule on the same days, and how long a decision takes."""

from __future__ import annotations

import multiprocessing
import random
import statistics
import time
from dataclasses import replace

from bench.__main__ import line
from bench.dispatch import clairvoyant, rules
from bench.dispatch.day import MINUTE, MORNING, Day, day
from bench.dispatch.simulate import Course, live
from covenant.dispatch import SENT, Policy, Situation
from weituo.engines.dispatch import Field, Limit, at_once, replan

SEEDS = 30
NO_RESERVE = Policy(repair=0, change=0)
POLICY = replace(NO_RESERVE, reserve={"S1": 60, "S2": 240})
LIMIT = Limit(effort=0.2, seconds=0.9)
RULES = {
    "first-come, nearest": (rules.first_come, POLICY),
    "priority, nearest": (rules.priority, POLICY),
    "greedy, reserve": (rules.rolling(None), POLICY),
    "rolling plan, no reserve": (rules.rolling(LIMIT), NO_RESERVE),
    "rolling plan, reserve": (rules.rolling(LIMIT), POLICY),
}


def one(seed: int) -> tuple[int, dict[str, Course]]:
    """The clairvoyant's cost of a day and what each rule makes of it."""
    whole = day(seed)
    return clairvoyant.best(whole, POLICY), {name: live(whole, rule, policy) for name, (rule, policy) in RULES.items()}


def measure(seeds: int) -> None:
    """All rules on the same days."""
    began = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        days = pool.map(one, range(1, seeds + 1), chunksize=1)
    print(f"dispatch on {seeds} simulated days of 10 engineers and 90 orders; {time.perf_counter() - began:.0f} s")
    print(f"  {'':26} {'share of the way from first-come':^36} emergencies  travel of one  longest")
    print(f"  {'':26} {'to the clairvoyant: mean, least':^36} on time      day, minutes   decision")
    for name in RULES:
        shares = []
        for clear, courses in days:
            first = courses["first-come, nearest"].cost
            shares.append((first - courses[name].cost) / (first - clear))
        courses = [course[name] for _, course in days]
        timely, grave = (sum(course.emergencies[part] for course in courses) for part in (0, 1))
        travel = statistics.mean(course.travel for course in courses)
        slow = max(max(course.seconds) for course in courses)
        print(
            f"  {name:26} {statistics.mean(shares):17.3f} {min(shares):14.3f} {'':3}"
            f" {timely:4} of {grave:<4} {travel:12.0f} {slow:11.2f} s"
        )
    target = "target of the rolling plan with reserve: mean 0.85; a priority rule closes 0.70 to 0.85"
    print(f"  {target}")


def crowd(seed: int, engineers: int = 50, orders: int = 300) -> Situation:
    """So many open orders at once, two in three of them told to somebody already."""
    chance = random.Random(f"crowd {seed}")
    whole: Day = day(1000 + seed, engineers, orders, hours=6)
    now = MORNING + 6 * 60 * MINUTE
    workers = {
        key: replace(one, free_at=now + chance.randrange(-30, 60) * MINUTE) for key, one in whole.workers.items()
    }
    situation = whole.situation(now, workers, {job.key: job for job in whole.jobs}, Policy())
    field = Field(situation)
    told = {one.job: one.crew for one in rules.greedy.plan(field) if chance.random() < 0.67}
    jobs = {
        key: replace(job, crew=told[key], state=SENT) if key in told else job for key, job in situation.jobs.items()
    }
    return replace(situation, jobs=jobs)


def times() -> None:
    """The first answer and the plan, for 50 engineers and 300 open orders."""
    replan(Field(crowd(0)), Limit())  # a process that plans has loaded the solver: about a second, once
    first, better = [], []
    for seed in range(20):
        situation = crowd(seed)
        job = next(job for job in reversed(situation.jobs.values()) if not job.crew)
        began = time.perf_counter()
        assert at_once(Field(situation), job)
        first.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        assert replan(Field(situation), Limit())
        better.append((time.perf_counter() - began) * 1000)
    line("dispatch: the first answer, 50 engineers, 300 open orders", sorted(first), "100 ms")
    line("dispatch: the plan anew, 50 engineers, 300 open orders", sorted(better), "1,500 ms p95")
