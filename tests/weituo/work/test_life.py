"""An order's life through the actions, on whichever database is under test."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from covenant.errors import Refusal
from covenant.order import fold
from tests.weituo.conftest import TODAY
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.ledger.models import Fact
from weituo.people.reads import Actor
from weituo.work.actions import acceptance, arrival, cancel, claim, classify, follow, pause, take, voice
from weituo.work.actions.report import ReportDraft, report
from weituo.work.models import Order
from weituo.work.row import columns


def reported(world, *, key="L1-1-1", fault="noise", now=TODAY, text="异响", order=None, fact=None):
    order = order or uuid7(now)
    draft = ReportDraft(
        estate_id=world.estate_id, item="lift.car", fault=fault, code=world.codes[key],
        equipment_id=world.equipment[key], space_id=world.spaces["lobby-1-1"], text=text,
    )  # fmt: skip
    actor = Actor.reporter(f"r-{order.hex[-12:]}", world.estate_id)
    return report(draft=draft, actor=actor, now=now, order_id=order, fact_id=fact or uuid7(now))


def doer(world, order_id):
    row = Order.objects.select_related("assignee").get(pk=order_id)
    return next(one for one in world.actors.values() if one.membership_id == row.assignee_id)


def matches(world, order_id, now):
    """The row says what its facts say."""
    row = Order.objects.get(pk=order_id)
    state = fold(facts.facts(world.estate_id, subject=f"order/{order_id}"))
    for name, value in columns(state, world.pact, now).items():
        assert getattr(row, name) == value, name
    return row


def test_the_whole_line_and_the_row_always_equals_its_facts(world):
    sent = reported(world)
    order, at = sent.order.id, TODAY
    assert sent.order.state == "assigned"
    engineer, li = doer(world, order), world.actors["li"]
    who = Actor.reporter(f"r-{order.hex[-12:]}", world.estate_id)

    def then(action, actor, **what):
        nonlocal at
        at += timedelta(minutes=7)
        outcome = action(order_id=order, actor=actor, now=at, fact_id=uuid7(at), **what)
        matches(world, order, at)
        return outcome

    then(take.take, engineer)
    then(arrival.arrive, engineer, code=world.codes["L1-1-1"])
    then(pause.pause, engineer, reason="parts")
    pause_id = facts.facts(world.estate_id, subject=f"order/{order}")[-1].id
    then(pause.rule_pause, li, pause_id=pause_id, approved=True)
    then(pause.resume, engineer)
    then(classify.classify, li, severity="S1")
    then(claim.claim, engineer, note="换了导靴")
    then(acceptance.reject, li, reason="not_fixed", words="还响")
    then(take.take, engineer) if Order.objects.get(pk=order).state == "assigned" else None
    then(arrival.arrive, engineer, code=world.codes["L1-1-1"])
    then(claim.claim, engineer)
    then(voice.confirm, who)
    then(acceptance.accept, li)
    assert then(voice.rate, who, stars=5, words="谢谢").state == "accepted"
    row = Order.objects.get(pk=order)
    assert (row.stars, row.severity) == (5, "S1")
    body = b"".join(bytes(entry) for entry in facts.entries(world.estate_id, subject=f"order/{order}"))
    assert "换了导靴".encode() not in body, "words stand in no fact"


def test_a_repeated_request_gives_the_first_answer(world):
    order, fact = uuid7(TODAY), uuid7(TODAY)
    first = reported(world, order=order, fact=fact)
    again = reported(world, order=order, fact=fact, now=TODAY + timedelta(seconds=3))
    assert (first.order.number, again.order.number, again.repeated) == (first.order.number, first.order.number, True)
    engineer, taking = doer(world, order), uuid7(TODAY)
    for repeated in (False, True):
        assert take.take(order_id=order, actor=engineer, now=TODAY, fact_id=taking).repeated is repeated
    assert Fact.objects.filter(subject=f"order/{order}").count() == 3


def test_what_may_be_done_twice_is_still_done_once_for_one_request(world):
    order, following = reported(world).order.id, uuid7(TODAY)
    who = Actor.reporter("r-neighbour", world.estate_id)
    for repeated in (False, True):
        assert follow.follow(order_id=order, actor=who, now=TODAY, fact_id=following).repeated is repeated
    assert Order.objects.get(pk=order).followers == 1


def test_a_row_that_is_not_where_its_facts_are_takes_no_step(world):
    order = reported(world).order.id
    Order.objects.filter(pk=order).update(head="0" * 64)
    with pytest.raises(Refusal, match=r"order\.moved_on"):
        take.take(order_id=order, actor=doer(world, order), now=TODAY, fact_id=uuid7(TODAY))
    assert Fact.objects.filter(subject=f"order/{order}").count() == 2


def test_whoever_has_the_fewest_open_orders_gets_the_next(world):
    order = reported(world).order.id
    first = doer(world, order)
    Order.objects.filter(estate_id=world.estate_id).update(assignee_id=first.membership_id, is_open=True)
    second = doer(world, reported(world, key="L1-1-2").order.id)
    assert second.membership_id != first.membership_id
    Order.objects.filter(estate_id=world.estate_id).update(assignee_id=second.membership_id)
    assert doer(world, reported(world, key="L1-1-2").order.id).membership_id != second.membership_id


def test_of_two_people_at_once_the_second_is_told_by_whom_and_when(world):
    order = reported(world).order.id
    first, second = world.actors["wang"], world.actors["zhao"]
    take.take(order_id=order, actor=first, now=TODAY, fact_id=uuid7(TODAY))
    with pytest.raises(Refusal) as refused:
        take.take(order_id=order, actor=second, now=TODAY, fact_id=uuid7(TODAY))
    assert refused.value.code == "order.already_taken"
    assert refused.value.params["who"] == "王工"


def test_the_contractor_never_accepts_and_arrives_only_where_the_order_is(world):
    order = reported(world).order.id
    engineer = doer(world, order)
    take.take(order_id=order, actor=engineer, now=TODAY, fact_id=uuid7(TODAY))
    with pytest.raises(Refusal, match=r"order\.not_here"):
        arrival.arrive(order_id=order, actor=engineer, now=TODAY, fact_id=uuid7(TODAY), code=world.codes["L1-1-2"])
    with pytest.raises(Refusal, match=r"order\.code_needed"):
        arrival.arrive(order_id=order, actor=engineer, now=TODAY, fact_id=uuid7(TODAY), code=None)
    arrival.arrive(order_id=order, actor=engineer, now=TODAY, fact_id=uuid7(TODAY), code=world.codes["L1-1-1"])
    claim.claim(order_id=order, actor=engineer, now=TODAY, fact_id=uuid7(TODAY))
    with pytest.raises(Refusal, match=r"order\.not_yours"):
        acceptance.accept(order_id=order, actor=world.actors["sun"], now=TODAY, fact_id=uuid7(TODAY))
    with pytest.raises(Refusal, match=r"order\.wrong_state"):
        cancel.cancel(order_id=order, actor=world.actors["li"], now=TODAY, fact_id=uuid7(TODAY), reason="outside")


def test_words_of_danger_raise_the_severity(world):
    assert Order.objects.get(pk=reported(world, text="我妈被困在里面了").order.id).severity == "S0"
    assert Order.objects.get(pk=reported(world, text="灭火器箱子响").order.id).severity == "S2"


@pytest.mark.parametrize("statement", ["UPDATE ledger_fact SET actor = 'x'", "DELETE FROM ledger_fact"])
def test_the_database_refuses_to_change_facts(world, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_order_of_the_world_equals_its_facts(world):
    for row in Order.objects.all():
        state = fold(facts.facts(world.estate_id, subject=f"order/{row.id}"))
        now = row.touched_at
        for name, value in columns(state, world.pact, now).items():
            if name not in ("respond_due", "repair_due"):
                assert getattr(row, name) == value, (row.number, name)
