"""What the engine proposes: always what covenant allows, never dearer than the greedy answer."""

from dataclasses import replace

import pytest

from bench.dispatch.compare import crowd
from bench.dispatch.day import MINUTE, MORNING, day
from covenant.dispatch import SENT, UNDER_WAY, Policy, Sending, Turn, check, total
from weituo.engines.dispatch import Field, Limit, at_once, everybody, greedy, keeps, replan, starting

LIMIT = Limit(effort=0.1, seconds=5)
DEFAULT = Policy()
NOON = MORNING + 240 * MINUTE


def standing(seed, policy=DEFAULT, **more):
    """A day's situation at noon: what was reported until then."""
    whole = day(seed, **more)
    jobs = {job.key: job for job in whole.jobs if job.reported <= NOON}
    return whole.situation(NOON, whole.workers, jobs, policy)


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_holds_and_costs_no_more_than_the_greedy_one(seed):
    situation = standing(seed, orders=40)
    field = Field(situation)
    first, better = greedy.plan(field), replan(field, LIMIT)
    assert check(better, situation) == ()
    assert {one.job for one in better} == {one.job for one in first} == set(situation.jobs)
    assert total(better, situation) <= total(first, situation)


def test_the_solver_finds_what_greedy_misses():
    assert any(
        total(replan(Field(one), LIMIT), one) < total(greedy.plan(Field(one)), one)
        for one in (standing(seed, orders=40) for seed in range(4))
    )


def test_the_same_situation_gives_the_same_plan():
    situation = standing(3, orders=40)
    assert replan(Field(situation), LIMIT) == replan(Field(situation), LIMIT)


@pytest.mark.parametrize("seed", range(4))
def test_who_is_on_the_way_and_who_was_chosen_by_a_person_stay(seed):
    situation = standing(seed, orders=40)
    plan = greedy.plan(Field(situation))
    fixed = {one.job: one.crew for one in plan[:6]}
    jobs = dict(situation.jobs)
    for number, (key, crew) in enumerate(fixed.items()):
        state, pinned = (UNDER_WAY, False) if number % 2 else (SENT, True)
        jobs[key] = replace(jobs[key], crew=crew, state=state, pinned=pinned)
    held = replace(situation, jobs=jobs)
    after = replan(Field(held), LIMIT)
    assert check(after, held) == ()
    assert {one.job: one.crew for one in after if one.job in fixed} == fixed


def test_an_empty_estate_and_one_without_anybody():
    situation = standing(1)
    assert replan(Field(replace(situation, jobs={})), LIMIT) == []
    alone = replace(situation, workers={})
    assert replan(Field(alone), LIMIT) == []
    job = next(iter(alone.jobs.values()))
    assert at_once(Field(alone), job) == everybody(Field(alone), job) == ()


def test_nobody_licensed_means_nobody_and_says_why():
    situation = standing(2)
    job = next(one for one in situation.jobs.values() if one.item == "lift")
    bare = {key: replace(one, licences=()) for key, one in situation.workers.items()}
    field = Field(replace(situation, workers=bare))
    assert at_once(field, job) == ()
    judged = everybody(field, job)
    assert len(judged) == len(bare)
    assert all("dispatch.unlicensed" in {breach.code for breach in one.breaches} for one in judged)


def test_on_call_only_when_nobody_on_site_is_soon_enough():
    situation = standing(1)
    job = next(one for one in situation.jobs.values() if one.item not in ("lift", "hv"))
    able = [one.crew[0] for one in at_once(Field(situation), job)]
    assert len(able) >= 2
    on_call = Turn(NOON - MINUTE, NOON + 900 * MINUTE, "call")
    on_site = replace(on_call, kind="site")
    turns = {key: (on_site if key == able[-1] else on_call,) for key in situation.workers}
    workers = {key: replace(one, turns=turns[key]) for key, one in situation.workers.items()}
    calm = replace(job, severity="S2", respond_due=NOON + 900 * MINUTE)
    jobs = {**situation.jobs, job.key: calm}
    best = at_once(Field(replace(situation, workers=workers, jobs=jobs)), calm)[0]
    assert best.crew == (able[-1],)
    busy = {**workers, able[-1]: replace(workers[able[-1]], free_at=NOON + 800 * MINUTE)}
    best = at_once(Field(replace(situation, workers=busy, jobs=jobs)), calm)[0]
    assert best.crew != (able[-1],)
    assert best.parts["call"] > 0


def test_whose_duty_ends_is_not_planned_beyond_it():
    situation = standing(1, orders=60)
    end = NOON + 50 * MINUTE
    workers = {key: replace(one, turns=(Turn(NOON - MINUTE, end),)) for key, one in situation.workers.items()}
    short = replace(situation, workers=workers)
    field = Field(short)
    plan = replan(field, LIMIT)
    assert 0 < len(plan) < len(short.jobs)
    assert check(plan, short) == ()
    assert all(visit.start < end for visit in field.visits(plan))


def test_the_reserve_keeps_the_last_free_holder_for_what_can_wait():
    policy = Policy(reserve={"S2": 60})
    situation = standing(1, policy)
    job = next(one for one in situation.jobs.values() if one.item not in ("lift", "hv"))
    crew = at_once(Field(situation), job)[0].crew
    alone = replace(situation, workers={crew[0]: situation.workers[crew[0]]})
    field = Field(alone)
    free = {crew[0]: NOON}
    calm = replace(job, severity="S2")
    assert keeps(field, calm, crew, free, 61 * MINUTE)
    assert not keeps(field, calm, crew, free, 60 * MINUTE)
    assert not keeps(field, replace(job, severity="S0"), crew, free, 61 * MINUTE)
    everyone = Field(situation)
    assert not keeps(everyone, calm, crew, dict.fromkeys(situation.workers, NOON), 61 * MINUTE)


def test_only_who_is_free_and_has_nothing_before_sets_out():
    situation = standing(5, orders=60)
    field = Field(situation)
    plan = greedy.plan(field)
    go, kept = starting(plan, field)
    assert go
    assert kept == []
    people = [one for sending in go for one in sending.crew]
    assert len(set(people)) == len(people)
    assert not {one.job for one in go} & {one.job for one in starting(plan[::-1], field)[1]}


def test_taking_turns_asks_who_rested_longest():
    situation = standing(1, Policy(mode="rotate"))
    job = next(one for one in situation.jobs.values() if one.item not in ("lift", "hv"))
    able = [one.crew[0] for one in at_once(Field(situation), job)]
    for rested in able[:3]:
        workers = {key: replace(one, last=1 if key == rested else 100) for key, one in situation.workers.items()}
        assert at_once(Field(replace(situation, workers=workers)), job)[0].crew == (rested,)


def test_what_one_more_order_costs_the_others():
    situation = standing(1)
    first, second = [one for one in situation.jobs.values() if one.item not in ("lift", "hv")][:2]
    crew = at_once(Field(situation), second)[0].crew
    told = replace(second, crew=crew, state=SENT, severity="S2", respond_due=NOON)
    grave = replace(first, item=second.item, severity="S0")
    jobs = {told.key: told, grave.key: grave}
    found = at_once(Field(replace(situation, jobs=jobs)), grave)
    mine = next(one for one in found if one.crew == crew)
    assert mine.others > 0
    assert all(one.others == 0 for one in found if not set(one.crew) & set(crew))


def test_many_at_once():
    situation = crowd(1, engineers=20, orders=120)
    field = Field(situation)
    plan = replan(field, LIMIT)
    assert check(plan, situation) == ()
    assert len(plan) == len({one.job for one in plan}) == 120
    assert isinstance(plan[0], Sending)
