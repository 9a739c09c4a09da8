"""Tests that commit empty their tables afterwards; facts refuse that, so the triggers are lifted for the moment."""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from weituo.ledger import guard

_empty = TransactionTestCase._fixture_teardown


def _fixture_teardown(self: Any) -> None:
    with guard.lifted(connection):
        _empty(self)


def allow() -> None:
    """From now on, in this run of the tests."""
    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]
