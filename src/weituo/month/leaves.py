"""The facts a month can need, as stored bytes. More never changes a figure: covenant keeps what counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from covenant.errors import Refusal
from covenant.period import Month
from weituo.ledger import reads as facts
from weituo.ledger.time import instant
from weituo.pact.reads import Pact
from weituo.work import reads as work
from weituo.work.models import Order

CHUNK = 500
TRIES = 3


def of_month(pact: Pact, month: Month) -> list[bytes]:
    """The leaves of every order that is open or had something happen since the earliest month that can be pooled.

    Refusal statement.facts_missing when the ledger holds fewer or more of them than the orders say were written.
    """
    found: list[bytes] = []
    written = -1
    for _ in range(TRIES):  # on PostgreSQL an order may move on between the two questions
        wanted = subjects(pact, month)
        found, written = entries(pact, wanted), _written(wanted)
        if len(found) == written:
            return found
    raise Refusal("statement.facts_missing", found=len(found), written=written)


def subjects(pact: Pact, month: Month) -> list[str]:
    """The ledger's names of those orders."""
    return work.subjects(pact.id, since=since(pact, month))


def entries(pact: Pact, wanted: Sequence[str]) -> list[bytes]:
    """Every leaf of these subjects."""
    return list(facts.entries_of(pact.estate_id, wanted))


def since(pact: Pact, month: Month) -> datetime:
    """The instant before which nothing matters for a month."""
    terms = pact.agreement.for_month(month, pact.calendars.zone)
    earlier = month
    for _ in range(max((measure.pool_months for measure in terms.measures.values()), default=1) - 1):
        earlier = earlier.previous()
    start = month.span(pact.calendars.zone)[0]
    return instant(min(earlier.span(pact.calendars.zone)[0], start - terms.max_open))


def _written(wanted: Sequence[str]) -> int:
    """How many facts the orders' rows count: the last `seq` of each."""
    total = 0
    for at in range(0, len(wanted), CHUNK):
        ids = [subject.removeprefix("order/") for subject in wanted[at : at + CHUNK]]
        total += Order.objects.filter(pk__in=ids).aggregate(n=Sum("seq"))["n"] or 0
    return total
