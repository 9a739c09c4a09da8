"""The desk's pages ask the database as often for ten thousand orders as for one thousand."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.volume import grow
from tests.weituo.conftest import TODAY
from weituo.people.models import Person
from weituo.work.models import Order

PAGES = {"/o/orders?state=all": 11, "/o/orders?state=open": 11, "/o/orders?state=all&q=电梯&page=2": 15, "/o/": 22}


@pytest.fixture
def desk(world, monkeypatch):
    """The property's supervisor at the desk."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)
    client = Client()
    client.force_login(Person.objects.get(username="li"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_number_of_queries_is_the_same_at_any_size(desk):
    for size in (1_000, 10_000):
        grow(size)
        assert Order.objects.count() == size
        for address, expected in PAGES.items():
            with CaptureQueriesContext(connection) as queries:
                answer = desk.get(address)
            assert answer.status_code == 200
            assert len(queries) == expected, (address, size, [one["sql"][:80] for one in queries])
