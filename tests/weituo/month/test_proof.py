"""What was issued is proved by what was known then; what was tampered with is found."""

from datetime import timedelta

import pytest
from django.db import connection

from covenant import canon
from covenant.errors import Refusal
from covenant.period import Month
from tests.weituo.conftest import TODAY
from weituo.ledger import guard
from weituo.ledger.ids import uuid7
from weituo.ledger.log_guard import GUARD as LOGS
from weituo.ledger.models import Fact, Leaf, Pending
from weituo.month import actions, reads
from weituo.month.models import Statement
from weituo.pact.models import TermsVersion
from weituo.work.actions import voice
from weituo.work.models import Order

NOVEMBER_OVER = TODAY + timedelta(days=14)


@pytest.fixture
def october(world):
    return Statement.objects.get(month="2026-10")


def test_a_later_amendment_changes_nothing_that_was_issued(world, october):
    first = TermsVersion.objects.get(agreement_id=october.agreement_id)
    document = canon.loads(bytes(first.document))
    document["version"] = {**document["version"], "no": 2, "supersedes": 1}
    later = canon.encode(document)
    TermsVersion.objects.create(
        id=uuid7(TODAY),
        agreement_id=october.agreement_id,
        no=2,
        document=later,
        sha256=canon.digest(later),
        calendars=first.calendars,
        calendars_sha256=first.calendars_sha256,
        effective_from=TODAY,
        activated_at=TODAY,
    )
    assert reads.verify(october.id) == reads.Check(True, (), canon.loads(bytes(october.document))["facts"]["count"])


def test_what_is_said_later_changes_nothing_that_was_issued(world, october):
    order = Order.objects.filter(state="accepted", stars=None, agreement_id=october.agreement_id).latest("accepted_at")
    from weituo.people.reads import Actor

    reporter = Actor.reporter("R-later", world.estate_id)
    voice.rate(order_id=order.id, actor=reporter, now=TODAY, fact_id=uuid7(TODAY), stars=1, words="")
    assert reads.verify(october.id).same


def test_a_changed_fact_is_found_and_named(world, october):
    fact = Fact.objects.filter(kind="order.claimed", recv__lt=october.as_of).latest("id")
    guard.lift(connection)
    try:
        entry = bytes(fact.entry).replace(b'"party":"A"', b'"party":"P"')
        assert entry != bytes(fact.entry)
        Fact.objects.filter(pk=fact.pk).update(entry=entry)
        check = reads.verify(october.id)
    finally:
        guard.install(connection)
    assert not check.same
    assert "facts" in check.differs


def test_a_month_with_missing_facts_is_not_closed(world):
    fact = Fact.objects.filter(kind="order.claimed").latest("id")
    guard.lift(connection)
    LOGS.lift(connection)
    try:
        Leaf.objects.filter(fact=fact).delete()
        Pending.objects.filter(fact=fact).delete()
        fact.delete()
        with pytest.raises(Refusal, match=r"statement\.facts_missing") as refused:
            actions.close_month(
                estate_id=world.estate_id, month=Month(2026, 11), actor=world.actors["zhou"], now=NOVEMBER_OVER
            )
    finally:
        LOGS.install(connection)
        guard.install(connection)
    assert refused.value.params["written"] == refused.value.params["found"] + 1
    assert not Statement.objects.filter(month="2026-11").exists()


def test_two_who_close_at_once_issue_one(world):
    who = {"estate_id": world.estate_id, "month": Month(2026, 11), "now": NOVEMBER_OVER}
    first = actions.close_month(actor=world.actors["zhou"], **who)
    second = actions.close_month(actor=world.actors["li"], **who)
    assert first[1]
    assert second == (first[0], False)
    assert reads.verify(first[0]).same
