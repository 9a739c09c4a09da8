"""The page: past months or a synthetic year, costs typed into the address, bad input in words."""

import pytest
from django.test import Client

from tests.weituo.conftest import TODAY
from weituo.people.models import Person


@pytest.fixture
def desk(world, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)
    client = Client()
    client.force_login(Person.objects.get(username="zhou"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_last_months_under_the_terms_in_force(desk):
    page = desk.get("/o/calibration").content.decode()
    assert "2026年10月" in page
    assert "最差" in page


def test_a_cheap_penalty_is_called_so(desk):
    page = desk.get("/o/calibration?over=year&cost-repair=150").content.decode()
    assert "比干活便宜" in page
    assert 'value="150.00"' in page


@pytest.mark.parametrize("query", ["terms=x", "terms=01a1a96f-3500-7000-9142-3c28324078b2"])
def test_terms_that_are_not_there(desk, query):
    answer = desk.get(f"/o/calibration?{query}")
    assert answer.status_code == 422
    assert "没有可供试算的条款" in answer.content.decode()


def test_what_cannot_be_read_keeps_its_default(desk):
    page = desk.get("/o/calibration?over=year&orders=viele&repair=200%25&cost-repair=-").content.decode()
    assert 'name="orders" value="400"' in page
    assert 'name="repair" value="94%"' in page
