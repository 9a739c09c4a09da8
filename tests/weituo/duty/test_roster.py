"""Rosters: made by hand or from the week before, and the one answer to who is on duty."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from covenant.errors import Refusal
from tests.weituo.conftest import TODAY
from tests.weituo.work.test_life import reported
from weituo.duty import actions, reads
from weituo.duty.models import Shift
from weituo.people import reads as people
from weituo.people.models import Membership, Person
from weituo.people.roles import Role
from weituo.work.models import Order

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def actor(username):
    return people.actor_of(username, TODAY)


def engineers():
    rows = Membership.objects.filter(role=Role.ENGINEER, party="A").order_by("pk")
    return list(rows)


def entered(who, starts_at, ends_at, kind="site", by="sun"):
    return actions.add(
        actor=actor(by), membership_id=who.pk, kind=kind, starts_at=starts_at, ends_at=ends_at, now=TODAY
    )


def refused(call):
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def test_without_a_roster_there_is_no_answer(world):
    assert reads.on_duty(world.estate_id, TODAY) == ()
    assert reads.available(world.estate_id, TODAY) is None


def test_a_shift_runs_from_its_beginning_until_before_its_end(world):
    one = engineers()[0]
    start, end = TODAY + HOUR, TODAY + 9 * HOUR
    entered(one, start, end)
    for moment, there in ((start - HOUR / 60, False), (start, True), (end - HOUR / 60, True), (end, False)):
        assert [duty.membership_id for duty in reads.on_duty(world.estate_id, moment)] == ([one.pk] if there else [])
    assert reads.available(world.estate_id, start) == (frozenset({one.pk}), frozenset())
    assert reads.available(world.estate_id, end) == (frozenset(), frozenset())
    assert reads.available(world.estate_id, end + reads.KEPT + HOUR) is None


def test_what_a_roster_refuses(world):
    one = engineers()[0]
    entered(one, TODAY, TODAY + 8 * HOUR)
    assert refused(lambda: entered(one, TODAY + 7 * HOUR, TODAY + 9 * HOUR)) == "duty.overlap"
    entered(one, TODAY + 8 * HOUR, TODAY + 9 * HOUR)  # one after the other is none
    assert refused(lambda: entered(one, TODAY + 2 * HOUR, TODAY + HOUR)) == "duty.bad_times"
    assert refused(lambda: entered(one, TODAY + 10 * HOUR, TODAY + 35 * HOUR)) == "duty.bad_times"
    assert refused(lambda: entered(one, TODAY, TODAY + HOUR, "sleep")) == "duty.bad_times"
    assert refused(lambda: entered(one, TODAY - 9 * HOUR, TODAY - HOUR)) == "duty.past"
    assert refused(lambda: entered(one, TODAY + 20 * HOUR, TODAY + 21 * HOUR, by="li")) == "duty.not_yours"
    other = Membership(pk=uuid4())
    assert refused(lambda: entered(other, TODAY, TODAY + HOUR)) == "duty.no_such_person"
    assert Shift.objects.count() == 2


def test_only_what_has_not_ended_is_taken_out_and_only_by_its_own_side(world):
    one = engineers()[0]
    shift = entered(one, TODAY, TODAY + 8 * HOUR)
    assert refused(lambda: actions.remove(actor=actor("li"), shift_id=shift, now=TODAY)) == "duty.not_yours"
    late = TODAY + 8 * HOUR
    assert refused(lambda: actions.remove(actor=actor("sun"), shift_id=shift, now=late)) == "duty.past"
    actions.remove(actor=actor("sun"), shift_id=shift, now=TODAY)
    assert refused(lambda: actions.remove(actor=actor("sun"), shift_id=shift, now=TODAY)) == "duty.no_such_shift"


def test_the_week_before_once_more(world):
    one, two = engineers()[:2]
    monday = date(2026, 8, 17)
    start = datetime(2026, 8, 17, 20, tzinfo=ZONE)
    before = TODAY if start > TODAY else start - HOUR
    for who, day in ((one, 0), (two, 1)):
        actions.add(
            actor=actor("sun"),
            membership_id=who.pk,
            kind="call",
            starts_at=start + timedelta(days=day),
            ends_at=start + timedelta(days=day, hours=10),
            now=before,
        )
    target = monday + reads.WEEK
    copied = [actions.copy(actor=actor("sun"), source=monday, target=target, zone=ZONE, now=before) for _ in range(2)]
    assert copied == [actions.Copied(2, 0), actions.Copied(0, 2)]
    lines = {line.member.membership_id: line for line in reads.week(world.estate_id, target, ZONE, before)}
    assert [len(day) for day in lines[one.pk].days] == [1, 0, 0, 0, 0, 0, 0]
    assert [len(day) for day in lines[two.pk].days] == [0, 1, 0, 0, 0, 0, 0]
    assert lines[one.pk].hours == 0  # on call is not on site
    assert actions.copy(actor=actor("li"), source=monday, target=target, zone=ZONE, now=before) == actions.Copied(0, 0)


def client(username):
    made = Client(HTTP_HOST="localhost")
    made.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


def test_the_page_enters_a_night_and_takes_it_out(world, now):
    one = engineers()[0]
    sun, day = client("sun"), TODAY.astimezone(ZONE).date()
    assert "尚未排班" in sun.get("/o/duty").content.decode()
    form = {"member": str(one.pk), "day": day.isoformat(), "begins": "20:00", "ends": "06:00", "kind": "site"}
    assert sun.post("/o/duty/shifts", form).status_code == 303
    shift = Shift.objects.get()
    assert shift.starts_at.astimezone(ZONE).hour == 20
    assert shift.ends_at - shift.starts_at == 10 * HOUR
    page = sun.get(f"/o/duty?week={day}").content.decode()
    assert "20:00–06:00" in page
    assert f"/o/duty/{shift.pk}/removal" in page
    assert f"/o/duty/{shift.pk}/removal" not in client("li").get(f"/o/duty?week={day}").content.decode()
    sun.post(f"/o/duty/{shift.pk}/removal")
    assert not Shift.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"member": "x"}, {"day": "31.2."}, {"day": "9999-12-31"}, {"begins": ""}, {"ends": "25:00"}, {"kind": ""}],
)
def test_what_cannot_be_read_enters_nothing(world, now, changed):
    form = {
        "member": str(engineers()[0].pk),
        "day": str(TODAY.date()),
        "begins": "20:00",
        "ends": "23:00",
        "kind": "site",
    }
    assert client("sun").post("/o/duty/shifts", {**form, **changed}).status_code == 303
    assert not Shift.objects.exists()


def test_who_may(world, now):
    for username, reads_it, edits in (
        ("wang", True, False),
        ("zheng", True, False),
        ("sun", True, True),
        ("feng", False, False),
    ):
        answer = client(username).get("/o/duty")
        assert (answer.status_code == 200) == reads_it
        if reads_it:
            assert ("/o/duty/shifts" in answer.content.decode()) == edits
        assert (client(username).post("/o/duty/copy").status_code == 303) == edits


def test_a_new_order_goes_to_who_is_on_site_then_to_who_is_on_call_then_to_nobody(world):
    site, call, away = engineers()[:3]
    start = TODAY - HOUR
    for who, kind, hours in ((site, "site", 9), (call, "call", 10)):
        entered(who, start, start + hours * HOUR, kind)
    assert away.party == "A"
    assert {dispatched(world, TODAY) for _ in range(3)} == {site.pk}
    assert dispatched(world, TODAY + 8 * HOUR) == call.pk
    assert dispatched(world, TODAY + 9 * HOUR) is None
    assert Order.objects.filter(state="reported", reported_at=TODAY + 9 * HOUR).count() == 1
    assert dispatched(world, TODAY + reads.KEPT + 10 * HOUR) is not None  # nobody keeps the roster any more


def dispatched(world, now):
    """Whom a new order goes to."""
    return Order.objects.get(pk=reported(world, now=now).order.id).assignee_id
