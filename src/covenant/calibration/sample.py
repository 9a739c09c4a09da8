"""What happened in a month, in counts: past months judged by a draft, or a year drawn from plain assumptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from covenant.agreement import Agreement, MeasureTerms, Terms
from covenant.assessment import assess
from covenant.calendar import Calendars
from covenant.calibration.draw import Draw
from covenant.errors import Problems
from covenant.facts import decode
from covenant.incident import Charges
from covenant.measures import Measured
from covenant.money import Fen
from covenant.period import Month

FIRST, LAST = 1, 3_652_059  # a term that holds for every month there can be


@dataclass(frozen=True, slots=True)
class Sample:
    """What happened in a month: an answer for each measure, and how many of each event there were, charged or not. A
    replayed month brings what its events cost with those before them, and its own fee; a synthetic one is charged as if it
    had none before it."""

    month: Month
    measured: Mapping[str, Measured]
    events: Mapping[str, int] = field(default_factory=dict)
    charges: Charges | None = None
    fee: Fen | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """Plain assumptions of a synthetic year, a month each but for the events; shares from 0 to 1."""

    orders: int = 400
    respond: Fraction = Fraction(96, 100)
    repair: Fraction = Fraction(94, 100)
    ratings: int = 180
    good: Fraction = Fraction(91, 100)
    rework: Fraction = Fraction(3, 100)
    tasks: int = 148
    planned: Fraction = Fraction(98, 100)
    points: int = 120
    passed: Fraction = Fraction(95, 100)
    availability: Fraction = Fraction(995, 1000)
    events: int = 6  # a year


def replay(
    draft: Terms, key: str, calendars: Calendars, leaves: Sequence[bytes], months: Sequence[Month], as_of: int
) -> list[Sample]:
    """Past months of the agreement `key` as the draft would have judged them with the knowledge of `as_of`: its limits,
    pauses and calendars count, as if it had been in force from before the first month, under the name the facts use.

    Suspensions among the facts still shorten a month; the draft's own term, its bedding-in and later corrections do not
    touch it. An event the draft has no price for costs nothing. Agreements of terms/1 know no events.
    """
    agreement = Agreement([held(draft, key)])
    kept = _Kept(leaves)
    found = []
    for month in months:
        known = kept.before(month.span(calendars.zone)[1])
        given = assess(agreement, calendars, known, month, as_of, checked=False)
        events = Counter(one.event for one in given.charges.incidents)
        found.append(Sample(month, given.measured, dict(sorted(events.items())), given.charges, given.fee))
    return found


def held(draft: Terms, key: str) -> Terms:
    """The draft as if it had been in force from before any fact, under the name the facts use; no bedding-in."""
    return replace(
        draft, key=key, effective_from=0, start=FIRST, end=LAST, payment=replace(draft.payment, bedding=None)
    )


class _Kept:
    """The leaves by order, so that a month reads none of the orders that were first heard of after it: those can neither
    fall due nor be accepted in it. Where an id stands twice every month reads everything, for only all facts together say
    which of the two counts."""

    __slots__ = ("all", "orders", "rest")

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.all = leaves
        self.rest: list[bytes] = []
        self.orders: dict[str, tuple[int, list[bytes]]] | None = {}
        ids: set[str] = set()
        for leaf in leaves:
            try:
                fact = decode(leaf, checked=False)
            except Problems:
                ids = set()
                break
            ids.add(fact.id)
            if not fact.kind.startswith("order."):
                self.rest.append(leaf)
                continue
            at, mine = self.orders.setdefault(fact.subject, (fact.at, []))
            mine.append(leaf)
            if fact.at < at:
                self.orders[fact.subject] = (fact.at, mine)
        if len(ids) < len(leaves):
            self.orders = None

    def before(self, end: int) -> Sequence[bytes]:
        """What a month that ends then can need."""
        if self.orders is None:
            return self.all
        return [*self.rest, *(leaf for first, mine in self.orders.values() if first < end for leaf in mine)]


def synthetic(terms: Terms, rates: Rates, year: int, seed: str) -> list[Sample]:
    """Twelve months drawn from the assumptions; the same seed gives the same year. Events are those that are no red line,
    each as likely as the other."""
    found = []
    keys = sorted(key for key, event in terms.payment.events.items() if not event.red_line)
    for number in range(1, 13):
        draw = Draw(f"{seed}/{number}")
        measured = {key: _drawn(measure, rates, draw) for key, measure in terms.measures.items()}
        events = Counter(keys[draw.below(len(keys))] for _ in range(rates.events) if keys and draw.below(12) == 0)
        found.append(Sample(Month(year, number), measured, dict(sorted(events.items()))))
    return found


def _drawn(terms: MeasureTerms, rates: Rates, draw: Draw) -> Measured:
    if terms.function == "availability_1":
        down = draw.of(1000, 1 - rates.availability)
        value = 1 - Fraction(down, 1000)
        return Measured(value.numerator, value.denominator, parts=(("all", down, 1000),))
    count, share = {
        "response_1": (rates.orders, rates.respond),
        "repair_1": (rates.orders, rates.repair),
        "satisfaction_1": (rates.ratings, rates.good),
        "rework_1": (rates.orders, rates.rework),
        "planned_1": (rates.tasks, rates.planned),
        "inspection_1": (rates.points, rates.passed),
        "intact_1": (rates.points, rates.passed),
    }[terms.function]
    pooled = 1
    while count and pooled < terms.pool_months and pooled * count < terms.min_n:
        pooled += 1  # few in a month are taken together, as the measure does it
    count *= pooled
    return Measured(draw.of(count, share), count, pooled=pooled, note="too_few" if 0 < count < terms.min_n else "")
