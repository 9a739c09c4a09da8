"""The counterfactual price: what a month would have paid had one order been on time.

Every late order that fails the same measures has the same price, so one re-score per pattern of measures suffices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from covenant.agreement.terms import Terms
from covenant.measures import Measured
from covenant.money import Fen
from covenant.score import Sheet, sheet
from covenant.settle import settle

PRICED = ("response_1", "repair_1")  # the measures whose bad members are single late orders


@dataclass(frozen=True, slots=True)
class Price:
    """What being on time would have added: to the total (None when not evaluated) and to the net in fen."""

    measures: tuple[str, ...]
    total: Fraction | None
    net: Fen


def patterns(terms: Terms, measured: Mapping[str, Measured]) -> dict[str, tuple[str, ...]]:
    """Late order → the measures it fails."""
    failed: dict[str, tuple[str, ...]] = {}
    for key, measure in terms.measures.items():
        if measure.function in PRICED:
            for order in measured[key].bad:
                failed[order] = (*failed.get(order, ()), key)
    return failed


def price(terms: Terms, measured: Mapping[str, Measured], now: Sheet, keys: tuple[str, ...]) -> Price:
    """The price of one order failing exactly `keys`."""
    better = dict(measured)
    for key in keys:
        better[key] = replace(measured[key], num=measured[key].num + 1)
    then = sheet(terms, better)
    total = None if then.total is None or now.total is None else then.total - now.total
    return Price(keys, total, settle(terms, then.coefficient).net - settle(terms, now.coefficient).net)


def prices(terms: Terms, measured: Mapping[str, Measured], now: Sheet) -> dict[str, Price]:
    """Late order → its price; the dearest first, ties by order id."""
    failed = patterns(terms, measured)
    known = {keys: price(terms, measured, now, keys) for keys in sorted(set(failed.values()))}
    ranked = sorted(failed.items(), key=lambda pair: (-known[pair[1]].net, pair[0]))
    return {order: known[keys] for order, keys in ranked}


def lost(terms: Terms, measured: Mapping[str, Measured], now: Sheet, keys: Iterable[str] | None = None) -> Fen:
    """What all late orders of some measures (all priced ones by default) take from the net together, in fen."""
    chosen = [key for key, measure in terms.measures.items() if measure.function in PRICED]
    better = dict(measured)
    for key in chosen if keys is None else keys:
        better[key] = replace(measured[key], num=measured[key].den)
    then = sheet(terms, better)
    return settle(terms, then.coefficient).net - settle(terms, now.coefficient).net
