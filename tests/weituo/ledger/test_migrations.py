"""The guard can be taken back and put on again by migrating."""

import pytest
from django.core.management import call_command
from django.db import connection

from weituo.ledger import guard


@pytest.mark.django_db(transaction=True)
def test_the_guard_is_reversible():
    call_command("migrate", "ledger", "0001", verbosity=0)
    try:
        assert not guard.present(connection)
    finally:
        call_command("migrate", verbosity=0)  # and whatever rests on it
    assert guard.present(connection)
