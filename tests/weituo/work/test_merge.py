"""A fault reported twice becomes one order: the later report ends in the earlier one, and nothing goes round in circles."""

from datetime import timedelta

import pytest

from covenant.errors import Refusal
from tests.weituo.conftest import TODAY
from tests.weituo.work.test_life import matches, reported
from weituo.ledger.ids import uuid7
from weituo.people.reads import Actor
from weituo.work import reads as work
from weituo.work.actions import cancel
from weituo.work.actions.report import ReportDraft, report
from weituo.work.models import Order
from weituo.work.reads.alike import same_words

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(minutes=10)


def merge(world, order, into, *, now=LATER, fact=None, username="li"):
    return cancel.cancel(
        order_id=order, actor=world.actors[username], now=now, fact_id=fact or uuid7(now), reason="duplicate", into=into
    )


def leak(world, door, text, now=TODAY):
    """A report of a dwelling by its number in the world."""
    order = uuid7(now)
    draft = ReportDraft(world.estate_id, item="unit.inside", fault="leak", unit_id=world.units[door], text=text)
    actor = Actor.reporter(f"r-{order.hex[-12:]}", world.estate_id)
    return report(draft=draft, actor=actor, now=now, order_id=order, fact_id=uuid7(now)).order.id


def test_the_later_report_ends_in_the_earlier_one_and_its_reporter_sees_that_one(world):
    first, second = reported(world).order, reported(world, now=LATER).order
    fact = uuid7(LATER)
    assert merge(world, second.id, first.id, fact=fact).state == "cancelled"
    assert merge(world, second.id, first.id, fact=fact).repeated
    assert matches(world, second.id, LATER).merged_into_id == first.id
    seen = work.tracking(second.tracking)
    assert (seen.merged_into, seen.merged_number, seen.merged_shown) == (first.id, first.number, True)
    assert [one.id for one in work.merged(world.actors["li"], first.id, now=LATER)] == [second.id]
    assert work.detail(world.actors["li"], second.id, now=LATER).merged_number == first.number


def test_what_was_merged_twice_leads_to_the_last(world):
    orders = [reported(world, now=TODAY + timedelta(minutes=n)).order for n in range(3)]
    merge(world, orders[2].id, orders[1].id)
    merge(world, orders[1].id, orders[0].id)
    assert work.tracking(orders[2].tracking).merged_into == orders[0].id


def test_what_cannot_be_merged(world):
    first, second = reported(world).order, reported(world, now=LATER).order
    with pytest.raises(Refusal, match=r"order\.original_is_later"):
        merge(world, first.id, second.id)
    for unknown in (first.id, uuid7(TODAY)):
        with pytest.raises(Refusal, match=r"order\.no_such_original"):
            merge(world, first.id, unknown)
    cancel.cancel(order_id=first.id, actor=world.actors["li"], now=LATER, fact_id=uuid7(LATER), reason="mistaken")
    with pytest.raises(Refusal, match=r"order\.no_such_original"):
        merge(world, second.id, first.id)
    assert Order.objects.get(pk=second.id).is_open


def test_a_neighbour_s_dwelling_is_not_shown_to_whoever_was_merged_into_its_order(world):
    first, second = leak(world, 0, "天花板漏水"), leak(world, 1, "天花板漏水", LATER)
    merge(world, second, first)
    seen = work.tracked_order(second)
    assert (seen.merged_into, seen.merged_shown) == (first, False)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("厨房水管爆了漏到楼下", "楼上厨房水管爆了", True),
        ("门关不上", "灯不亮", False),
        ("水", "水", False),
        ("", "漏水了", False),
    ],
)
def test_the_same_words(one, other, same):
    assert same_words(one, other) is same
    assert same_words(other, one) is same


def test_a_leak_on_two_floors_is_proposed_and_two_lifts_are_not(world):
    upper, lower = leak(world, 0, "厨房水管爆了"), leak(world, 1, "厨房天花板在漏水,水管爆了吧", LATER)
    lift, other = reported(world).order.id, reported(world, key="L1-2-1", now=LATER).order.id
    li = world.actors["li"]
    found = {one.id: one.why for one in work.alike(li, lower, now=LATER)}
    assert found[upper] == ("building", "fault", "item", "words", "day")
    assert lift not in found
    assert other not in {one.id for one in work.alike(li, lift, now=LATER)}
    assert {one.id for one in work.alike(world.actors["sun"], lower, now=LATER)} <= set(found)
    merge(world, lower, upper)
    assert work.alike(li, lower, now=LATER) == ()


def test_an_engineer_is_shown_nobody_else_s_order(world):
    orders = [reported(world, now=TODAY + timedelta(minutes=n)).order.id for n in range(4)]
    engineers = [one for one in world.actors.values() if one.role == "engineer"]
    for number, order in enumerate(orders):  # given in turn
        Order.objects.filter(pk=order).update(assignee_id=engineers[number % 2].membership_id)
    seen = {one.id for one in work.alike(engineers[0], orders[2], now=LATER)}
    assert orders[0] in seen
    assert not seen & {orders[1], orders[3]}
    assert work.alike(engineers[0], orders[1], now=LATER) == ()
