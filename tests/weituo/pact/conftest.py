"""The small demo estate without history, and the two who sign."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

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


@pytest.fixture
def now() -> datetime:
    return NOW
