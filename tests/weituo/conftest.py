"""The demo world, built once for a run of the tests in the database under test: small, with three weeks of history."""

from datetime import UTC, datetime

import pytest

TODAY = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # noon in Hangzhou, a Friday
DAYS = 40


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world's ids and actors; its rows are there for one module of tests and are rolled back after it."""
    from django.db import transaction

    from world.build import build

    with django_db_blocker.unblock(), transaction.atomic():
        yield build(scale="small", seed=7, today=TODAY, days=DAYS)
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db):
    """The world inside a test: what the test changes is rolled back."""
    return built
