"""The demo world shows a newcomer what an objection, a correction and a proof look like."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from covenant import canon
from weituo.month import formula, reads
from weituo.month.models import Dispute, Restatement, Statement

TODAY = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def months(django_db_setup, django_db_blocker):
    """The small world with its whole months."""
    from world.build import build

    with django_db_blocker.unblock(), transaction.atomic():
        yield build(scale="small", seed=2, today=TODAY)
        transaction.set_rollback(True)


@pytest.fixture
def small(months, db):
    return months


def test_an_objection_a_correction_and_the_month_that_carries_it(small):
    first, second = Statement.objects.order_by("month")
    said, posted = Dispute.objects.get(), Restatement.objects.get()
    assert (said.statement_id, said.upheld) == (first.id, True)
    assert (posted.statement_id, posted.into) == (first.id, second.month)
    carried = canon.loads(bytes(second.document))["adjustments"]
    assert [(one["month"], one["gross"]) for one in carried] == [(first.month, posted.gross)]
    assert posted.gross > 0
    assert {one.party for one in first.signatures.all()} == {"P", "A"}
    assert {one.party for one in second.signatures.all()} == {"P"}


def test_every_statement_of_the_demo_is_proved_by_its_facts(small):
    for row in Statement.objects.all():
        assert reads.verify(row.id).same, row.month
        assert reads.left_aside(small.pact, canon.loads(bytes(row.document))) == {}


def test_a_correction_is_called_by_its_month_on_the_page(small):
    from django.contrib.auth import get_user_model
    from django.test import Client

    first, second = Statement.objects.order_by("month")
    client = Client()
    client.force_login(
        get_user_model().objects.get(username="chen"), backend="django.contrib.auth.backends.ModelBackend"
    )
    client.cookies["weituo_language"] = "zh-hans"
    page = client.get(f"/o/statements/{second.id}").content.decode()
    assert page.count("更正2026年9月结算单") >= 3  # the difference to full marks, the payment, the correction itself
    assert "月结更正" not in page
    panel = client.get(f"/o/statements/{second.id}/figure?fig=2026-10/adjustment.2026-09").content.decode()
    assert "绩效部分" in panel
    assert "+¥" in panel
    assert formula.label({"fig": "2026-10/adjustment.2026-09#2"})["zh"] == "更正2026年9月结算单（第 2 次）"
    assert f"/o/statements/{first.id}/objections" in page
