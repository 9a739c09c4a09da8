"""The same code, and the same look, from several processes at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.db import connection, connections

from tests.weituo.people.test_factors import actor, app, person
from weituo.people import factors, reading
from weituo.people.models import ReadLog

NOW = datetime(2026, 9, 1, 12, 0, 5, tzinfo=UTC)


@pytest.fixture
def zhou(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("a database in memory has one connection")
    return person()


def together(work, count=6):
    barrier = threading.Barrier(count)

    def one(_number):
        barrier.wait(10)
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_a_code_sent_six_times_at_once_opens_once(zhou):
    codes: pyotp.TOTP = app(zhou)
    later = NOW + timedelta(minutes=1)
    code = codes.at(later)
    assert sorted(together(lambda: factors.use_code(person_id=zhou, code=code, now=later))) == [""] * 5 + ["app"]
    recovery = factors.make_recovery(person_id=zhou, now=NOW)[0]
    found = together(lambda: factors.use_code(person_id=zhou, code=recovery, now=later))
    assert sorted(found) == [""] * 5 + ["recovery"]


def test_the_same_look_at_once_is_one_row(zhou):
    who = actor("zhou")
    seen = {(who, "order", f"order/{number}") for number in range(30)}
    together(lambda: reading.write(seen, NOW))
    assert ReadLog.objects.count() == 30
