"""The way out, read off statements: warned, a right with its last day, a notice, and a ground that falls away."""

from datetime import date, datetime, timedelta

import pytest

from covenant import canon
from covenant.errors import Refusal
from tests.weituo.conftest import TODAY
from weituo.ledger.ids import uuid7
from weituo.month import exit as exits
from weituo.month import reads
from weituo.month.models import Statement
from weituo.pact import reads as pacts

ISSUED = datetime(2026, 11, 2, 4, tzinfo=TODAY.tzinfo)


@pytest.fixture
def pact(world):
    return pacts.agreement_in_force(world.estate_id, TODAY)


@pytest.fixture
def months(world, pact, monkeypatch):
    """Statements with these scores, the last of them October."""

    def put(*scores):
        row = Statement.objects.get(month="2026-10")
        found = []
        for number, score in enumerate(scores):
            document = canon.loads(bytes(row.document))
            document["total"]["score"] = score
            document["events"]["bedding_in"] = False
            back = len(scores) - 1 - number
            issued = ISSUED - timedelta(days=30 * back)
            found.append(
                Statement(
                    id=uuid7(issued),
                    estate_id=row.estate_id,
                    agreement_id=row.agreement_id,
                    month=f"2026-{10 - back:02d}",
                    document=canon.encode(document),
                    sha256="",
                    as_of=issued,
                    issued_at=issued,
                    issued_by="",
                    score=score or "",
                    gross=0,
                )
            )

        class Rows(list):
            def order_by(self, *_):
                return self

            def prefetch_related(self, *_):
                return self

        monkeypatch.setattr(Statement.objects, "filter", lambda **_: Rows(found))
        monkeypatch.setattr(
            type(found[0]), "restatements", type("None_", (), {"all": staticmethod(list)}), raising=False
        )

    return put


@pytest.mark.parametrize(
    ("scores", "state"),
    [(["85.00"], "normal"), (["85.00", "60.00"], "warned"), (["60.00", "61.00"], "terminable"),
     (["60.00", None, "61.00"], "terminable"), (["60.00", "80.00", "61.00"], "warned")],
)  # fmt: skip
def test_where_it_stands(pact, months, scores, state):
    months(*scores)
    assert reads.standing(pact, now=TODAY).state == state


def test_a_right_names_its_last_day_and_its_months(pact, months):
    months("60.00", "61.00")
    found = reads.standing(pact, now=TODAY)
    assert found.since == date(2026, 11, 2)
    assert found.lapses == date(2026, 12, 2)
    assert found.months == ("2026-09", "2026-10")
    assert reads.standing(pact, now=datetime(2026, 12, 3, 4, tzinfo=TODAY.tzinfo)).state == "warned"


def test_a_notice_is_given_by_people_once_and_only_with_a_right(world, pact, months):
    manager = next(one for one in world.actors.values() if one.role == "manager")
    contractor = next(one for one in world.actors.values() if one.role == "contractor_manager")
    months("85.00")
    with pytest.raises(Refusal, match="no_right"):
        exits.act(pact=pact, kind="exit.noticed", actor=manager, now=TODAY, fact_id=uuid7(TODAY))
    months("60.00", "61.00")
    with pytest.raises(Refusal, match="not_principal"):
        exits.act(pact=pact, kind="exit.noticed", actor=contractor, now=TODAY, fact_id=uuid7(TODAY))
    fact = uuid7(TODAY)
    assert exits.act(pact=pact, kind="exit.noticed", actor=manager, now=TODAY, fact_id=fact)
    assert not exits.act(pact=pact, kind="exit.noticed", actor=manager, now=TODAY, fact_id=fact)
    found = reads.standing(pact, now=TODAY)
    assert (found.state, found.notice_ends) == ("notice", date(2026, 12, 5))
    months("85.00", "61.00")  # September restated into passing
    assert reads.standing(pact, now=TODAY).void_notice


def test_what_a_correction_would_do_to_a_right_and_to_a_notice(world, pact, months):
    """Before it is posted: with September at 85 there is no row of two, and a notice resting on it has no ground."""
    months("60.00", "61.00")
    better = {"2026-09": {"total": {"score": "85.00"}, "events": {"bedding_in": False}}}
    assert reads.standing(pact, now=TODAY).state == "terminable"
    assert reads.standing(pact, now=TODAY, instead=better).state == "warned"
    manager = next(one for one in world.actors.values() if one.role == "manager")
    exits.act(pact=pact, kind="exit.noticed", actor=manager, now=TODAY, fact_id=uuid7(TODAY))
    assert not reads.standing(pact, now=TODAY).void_notice


def test_a_month_that_is_judged_late_fails_since_then(pact, months):
    """October had no total when it was issued; a correction gives it one under 70: the right begins that day."""
    months("60.00", None)
    worse = {"2026-10": {"total": {"score": "61.00"}, "events": {"bedding_in": False}}}
    assert reads.standing(pact, now=TODAY).state == "warned"
    found = reads.standing(pact, now=TODAY, instead=worse)
    assert (found.state, found.since) == ("terminable", date(2026, 11, 20))
    worse["2026-10"]["total"]["score"] = "70.00"  # at the edge it passes
    assert reads.standing(pact, now=TODAY, instead=worse).state == "normal"
