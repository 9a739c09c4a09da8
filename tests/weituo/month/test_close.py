"""Closing, signing, and never changing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from covenant import canon
from covenant.errors import Refusal
from covenant.period import Month
from tests.weituo.conftest import TODAY
from weituo.ledger.ids import uuid7
from weituo.month import actions, reads, report
from weituo.month.models import Statement

OCTOBER = Month(2026, 10)


@pytest.fixture
def october(world):
    return Statement.objects.get(month="2026-10")


def test_a_closed_month_is_given_again_and_an_unfinished_one_refused(world, october):
    who = {"estate_id": world.estate_id, "actor": world.actors["zhou"]}
    assert actions.close_month(month=OCTOBER, now=TODAY, **who) == (october.id, False)
    with pytest.raises(Refusal, match=r"statement\.not_over"):
        actions.close_month(month=OCTOBER.next(), now=TODAY, **who)
    with pytest.raises(Refusal, match=r"statement\.before_agreement"):
        actions.close_month(month=Month(2025, 1), now=TODAY, **who)


def test_computed_again_it_is_the_same_to_the_last_byte(world, october):
    assert reads.verify(october.id).same
    document = canon.loads(bytes(october.document))
    assert document["facts"]["ignored"] == {} if "ignored" in document["facts"] else True
    assert document["gross"] == document["net"] + document["vat"]
    assert sum(line["fen"] for line in document["lines"]) == document["gross"]
    assert {one["verdict"] for one in document["clocks"]} <= {"met", "late", "excluded"}


def test_both_sides_sign_what_they_saw_once(world, october):
    sun = world.actors["sun"]
    later, fact = TODAY + timedelta(hours=1), uuid7(TODAY)
    sign = {"statement_id": october.id, "actor": sun, "now": later}
    with pytest.raises(Refusal, match=r"statement\.other_bytes"):
        actions.sign(sha256="0" * 64, consent="孙经理", fact_id=fact, **sign)
    with pytest.raises(Refusal, match=r"statement\.no_consent"):
        actions.sign(sha256=october.sha256, consent="同意", fact_id=fact, **sign)
    assert actions.sign(sha256=october.sha256, consent="孙经理", fact_id=fact, **sign)
    assert not actions.sign(sha256=october.sha256, consent="孙经理", fact_id=fact, **sign)
    with pytest.raises(Refusal, match=r"statement\.already_signed"):
        actions.sign(sha256=october.sha256, consent="孙经理", fact_id=uuid7(later), **sign)
    view = reads.statement(sun, october.id)
    assert view.signed_by("A").name == "孙经理"


@pytest.mark.parametrize(
    "statement", ["UPDATE month_statement SET gross = 1", "DELETE FROM month_statement", "DELETE FROM month_signature"]
)
def test_the_database_refuses_to_change_a_statement(world, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_running_month_is_priced_by_the_same_rules(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        running = reads.running_month(world.pact, TODAY)
    assert running.month == Month(2026, 11)
    assert all(net >= 0 for net in running.costs_by_order.values())
    assert running.total >= max(running.costs_by_order.values(), default=0)


def test_the_report_is_a_pdf_with_every_glyph(world, october):
    view = reads.statement(world.actors["zhou"], october.id)
    assert report.pdf(view).startswith(b"%PDF-1.7")
