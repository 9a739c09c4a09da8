"""Every report gets a number of its own, however many arrive at once, and none is refused for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from tests.soak import life
from tests.weituo.conftest import TODAY
from weituo.estate import reads as places
from weituo.work.models import Order
from weituo.work.numbering import next_number

MANY = 8


@pytest.fixture
def numbered(world):
    """Puts an order of the estate on a number."""
    estate = places.estate(world.estate_id)
    row = Order.objects.filter(estate_id=estate.id).latest("reported_at")

    def put(number, at):
        Order.objects.filter(pk=row.pk).update(number=number, reported_at=at)
        return next_number(estate, at)

    return put


def test_the_day_is_the_estates_own(numbered):
    at = TODAY + timedelta(days=30)
    assert numbered("20261220-0007", at) == "20261220-0008"
    late = at.replace(hour=16, minute=30)  # half past midnight in Hangzhou
    assert numbered("20261221-0041", late) == "20261221-0042"


def test_a_day_may_have_more_than_ten_thousand(numbered):
    at = TODAY + timedelta(days=30)
    assert numbered("20261220-9999", at) == "20261220-10000"
    assert numbered("20261220-10000", at) == "20261220-10001"


@pytest.mark.django_db(transaction=True)
def test_reports_that_arrive_at_once_all_get_in():
    if connection.vendor != "postgresql":
        pytest.skip("a database in memory has one connection; SQLite writes one at a time")
    life.built(timezone.now())
    estate = life.Estateful()
    before = Order.objects.count()

    def some(_writer):
        try:
            return [estate.send(life.Request("report", uuid4(), uuid4())) for _ in range(MANY)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        done = [seq for found in pool.map(some, range(MANY)) for seq in found]
    assert len(done) == MANY * MANY
    numbers = list(Order.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == before + MANY * MANY
