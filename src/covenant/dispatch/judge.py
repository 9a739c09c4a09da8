"""Whether somebody may be sent, and what a plan costs. Independent of whatever made the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from covenant.dispatch.licence import held
from covenant.dispatch.situation import CALL, Job, Sending, Situation, Visit, Worker
from covenant.errors import Param

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Breach:
    """Why a crew may not go. `binding` "law" for everyone, "site" where a person may set it aside with words; `rule`
    is the crew rule's key, `source` its law."""

    code: str
    binding: str = "law"
    rule: str = ""
    source: str = ""
    params: tuple[tuple[str, Param], ...] = ()


def breaches(job: Job, crew: Sequence[Worker], at: int, situation: Situation) -> tuple[Breach, ...]:
    """What stands against this crew beginning this job at a moment; nothing when they may.

    Codes: dispatch.nobody, dispatch.twice, dispatch.other_party, dispatch.off_duty, dispatch.too_few,
    dispatch.unlicensed (with the licences that would do).
    """
    if not crew:
        return (Breach("dispatch.nobody"),)
    day = situation.zone.day(at)
    found: list[Breach] = []
    if len({one.key for one in crew}) < len(crew):
        found.append(Breach("dispatch.twice"))
    for one in crew:
        if one.party != job.party:
            found.append(Breach("dispatch.other_party", params=(("who", one.key),)))
        if one.duty(at) is None:
            found.append(Breach("dispatch.off_duty", "site", params=(("who", one.key),)))
    for rule in situation.book.on(job.item, job.fault, day):
        if len(crew) < rule.persons:
            short = (("persons", rule.persons),)
            found.append(Breach("dispatch.too_few", rule.binding, rule.key, rule.source, short))
        holders = sum(1 for one in crew if held(one.licences, day) & set(rule.licences))
        if holders < rule.certified:
            lack = (("licences", ",".join(rule.licences)), ("certified", rule.certified))
            found.append(Breach("dispatch.unlicensed", rule.binding, rule.key, rule.source, lack))
    return tuple(found)


def unroll(plan: Iterable[Sending], situation: Situation) -> tuple[Visit, ...]:
    """The plan's times: each crew goes to its jobs in the plan's order, as soon as it can and not before the report."""
    free = {key: max(one.free_at, situation.now) for key, one in situation.workers.items()}
    spot = {key: one.spot for key, one in situation.workers.items()}
    visits = []
    for sending in plan:
        job = situation.jobs[sending.job]
        ways = [situation.travel(spot[one], job.spot) for one in sending.crew]
        start = max(max(free[one], job.reported) + way for one, way in zip(sending.crew, ways, strict=True))
        end = start + job.work
        for one in sending.crew:
            free[one], spot[one] = end, job.spot
        visits.append(Visit(job.key, sending.crew, start, end, sum(ways)))
    return tuple(visits)


def points(visit: Visit, situation: Situation) -> int:
    """What one visit costs under the policy; see `Policy` for each part."""
    return sum(parts(visit, situation).values())


def parts(visit: Visit, situation: Situation) -> dict[str, int]:
    """The cost of a visit by what makes it: waiting, lateness, repair, travel, call, change."""
    job, policy = situation.jobs[visit.job], situation.policy
    weight = policy.weight(job.severity)
    waited = max(0, visit.start - job.reported)
    late = max(0, visit.start - job.respond_due) if job.respond_due is not None else 0
    overdue = max(0, visit.end - job.repair_due) if job.repair_due is not None else 0
    called = sum(1 for one in visit.crew if situation.workers[one].duty(situation.now) == CALL)
    moved = bool(job.crew) and set(job.crew) != set(visit.crew)
    return {
        "wait": weight * waited // MINUTE,
        "late": weight * policy.late * late // MINUTE,
        "repair": weight * policy.repair * overdue // MINUTE,
        "travel": policy.travel * visit.travel // MINUTE,
        "call": policy.travel * policy.call * called,
        "change": policy.change if moved else 0,
    }


def total(plan: Iterable[Sending], situation: Situation) -> int:
    """The cost of a whole plan."""
    return sum(points(visit, situation) for visit in unroll(plan, situation))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a proposal as a whole; `job` where it is about one."""

    job: str
    breach: Breach


def check(plan: Sequence[Sending], situation: Situation) -> tuple[Fault, ...]:
    """Everything wrong with a proposed plan: unknown or doubled jobs and persons, fixed jobs given to others, crews that
    may not go when they would arrive. A plan with any is not carried out."""
    wrong: list[Fault] = []
    seen: set[str] = set()
    sound: list[Sending] = []
    for sending in plan:
        job = situation.jobs.get(sending.job)
        if job is None or any(one not in situation.workers for one in sending.crew) or not sending.crew:
            wrong.append(Fault(sending.job, Breach("dispatch.unknown")))
            continue
        if sending.job in seen:
            wrong.append(Fault(sending.job, Breach("dispatch.twice")))
        if job.fixed and set(sending.crew) != set(job.crew):
            wrong.append(Fault(sending.job, Breach("dispatch.fixed")))
        seen.add(sending.job)
        sound.append(sending)
    for visit in unroll(sound, situation):
        job = situation.jobs[visit.job]
        if job.fixed:
            continue  # a person's choice or work under way: shown with its breaches, not undone by a plan
        crew = [situation.workers[one] for one in visit.crew]
        wrong += [Fault(visit.job, breach) for breach in breaches(job, crew, visit.start, situation)]
    return tuple(wrong)
