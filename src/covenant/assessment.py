"""The assessment of one month: what was owed, what the measures say, what events cost, the score and the amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from covenant.agreement import Agreement, Terms
from covenant.calendar import Calendars
from covenant.collect import Collected, collect
from covenant.incident import Charges, Incident, charge, happened
from covenant.measures import CATALOGUE, Measured, MonthInput
from covenant.money import Fen, split_largest_remainder
from covenant.obligation import CLOCKS, Obligation, Obligations
from covenant.order import OrderState
from covenant.period import Month, Span, intersect, union
from covenant.score import Sheet, sheet

NO_CHARGES = Charges((), 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One month of one contractor. `owed` its obligations that fell due, `client` the principal's; `fee` the month's fee
    in fen after proration; `raw` all events with those before that count for repetition."""

    terms: Terms
    month: Month
    as_of: int
    span: Span
    collected: Collected
    owed: Sequence[Obligation]
    client: Sequence[Obligation]
    measured: Mapping[str, Measured]
    score: Sheet
    fee: Fen
    bedding_in: bool
    raw: Sequence[Incident]
    charges: Charges

    @property
    def red_line(self) -> bool:
        """Whether a red line was crossed, charged or not."""
        return any(self.terms.payment.events[one.event].red_line for one in self.charges.incidents)


def assess(
    agreement: Agreement,
    calendars: Calendars,
    leaves: Sequence[bytes],
    month: Month,
    as_of: int,
    *,
    checked: bool = True,
) -> Assessment:
    """Assess a month from facts in any order; one that is still running, as far as it has come: what falls due later is
    neither met nor late yet. Refusal `agreement.not_in_force`."""
    zone = calendars.zone
    terms = agreement.for_month(month, zone)
    spans = _spans(month, calendars, terms)
    spans[0] = (spans[0][0], min(spans[0][1], as_of))
    oldest = min(spans[-1][0], spans[0][0] - terms.max_open, spans[0][0] - _memory(terms))
    collected = collect(
        leaves,
        agreement.key,
        since=oldest,
        as_of=as_of,
        begins=agreement.versions[0].effective_from,
        checked=checked,
        whole=month if terms.schema > 1 else None,
    )
    work = Obligations(agreement, calendars, as_of, _merged(collected.orders))
    orders, earlier, owed, client = _obligations(work, terms, collected.orders, spans[0])
    force = _force(terms, collected, month, calendars)
    days, fee = sum(force), _fee(terms, force)
    bedding_in = _bedding_in(terms, month)
    reach = (spans[0][0] - _memory(terms), spans[0][1])
    places = {order.id: order.equipment or order.place or order.id for order in collected.orders}
    raw = happened(terms, [*earlier, *owed], collected.records.found, reach, as_of, places)
    charges = charge(terms, raw, spans[0], fee, bedding_in=bedding_in) if terms.schema > 1 else NO_CHARGES
    due: dict[str, list[Obligation]] = {clock: [] for clock in CLOCKS}
    for one in owed:
        if one.excluded is None and one.order.id in charges.orders:
            one.excluded = "priced_event"
        due[one.clock].append(one)
    given = MonthInput(
        as_of, spans, [due], orders, collected.records, _neglected(terms, collected, spans[0]),
        intersect(_spans_in_force(force, month, calendars), spans[:1]),
    )  # fmt: skip
    measured = {key: CATALOGUE[measure.function](given, measure) for key, measure in terms.measures.items()}
    if days < max(1, terms.min_days):
        measured = {key: replace(one, note="too_short") for key, one in measured.items()}
    return Assessment(
        terms, month, as_of, spans[0], collected, owed, client, measured, sheet(terms, measured), fee, bedding_in, raw,
        charges,
    )  # fmt: skip


def _spans(month: Month, calendars: Calendars, terms: Terms) -> list[Span]:
    spans, earlier = [month.span(calendars.zone)], month
    for _ in range(max((measure.pool_months for measure in terms.measures.values()), default=1) - 1):
        earlier = earlier.previous()
        spans.append(earlier.span(calendars.zone))
    return spans


