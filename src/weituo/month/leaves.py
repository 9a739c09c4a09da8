"""The facts a month can need, as stored bytes. More never changes a figure: covenant keeps what counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from covenant import assessment
from covenant.errors import Refusal
from covenant.facts import KINDS
from covenant.period import Month
from weituo.estate import reads as estates
from weituo.ledger import reads as facts
from weituo.ledger import sequencer
from weituo.ledger.time import instant
from weituo.pact.reads import Pact
from weituo.work import reads as work
from weituo.work.models import Order

CHUNK = 500
TRIES = 3
RECORDS = tuple(
    kind for kind in KINDS if not kind.startswith("order.")
)  # visits, tasks, events, statements: all of them


def settled(pact: Pact, month: Month, now: datetime) -> list[bytes]:
    """As `of_month`, of leaves that have their place in the log, which is locked until the caller's transaction ends:
    what is computed from them now can be computed again from everything before the fact that tells of it."""
    return _of_month(pact, month, now)


def of_month(pact: Pact, month: Month) -> list[bytes]:
    """The leaves of every order that is open or had something happen since the earliest month that can matter, and of
    everything that is not about an order.

    Refusal statement.facts_missing when the ledger holds fewer or more of the orders' than the orders say were written.
    """
    return _of_month(pact, month, None)


def _of_month(pact: Pact, month: Month, now: datetime | None) -> list[bytes]:
    found: list[bytes] = []
    written = -1
    for _ in range(TRIES):  # on PostgreSQL an order may move on between the two questions
        below = None if now is None else sequencer.settled(estates.estate(pact.estate_id).log, pact.estate_id, now)
        wanted = subjects(pact, month)
        found, written = list(facts.entries_of(pact.estate_id, wanted, below=below)), _written(wanted)
        if len(found) == written:
            return found + records(pact, below)
    raise Refusal("statement.facts_missing", found=len(found), written=written)


def subjects(pact: Pact, month: Month) -> list[str]:
    """The ledger's names of those orders."""
    return work.subjects(pact.id, since=since(pact, month))


def since(pact: Pact, month: Month) -> datetime:
    """The instant before which no fact of an order matters for a month."""
    return instant(assessment.since(pact.agreement, pact.calendars, month))


def entries(pact: Pact, wanted: Sequence[str], below: int | None = None) -> list[bytes]:
    """Every leaf of these orders, and of everything that is not about an order; with `below`, those before that place."""
    return list(facts.entries_of(pact.estate_id, wanted, below=below)) + records(pact, below)


def records(pact: Pact, below: int | None = None) -> list[bytes]:
    """Every leaf of the estate that is not about an order; with `below`, those before that place."""
    return list(facts.entries(pact.estate_id, kinds=RECORDS, below=below))


def _written(wanted: Sequence[str]) -> int:
    """How many facts the orders' rows count: the last `seq` of each."""
    total = 0
    for at in range(0, len(wanted), CHUNK):
        ids = [subject.removeprefix("order/") for subject in wanted[at : at + CHUNK]]
        total += Order.objects.filter(pk__in=ids).aggregate(n=Sum("seq"))["n"] or 0
    return total
