"""Two phones at the same moment, and one that sends the same twice at once (PostgreSQL: SQLite lets one writer in)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from tests.weituo.conftest import TODAY
from tests.weituo.work.test_life import matches, reported
from weituo.ledger.ids import uuid7
from weituo.ledger.models import Fact
from weituo.ledger.time import ms
from weituo.people.phones import Bearer
from weituo.people.roles import Role
from weituo.work.actions import phone
from weituo.work.models import Order, PhoneAct
from world.build import build

MANY = 6


@pytest.fixture
def two(transactional_db):
    """The estate, an order nobody has, two engineers' phones."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time by itself")
    world = build(scale="small", seed=7, today=TODAY, days=0)
    order = reported(world).order.id
    engineers = [one for one in world.actors.values() if one.role == Role.ENGINEER and one.party == "A"]
    mine = Order.objects.get(pk=order).assignee_id
    engineers.sort(key=lambda one: one.membership_id != mine)
    return world, order, [Bearer(uuid7(TODAY), one) for one in engineers[:2]]


def together(work):
    barrier = threading.Barrier(MANY)

    def one(number):
        barrier.wait(20)
        try:
            return work(number)
        except phone.Busy:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_the_same_act_many_times_at_once_is_one_fact(two):
    world, order, (mine, _other) = two
    sent = phone.Sent(uuid7(TODAY), order, "take", ms(TODAY), None, True, {})
    answers = together(lambda number: phone.act(sent, mine, now=TODAY))
    assert {one.refusal for one in answers} == {None}
    assert sum(not one.repeated for one in answers) == 1
    assert Fact.objects.filter(subject=f"order/{order}", kind="order.taken").count() == 1
    assert PhoneAct.objects.count() == 1
    matches(world, order, TODAY)


def test_many_acts_at_once_leave_one_chain(two):
    world, order, bearers = two
    sent = [phone.Sent(uuid7(TODAY), order, "take", ms(TODAY), None, True, {}) for _ in range(MANY)]
    answers = together(lambda number: phone.act(sent[number], bearers[number % 2], now=TODAY))
    held = [one for one in answers if one.refusal is None]
    assert len(held) == 1
    assert PhoneAct.objects.filter(state="held").count() == 1
    assert PhoneAct.objects.filter(state="refused").count() == MANY - 1
    facts = Fact.objects.filter(subject=f"order/{order}", kind="order.taken")
    assert [one.fact_id for one in facts] == [held[0].id]
    matches(world, order, TODAY)