def since(agreement: Agreement, calendars: Calendars, month: Month) -> int:
    """The instant before which no fact of an order matters for a month's statement: earlier months that are pooled, that
    make up its quarter or its retention, orders that may still be open, events that count for repetition."""
    terms = agreement.for_month(month, calendars.zone)
    back = 2 if terms.payment.quarter and month.month % 3 == 0 else 0
    if terms.payment.retention and month.first_day() < terms.end <= month.next().first_day():
        back = max(back, terms.payment.retention.months)
    first = month
    for _ in range(back):
        first = first.previous()
    spans = _spans(first, calendars, terms)
    return min(spans[-1][0], spans[0][0] - terms.max_open, spans[0][0] - _memory(terms))


def _memory(terms: Terms) -> int:
    """How far back events count for repetition, in ms."""
    return max((event.repeat.window for event in terms.payment.events.values() if event.repeat), default=0)


def _merged(orders: Sequence[OrderState]) -> dict[str, int]:
    """Order → the earliest report of a duplicate of it: merging never makes a clock younger."""
    into = {order.id: order.into for order in orders if order.into is not None and order.cancelled_at is not None}
    merged: dict[str, int] = {}
    for order in orders:
        seen = {order.id}
        root = into.get(order.id)
        while root is not None and root not in seen:
            merged[root] = min(order.reported_at, merged.get(root, order.reported_at))
            seen.add(root)
            root = into.get(root)
    return merged


def _obligations(
    work: Obligations, terms: Terms, orders: Sequence[OrderState], span: Span
) -> tuple[list[OrderState], list[Obligation], list[Obligation], list[Obligation]]:
    """The contractor's orders; its obligations due before the month and in it; the principal's due in it."""
    contractor = terms.contractor
    start, end = span
    ours: list[OrderState] = []
    earlier: list[Obligation] = []
    owed: list[Obligation] = []
    client: list[Obligation] = []
    for order in orders:
        mine = work.performer(terms, order) == contractor
        if mine:
            ours.append(order)
        elif terms.schema == 1 or not order.transfers:
            continue
        for one in work.of(order):
            if one.due >= end:
                continue
            if one.clock not in CLOCKS:
                if one.due >= start:
                    client.append(one)
            elif one.party == contractor:
                (owed if one.due >= start else earlier).append(one)
    return ours, earlier, owed, client


def _neglected(terms: Terms, collected: Collected, span: Span) -> frozenset[str]:
    """The duties the principal did less often than it owes."""
    return frozenset(
        duty.key
        for duty in terms.client_duties.values()
        if duty.least is not None and collected.records.done(duty.key, *span) < duty.least
    )


def _bedding_in(terms: Terms, month: Month) -> bool:
    if terms.payment.bedding is None:
        return False
    first = date.fromordinal(terms.start)
    return (month.year - first.year) * 12 + month.month - first.month < terms.payment.bedding.months


def _force(terms: Terms, collected: Collected, month: Month, calendars: Calendars) -> list[bool]:
    """For each day of the month whether the agreement was in force. terms/1 knows no proration: always."""
    first, end = month.first_day(), month.next().first_day()
    if terms.schema == 1:
        return [True] * (end - first)
    force = [terms.start <= day < terms.end for day in range(first, end)]
    for at, kind in collected.records.stops:
        day = calendars.zone.day(at)
        for index in range(max(0, day - first), len(force)):
            force[index] = kind == "resumed" and terms.start <= first + index < terms.end
    return force


def _spans_in_force(force: list[bool], month: Month, calendars: Calendars) -> list[Span]:
    first, at = month.first_day(), calendars.zone.instant
    return union((at(first + n, 0), at(first + n + 1, 0)) for n, inside in enumerate(force) if inside)


def _fee(terms: Terms, force: list[bool]) -> Fen:
    """The month's fee for the days in force (G08): slices of one month are split as the paper does it, by days, the odd
    fen to the largest remainder."""
    if all(force) or not any(force):
        return terms.payment.monthly_fee if force[0] else 0
    edges = [index for index, inside in enumerate(force) if index == 0 or inside != force[index - 1]]
    lengths = [after - before for before, after in pairwise([*edges, len(force)])]
    parts = split_largest_remainder(terms.payment.monthly_fee, lengths)
    return sum(part for edge, part in zip(edges, parts, strict=True) if force[edge])
