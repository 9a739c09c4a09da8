"""The day a statement was paid, put down by who paid. What follows from it is computed, not stored."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from covenant.errors import Refusal
from weituo.ledger.time import ms
from weituo.month.models import Payment, Statement
from weituo.pact import reads as pacts
from weituo.people.reads import Actor


def paid(*, statement_id: UUID, actor: Actor, now: datetime, day: date) -> bool:
    """Put down the day of payment, or put it right; False when it says so already.

    Refusals: statement.missing, payment.not_principal, payment.no_such_day (before the issue or still to come).
    """
    with transaction.atomic():
        row = Statement.objects.filter(pk=statement_id).first()
        if row is None or actor.estate_id is None or row.estate_id != actor.estate_id:
            raise Refusal("statement.missing")
        if actor.party != "P":
            raise Refusal("payment.not_principal")
        pact = pacts.agreement(row.agreement_id)
        assert pact is not None
        first, last = (pact.calendars.zone.day(ms(at)) for at in (row.issued_at, now))
        if not first <= day.toordinal() <= last:
            raise Refusal("payment.no_such_day", first=date.fromordinal(first).isoformat())
        if Payment.objects.filter(statement=row, day=day).exists():
            return False
        told = {"day": day, "entered_by": actor.name, "entered_at": now}
        Payment.objects.update_or_create(statement=row, defaults=told)
    return True
