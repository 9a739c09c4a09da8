"""The better plan: CP-SAT over the most urgent orders, starting from the greedy one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from covenant.dispatch import CALL, Job, Sending
from weituo.engines.dispatch import greedy
from weituo.engines.dispatch.field import Field, urgency

MINUTE = 60_000
HEAD, CREWS = 30, 5
HORIZON = 24 * 60
"""Minutes ahead the model looks; what greedy begins later stays where greedy put it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How long to look: `effort` in the solver's own, reproducible unit (about seconds), `seconds` by the clock."""

    effort: float = 0.5
    seconds: float = 0.7
    workers: int = 1


def replan(field: Field, limit: Limit) -> list[Sending]:
    """A plan that costs no more than the greedy one: its head put in a better order, its tail as it was."""
    first = greedy.plan(field)
    visits = {visit.job: visit for visit in field.visits(first)}
    jobs = field.situation.jobs
    now = field.situation.now
    urgent = sorted(first, key=lambda one: (visits[one.job].start, urgency(jobs[one.job], field.situation)))
    head = [one for one in urgent if visits[one.job].start - now < HORIZON * MINUTE][:HEAD]
    if sum(not jobs[one.job].fixed for one in head) < 1:
        return first
    found = _Model(field, head).solve(limit)
    if found is None:
        return first
    chosen = {one.job for one in head}
    better = found + [one for one in first if one.job not in chosen]
    return better if field.cost(better) <= field.cost(first) else first


class _Model:
    """Start minutes, one crew for each job, one round for each person."""

    def __init__(self, field: Field, head: list[Sending]) -> None:
        from ortools.sat.python import cp_model  # heavy: only a process that plans pays for it

        self.field, self.head = field, head
        self.situation = field.situation
        self.cp: Any = cp_model
        self.model: Any = cp_model.CpModel()
        self.begin: dict[str, Any] = {}
        self.takes: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        self.cost: list[Any] = []
        standing = greedy.Standing.of(self.situation)
        self.free = {key: self._up(value - self.situation.now) for key, value in standing.free.items()}
        self.planned = {visit.job: self._up(visit.start - self.situation.now) for visit in field.visits(head)}
        for sending in head:
            self._job(self.situation.jobs[sending.job], sending, standing)
        for one, jobs in self._possible().items():
            self._round(one, jobs)
        self.model.minimize(sum(self.cost))
        self._hint()

    def _job(self, job: Job, sending: Sending, standing: greedy.Standing) -> None:
        policy, now, planned = self.situation.policy, self.situation.now, self.planned[job.key]
        weight = policy.weight(job.severity)
        begin = self.model.new_int_var(0, 2 * HORIZON, f"begin {job.key}")
        self.begin[job.key] = begin
        self.cost.append(weight * begin)
        for due, points, length in (
            (job.respond_due, weight * policy.late, 0),
            (job.repair_due, weight * policy.repair, self._up(job.work)),
        ):
            if due is not None and points:
                over = self.model.new_int_var(0, 100 * HORIZON, "")
                self.model.add(over >= begin + length - (due - now) // MINUTE)
                self.cost.append(points * over)
        crews = [sending.crew]
        if not job.fixed:
            ranked = [visit.crew for _, visit in greedy.ranking(job, standing, self.field)[:CREWS]]
            crews += [crew for crew in ranked if crew != sending.crew]
        self.takes[job.key] = [(crew, self.model.new_bool_var("")) for crew in crews]
        self.model.add_exactly_one(takes for _, takes in self.takes[job.key])
        for crew, takes in self.takes[job.key]:
            called = sum(1 for one in crew if self.situation.workers[one].duty(now) == CALL)
            extra = policy.travel * policy.call * called
            extra += policy.change if job.crew and set(job.crew) != set(crew) else 0
            if extra:
                self.cost.append(extra * takes)
            for one in crew:
                turns = self.situation.workers[one].turns
                if turns is not None and not job.fixed:
                    last = max(turn.end for turn in turns) - now
                    # rounding up must not make the greedy plan impossible
                    allowed = max(last // MINUTE - 1, planned if crew == sending.crew else 0)
                    self.model.add(begin <= allowed).only_enforce_if(takes)

    def _possible(self) -> dict[str, dict[str, list[Any]]]:
        """For each person the jobs they may get, each with the literals that say so."""
        found: dict[str, dict[str, list[Any]]] = defaultdict(dict)
        for key, crews in self.takes.items():
            for crew, takes in crews:
                for one in crew:
                    found[one].setdefault(key, []).append(takes)
        return found

    def _round(self, one: str, jobs: dict[str, list[Any]]) -> None:
        """The person's jobs in one row from where they are, none before they can be there."""
        keys = list(jobs)
        spots = [self.situation.jobs[key].spot for key in keys]
        own = self.situation.workers[one].spot
        arcs: list[tuple[int, int, Any]] = [(0, 0, self.model.new_bool_var(""))]
        for number, key in enumerate(keys, 1):
            skip = self.model.new_bool_var("")
            self.model.add(sum(jobs[key]) + skip == 1)
            arcs.append((number, number, skip))
            arcs.append((number, 0, self.model.new_bool_var("")))
            first = self.model.new_bool_var("")
            way = self._up(self.field.way(own, spots[number - 1]))
            arcs.append((0, number, first))
            ready = max(self.free[one], self._up(self.situation.jobs[key].reported - self.situation.now))
            self.model.add(self.begin[key] >= ready + way).only_enforce_if(first)
            self.cost.append(self.situation.policy.travel * way * first)
            for other, before in enumerate(keys, 1):
                if other != number:
                    self._follows(arcs, (other, before), (number, key), spots)
        self.model.add_circuit(arcs)

    def _follows(
        self, arcs: list[tuple[int, int, Any]], before: tuple[int, str], after: tuple[int, str], spots: list[str]
    ) -> None:
        literal = self.model.new_bool_var("")
        way = self._up(self.field.way(spots[before[0] - 1], spots[after[0] - 1]))
        work = self._up(self.situation.jobs[before[1]].work)
        arcs.append((before[0], after[0], literal))
        self.model.add(self.begin[after[1]] >= self.begin[before[1]] + work + way).only_enforce_if(literal)
        known = self._up(self.situation.jobs[after[1]].reported - self.situation.now)
        if known:
            self.model.add(self.begin[after[1]] >= known + way).only_enforce_if(literal)
        self.cost.append(self.situation.policy.travel * way * literal)

    def _hint(self) -> None:
        crews = {sending.job: sending.crew for sending in self.head}
        for key, begin in self.begin.items():
            self.model.add_hint(begin, self.planned[key])
            for crew, takes in self.takes[key]:
                self.model.add_hint(takes, crew == crews[key])

    def solve(self, limit: Limit) -> list[Sending] | None:
        """The jobs by their start; None where nothing was found in time."""
        solver = self.cp.CpSolver()
        solver.parameters.max_deterministic_time = limit.effort
        solver.parameters.max_time_in_seconds = limit.seconds
        solver.parameters.num_workers = limit.workers
        solver.parameters.random_seed = 1
        if solver.solve(self.model) not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None
        order = sorted(self.begin, key=lambda key: (solver.value(self.begin[key]), key))
        crews = {
            key: next(crew for crew, takes in found if solver.boolean_value(takes)) for key, found in self.takes.items()
        }
        return [Sending(key, crews[key]) for key in order]

    @staticmethod
    def _up(length: int) -> int:
        return max(0, -(-length // MINUTE))
