from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from uuid import RFC_4122

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weituo.ledger import entropy, ids
from weituo.ledger.time import instant, ms

NOW = datetime(2026, 11, 23, 8, 30, 15, 123_456, tzinfo=UTC)
MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))


@given(MOMENTS)
def test_an_id_is_a_version_7_uuid_of_its_millisecond(now):
    made = ids.uuid7(now)
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == ms(now)


def test_the_example_of_the_standard():
    """RFC 9562, appendix A.6: 2022-02-22 14:22:22.00 GMT-05:00 begins 017F22E2-79B0-7."""
    then = datetime(2022, 2, 22, 14, 22, 22, tzinfo=timezone(timedelta(hours=-5)))
    assert str(ids.uuid7(then)).startswith("017f22e2-79b0-7")


def test_ids_of_one_instant_grow_and_differ():
    made = [ids.uuid7(NOW) for _ in range(2000)]
    assert made == sorted(set(made))


def test_ids_sort_like_their_instants():
    moments = [NOW + timedelta(microseconds=step) for step in range(0, 3000, 7)]
    made = [ids.uuid7(moment) for moment in moments]
    assert [each.int >> 64 for each in made] == sorted(each.int >> 64 for each in made)


def test_threads_get_different_ids():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ids.uuid7(NOW), range(4000)))
    assert len(set(made)) == len(made)


def test_one_seed_gives_the_same_ids_again():
    def world():
        with entropy.seeded(7):
            return [ids.uuid7(NOW) for _ in range(5)] + [entropy.octets(16)]

    assert world() == world()
    assert not entropy.is_seeded()


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="naive"):
        ids.uuid7(datetime(2026, 1, 1))


@given(st.integers(min_value=-(10**12), max_value=10**13))
def test_milliseconds_go_there_and_back(value):
    assert ms(instant(value)) == value


def test_milliseconds_are_rounded_down():
    assert ms(NOW) % 1000 == 123
    assert ms(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
