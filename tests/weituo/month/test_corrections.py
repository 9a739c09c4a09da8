"""Object, answer, correct: what was issued stays, the difference goes into the next month."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from covenant import canon
from covenant.errors import Refusal
from covenant.facts import decode
from covenant.period import Month
from tests.weituo.conftest import TODAY
from weituo.ledger.ids import uuid7
from weituo.ledger.models import Fact
from weituo.month import actions, corrections, reads
from weituo.month.models import Restatement, Statement
from weituo.pact import reads as pacts
from weituo.work.actions import excuse
from weituo.work.models import Order

LATER = datetime(2026, 12, 2, 4, tzinfo=UTC)


@pytest.fixture
def october(world):
    return Statement.objects.get(month="2026-10")


def actor(world, name):
    return world.actors[name]


@pytest.fixture
def sides(world):
    """Who signs for the contractor and for the property company."""
    found = {one.party: one for one in world.actors.values() if one.role in ("contractor_manager", "manager")}
    return found["A"], found["P"]


def excused(world, sides, october):
    """A late order of October whose excuse the property company accepts in November."""
    contractor, _manager = sides
    document = canon.loads(bytes(october.document))
    late = next(one for one in document["clocks"] if one["verdict"] == "late" and one["clock"] == "repair")
    order = Order.objects.get(pk=late["order"])
    claim = uuid7(TODAY)
    excuse.claim_excuse(
        order_id=order.id, actor=contractor, now=TODAY, fact_id=claim, excuse="city_power_cut", words="供电公司停电公告"
    )
    excuse.rule_excuse(
        order_id=order.id, actor=world.actors["li"], now=TODAY, fact_id=uuid7(TODAY), claim_id=claim, approved=True
    )
    return order


def test_the_objection_period_rolls_over_a_holiday(world, october):
    """G37: five days from 28 September end on 8 October."""
    pact = pacts.agreement(october.agreement_id)
    october.issued_at = datetime(2026, 9, 28, 2, tzinfo=UTC)
    assert corrections.last_day(october, pact).isoformat() == "2026-10-08"


def test_an_objection_is_answered_by_the_other_side_and_only_in_time(world, sides, october):
    contractor, manager = sides
    last = corrections.last_day(october, pacts.agreement(october.agreement_id))
    in_time = datetime(last.year, last.month, last.day, 15, 59, tzinfo=UTC)  # 23:59 in Hangzhou
    said = {"figure": "2026-10/repair.ratio", "words": "两单为市政停电"}
    one = uuid7(in_time)
    for new in (True, False):
        assert (
            corrections.dispute(statement_id=october.id, actor=contractor, now=in_time, dispute_id=one, **said) is new
        )
    with pytest.raises(Refusal, match="own_dispute"):
        corrections.decide(dispute_id=one, actor=contractor, now=in_time, upheld=True, words="", fact_id=uuid7(TODAY))
    with pytest.raises(Refusal, match="no_words"):
        corrections.decide(dispute_id=one, actor=manager, now=in_time, upheld=False, words="", fact_id=uuid7(TODAY))
    assert not reads.objections(manager, october.id, now=LATER).confirmed
    assert corrections.decide(dispute_id=one, actor=manager, now=TODAY, upheld=True, words="属实", fact_id=uuid7(TODAY))
    assert reads.objections(manager, october.id, now=LATER).confirmed
    with pytest.raises(Refusal, match="too_late") as refused:
        late = in_time + timedelta(minutes=1)
        corrections.dispute(statement_id=october.id, actor=manager, now=late, dispute_id=uuid7(late), **said)
    assert refused.value.params["day"] == last.isoformat()
    facts = Fact.objects.filter(subject=f"statement/{october.id}").order_by("seq").values_list("entry", flat=True)
    kinds = [decode(bytes(entry)).kind for entry in facts]
    assert kinds[-2:] == ["statement.disputed", "statement.decided"]
    assert all("停电" not in bytes(entry).decode() for entry in facts)


def test_nothing_to_correct_is_said(world, sides, october):
    with pytest.raises(Refusal, match=r"correction\.nothing"):
        corrections.restate(statement_id=october.id, actor=sides[1], now=TODAY, gross=0, fact_id=uuid7(TODAY))


def test_a_correction_goes_into_the_next_month_to_the_fen(world, sides, october):
    contractor, manager = sides
    issued = bytes(october.document)
    excused(world, sides, october)
    found = corrections.difference(october.id, manager, TODAY)
    assert found.gross == found.net + found.vat
    assert found.gross == sum(found.lines.values()) + found.vat
    assert str(found.into) == "2026-11"
    with pytest.raises(Refusal, match="not_principal"):
        corrections.restate(
            statement_id=october.id, actor=contractor, now=TODAY, gross=found.gross, fact_id=uuid7(TODAY)
        )
    with pytest.raises(Refusal, match="moved_on"):
        corrections.restate(
            statement_id=october.id, actor=manager, now=TODAY, gross=found.gross + 1, fact_id=uuid7(TODAY)
        )
    fact = uuid7(TODAY)
    for _ in range(2):  # pressed twice
        corrections.restate(statement_id=october.id, actor=manager, now=TODAY, gross=found.gross, fact_id=fact)
    assert Restatement.objects.count() == 1
    assert corrections.difference(october.id, manager, TODAY) is None
    assert bytes(Statement.objects.get(pk=october.id).document) == issued
    assert reads.verify(october.id).same

    november, new = actions.close_month(estate_id=world.estate_id, month=Month(2026, 11), actor=manager, now=LATER)
    assert new
    document = canon.loads(bytes(Statement.objects.get(pk=november).document))
    line = next(one for one in document["lines"] if one["key"] == "adjustment")
    assert line["fen"] == found.net
    assert document["adjustments"][0]["gross"] == found.gross
    assert document["adjustments"][0]["month"] == "2026-10"
    assert reads.verify(november).same


def test_somebody_of_another_estate_finds_nothing(world, october):
    from dataclasses import replace

    stranger = replace(world.actors["zhou"], estate_id=uuid7(TODAY))
    assert reads.objections(stranger, october.id, now=TODAY) is None
    with pytest.raises(Refusal, match=r"statement\.missing"):
        corrections.difference(october.id, stranger, TODAY)


def test_the_database_refuses_to_change_a_posted_correction(world, sides, october):
    _contractor, manager = sides
    excused(world, sides, october)
    gross = corrections.difference(october.id, manager, TODAY).gross
    corrections.restate(statement_id=october.id, actor=manager, now=TODAY, gross=gross, fact_id=uuid7(TODAY))
    for change in (lambda rows: rows.update(gross=1), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Restatement.objects.all())
