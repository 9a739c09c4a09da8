"""The days after a statement: until when it can be disputed, since when it counts as confirmed, when it is to be paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from covenant import canon
from covenant.agreement import Terms
from covenant.interest import STATUTORY_DAILY, late_interest
from covenant.money import Fen
from covenant.period import Month
from weituo.ledger.time import ms
from weituo.month.formula import percent, yuan
from weituo.month.models import Dispute, Payment, Statement
from weituo.pact.reads import Pact


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be paid and when: `amount` fen (with VAT, less what is kept back), `until` the last day in time,
    `paid` the day it was, `interest` fen for the days since (0 in time), computed this `way`, by `clause` ("" by
    statute)."""

    amount: Fen
    until: date
    paid: date | None
    days_late: int
    interest: Fen
    way: str
    clause: str


def terms_of(row: Statement, pact: Pact) -> Terms:
    """The terms of the statement's month."""
    return pact.agreement.for_month(Month.parse(row.month), pact.calendars.zone)


def last_day(row: Statement, pact: Pact) -> date | None:
    """The last day on which the statement can be disputed: so many days after the day of issue (民法典 201), moved on to
    a working day (203). None when the terms set no period."""
    terms = terms_of(row, pact)
    if terms.objection_days is None:
        return None
    return _rolled(pact.calendars.zone.day(ms(row.issued_at)) + terms.objection_days, row, pact, terms)


def confirmed_on(row: Statement, pact: Pact, disputes: Sequence[Dispute], today: date) -> date | None:
    """The day since which the statement counts as confirmed: both signed, or the period ended with every objection
    answered. None while neither is so."""
    zone = pact.calendars.zone
    if any(one.decided_at is None for one in disputes):
        return None
    answered = [zone.day(ms(one.decided_at)) for one in disputes if one.decided_at is not None]
    signed = [zone.day(ms(one.signed_at)) for one in row.signatures.all()]
    last = last_day(row, pact)
    days = []
    if len(signed) == 2:
        days.append(max(signed))
    if last is not None and today > last:
        days.append(last.toordinal())
    return date.fromordinal(max([min(days), *answered])) if days else None


def due(row: Statement, pact: Pact, confirmed: date | None, today: date) -> Due | None:
    """When it is to be paid, counted from the confirmation (保障中小企业款项支付条例 9), and what paying later costs: at
    the agreed rate, else the statutory one (17). While an objection is open after the period, the day is counted from
    the period's end, for what nobody objects to, and no interest is named: nobody knows yet on how much. None before
    the confirmation or the period's end, or when the terms set no term of payment."""
    terms = terms_of(row, pact)
    last = last_day(row, pact)
    start = confirmed or (last if last is not None and today > last else None)
    if start is None or terms.pay_within_days is None:
        return None
    until = _rolled(start.toordinal() + terms.pay_within_days, row, pact, terms)
    document = canon.loads(bytes(row.document))
    amount = max(0, document.get("payable", document["gross"]))
    payment = Payment.objects.filter(statement=row).first()
    upto = payment.day if payment else today
    agreed = terms.payment.interest
    daily = agreed.daily if agreed else STATUTORY_DAILY
    days = max(0, (upto - until).days) if confirmed else 0
    interest = late_interest(amount, until.toordinal() + days, until.toordinal(), daily, terms.rounding.money)
    way = f"{yuan(amount)} × {percent(daily, 4)} × {days} = {yuan(interest)}"
    return Due(amount, until, payment.day if payment else None, days, interest, way, agreed.clause if agreed else "")


def _rolled(day: int, row: Statement, pact: Pact, terms: Terms) -> date:
    """The day, or the next working day by what was known of holidays when the statement was issued."""
    if terms.objection_calendar is None:
        return date.fromordinal(day)
    hours = pact.calendars.hours(terms.calendars[terms.objection_calendar], ms(row.issued_at))
    return date.fromordinal(hours.roll(day))
