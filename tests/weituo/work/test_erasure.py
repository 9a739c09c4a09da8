"""What somebody left with an order can be erased; the order, its facts and every figure stay."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from covenant.facts import decode
from tests.weituo.conftest import TODAY
from weituo.estate import reads as estates
from weituo.ledger import privacy
from weituo.ledger import reads as facts
from weituo.ledger.models import Disclosure, Fact
from weituo.month import reads as months
from weituo.month.models import Statement
from weituo.work.actions import erasure
from weituo.work.models import Order


@pytest.fixture
def order(world):
    return Order.objects.filter(estate_id=world.estate_id).exclude(contact_phone="").exclude(text="").latest("id")


def _erased(world):
    return [fact.body for fact in facts.facts(world.estate_id, kinds=["privacy.erased"])]


def test_all_of_an_order_at_a_request(world, order):
    chain = facts.facts(world.estate_id, subject=f"order/{order.pk}")
    ids = [UUID(fact.id) for fact in chain]
    assert erasure.erase(order_id=order.pk, reason="request", now=TODAY) >= 2
    order.refresh_from_db()
    assert (order.text, order.contact_phone, order.contact_name, order.place_words) == ("", "", "", "")
    assert not Disclosure.objects.filter(fact_id__in=ids).exists()
    assert facts.facts(world.estate_id, subject=f"order/{order.pk}") == chain
    assert {body["fact"] for body in _erased(world)} <= {str(one) for one in ids}
    assert {body["reason"] for body in _erased(world)} == {"request"}
    assert erasure.erase(order_id=order.pk, reason="request", now=TODAY) == 0, "nothing is left"


def test_one_value_alone(world, order):
    text = order.text
    assert erasure.erase(order_id=order.pk, reason="mistake", now=TODAY, names=["contact_phone"]) == 1
    order.refresh_from_db()
    assert (order.text, order.contact_phone) == (text, "")
    assert [body["names"] for body in _erased(world)] == [["contact_phone"]]


def test_an_order_that_is_not_there(world):
    assert erasure.erase(order_id=uuid4(), reason="request", now=TODAY) == 0


def test_what_has_outlived_its_rule_goes_and_no_statement_changes(world):
    log = estates.estate(world.estate_id).log
    assert privacy.expired(world.estate_id, TODAY) == {}
    assert erasure.retain(estate_id=world.estate_id, now=TODAY, log=log) == 0
    later = TODAY + timedelta(days=800)
    assert set(privacy.expired(world.estate_id, later)) <= {"contact_name", "contact_phone"}
    assert erasure.retain(estate_id=world.estate_id, now=later, log=log) > 0
    assert not Order.objects.filter(estate_id=world.estate_id).exclude(contact_phone="").exists()
    assert Order.objects.filter(estate_id=world.estate_id).exclude(text="").exists()
    assert erasure.retain(estate_id=world.estate_id, now=TODAY + timedelta(days=1200), log=log) > 0
    assert not Disclosure.objects.filter(estate_id=world.estate_id).exists()
    for row in Statement.objects.filter(estate_id=world.estate_id):
        assert months.verify(row.id).same


def test_nothing_that_feeds_a_figure_is_a_personal_value(world):
    """Bodies are the only thing covenant reads; a personal value stands behind a commitment in `sd`."""
    values = set(
        Disclosure.objects.filter(estate_id=world.estate_id).exclude(name="note").values_list("value", flat=True)
    )
    long = {value for value in values if len(value) > 5}
    for entry in Fact.objects.filter(estate_id=world.estate_id).values_list("entry", flat=True).iterator():
        body = str(decode(bytes(entry), checked=False).body)
        assert not any(value in body for value in long)
