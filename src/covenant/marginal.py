"""The counterfactual price: what a month would have paid had one order been on time.

Every late order that fails the same measures has the same price, so one re-score per pattern of measures suffices. An
order that is charged as an event would leave the events and return to the ratios.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from covenant.agreement.terms import Terms
from covenant.assessment import Assessment
from covenant.incident import Charges, charge
from covenant.measures import Measured
from covenant.money import Fen
from covenant.obligation import Obligation
from covenant.score import Sheet, sheet
from covenant.settle import NO_CHARGES, settle

PRICED = ("response_1", "repair_1")  # the measures whose bad members are single late orders
CLOCK = {"response_1": "respond", "repair_1": "repair"}


@dataclass(frozen=True, slots=True)
class Price:
    """What being on time would have added: to the total (None when not evaluated) and to the net in fen. `event` is the
    priced event it would have avoided."""

    measures: tuple[str, ...]
    total: Fraction | None
    net: Fen
    event: str = ""


def patterns(terms: Terms, measured: Mapping[str, Measured]) -> dict[str, tuple[str, ...]]:
    """Late order → the measures it fails."""
    failed: dict[str, tuple[str, ...]] = {}
    for key, measure in terms.measures.items():
        if measure.function in PRICED:
            for order in measured[key].bad:
                failed[order] = (*failed.get(order, ()), key)
    return failed


def price(
    terms: Terms,
    measured: Mapping[str, Measured],
    now: Sheet,
    keys: tuple[str, ...],
    *,
    fee: Fen | None = None,
    charges: Charges = NO_CHARGES,
) -> Price:
    """The price of one order failing exactly `keys`."""
    better = dict(measured)
    for key in keys:
        better[key] = replace(measured[key], num=measured[key].num + 1)
    then = sheet(terms, better)
    total = None if then.total is None or now.total is None else then.total - now.total
    after = settle(terms, then.coefficient, fee=fee, charges=charges)
    before = settle(terms, now.coefficient, fee=fee, charges=charges)
    return Price(keys, total, after.net - before.net)


def prices(given: Assessment) -> dict[str, Price]:
    """Late or charged order → its price; the dearest first, ties by order id."""
    terms, measured, now = given.terms, given.measured, given.score
    failed = patterns(terms, measured)
    known = {
        keys: price(terms, measured, now, keys, fee=given.fee, charges=given.charges)
        for keys in sorted(set(failed.values()))
    }
    found = {order: known[keys] for order, keys in failed.items()}
    for one in given.charges.incidents:
        if one.order and not one.why:
            found[one.order] = _without(given, one.order, one.event)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].net, pair[0])))


def _without(given: Assessment, order: str, event: str) -> Price:
    """Had the charged order been on time: no event, and its clocks met in the ratios."""
    terms = given.terms
    mine: dict[str, Obligation] = {
        one.clock: one for one in given.owed if one.order.id == order and one.excluded == "priced_event"
    }
    better = dict(given.measured)
    keys = tuple(key for key, measure in terms.measures.items() if CLOCK.get(measure.function) in mine)
    for key in keys:
        better[key] = replace(better[key], num=better[key].num + 1, den=better[key].den + 1)
    then = sheet(terms, better)
    left = [one for one in given.raw if one.order != order]
    charges = charge(terms, left, given.span, given.fee, bedding_in=given.bedding_in)
    total = None if then.total is None or given.score.total is None else then.total - given.score.total
    after = settle(terms, then.coefficient, fee=given.fee, charges=charges)
    before = settle(terms, given.score.coefficient, fee=given.fee, charges=given.charges)
    return Price(keys, total, after.net - before.net, event)


def lost(terms: Terms, measured: Mapping[str, Measured], now: Sheet, keys: Iterable[str] | None = None) -> Fen:
    """What all late orders of some measures (all priced ones by default) take from the net together, in fen."""
    chosen = [key for key, measure in terms.measures.items() if measure.function in PRICED]
    better = dict(measured)
    for key in chosen if keys is None else keys:
        better[key] = replace(measured[key], num=measured[key].den)
    then = sheet(terms, better)
    return settle(terms, then.coefficient).net - settle(terms, now.coefficient).net
