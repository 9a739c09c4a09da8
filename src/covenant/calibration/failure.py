"""What one more failure takes from a mean month, beside what performing it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from covenant.agreement import Terms
from covenant.agreement.finding import WARN, Finding
from covenant.agreement.pay import EventTerms
from covenant.calibration.sample import Sample
from covenant.incident import Charges
from covenant.marginal import CLOCK
from covenant.measures import Measured
from covenant.money import HALF_UP, Fen, format_fen, round_fen, round_fraction
from covenant.score import sheet
from covenant.settle import settle

EVENT = "event"
CHEAPER = "penalty_cheaper_than_work"
FEWER_IS_BETTER = "rework_1"


@dataclass(frozen=True, slots=True)
class Failure:
    """One kind of failure by its measure or event: `kind` is the measure's function or EVENT, `price` what one more of it
    instead of one more success takes from the net of a mean month, `cost` what performing costs (None: not said).
    `judged` is False for a measure that was evaluated in none of the months: failing is then free."""

    key: str
    kind: str
    clause: str
    price: Fen
    cost: Fen | None
    judged: bool = True

    @property
    def cheaper(self) -> bool:
        """Whether failing is cheaper than the work."""
        return self.cost is not None and self.price < self.cost


def failures(
    terms: Terms, samples: Sequence[Sample], charged: Sequence[Charges], costs: Mapping[str, Fen]
) -> Iterator[Failure]:
    """Every kind of failure, the measures first. Availability is left out: it is time, not a count of failures. The
    quarter's band is left out as in covenant.marginal, and an event is the first of its kind."""
    mean = {key: _mean(samples, key) for key in terms.measures}
    within = sum(one.within for one in charged) // len(charged)
    charges = _capped(terms, within, 0)
    for key, measure in terms.measures.items():
        if measure.function == "availability_1":
            continue
        now, price = mean[key], 0
        if now.den:
            good, bad = (0, 1) if measure.function == FEWER_IS_BETTER else (1, 0)
            price = _net(terms, _one_more(mean, key, good), charges) - _net(terms, _one_more(mean, key, bad), charges)
        yield Failure(key, measure.function, measure.clause, price, costs.get(key), now.den > 0)
    for key, event in terms.payment.events.items():
        yield Failure(key, EVENT, event.clause, _event(terms, event, mean, within), costs.get(key))


def findings(terms: Terms, found: Sequence[Failure]) -> Iterator[Finding]:
    """A warning for each failure that is cheaper than the work."""
    for one in found:
        if one.cost is None or not one.cheaper:
            continue
        part, named = ("events", terms.payment.events) if one.kind == EVENT else ("measures", terms.measures)
        message = (
            f"{named[one.key].label['en']}: one more failure takes {format_fen(one.price)}, "
            f"doing the work costs {format_fen(one.cost)}."
        )
        remedy = "Raise its weight or amount, make its curve steeper, or say why the work is done all the same."
        yield Finding(f"{part}.{one.key}", CHEAPER, one.clause, message, remedy, WARN)


def _event(terms: Terms, event: EventTerms, mean: Mapping[str, Measured], within: Fen) -> Fen:
    """Under the cap an event takes what the cap still leaves of a mean month; a red line all of its amount. A late order
    that is charged would, on time, have been one more success of the clocks it left."""
    good = dict(mean)
    if event.when is not None:
        for key, measure in terms.measures.items():
            if measure.function in CLOCK and mean[key].den:
                good = _one_more(good, key, 1)
    amount = round_fen(Fraction(event.amount), terms.rounding.money)
    worse = _capped(terms, within, amount) if event.red_line else _capped(terms, within + amount, 0)
    return _net(terms, good, _capped(terms, within, 0)) - _net(terms, mean, worse)


def _net(terms: Terms, measured: Mapping[str, Measured], charges: Charges) -> Fen:
    return settle(terms, sheet(terms, measured).coefficient, charges=charges).net


def _capped(terms: Terms, within: Fen, red: Fen) -> Charges:
    cap = terms.payment.cap
    most = round_fen((cap.share if cap else 1) * Fraction(terms.payment.monthly_fee), terms.rounding.money)
    return Charges((), min(within, most), within, red)


def _one_more(mean: Mapping[str, Measured], key: str, num: int) -> dict[str, Measured]:
    one = mean[key]
    return {**mean, key: replace(one, num=one.num + num, den=one.den + 1)}


def _mean(samples: Sequence[Sample], key: str) -> Measured:
    """The mean month of a measure: its counts, in whole numbers, over those months in which it was evaluated."""
    known = [one.measured[key] for one in samples if one.measured[key].value is not None]
    if not known:
        return Measured(0, 0)
    if known[0].parts:
        value = sum((one.value for one in known if one.value is not None), Fraction(0)) / len(known)
        return Measured(value.numerator, value.denominator, parts=known[0].parts)
    num, den = (Fraction(sum(side), len(known)) for side in zip(*((one.num, one.den) for one in known), strict=True))
    return Measured(int(round_fraction(num, 0, HALF_UP)), int(round_fraction(den, 0, HALF_UP)))
