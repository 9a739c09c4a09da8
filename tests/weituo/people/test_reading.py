"""The record of reads: once an hour, final, and gone when its time is over."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from covenant import retention
from weituo.people import actions, reading, reads
from weituo.people.models import ReadLog

NOW = datetime(2026, 9, 1, 12, 10, tzinfo=UTC)
ESTATE = uuid4()

pytestmark = pytest.mark.django_db


@pytest.fixture
def li():
    firm = actions.create_organisation(kind="principal", name_zh="示范物业", now=NOW)
    found = actions.create_person(username="li", name="李主管", now=NOW)
    actions.grant(person_id=found, organisation_id=firm, estate_id=ESTATE, role="supervisor", party="P", now=NOW)
    return reads.actor_of("li", NOW)


def seen(actor, *subjects, now=NOW):
    with reading.collected() as found:
        for one in subjects:
            reading.note(actor, "order", one)
    return reading.write(found, now)


def test_once_an_hour_for_each_person_and_thing(li):
    assert seen(li, "order/1", "order/2", "order/1") == 2
    assert seen(li, "order/1", now=NOW + timedelta(minutes=49)) == 0
    assert seen(li, "order/1", now=NOW + timedelta(minutes=50)) == 1
    assert [row.subject for row in reading.rows(ESTATE)] == ["order/1", "order/2", "order/1"]
    row = reading.rows(ESTATE)[0]
    assert (row.name, row.role, row.organisation, row.at) == (
        "李主管",
        "supervisor",
        "示范物业",
        NOW + timedelta(minutes=50),
    )


def test_outside_a_request_nothing_is_noted(li):
    reading.note(li, "order", "order/1")
    assert reading.personal(li, "order", "order/1")
    with reading.collected() as found:
        pass
    assert not found
    assert not ReadLog.objects.exists()


def test_who_may_not_read_is_not_noted(li):
    outsider = reads.Actor(uuid4(), uuid4(), ESTATE, reads.Role.MANAGER, "P", "m-1", "周经理")
    with reading.collected() as found:
        assert not reading.personal(outsider, "order", "order/1")
        assert reading.personal(li, "order", "order/2", there=False)
        reading.note(reads.Actor.reporter("r-1"), "order", "order/3")
    assert not found
    with pytest.raises(ValueError, match="gossip"):
        reading.note(li, "gossip", "order/1")


def test_filters_and_pages(li):
    seen(li, *(f"order/{number}" for number in range(5)))
    reading.done(li, "unlock", "person/1", NOW)
    assert [row.kind for row in reading.rows(ESTATE, kind="unlock")] == ["unlock"]
    assert len(reading.rows(ESTATE, subject="order/3")) == 1
    assert reading.rows(ESTATE, membership_id=uuid4()) == ()
    assert reading.rows(uuid4()) == ()
    assert reading.rows(ESTATE, since=NOW + timedelta(seconds=1)) == ()
    first = reading.rows(ESTATE, most=4)
    assert [*first, *reading.rows(ESTATE, before=first[-1].id)] == list(reading.rows(ESTATE))


def test_the_database_refuses_to_change_a_row(li):
    seen(li, "order/1")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ReadLog.objects.update(subject="order/2")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ReadLog.objects.all().delete()
    assert ReadLog.objects.get().subject == "order/1"


def test_rows_go_when_their_time_is_over_and_not_before(li):
    old = datetime.now(UTC) - timedelta(days=retention.READ + 2)  # the database compares with its own day
    seen(li, "order/1", now=old)
    seen(li, "order/2", now=datetime.now(UTC))
    assert reading.retain(estate_id=ESTATE, now=datetime.now(UTC)) == 1
    assert [row.subject for row in reading.rows(ESTATE)] == ["order/2"]
