"""The facts a month can need, as stored bytes. More never changes a figure: covenant keeps what counts."""

from __future__ import annotations

from datetime import datetime

from covenant.period import Month
from weituo.ledger import reads as facts
from weituo.ledger.time import instant
from weituo.pact.reads import Pact
from weituo.work import reads as work


def of_month(pact: Pact, month: Month) -> list[bytes]:
    """The leaves of every order that is open or had something happen since the earliest month that can be pooled."""
    return list(facts.entries_of(pact.estate_id, work.subjects(pact.id, since=since(pact, month))))


def since(pact: Pact, month: Month) -> datetime:
    """The instant before which nothing matters for a month."""
    terms = pact.agreement.for_month(month, pact.calendars.zone)
    earlier = month
    for _ in range(max((measure.pool_months for measure in terms.measures.values()), default=1) - 1):
        earlier = earlier.previous()
    start = month.span(pact.calendars.zone)[0]
    return instant(min(earlier.span(pact.calendars.zone)[0], start - terms.max_open))
