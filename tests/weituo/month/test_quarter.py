"""Behind a quarter's line stand the earlier months' totals, as its statement knew them."""

from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from covenant import canon
from covenant.period import Month
from tests.weituo.month.test_corrections import excused
from weituo.ledger.ids import uuid7
from weituo.month import actions, corrections, reads
from weituo.month.models import Restatement, Statement
from weituo.pact import reads as pacts

DECEMBER_OVER = datetime(2027, 1, 5, 2, tzinfo=UTC)


@pytest.fixture
def october(world):
    return Statement.objects.get(month="2026-10")


def closed(world, year, month, at):
    actions.close_month(estate_id=world.estate_id, month=Month(year, month), actor=world.actors["zhou"], now=at)
    return Statement.objects.get(month=f"{year}-{month:02}")


def behind(row):
    document = canon.loads(bytes(row.document))
    return document, reads.quarter_months(pacts.agreement(row.agreement_id), document)


def test_the_months_behind_a_quarter_make_its_mean(world, october):
    november = closed(world, 2026, 11, datetime(2026, 12, 5, 2, tzinfo=UTC))
    document, months = behind(closed(world, 2026, 12, DECEMBER_OVER))
    assert [(one.month, one.score, one.statement, one.corrected) for one in months] == [
        ("2026-10", october.score, october.id, False),
        ("2026-11", november.score, november.id, False),
    ]
    own = document["total"]["score"]
    totals = [Fraction(score) for score in (*(one.score for one in months), own) if score]
    assert sum(totals) / len(totals) == Fraction(document["quarter"]["mean"])


def test_a_month_without_a_statement_counts_as_known_and_says_so(world, october):
    document, months = behind(closed(world, 2026, 12, DECEMBER_OVER))
    assert [(one.month, one.statement) for one in months] == [("2026-10", october.id), ("2026-11", None)]
    totals = [Fraction(score) for score in (*(one.score for one in months), document["total"]["score"]) if score]
    assert sum(totals) / len(totals) == Fraction(document["quarter"]["mean"])


def test_other_months_have_nothing_behind_them(october):
    assert behind(october)[1] == ()


def test_the_panel_leads_to_each_month_and_says_when_it_was_corrected(world, october):
    sides = [
        next(one for one in world.actors.values() if one.role == role) for role in ("contractor_manager", "manager")
    ]
    excused(world, sides, october)
    now = datetime(2026, 12, 2, 4, tzinfo=UTC)
    found = corrections.difference(october.id, sides[1], now)
    corrections.restate(statement_id=october.id, actor=sides[1], now=now, gross=found.gross, fact_id=uuid7(now))
    december = closed(world, 2026, 12, DECEMBER_OVER)
    document, months = behind(december)
    after = canon.loads(bytes(Restatement.objects.get(statement=october).document))
    assert (months[0].score, months[0].corrected) == (after["total"]["score"], True)
    totals = [Fraction(score) for score in (*(one.score for one in months), document["total"]["score"]) if score]
    assert sum(totals) / len(totals) == Fraction(document["quarter"]["mean"])
    client = Client()
    client.force_login(
        get_user_model().objects.get(username="chen"), backend="django.contrib.auth.backends.ModelBackend"
    )
    client.cookies["weituo_language"] = "zh-hans"
    panel = client.get(f"/o/statements/{december.id}/figure?fig=2026-12/quarter").content.decode()
    assert f"/o/statements/{UUID(str(october.id))}?fig=2026-10%2Ftotal#figure" in panel
    for words in ("2026年10月考核总分", months[0].score, "更正后", "2026年11月考核总分", "当时尚未出具结算单"):
        assert words in panel
    assert "2026年11月考核总分" not in client.get(f"/o/statements/{december.id}").content.decode()
