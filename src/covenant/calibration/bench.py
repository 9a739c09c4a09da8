"""Everything about terms over samples of months: pay, failures, extremes, weights, the chance of a termination right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from covenant.agreement import Terms, Worst, worst_month
from covenant.agreement.finding import Finding
from covenant.calibration.chance import exit_chance
from covenant.calibration.failure import Failure, failures, findings
from covenant.calibration.sample import Sample
from covenant.errors import unusable
from covenant.incident import Charges
from covenant.money import Fen, round_fen
from covenant.period import Month
from covenant.quarter import Quarter, quarter
from covenant.score import sheet
from covenant.settle import settle

SHIFT = 5  # points a weight is moved for the sensitivity


@dataclass(frozen=True, slots=True)
class MonthPay:
    """A month of the samples, settled under the draft: `events` is what they took, `quarter` and its band's share `band`
    are None where none ends."""

    month: Month
    total: Fraction | None
    coefficient: Fraction
    events: Fen
    quarter: Fen | None
    band: Fraction | None
    net: Fen
    gross: Fen


@dataclass(frozen=True, slots=True)
class Calibration:
    """All of it. `year` and `gross` are the sums of the months, `findings` a warning for each failure that is cheaper than
    the work. `worst` and `best` are what a month that ends a quarter can pay at all, whatever the samples say.
    `sensitivity`: measure → what the net of all months changes by when its weight gains SHIFT points from the others.
    `exit_chance` is the share of drawn years in which a right to terminate arises, `exit_interval` its 95 % interval; None
    without exit terms."""

    months: tuple[MonthPay, ...]
    year: Fen
    gross: Fen
    failures: tuple[Failure, ...]
    findings: tuple[Finding, ...]
    worst: Worst
    best: Fen
    sensitivity: Mapping[str, Fen]
    exit_chance: Fraction | None
    exit_interval: tuple[Fraction, Fraction] | None


def bench(terms: Terms, samples: Sequence[Sample], costs: Mapping[str, Fen], *, lead: int = 0) -> Calibration:
    """Everything about a draft; a calibrated year knows no bedding-in. `costs` says what performing costs, by measure or
    event key. The first `lead` samples only complete the first quarter. Problems when no month is left."""
    counted = samples[lead:]
    if not counted:
        raise unusable("months", "no_months", "There is no month to replay.", "Take a synthetic year.")
    terms = replace(terms, payment=replace(terms.payment, bedding=None))
    months = _months(terms, samples, lead)
    year = sum(month.net for month in months)
    kinds = tuple(failures(terms, counted, [_charged(terms, one) for one in counted], costs))
    chance, interval = exit_chance(terms.exit, [month.total for month in months]) if terms.exit else (None, None)
    return Calibration(
        months,
        year,
        sum(month.gross for month in months),
        kinds,
        tuple(findings(terms, kinds)),
        worst_month(terms),
        _best(terms),
        {
            key: sum(month.net for month in _months(_shifted(terms, key), samples, lead)) - year
            for key in terms.measures
        },
        chance,
        interval,
    )


def _months(terms: Terms, samples: Sequence[Sample], lead: int) -> tuple[MonthPay, ...]:
    done: list[MonthPay] = []
    totals: list[Fraction | None] = []
    for index, sample in enumerate(samples):
        score, charges = sheet(terms, sample.measured), _charged(terms, sample)
        totals.append(score.total)
        ended = _quarter(terms, samples[: index + 1], totals)
        paid = settle(
            terms, score.coefficient, fee=sample.fee, charges=charges, quarter=None if ended is None else ended.fen
        )
        done.append(
            MonthPay(
                sample.month,
                score.total,
                score.coefficient,
                charges.capped + charges.red,
                None if ended is None else ended.fen,
                None if ended is None else ended.share,
                paid.net,
                paid.gross,
            )
        )
    return tuple(done[lead:])


def _quarter(terms: Terms, samples: Sequence[Sample], totals: Sequence[Fraction | None]) -> Quarter | None:
    """The quarter that ends with the last of these months; of months that are not there nothing is known."""
    rule, last = terms.payment.quarter, samples[-1].month
    if rule is None or last.month % 3:
        return None
    mine = [at for at, one in enumerate(samples) if last.previous().previous() <= one.month]
    fees = [terms.payment.monthly_fee if (fee := samples[at].fee) is None else fee for at in mine]
    red = sum(1 for at in mine if any(terms.payment.events[key].red_line for key in samples[at].events))
    rounding = terms.rounding
    return quarter([totals[at] for at in mine], fees, red, rule, rounding.total, rounding.money)


def _charged(terms: Terms, sample: Sample) -> Charges:
    """What the events of a month cost; without a past the first of its kind is the first there was."""
    if sample.charges is not None:
        return sample.charges
    pay, mode = terms.payment, terms.rounding.money
    within = red = 0
    for key, count in sample.events.items():
        event = pay.events[key]
        for nth in range(count):
            factors = event.repeat.factors if event.repeat else (Fraction(1),)
            fen = round_fen(event.amount * factors[min(nth, len(factors) - 1)], mode)
            red, within = (red + fen, within) if event.red_line else (red, within + fen)
    cap = round_fen(pay.cap.share * pay.monthly_fee, mode) if pay.cap else pay.monthly_fee
    return Charges((), min(within, cap), within, red)


def _best(terms: Terms) -> Fen:
    pay, mode = terms.payment, terms.rounding.money
    top = max(factor for _, factor in pay.coefficient.points)
    reward = max(share for _, share in pay.quarter.bands) if pay.quarter else Fraction(0)
    fixed = round_fen(pay.monthly_fee * (1 - pay.performance_share), mode)
    performance = round_fen(pay.monthly_fee * pay.performance_share * top, mode)
    return fixed + performance + max(0, round_fen(reward * 3 * pay.monthly_fee, mode))


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
