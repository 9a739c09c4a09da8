"""Who is told asks the roster; a calendar holds one's shifts."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.weituo.notice.conftest import NOW
from weituo.duty import actions as rosters
from weituo.duty import reads as duty
from weituo.duty.models import Shift
from weituo.ledger.ids import uuid7
from weituo.notice import calendar
from weituo.notice.models import Message
from weituo.people import actions as people
from weituo.people import reads as members
from weituo.people.models import Membership

HOUR = timedelta(hours=1)


def member(username):
    return Membership.objects.get(person__username=username, until=None)


@pytest.fixture
def second(house):
    """A second supervisor and a second guard."""
    found = {}
    for role, name in (("supervisor", "li2"), ("guard", "zheng2")):
        person = people.create_person(username=name, name=name, now=NOW)
        of = member("li")
        people.grant(
            person_id=person, organisation_id=of.organisation_id, estate_id=house.estate_id, role=role, party="P",
            now=NOW - timedelta(days=1),
        )  # fmt: skip
        found[name] = members.actor_of(name, NOW)
    return found


def shift(house, username, kind="site", by="li"):
    return rosters.add(
        actor=house.actors[by], membership_id=member(username).pk, kind=kind, starts_at=NOW - HOUR,
        ends_at=NOW + 9 * HOUR, now=NOW,
    )  # fmt: skip


def told(kind):
    rows = Message.objects.filter(kind=kind, channel="inapp").select_related("membership__person")
    return sorted({row.membership.person.username for row in rows})


@pytest.mark.parametrize(
    ("shifts", "guards", "supervisors"),
    [
        ((), ["zheng", "zheng2"], ["li", "li2"]),
        ((("zheng2", "call"), ("li", "site"), ("li2", "call")), ["zheng2"], ["li"]),
        ((("zheng2", "site"), ("zheng", "call")), ["zheng2"], ["li", "li2"]),
    ],
)
def test_new_and_late_orders_are_told_to_those_on_duty(house, second, shifts, guards, supervisors):
    for username, kind in shifts:
        shift(house, username, kind)
    house.report("trapped", dispatch=False)
    house.read()
    assert [one for one in told("emergency") if one.startswith("zheng")] == guards
    house.later(minutes=20).sweep()
    assert [one for one in told("unassigned") if one.startswith("li")] == supervisors
    assert {"li", "li2"} <= set(told("escalated")), "up the ladder everybody of the role is told"
    house.later(minutes=20).sweep()
    assert [one for one in told("overdue") if one.startswith("li")] == supervisors


def test_the_roster_of_one_side_keeps_the_other_as_it_is(house):
    shift(house, "wang", "call", by="sun")
    house.report("noise", dispatch=False)
    house.read()
    assert told("reported") == ["sun"]


def events(actor):
    found = Calendar.from_ical(calendar.document(actor, NOW)).walk("VEVENT")
    return {str(one["UID"]): one for one in found if "-duty@" in str(one["UID"])}


def test_shifts_stand_in_the_calendar_and_move_when_they_change(house):
    site = shift(house, "zheng")
    zheng = house.actors["zheng"]
    [(uid, event)] = events(zheng).items()
    assert uid.startswith(f"{site}-duty@")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (NOW - HOUR, NOW + 9 * HOUR)
    assert (int(event["SEQUENCE"]), str(event["TRANSP"]), event["DTSTAMP"].dt) == (0, "OPAQUE", NOW)
    Shift.objects.filter(pk=site).update(
        kind="call", revision=1, changed_at=NOW + HOUR, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR
    )
    [(same, event)] = events(zheng).items()
    assert same == uid
    assert (int(event["SEQUENCE"]), str(event["TRANSP"]), event["DTSTAMP"].dt) == (1, "TRANSPARENT", NOW + HOUR)
    assert events(house.actors["li"]) == {}, "nobody else's"
    Shift.objects.filter(pk=site).update(starts_at=NOW - 400 * HOUR, ends_at=NOW - 390 * HOUR)
    assert events(zheng) == {}
    assert duty.of_member(member("zheng").pk, NOW - 500 * HOUR)
    assert uuid7(NOW) != site
