"""Facts that were there and counted in no figure, by reason. No part of the signed document: found when it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from covenant import assessment
from covenant.collect import collect
from covenant.errors import Problems
from covenant.facts import decode
from covenant.period import Month
from weituo.ledger.time import instant
from weituo.month import leaves
from weituo.pact.reads import Pact
from weituo.work.models import Order

AT_ONCE = 20_000
"""Facts a page reads again without being asked to: a fraction of a second."""


def left_aside(pact: Pact, document: Mapping[str, Any], *, issued: bool = False) -> dict[str, int]:
    """Reason (covenant.collect) → how many, for a statement or a trial. `after_as_of` are those alone that tell of the
    month or of what was before it and came in after the statement; `issued` leaves them out: the rest never changes."""
    month, as_of = Month.parse(document["month"]), int(document["as_of"])
    zone = pact.calendars.zone
    terms = pact.agreement.for_month(month, zone)
    found = collect(
        list(_known(pact, month, as_of, month.span(zone)[1], issued=issued)),
        pact.key,
        since=assessment.since(pact.agreement, pact.calendars, month),
        as_of=as_of,
        begins=pact.agreement.versions[0].effective_from,
        checked=True,
        whole=month if terms.schema > 1 else None,
    )
    return dict(found.ignored)


def _known(pact: Pact, month: Month, as_of: int, end: int, *, issued: bool) -> Iterator[bytes]:
    """The leaves known then, and those that came later and tell of the time before; what cannot be read is handed on."""
    for leaf in leaves.entries(pact, _subjects(pact, month, as_of)):
        try:
            fact = decode(leaf, checked=False)
        except (Problems, ValueError, KeyError, TypeError):
            yield leaf
            continue
        if fact.recv <= as_of or (not issued and fact.at < min(end, as_of)):
            yield leaf


def _subjects(pact: Pact, month: Month, as_of: int) -> list[str]:
    """Orders reported before the statement: later ones have no fact that could have counted."""
    known = Order.objects.filter(agreement_id=pact.id, reported_at__lte=instant(as_of)).values_list("pk", flat=True)
    before = {f"order/{order}" for order in known}
    return [subject for subject in leaves.subjects(pact, month) if subject in before]
