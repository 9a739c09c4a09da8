"""Who may go: licences on the day, persons together, duty, party; what a plan costs; which plans are refused."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.dispatch import (
    CALL,
    SENT,
    UNDER_WAY,
    Job,
    Licence,
    Policy,
    Sending,
    Situation,
    Turn,
    Worker,
    breaches,
    check,
    parts,
    points,
    read,
    read_policy,
    total,
    unroll,
)
from covenant.errors import Problems
from covenant.zone import SHANGHAI

MINUTE = 60_000
DEFAULT = Policy()
DAY = 740_000
NOW = SHANGHAI.instant(DAY, 9 * 60)
RULES = [
    {
        "key": "lift",
        "item": "lift.*",
        "licences": ["lift"],
        "persons": 2,
        "certified": 1,
        "binding": "law",
        "place": "CN-44",
        "since": "2020-01-01",
        "source": "somewhere",
    },
    {
        "key": "power",
        "item": "power.line",
        "faults": ["shock"],
        "licences": ["lv", "hv"],
        "persons": 1,
        "certified": 1,
        "binding": "site",
        "place": "CN",
        "source": "somewhere",
    },
]
BOOK = read(RULES, ("CN", "CN-44"))


def codes(found):
    return [one.code for one in found]


def licence(kind="lift", since=DAY - 100, until=DAY + 100, review=None):
    return Licence(kind, since, until, review)


def worker(key="w", licences=(), **more):
    return Worker(key, "A", tuple(licences), "a", NOW, **more)


def job(key="j", item="lift.car", fault="noise", severity="S1", **more):
    values = {"respond_due": NOW + 30 * MINUTE, "repair_due": None, **more}
    return Job(key, "A", item, fault, severity, "b", NOW - 10 * MINUTE, 40 * MINUTE, **values)


def situation(workers=(), jobs=(), book=BOOK, policy=DEFAULT, now=NOW):
    return Situation(
        now,
        {one.key: one for one in workers},
        {one.key: one for one in jobs},
        lambda start, end: (0 if start == end else 5) * MINUTE,
        SHANGHAI,
        book,
        policy,
    )


@pytest.mark.parametrize(
    ("day", "holds"), [(DAY - 101, False), (DAY - 100, True), (DAY + 50, True), (DAY + 51, False), (DAY + 100, False)]
)
def test_a_licence_holds_from_its_first_day_to_the_last_or_the_missed_review(day, holds):
    assert licence(review=DAY + 50).holds(day) == holds


def test_one_of_two_licensed_is_enough_and_one_alone_is_not():
    licensed, helper = worker("x", [licence()]), worker("y")
    here = situation([licensed, helper])
    assert codes(breaches(job(), [licensed, helper], NOW, here)) == []
    assert codes(breaches(job(), [licensed], NOW, here)) == ["dispatch.too_few"]
    assert codes(breaches(job(), [helper], NOW, here)) == ["dispatch.too_few", "dispatch.unlicensed"]
    assert codes(breaches(job(), [helper, worker("z")], NOW, here)) == ["dispatch.unlicensed"]


def test_the_day_of_the_work_counts():
    crew = [worker("x", [licence(until=DAY)]), worker("y")]
    assert codes(breaches(job(), crew, NOW, situation(crew))) == []
    assert codes(breaches(job(), crew, SHANGHAI.instant(DAY + 1, 0), situation(crew))) == ["dispatch.unlicensed"]


def test_a_rule_speaks_only_where_and_when_and_of_what_it_says():
    crew = [worker()]
    here = situation(crew)
    assert codes(breaches(job(item="power.line", fault="shock"), crew, NOW, here)) == ["dispatch.unlicensed"]
    assert codes(breaches(job(item="power.line", fault="flicker"), crew, NOW, here)) == []
    elsewhere = replace(here, book=read(RULES, ("CN",)))
    assert codes(breaches(job(), crew, NOW, elsewhere)) == []
    before = SHANGHAI.instant(737_000, 600)  # 2018
    assert codes(breaches(job(), crew, before, here)) == []


def test_duty_party_and_persons():
    here = situation()
    asleep = worker(turns=(Turn(NOW + MINUTE, NOW + 9 * MINUTE),))
    calm = job(item="access.door")
    assert codes(breaches(calm, [], NOW, here)) == ["dispatch.nobody"]
    assert codes(breaches(calm, [asleep], NOW, here)) == ["dispatch.off_duty"]
    assert codes(breaches(calm, [asleep], NOW + MINUTE, here)) == []
    assert codes(breaches(calm, [asleep], NOW + 9 * MINUTE, here)) == ["dispatch.off_duty"]
    assert codes(breaches(calm, [worker(), worker()], NOW, here)) == ["dispatch.twice"]
    assert codes(breaches(calm, [replace(worker(), party="B")], NOW, here)) == ["dispatch.other_party"]
    assert [one.binding for one in breaches(calm, [asleep], NOW, here)] == ["site"]


def test_cost_by_its_parts():
    first, second = worker("x"), worker("y", turns=(Turn(NOW, NOW + 90 * MINUTE, CALL),))
    late = job(item="access.door", respond_due=NOW + 2 * MINUTE, repair_due=NOW + 30 * MINUTE, crew=("y",), state=SENT)
    here = situation([first, second], [late])
    visit = unroll([Sending("j", ("x",))], here)[0]
    assert (visit.start - NOW, visit.end - NOW, visit.travel) == (5 * MINUTE, 45 * MINUTE, 5 * MINUTE)
    # S1 weighs 10: 15 minutes waited; 3 late ten times; 15 past the repair limit; 5 on the way; taken from y
    assert parts(visit, here) == {"wait": 150, "late": 300, "repair": 150, "travel": 5, "call": 0, "change": 15}
    called = unroll([Sending("j", ("y",))], here)[0]
    assert parts(called, here) == {**parts(visit, here), "call": 240, "change": 0}
    assert total([Sending("j", ("y",))], here) == points(called, here) == 150 + 300 + 150 + 5 + 240


def test_all_weights_zero_is_no_division_and_no_preference():
    policy = Policy(weights={"S0": 0}, travel=0, call=0, change=0)
    assert policy.weight("S9") == 1
    here = situation([worker()], [job(item="access.door", severity="S0")], policy=policy)
    assert total([Sending("j", ("w",))], here) >= 0


def test_a_crew_begins_when_its_last_has_come_and_nobody_before_the_report():
    early, busy = worker("x", [licence()]), replace(worker("y"), free_at=NOW + 20 * MINUTE)
    later = replace(job(), reported=NOW + 60 * MINUTE)
    here = situation([early, busy], [job(), replace(later, key="k")])
    first, second = unroll([Sending("j", ("x", "y")), Sending("k", ("x", "y"))], here)
    assert first.start == NOW + 25 * MINUTE
    assert second.start == max(first.end, NOW + 60 * MINUTE)


def test_a_plan_is_refused_for_each_thing_wrong_with_it():
    licensed = worker("x", [licence()])
    jobs = [
        job("free", item="access.door"),
        job("way", item="access.door", crew=("x",), state=UNDER_WAY),
        job("pin", item="access.door", crew=("x",), state=SENT, pinned=True),
        job("lift"),
    ]
    here = situation([licensed, worker("y")], jobs)

    def wrong(*sendings):
        return [(one.job, one.breach.code) for one in check(sendings, here)]

    assert wrong(Sending("free", ("y",)), Sending("way", ("x",)), Sending("pin", ("x",))) == []
    assert wrong(Sending("lift", ("x", "y"))) == []
    assert wrong(Sending("lift", ("y", "y"))) == [("lift", "dispatch.twice"), ("lift", "dispatch.unlicensed")]
    assert wrong(Sending("way", ("y",))) == [("way", "dispatch.fixed")]
    assert wrong(Sending("pin", ("y",))) == [("pin", "dispatch.fixed")]
    assert wrong(Sending("free", ("y",)), Sending("free", ("x",))) == [("free", "dispatch.twice")]
    assert wrong(Sending("other", ("y",))) == [("other", "dispatch.unknown")]
    assert wrong(Sending("free", ("z",))) == [("free", "dispatch.unknown")]
    assert wrong(Sending("free", ())) == [("free", "dispatch.unknown")]


@pytest.mark.parametrize(
    "change",
    [
        {"certified": 3},
        {"certified": 0},
        {"licences": []},
        {"licences": "lift"},
        {"persons": 0},
        {"persons": 7},
        {"persons": True},
        {"binding": "maybe"},
        {"since": "soon"},
        {"item": "lift; drop"},
        {"key": ""},
    ],
)
def test_what_is_wrong_with_a_rule_is_named(change):
    with pytest.raises(Problems) as caught:
        read([{**RULES[0], **change}])
    assert all(one.path.startswith("rules[0].") for one in caught.value.problems)


def test_two_rules_of_one_key_are_named():
    with pytest.raises(Problems):
        read([RULES[0], RULES[0]])


@pytest.mark.parametrize(
    "data",
    [{"mode": "lottery"}, {"late": -1}, {"late": 1.5}, {"late": True}, {"weights": [1]}, {"reserve": {"S1": "60"}},
     {"places": []}, {"unknown": 1}, {"travel": 10**9}],
)  # fmt: skip
def test_a_policy_that_cannot_be_read(data):
    with pytest.raises(Problems):
        read_policy(data)


def test_a_policy_comes_back_as_it_was_written():
    policy = Policy(mode="offer", reserve={"S1": 60}, places=("CN", "CN-44"))
    assert read_policy(policy.data()) == policy
    assert read_policy({}) == Policy()


@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 200), st.integers(1, 90)), min_size=1, max_size=12),
)
def test_nobody_is_at_two_places_at_once(rows):
    workers = [worker(key) for key in "xyz"]
    jobs = [
        Job(f"j{n}", "A", "access.door", "other", "S2", f"p{n % 3}", NOW + late * MINUTE, work * MINUTE)
        for n, (_, late, work) in enumerate(rows)
    ]
    here = situation(workers, jobs)
    visits = unroll([Sending(f"j{n}", (who,)) for n, (who, _, _) in enumerate(rows)], here)
    for one in workers:
        own = [visit for visit in visits if one.key in visit.crew]
        for before, after in pairwise(own):
            way = here.travel(here.jobs[before.job].spot, here.jobs[after.job].spot)
            assert after.start >= before.end + way
    assert all(visit.start >= here.jobs[visit.job].reported for visit in visits)
