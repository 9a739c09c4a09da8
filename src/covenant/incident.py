"""Priced events of a month: which happened, what each costs, and what the cap leaves of it.

An event charges itself when the terms say which late clock of which fault it is; others the principal finds. One order is
charged once, by its dearest event, and leaves the ratio measures (G27). The nth of the same within the window costs
factor n (the repetition rule of the terms).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from covenant.agreement.pay import EventTerms, Payment
from covenant.agreement.terms import Terms
from covenant.money import Fen, round_fen
from covenant.obligation import LATE, Obligation
from covenant.period import Span
from covenant.records import Found


@dataclass(frozen=True, slots=True)
class Incident:
    """One event. `place` is what repeats are counted by; `id` the fact or the order that it rests on; `nth` which of its
    kind it is within the window; `charged` fen, 0 with `why` when something dearer of the same order is charged."""

    id: str
    event: str
    at: int
    order: str | None
    place: str
    nth: int = 1
    factor: Fraction = Fraction(1)
    charged: Fen = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Charges:
    """A month's events: those under the cap, what the cap left of them, and red lines beside it. Fen."""

    incidents: tuple[Incident, ...]
    capped: Fen
    within: Fen
    red: Fen

    @property
    def extinguished(self) -> Fen:
        """What went beyond the cap."""
        return self.within - self.capped

    @property
    def orders(self) -> frozenset[str]:
        """The orders that are charged and so leave the ratios."""
        return frozenset(one.order for one in self.incidents if one.order and not one.why)


def happened(
    terms: Terms,
    owed: Iterable[Obligation],
    found: Iterable[Found],
    span: Span,
    as_of: int,
    places: Mapping[str, str],
) -> list[Incident]:
    """Every event within `span`, by time. `places`: order → the equipment or place it is about."""
    start, end = span
    result = []
    for event in terms.payment.events.values():
        if event.when is None:
            continue
        for one in owed:
            order = one.order
            if one.clock != event.when.clock or one.excluded is not None or order.fault not in event.when.faults:
                continue
            if start <= one.due < end and one.verdict(as_of) == LATE:
                result.append(Incident(order.id, event.key, one.due, order.id, places[order.id]))
    for fact in found:
        if start <= fact.at < end and fact.event in terms.payment.events:
            place = fact.equipment or (places.get(fact.order, fact.order) if fact.order else fact.id)
            result.append(Incident(fact.id, fact.event, fact.at, fact.order, place))
    return sorted(result, key=lambda one: (one.at, one.id, one.event))


def charge(
    terms: Terms, all_of_them: Sequence[Incident], month: Span, fee: Fen, *, bedding_in: bool = False
) -> Charges:
    """Price the events of a month; earlier ones count for repetition."""
    pay, mode = terms.payment, terms.rounding.money
    scale = pay.bedding.factor if bedding_in and pay.bedding else Fraction(1)
    priced: list[Incident] = []
    for number, one in enumerate(all_of_them):
        if not month[0] <= one.at < month[1]:
            continue
        event = pay.events[one.event]
        nth, factor = _repeat(event, one, all_of_them[:number])
        priced.append(replace(one, nth=nth, factor=factor, charged=round_fen(event.amount * factor * scale, mode)))
    priced = _once(priced)
    within = sum(one.charged for one in priced if not pay.events[one.event].red_line)
    red = sum(one.charged for one in priced if pay.events[one.event].red_line)
    return Charges(tuple(priced), min(within, _cap(pay, fee, mode)), within, red)


def _cap(pay: Payment, fee: Fen, mode: str) -> Fen:
    return round_fen(pay.cap.share * fee, mode) if pay.cap else fee


def _repeat(event: EventTerms, one: Incident, before: Sequence[Incident]) -> tuple[int, Fraction]:
    if event.repeat is None:
        return 1, Fraction(1)
    rule = event.repeat
    nth = 1 + sum(
        1
        for other in before
        if other.event == one.event
        and one.at - other.at < rule.window
        and (rule.same == "event" or other.place == one.place)
    )
    return nth, rule.factors[min(nth, len(rule.factors)) - 1]


def _once(priced: Sequence[Incident]) -> list[Incident]:
    """Of several events of one order the dearest alone is charged; equal ones, the first."""
    dearest: dict[str, Incident] = {}
    for one in priced:
        if one.order and (one.order not in dearest or one.charged > dearest[one.order].charged):
            dearest[one.order] = one
    return [
        one if one.order is None or dearest[one.order] is one else replace(one, charged=0, why="charged_once")
        for one in priced
    ]
