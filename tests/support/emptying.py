"""Tests that commit empty their tables afterwards; facts and statements refuse that, so their triggers are lifted for
the moment."""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from weituo.ledger import guard as facts
from weituo.ledger.log_guard import GUARD as LOGS
from weituo.month.guard import GUARD as STATEMENTS
from weituo.pact.guard import GUARD as DRAFTS

_empty = TransactionTestCase._fixture_teardown


def _fixture_teardown(self: Any) -> None:
    for guard in (facts, LOGS, STATEMENTS, DRAFTS):
        guard.lift(connection)
    try:
        _empty(self)
    finally:
        for guard in (facts, LOGS, STATEMENTS, DRAFTS):
            guard.install(connection)


def allow() -> None:
    """From now on, in this run of the tests."""
    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]
