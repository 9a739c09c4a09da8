"""Calling out by night: who is called, in which order, what is written, and the clock that starts with it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from covenant.errors import Refusal
from tests.weituo.conftest import TODAY
from tests.weituo.work.test_life import matches, reported
from weituo.duty import actions as rosters
from weituo.duty import calls
from weituo.duty import reads as duty
from weituo.duty.models import Call
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.people import reads as people
from weituo.people.models import Membership
from weituo.people.reads import Actor
from weituo.work import reads as work
from weituo.work.actions import calling, take
from weituo.work.models import Order

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = TODAY + 11 * HOUR  # 23:00 in Hangzhou


@pytest.fixture(scope="module")
def nightly(django_db_setup, django_db_blocker):
    """An estate whose terms have the guards call the contractor out between ten and seven, within ten minutes."""
    from world import build

    patch = pytest.MonkeyPatch()
    patch.setattr(build, "TERMS", build.TERMS.with_name("co-managed.yaml"))
    with django_db_blocker.unblock(), transaction.atomic():
        yield build.build(scale="small", today=TODAY, days=0)
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def house(nightly, db):
    return nightly


def member(username):
    return Membership.objects.get(person__username=username, until=None)


def shift(house, username, kind="site", by="sun", hours=10):
    rosters.add(
        actor=house.actors[by], membership_id=member(username).pk, kind=kind, starts_at=NIGHT - HOUR,
        ends_at=NIGHT + hours * HOUR, now=TODAY,
    )  # fmt: skip


def call(house, order_id, now=NIGHT, by="zheng", **more):
    more.setdefault("call_id", uuid7(now))
    return calling.call_somebody(order_id=order_id, actor=house.actors[by], now=now, words="夜间叫修", **more)


def called(order_id):
    rows = Call.objects.filter(order_id=order_id).order_by("called_at", "id").select_related("membership__person")
    return [(row.membership.person.username, row.post) for row in rows]


def kinds(order_id):
    return [fact.kind.removeprefix("order.") for fact in facts.chain(f"order/{order_id}")]


def refused(run):
    with pytest.raises(Refusal) as caught:
        run()
    return caught.value.code


def test_the_clock_of_whoever_comes_starts_with_the_call_and_the_desks_own_ends(house):
    shift(house, "wang", "call")
    order = reported(house, now=NIGHT).order.id
    row = Order.objects.get(pk=order)
    assert (row.respond_due, row.repair_due) == (None, None), "nobody was called: the contractor owes nothing yet"
    line = next(one for one in work.night(house.actors["zheng"], NIGHT).calling if one.order.id == order)
    assert line.call_by == NIGHT + 10 * MINUTE
    assert line.next.member.username == "wang"
    at = NIGHT + 4 * MINUTE
    call(house, order, at)
    row = matches(house, order, at)
    assert row.respond_due is not None
    clocks = {one.clock: one for one in work.detail(house.actors["li"], order, now=at).clocks}
    assert (clocks["callout"].done, clocks["callout"].verdict) == (at, "met")
    assert clocks["respond"].start == at
    waiting = work.night(house.actors["zheng"], at).waiting
    assert [one.called_at for one in waiting if one.order.id == order] == [at]


def test_whoever_is_on_site_comes_before_whoever_is_on_call_and_then_it_goes_up(house):
    shift(house, "zhao")
    shift(house, "wang", "call")
    shift(house, "lin", "call")
    order = reported(house, now=NIGHT).order.id
    at = NIGHT
    for _ in range(7):
        at += MINUTE
        call(house, order, at)
    assert [post for _, post in called(order)] == ["sent", "call", "call", "up", "up", "up", "sent"]
    names = [name for name, _ in called(order)]
    assert (names[0], set(names[1:3]), names[3:6]) == ("zhao", {"wang", "lin"}, ["sun", "li", "zhou"])
    assert names[6] == names[2], "round once more, beginning with who was sent last"
    assert kinds(order).count("called_out") == 1, "the clock starts once"
    call(house, order, at + MINUTE, again=True)
    assert called(order)[-1] == called(order)[-2]


def test_an_engineer_who_is_called_has_the_order_from_then_on(house):
    order = reported(house, now=NIGHT).order.id  # no roster: somebody is sent at once
    sent = Order.objects.get(pk=order).assignee_id
    shift(house, "lin", "call")
    other = member("lin").pk
    assert sent != other or called(order) == []
    call(house, order)
    row = matches(house, order, NIGHT)
    assert (row.assignee_id, row.pinned) == (other, sent != other)
    assert called(order)[0][0] == "lin"


def test_without_anybody_on_duty_it_goes_up_at_once(house):
    shift(house, "zheng", by="li")
    order = reported(house, now=NIGHT).order.id
    call(house, order)
    assert called(order) == [("sun", "up")]
    assert Order.objects.get(pk=order).assignee_id is None


def test_the_law_passes_over_who_may_not_do_the_work(house):
    from weituo.people import licences

    shift(house, "wang", "call")
    shift(house, "lin", "call")
    licences.enter(
        actor=house.actors["sun"], licence_id=uuid7(TODAY), membership_id=member("lin").pk, kind="lift",
        since=TODAY.date(), until=TODAY.date() + timedelta(days=900), review=None, document="证", now=TODAY,
    )  # fmt: skip
    order = reported(house, now=NIGHT).order.id
    call(house, order)
    call(house, order, NIGHT + MINUTE)
    assert [name for name, _ in called(order)] == ["lin", "sun"]


def test_the_same_request_again_gets_the_first_answer(house):
    shift(house, "wang", "call")
    order, key = reported(house, now=NIGHT).order.id, uuid7(NIGHT)
    first = call(house, order, call_id=key)
    second = call(house, order, NIGHT + MINUTE, call_id=key)
    assert (first.repeated, second.repeated, second.call) == (False, True, first.call)
    other = reported(house, now=NIGHT).order.id
    assert refused(lambda: call(house, other, call_id=key)) == "order.moved_on"
    assert Call.objects.count() == 1


def test_of_two_desks_that_call_at_once_one_is_told(house, monkeypatch):
    shift(house, "wang", "call")
    order = reported(house, now=NIGHT).order.id
    decide = calling._decide

    def slowly(*args):
        found = decide(*args)
        monkeypatch.setattr(calling, "_decide", decide)
        call(house, order, by="li")
        return found

    monkeypatch.setattr(calling, "_decide", slowly)
    assert refused(lambda: call(house, order)) == "order.moved_on"
    assert [one.called_by for one in Call.objects.filter(order_id=order)] == [member("li")]
    assert kinds(order).count("called_out") == 1


def test_who_may_not_call_and_what_cannot_be_called_to(house):
    shift(house, "wang", "call")
    order = reported(house, now=NIGHT).order.id
    assert refused(lambda: call(house, order, by="sun")) == "order.not_yours"
    assert refused(lambda: call(house, uuid4())) == "order.missing"
    take.take(order_id=order, actor=house.actors["wang"], now=NIGHT, fact_id=uuid7(NIGHT))
    call(house, order, NIGHT + HOUR)  # taken, but nobody comes: he is called again, which starts no clock
    assert "called_out" not in kinds(order)
    Order.objects.filter(pk=order).update(paused=True)
    assert refused(lambda: call(house, order, NIGHT + HOUR)) == "order.paused"
    Order.objects.filter(pk=order).update(paused=False, state="claimed")
    assert refused(lambda: call(house, order, NIGHT + HOUR)) == "order.wrong_state"
    assert not Call.objects.filter(order_id=order).exclude(called_by=member("zheng")).exists()


def test_what_the_desk_heard(house):
    shift(house, "wang", "call")
    order = reported(house, now=NIGHT, fault="noise").order.id
    one = call(house, order).call.id
    desk = house.actors["zheng"]

    def need(at):
        board = work.night(desk, at)
        return next(line.need for line in (*board.calling, *board.waiting, *board.rest) if line.order.id == order)

    assert need(NIGHT + MINUTE) == "called"
    assert need(NIGHT + 10 * MINUTE) == "again"
    assert calls.answer(actor=desk, call_id=one, answer="none", now=NIGHT + MINUTE).answer == "none"
    assert need(NIGHT + 2 * MINUTE) == "again"
    calls.answer(actor=desk, call_id=one, answer="coming", now=NIGHT + 2 * MINUTE)
    assert calls.answer(actor=desk, call_id=one, answer="none", now=NIGHT + 3 * MINUTE).answer == "coming"
    assert need(NIGHT + 31 * MINUTE) == "coming"
    assert need(NIGHT + 32 * MINUTE) == "again"
    assert refused(lambda: calls.answer(actor=desk, call_id=one, answer="x", now=NIGHT)) == "duty.bad_answer"
    assert refused(lambda: calls.answer(actor=desk, call_id=uuid4(), answer="none", now=NIGHT)) == "duty.no_such_call"
    stranger = Actor(None, uuid4(), uuid4(), None, "P", "x", "x")
    assert refused(lambda: calls.answer(actor=stranger, call_id=one, answer="none", now=NIGHT)) == "duty.no_such_call"


@pytest.mark.parametrize(
    ("state", "severity", "minutes", "due", "assigned", "obliged", "wanted"),
    [
        ("assigned", "S0", 0, 30, True, False, "now"),
        ("assigned", "S1", 4, 120, True, False, "wait"),
        ("assigned", "S1", 5, 120, True, False, "now"),
        ("reported", "S1", 0, 120, False, False, "now"),
        ("assigned", "S2", 0, 61, True, False, "wait"),
        ("assigned", "S2", 0, 60, True, False, "now"),
        ("assigned", "S3", 0, None, True, False, "wait"),
        ("assigned", "S3", 0, None, True, True, "now"),
        ("taken", "S0", 0, 1, True, False, "coming"),
        ("taken", "S0", 0, 0, True, False, "again"),
    ],
)
def test_what_needs_a_call(state, severity, minutes, due, assigned, obliged, wanted):
    at = NIGHT + minutes * MINUTE
    ends = None if due is None else at + due * MINUTE
    assert calls.need(state, severity, NIGHT, ends, assigned, obliged, (), at) == wanted


def test_who_answers_is_one_rule():
    site, call_, off = uuid4(), uuid4(), uuid4()
    posts = (frozenset({site}), frozenset({call_}))
    assert duty.answering([off, call_, site], posts) == (site,)
    assert duty.answering([off, call_], posts) == (call_,)
    assert duty.answering([off], posts) == (off,)
    assert duty.answering([off, call_, site], None) == (off, call_, site)


def test_the_desk_shows_an_order_of_another_estate_to_nobody(house):
    reported(house, now=NIGHT)
    stranger = Actor(None, uuid4(), uuid4(), None, "P", "x", "x")
    assert work.night(stranger, NIGHT).count == 0
    assert people.members(house.estate_id, NIGHT)


def test_a_call_not_answered_in_its_time_is_told_once_to_whoever_leads(house):
    from weituo.notice import sweep
    from weituo.notice.models import Message

    def told():
        rows = Message.objects.filter(kind="missed", channel="inapp").order_by("id")
        return [row.membership.person.username for row in rows.select_related("membership__person")]

    shift(house, "wang", "call")
    order = reported(house, now=NIGHT, fault="noise").order.id
    one = call(house, order).call
    sweep.sweep(NIGHT + 9 * MINUTE)
    assert told() == []
    sweep.sweep(NIGHT + 10 * MINUTE)
    sweep.sweep(NIGHT + 11 * MINUTE)
    assert told() == ["sun"]
    second = call(house, order, NIGHT + 12 * MINUTE).call  # the next in the chain is the contractor's manager himself
    assert second.membership_id == member("sun").pk
    sweep.sweep(NIGHT + 22 * MINUTE)
    assert told() == ["sun", "li"]
    third = call(house, order, NIGHT + 23 * MINUTE).call
    calls.answer(actor=house.actors["zheng"], call_id=third.id, answer="coming", now=NIGHT + 24 * MINUTE)
    sweep.sweep(NIGHT + 40 * MINUTE)
    assert told() == ["sun", "li"], "whoever answered was not missed"
    assert one.answer == ""
