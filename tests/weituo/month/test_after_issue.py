"""After the issue: confirmed by silence or by both signatures, paid in time or with interest, nothing said unsaid."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from covenant import canon
from covenant.errors import Refusal
from covenant.period import Month
from tests.weituo.conftest import TODAY
from tests.weituo.month.test_corrections import LATER, excused
from weituo.ledger.ids import uuid7
from weituo.ledger.models import Fact
from weituo.month import actions, corrections, payment, reads
from weituo.month.models import Dispute, Restatement, Statement
from weituo.pact import reads as pacts
from weituo.work.actions import excuse


@pytest.fixture
def october(world):
    return Statement.objects.get(month="2026-10")


@pytest.fixture
def sides(world):
    return world.actors["sun"], world.actors["zhou"]


def objected(october, actor, now, figure="2026-10/gross"):
    one = uuid7(now)
    corrections.dispute(
        statement_id=october.id, actor=actor, now=now, figure=figure, words="两单为市政停电", dispute_id=one
    )
    return one


@pytest.fixture
def window(october):
    """The last day of the period and a moment within it."""
    last = corrections.last_day(october, pacts.agreement(october.agreement_id))
    return last, october.issued_at + timedelta(minutes=5)


def said(actor, october, now):
    found = reads.objections(actor, october.id, now=now)
    assert found is not None
    return found


def test_silence_confirms_on_the_last_day_and_payment_runs_from_it(sides, october, window):
    last, in_time = window
    if october.signatures.count() < 2:
        assert said(sides[1], october, in_time).confirmed is None
    after = datetime(last.year, last.month, last.day, 16, 30, tzinfo=UTC)  # half past midnight in Hangzhou
    found = said(sides[1], october, after)
    assert not found.open
    assert found.confirmed == min(last, found.confirmed)
    days = (found.due.until - found.confirmed).days
    assert days >= 30, "thirty days, moved on to a working day"
    assert days < 30 + 9
    document = canon.loads(bytes(october.document))
    assert found.due.amount == document["payable"]
    assert (found.due.interest, found.due.paid) == (0, None)


def test_paid_late_costs_the_agreed_interest_to_the_fen(world, sides, october, window):
    _contractor, manager = sides
    until = said(manager, october, LATER).due.until
    late = datetime(until.year, until.month, until.day, 4, tzinfo=UTC) + timedelta(days=10)
    with pytest.raises(Refusal, match="no_such_day"):
        payment.paid(statement_id=october.id, actor=manager, now=LATER, day=LATER.date() + timedelta(days=1))
    with pytest.raises(Refusal, match="not_principal"):
        payment.paid(statement_id=october.id, actor=sides[0], now=late, day=late.date())
    finance = world.actors["wu"]
    assert payment.paid(statement_id=october.id, actor=finance, now=late, day=late.date())
    assert not payment.paid(statement_id=october.id, actor=finance, now=late, day=late.date())
    due = said(manager, october, late + timedelta(days=90)).due
    assert (due.paid, due.days_late) == (until + timedelta(days=10), 10)
    assert due.interest == (due.amount * 10 * 5 + 5000) // 10_000  # 0.05 % a day, half up
    assert payment.paid(statement_id=october.id, actor=finance, now=late, day=until)  # put right
    assert said(manager, october, late).due.interest == 0


def test_an_objection_can_be_taken_back_and_then_stands_as_it_was(sides, october, window):
    contractor, manager = sides
    one = objected(october, contractor, window[1])
    assert said(manager, october, LATER).confirmed is None
    with pytest.raises(Refusal, match="own_dispute"):
        corrections.decide(dispute_id=one, actor=contractor, now=TODAY, upheld=True, words="属实", fact_id=uuid7(TODAY))
    fact = uuid7(TODAY)
    assert corrections.decide(dispute_id=one, actor=contractor, now=TODAY, upheld=False, words="", fact_id=fact)
    assert not corrections.decide(dispute_id=one, actor=manager, now=TODAY, upheld=True, words="", fact_id=uuid7(TODAY))
    found = said(manager, october, LATER)
    assert found.disputes[0].taken_back
    assert found.confirmed == date(2026, 11, 20)  # answered after the period: confirmed by the answer
    for change in ({"words": "别的话"}, {"upheld": True}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Dispute.objects.filter(pk=one).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Dispute.objects.filter(pk=one).delete()


def test_the_clock_of_one_order_can_be_disputed_and_a_figure_that_is_not_there_cannot(sides, october, window):
    clock = canon.loads(bytes(october.document))["clocks"][0]
    fig = f"2026-10/order/{clock['order']}/{clock['clock']}"
    objected(october, sides[0], window[1], fig)
    assert said(sides[1], october, TODAY).disputes[0].figure == fig
    with pytest.raises(Refusal, match="no_such_figure"):
        objected(october, sides[0], window[1], "2026-10/nothing")


def test_a_corrected_month_and_the_month_that_carries_it_name_each_other(world, sides, october):
    contractor, manager = sides
    excused(world, sides, october)
    gross = corrections.difference(october.id, manager, TODAY).gross
    corrections.restate(statement_id=october.id, actor=manager, now=TODAY, gross=gross, fact_id=uuid7(TODAY))
    assert said(contractor, october, TODAY).corrections[0].issued is None
    november, _new = actions.close_month(estate_id=world.estate_id, month=Month(2026, 11), actor=manager, now=LATER)
    assert said(contractor, october, LATER).corrections[0].issued == november
    incoming = reads.objections(contractor, november, now=LATER).incoming
    assert [(one.statement, one.of, one.gross) for one in incoming] == [(october.id, "2026-10", gross)]


def test_a_month_is_not_closed_past_a_correction_that_came_in_meanwhile(world, sides, october):
    """Two at once: who waited to close November with an older `now` would issue it without the correction."""
    _contractor, manager = sides
    excused(world, sides, october)
    moment = LATER + timedelta(minutes=1)
    gross = corrections.difference(october.id, manager, moment).gross
    corrections.restate(statement_id=october.id, actor=manager, now=moment, gross=gross, fact_id=uuid7(moment))
    close = {"estate_id": world.estate_id, "month": Month(2026, 11), "actor": manager}
    with pytest.raises(Refusal, match="moved_on"):
        actions.close_month(now=LATER, **close)
    assert actions.close_month(now=moment + timedelta(seconds=1), **close)[1]


def test_of_two_who_post_the_same_difference_the_second_is_told(world, sides, october):
    _contractor, manager = sides
    excused(world, sides, october)
    gross = corrections.difference(october.id, manager, TODAY).gross
    post = {"statement_id": october.id, "now": TODAY, "gross": gross}
    corrections.restate(actor=manager, fact_id=uuid7(TODAY), **post)
    with pytest.raises(Refusal, match=r"correction\.nothing"):
        corrections.restate(actor=world.actors["li"], fact_id=uuid7(TODAY), **post)
    assert Restatement.objects.count() == 1


def test_a_second_correction_is_measured_against_the_first_and_lands_after_the_closed_month(world, sides, october):
    """Twice something became known; the second time November is closed already, so December carries it."""
    contractor, manager = sides
    excused(world, sides, october)
    first = corrections.difference(october.id, manager, TODAY)
    corrections.restate(statement_id=october.id, actor=manager, now=TODAY, gross=first.gross, fact_id=uuid7(TODAY))
    who = {"estate_id": world.estate_id, "actor": manager}
    actions.close_month(month=Month(2026, 11), now=LATER, **who)
    excused_later(world, contractor, october, LATER)
    moment = LATER + timedelta(hours=1)
    second = corrections.difference(october.id, manager, moment)
    assert second.before == first.after | {"as_of": second.before["as_of"]}
    assert str(second.into) == "2026-12"
    corrections.restate(statement_id=october.id, actor=manager, now=moment, gross=second.gross, fact_id=uuid7(moment))
    over = datetime(2027, 1, 4, 4, tzinfo=UTC)
    december, _new = actions.close_month(month=Month(2026, 12), now=over, **who)
    document = canon.loads(bytes(Statement.objects.get(pk=december).document))
    assert [one["gross"] for one in document["adjustments"]] == [second.gross]
    newest = canon.loads(bytes(Restatement.objects.latest("as_of").document))
    issued = canon.loads(bytes(october.document))
    assert newest["gross"] - issued["gross"] == first.gross + second.gross
    assert reads.verify(december).same


def excused_later(world, contractor, october, now):
    """Another late repair of October, excused later."""
    claimed = set(Fact.objects.filter(kind="order.excuse_ruled").values_list("subject", flat=True))
    document = canon.loads(bytes(october.document))
    late = [one for one in document["clocks"] if one["verdict"] == "late" and one["clock"] == "repair"]
    order = next(one["order"] for one in late if f"order/{one['order']}" not in claimed)
    claim = uuid7(now)
    excuse.claim_excuse(
        order_id=order, actor=contractor, now=now, fact_id=claim, excuse="city_power_cut", words="供电公司停电公告"
    )
    excuse.rule_excuse(
        order_id=order, actor=world.actors["li"], now=now, fact_id=uuid7(now), claim_id=claim, approved=True
    )


def test_what_nobody_objects_to_is_due_all_the_same(sides, october, window):
    contractor, manager = sides
    until = said(manager, october, LATER).due.until
    objected(october, contractor, window[1])
    found = said(manager, october, LATER + timedelta(days=200))
    assert found.confirmed is None
    assert (found.due.until, found.due.interest, found.due.days_late) == (until, 0, 0)


def test_what_both_signed_is_confirmed_at_once_and_nobody_objects_any_more(world, sides, october, window):
    in_time = window[1]
    for actor in sides:
        if not october.signatures.filter(party=actor.party).exists():
            actions.sign(
                statement_id=october.id, actor=actor, now=in_time, sha256=october.sha256, consent=actor.name,
                fact_id=uuid7(in_time),
            )  # fmt: skip
    found = said(sides[1], october, max(in_time, *october.signatures.values_list("signed_at", flat=True)))
    assert found.confirmed is not None
    assert not found.open
    with pytest.raises(Refusal, match=r"correction\.confirmed"):
        objected(october, sides[0], in_time)
    excused(world, sides, october)
    assert corrections.difference(october.id, sides[1], TODAY) is not None, "corrected all the same"
