"""Tests that commit empty their tables afterwards; facts and statements refuse that, so their triggers are lifted for
the moment."""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from weituo.duty.guard import GUARD as HANDOVERS
from weituo.ledger import guard as facts
from weituo.ledger.log_guard import GUARD as LOGS
from weituo.month.guard import GUARD as STATEMENTS
from weituo.pact.guard import GUARD as DRAFTS
from weituo.people.guard import GUARD as READS

_empty = TransactionTestCase._fixture_teardown


def _fixture_teardown(self: Any) -> None:
    for guard in (facts, LOGS, STATEMENTS, DRAFTS, READS, HANDOVERS):
        guard.lift(connection)
    try:
        _empty(self)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM work_search")  # no model's table, so Django does not know it
    finally:
        for guard in (facts, LOGS, STATEMENTS, DRAFTS, READS, HANDOVERS):
            guard.install(connection)


def allow() -> None:
    """From now on, in this run of the tests."""
    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]
