"""The finished months of the demo world: closed on the fifth, signed, and one of them corrected.

In the first month the contractor objects to a late repair: the mains had failed. The property company agrees, accepts the
excuse, and the difference goes into the next month, where both the correction and its reason can be read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from covenant.period import Month
from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms
from weituo.month import actions as months
from weituo.month import corrections, payment
from weituo.month import reads as statements
from weituo.work.actions import excuse
from weituo.work.models import Order

if TYPE_CHECKING:
    from world.build import World

POWERED = ("lift.car", "access.door", "access.gate", "water.pump", "light.public")
OBJECTION = "该单修复期间市政停电，供电公司有停电通知，设备无法通电试机，停电时间不应计入超时。"
NOTICE = "供电公司停电通知，编号 TD-0917，已附复印件。"
ANSWER = "已核对停电通知，属实。同意按市政停电免责，差额在下月更正。"


def close_months(world: World, start: datetime, today: datetime) -> None:
    """Every finished month in turn; all but the newest are signed by both sides. What is signed or corrected stands in the
    ledger before the next month is closed, as it would in life."""
    assert world.pact is not None
    zone = world.pact.calendars.zone
    first, running = Month.of(ms(start), zone), Month.of(ms(today), zone)
    month = first
    while month < running:
        at = datetime(month.next().year, month.next().month, 1, 10, tzinfo=start.tzinfo) + timedelta(days=4)
        at = min(at, today)
        statement_id, _ = months.close_month(estate_id=world.estate_id, month=month, actor=world.actors["zhou"], now=at)
        _sign(world, statement_id, at + timedelta(hours=3), "zhou", today)
        newest = month.next() == running
        agreed = None if newest or month != first else _objected(world, statement_id, at + timedelta(hours=5))
        if not newest:
            _sign(world, statement_id, agreed or at + timedelta(hours=7), "sun", today)
        month = month.next()


def _objected(world: World, statement_id: UUID, at: datetime) -> datetime | None:
    """The contractor objects, proves its excuse, and the correction is posted; gives when all was settled, None when no
    late repair is there to be excused."""
    sun, zhou, li = (world.actors[name] for name in ("sun", "zhou", "li"))
    found = _late(world, statement_id, at)
    if found is None:
        return None
    order, figure = found
    said, days = uuid7(at), timedelta(days=1)
    corrections.dispute(statement_id=statement_id, actor=sun, now=at, figure=figure, words=OBJECTION, dispute_id=said)
    claim = uuid7(at + timedelta(minutes=20))
    excuse.claim_excuse(
        order_id=order,
        actor=sun,
        now=at + timedelta(minutes=20),
        fact_id=claim,
        excuse="city_power_cut",
        words=NOTICE,
    )
    ruled = at + 3 * days
    excuse.rule_excuse(order_id=order, actor=li, now=ruled, fact_id=uuid7(ruled), claim_id=claim, approved=True)
    ruled += timedelta(minutes=40)
    corrections.decide(dispute_id=said, actor=zhou, now=ruled, upheld=True, words=ANSWER, fact_id=uuid7(ruled))
    posted = ruled + timedelta(minutes=10)
    change = corrections.difference(statement_id, zhou, posted)
    if change is not None:
        corrections.restate(
            statement_id=statement_id, actor=zhou, now=posted, gross=change.gross, fact_id=uuid7(posted)
        )
    payment.paid(
        statement_id=statement_id, actor=world.actors["wu"], now=posted + 20 * days, day=(posted + 20 * days).date()
    )
    return posted + timedelta(hours=1)


def _late(world: World, statement_id: UUID, at: datetime) -> tuple[UUID, str] | None:
    """The late repair that cost most, of something that needs power and that nothing happened to since."""
    view = statements.statement(world.actors["zhou"], statement_id)
    assert view is not None
    late = {
        one["order"]
        for one in view.document["clocks"]
        if one["clock"] == "repair" and one["verdict"] == "late" and one["done"] is not None
    }
    costs = [UUID(one["order"]) for one in view.document["costs"] if one["order"] in late and one["net"]]
    quiet = Order.objects.filter(pk__in=costs, item__in=POWERED, touched_at__lt=at).values_list("pk", flat=True)
    known = set(quiet)
    order = next((one for one in costs if one in known), None)
    return None if order is None else (order, f"{view.month}/order/{order}/repair")


def _sign(world: World, statement_id: UUID, at: datetime, username: str, today: datetime) -> None:
    actor = world.actors[username]
    view = statements.statement(actor, statement_id)
    if view is None or at > today:
        return
    months.sign(
        statement_id=statement_id, actor=actor, now=at, sha256=view.sha256, consent=actor.name, fact_id=uuid7(at)
    )
