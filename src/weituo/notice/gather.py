"""What `decide` needs to know: the order's row, the estate's people, the month of a statement. Frozen answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from covenant.facts import Fact
from weituo.duty import reads as duty
from weituo.estate import reads as estates
from weituo.ledger import reads as facts
from weituo.ledger.time import instant
from weituo.month import reads as months
from weituo.month.models import Dispute, Statement
from weituo.notice.decide import Order, People, Standing, Who
from weituo.notice.quiet import minute
from weituo.pact import reads as pacts
from weituo.people import reads as members
from weituo.work.models import Order as Row
from weituo.work.reads import names

RIGHTS = ("warned", "terminable")


def people(estate_id: UUID, now: datetime) -> People:
    """Everybody in force on the estate, and who of them is on duty. Two queries, three where nobody is."""
    rows = members.members(estate_id, now)
    found = tuple(Who(one.membership_id, one.role, one.party, one.pseudonym) for one in rows)
    return People(found, duty.available(estate_id, now))


def zone(estate_id: UUID) -> ZoneInfo:
    """The estate's clock."""
    return ZoneInfo(estates.estate(estate_id).zone)


def orders(rows: Iterable[Row]) -> list[tuple[Row, Order]]:
    """Each row with what may be said of it. The rows come with `names.RELATED`."""
    return [(row, order(row)) for row in rows]


def order(row: Row) -> Order:
    """How an order stands. A dwelling is named by its building only: messages leave the house."""
    pact = pacts.agreement(row.agreement_id)
    building = row.unit.building if row.unit is not None and row.equipment is None else None
    place = {"zh": building.name_zh, "en": building.name_en or building.name_zh} if building else names.place(row)
    return Order(
        row.id,
        row.number,
        row.severity,
        row.state,
        row.perform,
        row.assignee_id,
        names.fault(pact.agreement.latest if pact else None, row),
        place,
    )


def row(estate_id: UUID, order_id: UUID) -> Row | None:
    """One order of the estate."""
    return Row.objects.select_related(*names.RELATED).filter(estate_id=estate_id, pk=order_id).first()


def standing(fact: Fact, estate_id: UUID, clock: ZoneInfo, now: datetime) -> Standing:
    """What stands besides the fact, as it is now."""
    about, _, name = fact.subject.partition("/")
    if about == "order":
        found = row(estate_id, UUID(name))
        before = _severity_before(fact) if fact.kind == "order.classified" else ""
        return Standing(order(found) if found else None, before=before, minute=minute(instant(fact.at), clock))
    if about == "statement":
        return _statement(fact, estate_id, now)
    return Standing()


def _severity_before(fact: Fact) -> str:
    said = [one.body["severity"] for one in facts.chain(fact.subject) if one.seq < fact.seq and "severity" in one.body]
    return str(said[-1]) if said else ""


def _statement(fact: Fact, estate_id: UUID, now: datetime) -> Standing:
    rows = Statement.objects.filter(estate_id=estate_id)
    found = None
    if "month" in fact.body:
        found = rows.filter(month=fact.body["month"]).order_by("-issued_at").first()
    elif "statement" in fact.body:
        found = rows.filter(sha256=fact.body["statement"]).first()
    elif "dispute" in fact.body:
        about = Dispute.objects.filter(pk=fact.body["dispute"]).values("statement_id")
        found = rows.filter(pk__in=about).first()
    if found is None:
        return Standing(month=str(fact.body.get("month", "")))
    pact = pacts.agreement(found.agreement_id)
    right = months.standing(pact, now=now) if pact and "month" in fact.body else None
    state = right.state if right and right.state in RIGHTS else ""
    return Standing(statement=found.id, month=found.month, score=found.score, right=state)
