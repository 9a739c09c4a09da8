"""The small demo estate without history, once for a file of tests; what a test does is undone after it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from tests.weituo.faces.phone import Phone
from world.build import World, build

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # Monday 10:30 in Hangzhou


@pytest.fixture(scope="module")
def bare(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(scale="small", today=NOW, days=0)
        transaction.set_rollback(True)


@pytest.fixture
def estate(bare: World, db: None) -> World:
    """The estate inside a test."""
    return bare


class Clock:
    """What the faces take for now: NOW until a test moves it."""

    now = NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture
def phone(clock: Clock) -> Phone:
    """A stranger's telephone: cookies, no scripts, and the CSRF check as a real one meets it."""
    return Phone()
