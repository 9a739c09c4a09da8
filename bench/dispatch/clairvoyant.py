"""The best plan found by who knows the whole day beforehand: annealing over the order of visits and their crews.

It is a plan that could be carried out, nobody setting out before the report: the true optimum is no dearer. Minutes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from bench.dispatch.day import MINUTE, MORNING, Day
from covenant.dispatch import Policy, Sending, total
from weituo.engines.dispatch import Field, greedy

Plan = list[tuple[int, tuple[int, ...]]]
STEPS, STARTS = 200_000, 2
HOT, COLD = 1000.0, 3.0


@dataclass(slots=True)
class Table:
    """The day as numbers: rows of jobs, ways between their spots, who may go."""

    rows: list[tuple[int, int, int, int, int]]  # reported, due, work, weight, spot
    ways: list[list[int]]
    start: list[int]
    leads: list[list[int]]
    helpers: list[list[int]]
    persons: list[int]
    late: int

    def cost(self, plan: Plan, bound: float = math.inf) -> float:
        """The points of a plan; stops above the bound."""
        free, spot, cost = [0] * len(self.start), self.start[:], 0
        for job, crew in plan:
            reported, due, work, weight, place = self.rows[job]
            begin = 0
            for one in crew:
                way = self.ways[spot[one]][place]
                cost += way
                begin = max(begin, max(free[one], reported) + way)
            for one in crew:
                free[one], spot[one] = begin + work, place
            cost += weight * (begin - reported + self.late * max(0, begin - due))
            if cost > bound:
                return cost
        return cost

    def crew(self, job: int, random: Random) -> tuple[int, ...]:
        """Some crew that may go."""
        lead = random.choice(self.leads[job])
        others = [one for one in self.helpers[job] if one != lead]
        return (lead, *random.sample(others, self.persons[job] - 1))


def best(day: Day, policy: Policy) -> int:
    """The cost of the cheapest plan found, as covenant adds it up."""
    jobs = {job.key: job for job in day.jobs}
    situation = day.situation(MORNING, day.workers, jobs, policy)
    field = Field(situation)
    table, names, keys = _table(field)
    first = sorted(greedy.plan(field), key=lambda one: jobs[one.job].reported)
    index, people = {key: n for n, key in enumerate(keys)}, {name: n for n, name in enumerate(names)}
    plan = [(index[one.job], tuple(people[who] for who in one.crew)) for one in first]
    found = []
    for start in range(STARTS):
        annealed = _anneal(table, plan, Random(f"{day.seed} {start}"))
        sendings = [Sending(keys[job], tuple(names[one] for one in crew)) for job, crew in annealed]
        found.append(total(sendings, situation))
    return min(found)


def _table(field: Field) -> tuple[Table, list[str], list[str]]:
    situation = field.situation
    names, jobs = list(situation.workers), list(situation.jobs.values())
    spots = sorted({job.spot for job in jobs} | {one.spot for one in situation.workers.values()})
    at = {spot: number for number, spot in enumerate(spots)}
    people = {name: number for number, name in enumerate(names)}
    kinds = [field.kind(job) for job in jobs]
    rows = [
        (
            (job.reported - MORNING) // MINUTE,
            ((job.respond_due or job.reported) - MORNING) // MINUTE,
            job.work // MINUTE,
            situation.policy.weight(job.severity),
            at[job.spot],
        )
        for job in jobs
    ]
    table = Table(
        rows,
        [[field.way(start, end) // MINUTE for end in spots] for start in spots],
        [at[situation.workers[name].spot] for name in names],
        [[people[one] for one in kind.leads] for kind in kinds],
        [[people[one] for one in kind.helpers] for kind in kinds],
        [kind.persons for kind in kinds],
        situation.policy.late,
    )
    return table, names, [job.key for job in jobs]


def _anneal(table: Table, plan: Plan, random: Random) -> Plan:
    current = table.cost(plan)
    best, kept = current, plan
    for step in range(STEPS):
        heat = HOT * (COLD / HOT) ** (step / STEPS)
        changed = _changed(table, plan, random)
        bound = current - heat * math.log(1 - random.random())
        cost = table.cost(changed, bound)
        if cost <= bound:
            plan, current = changed, cost
            if cost < best:
                best, kept = cost, changed
    return kept


def _changed(table: Table, plan: Plan, random: Random) -> Plan:
    """Another crew, another place in the order, or two visits exchanged."""
    new, count = plan[:], len(plan)
    at, choice = random.randrange(count), random.random()
    near = min(count - 1, max(0, at + int(random.gauss(0, 7))))
    if choice < 0.4:
        new[at] = (new[at][0], table.crew(new[at][0], random))
    elif choice < 0.85:
        job, crew = new.pop(at)
        new.insert(near, (job, table.crew(job, random) if random.random() < 0.6 else crew))
    else:
        new[at], new[near] = new[near], new[at]
    return new
