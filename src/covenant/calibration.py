"""Calibrate before signing: what a draft would have paid, what each failure costs under it, and whether it bites.

A penalty that is cheaper than the work it is to enforce teaches not to do the work. So every kind of failure stands beside
what performing it costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

from covenant.agreement import Agreement, Terms, Worst, worst_month
from covenant.assessment import assess
from covenant.calendar import Calendars
from covenant.errors import unusable
from covenant.exit import MonthResult, standing
from covenant.incident import Charges
from covenant.interval import wilson
from covenant.measures import Measured
from covenant.money import HALF_UP, Fen, round_fen, round_fraction
from covenant.period import Month
from covenant.quarter import quarter
from covenant.score import Sheet, sheet
from covenant.settle import settle

YEARS = 1000
SHIFT = 5  # points a weight is moved for the sensitivity


@dataclass(frozen=True, slots=True)
class Sample:
    """What happened in a month: an answer for each measure, and the events' keys. A replayed month brings what its events
    were charged and its own fee; a synthetic one is charged as if it had none before it."""

    month: Month
    measured: Mapping[str, Measured]
    events: tuple[str, ...] = ()
    charges: Charges | None = None
    fee: Fen | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """Plain assumptions of a synthetic year; shares from 0 to 1."""

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


@dataclass(frozen=True, slots=True)
class MonthPay:
    """A month of the samples, settled under the draft. `quarter` is None where none ends."""

    month: Month
    total: Fraction | None
    coefficient: Fraction
    events: Fen
    quarter: Fen | None
    net: Fen


@dataclass(frozen=True, slots=True)
class Failure:
    """One kind of failure: what one more takes from a mean month, beside what performing it costs (None: not said)."""

    key: str
    price: Fen
    cost: Fen | None

    @property
    def cheaper(self) -> bool:
        """Whether failing is cheaper than the work."""
        return self.cost is not None and self.price < self.cost


@dataclass(frozen=True, slots=True)
class Calibration:
    """All of it. `exit_chance` is the share of drawn years in which a right to terminate arises, `exit_interval` its 95 %
    interval; None without exit terms. `sensitivity`: measure → what the year's pay changes by when its weight gains SHIFT
    points from the others."""

    months: tuple[MonthPay, ...]
    year: Fen
    failures: tuple[Failure, ...]
    worst: Worst
    best: Fen
    sensitivity: Mapping[str, Fen]
    exit_chance: Fraction | None
    exit_interval: tuple[Fraction, Fraction] | None


def replay(
    draft: Terms, key: str, calendars: Calendars, leaves: Sequence[bytes], months: Sequence[Month], as_of: int
) -> list[Sample]:
    """Past months of the agreement `key` as the draft would have judged them: its limits, pauses and calendars count, as
    if it had been in force from before the first month."""
    terms = held(draft, key)
    agreement = Agreement([terms])
    found = []
    for month in months:
        given = assess(agreement, calendars, leaves, month, as_of, checked=False)
        events = tuple(one.event for one in given.charges.incidents if not one.why)
        found.append(Sample(month, given.measured, events, given.charges, given.fee))
    return found


def held(draft: Terms, key: str) -> Terms:
    """The draft as if it had been in force from before any fact, under the name the facts use; no bedding-in."""
    return replace(
        draft, key=key, effective_from=0, start=1, end=3_652_059, payment=replace(draft.payment, bedding=None)
    )


def synthetic(terms: Terms, rates: Rates, year: int, seed: str) -> list[Sample]:
    """Twelve months drawn from the assumptions; the same seed gives the same year."""
    found = []
    keys = sorted(key for key, event in terms.payment.events.items() if not event.red_line)
    for number in range(1, 13):
        draw = _Draw(f"{seed}/{number}")
        measured = {}
        for key, measure in terms.measures.items():
            measured[key] = _drawn(measure.function, rates, draw)
        events = tuple(keys[draw.below(len(keys))] for _ in range(rates.events) if keys and draw.below(12) == 0)
        found.append(Sample(Month(year, number), measured, events))
    return found


def bench(terms: Terms, samples: Sequence[Sample], costs: Mapping[str, Fen]) -> Calibration:
    """Everything about a draft. `costs` says what performing costs, by measure or event key. Problems without samples."""
    if not samples:
        raise unusable("months", "no_months", "There is no month to replay.", "Take a synthetic year.")
    terms = replace(terms, payment=replace(terms.payment, bedding=None))
    months = _months(terms, samples)
    shares = [month.total for month in months]
    chance = None if terms.exit is None else _exit_chance(terms, shares)
    pay = terms.payment
    return Calibration(
        months,
        sum(month.net for month in months),
        tuple(_failures(terms, samples, costs)),
        worst_month(terms),
        round_fen(pay.monthly_fee * (1 - pay.performance_share), terms.rounding.money)
        + round_fen(pay.monthly_fee * pay.performance_share * pay.coefficient.points[-1][1], terms.rounding.money),
        {key: _year(_shifted(terms, key), samples) - _year(terms, samples) for key in terms.measures},
        chance,
        None if chance is None else wilson(int(chance * YEARS), YEARS),
    )


def _months(terms: Terms, samples: Sequence[Sample]) -> tuple[MonthPay, ...]:
    done: list[MonthPay] = []
    sheets: list[Sheet] = []
    for index, sample in enumerate(samples):
        score = sheet(terms, sample.measured)
        sheets.append(score)
        charges = _charged(terms, sample)
        ended = None
        if terms.payment.quarter and sample.month.month % 3 == 0:
            last = sheets[max(0, index - 2) :]
            lately = samples[max(0, index - 2) : index + 1]
            fees = [terms.payment.monthly_fee if one.fee is None else one.fee for one in lately]
            red = sum(1 for one in lately if _charged(terms, one).red)
            rounding = terms.rounding
            totals = [one.total for one in last]
            ended = quarter(totals, fees, red, terms.payment.quarter, rounding.total, rounding.money).fen
        paid = settle(terms, score.coefficient, fee=sample.fee, charges=charges, quarter=ended)
        taken = charges.capped + charges.red
        done.append(MonthPay(sample.month, score.total, score.coefficient, taken, ended, paid.net))
    return tuple(done)


def _year(terms: Terms, samples: Sequence[Sample]) -> Fen:
    return sum(month.net for month in _months(terms, samples))


def _charged(terms: Terms, sample: Sample) -> Charges:
    return sample.charges if sample.charges is not None else _charges(terms, sample.events)


def _charges(terms: Terms, events: Sequence[str]) -> Charges:
    pay, mode = terms.payment, terms.rounding.money
    seen: dict[str, int] = {}
    within = red = 0
    for key in events:
        event = pay.events[key]
        nth = seen[key] = seen.get(key, 0) + 1
        factor = event.repeat.factors[min(nth, len(event.repeat.factors)) - 1] if event.repeat else Fraction(1)
        fen = round_fen(event.amount * factor, mode)
        red, within = (red + fen, within) if event.red_line else (red, within + fen)
    cap = round_fen(pay.cap.share * pay.monthly_fee, mode) if pay.cap else pay.monthly_fee
    return Charges((), min(within, cap), within, red)


def _mean(samples: Sequence[Sample], key: str) -> Measured:
    """The mean month of a measure: its counts over those months that have any."""
    known = [one.measured[key] for one in samples if one.measured[key].value is not None]
    if not known:
        return Measured(0, 0)
    if known[0].parts:
        value = sum((one.value for one in known if one.value is not None), Fraction(0)) / len(known)
        return Measured(value.numerator, value.denominator, parts=known[0].parts)
    num, den = (Fraction(sum(side), len(known)) for side in zip(*((one.num, one.den) for one in known), strict=True))
    return Measured(int(round_fraction(num, 0, HALF_UP)), int(round_fraction(den, 0, HALF_UP)))


def _failures(terms: Terms, samples: Sequence[Sample], costs: Mapping[str, Fen]) -> list[Failure]:
    mean = {key: _mean(samples, key) for key in terms.measures}
    net = settle(terms, sheet(terms, mean).coefficient).net
    found = []
    for key, measure in terms.measures.items():
        now = mean[key]
        if now.parts or now.den == 0:
            continue
        lower = measure.function == "rework_1"
        worse = replace(now, num=now.num + 1 if lower else max(0, now.num - 1))
        price = net - settle(terms, sheet(terms, {**mean, key: worse}).coefficient).net
        found.append(Failure(key, price, costs.get(key)))
    pay = terms.payment
    cap = round_fen((pay.cap.share if pay.cap else Fraction(1)) * pay.monthly_fee, terms.rounding.money)
    within = sum(_charged(terms, one).within for one in samples) // len(samples)
    for key, event in terms.payment.events.items():
        # under the cap an event takes what the cap still leaves of a mean month; a red line all of its amount
        taken = event.amount
        if not event.red_line:
            taken = min(cap, within + event.amount) - min(cap, within)
        found.append(Failure(key, taken, costs.get(key)))
    return found


def _shifted(terms: Terms, key: str) -> Terms:
    """The terms with SHIFT more points on one weight, taken from the others in proportion."""
    own = terms.measures[key].weight
    more = min(Fraction(SHIFT), 100 - own)
    rest = 100 - own
    measures = {
        name: replace(one, weight=one.weight + more if name == key else one.weight * (rest - more) / rest)
        for name, one in terms.measures.items()
    } if rest else dict(terms.measures)  # fmt: skip
    return replace(terms, measures=measures)


def _exit_chance(terms: Terms, totals: Sequence[Fraction | None]) -> Fraction:
    """Of YEARS years drawn from these months with replacement, the share in which a right to terminate arises."""
    assert terms.exit is not None
    rights = 0
    for number in range(YEARS):
        draw = _Draw(f"exit/{number}")
        results = [
            MonthResult(Month(2000, month), totals[draw.below(len(totals))], True, False, month * 31)
            for month in range(1, 13)
        ]
        found = standing(results, (), terms.exit, 13 * 31)
        rights += any(edge.after == "terminable" for edge in found.edges)
    return Fraction(rights, YEARS)


class _Draw:
    """Numbers out of a seed, the same everywhere and for ever."""

    __slots__ = ("_count", "_seed")

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def below(self, most: int) -> int:
        """A number from 0 to most - 1."""
        self._count += 1
        return int.from_bytes(sha256(f"{self._seed}/{self._count}".encode()).digest()[:8], "big") % most

    def of(self, count: int, share: Fraction) -> int:
        """How many of `count` turn out so, each with the chance `share`."""
        edge = share.numerator * 1_000_000 // share.denominator
        return sum(1 for _ in range(count) if self.below(1_000_000) < edge)


def _drawn(function: str, rates: Rates, draw: _Draw) -> Measured:
    counts = {
        "response_1": (rates.orders, rates.respond),
        "repair_1": (rates.orders, rates.repair),
        "satisfaction_1": (rates.ratings, rates.good),
        "rework_1": (rates.orders, rates.rework),
        "planned_1": (rates.tasks, rates.planned),
        "inspection_1": (rates.points, rates.passed),
        "intact_1": (rates.points, rates.passed),
    }
    if function == "availability_1":
        down = draw.of(1000, 1 - rates.availability)
        value = 1 - Fraction(down, 1000)
        return Measured(value.numerator, value.denominator, parts=(("all", down, 1000),))
    count, share = counts[function]
    return Measured(draw.of(count, share), count)
