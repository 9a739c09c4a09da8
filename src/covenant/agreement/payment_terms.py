"""Reading what the terms say about money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from covenant import money
from covenant.agreement.pay import (
    DAMAGES,
    PRICE_REDUCTION,
    Bedding,
    Cap,
    Coefficient,
    EventTerms,
    Interest,
    Payment,
    Repeat,
    Retention,
    Trigger,
)
from covenant.agreement.reader import Reader, duration
from covenant.agreement.rights_terms import amount
from covenant.errors import Problems
from covenant.quarter import QuarterTerms


def payment(root: Reader) -> Payment:
    """Fee, performance share, coefficient, VAT; from terms/2 on events, cap and everything around them."""
    reader = root.child("payment")
    vat = reader.child("vat")
    coefficient = reader.child("coefficient")
    second = root.schema == 2
    result = Payment(
        clause=reader.clause_number(),
        monthly_fee=amount(reader, "monthly_fee"),
        performance_share=reader.fraction("performance_share", 0, 1),
        coefficient=_coefficient(coefficient),
        coefficient_clause=coefficient.clause_number(),
        vat_clause=vat.clause_number(),
        vat_rate=vat.fraction("rate", 0, 1),
        deductions=vat.word("deductions", (PRICE_REDUCTION, DAMAGES), "a nature of deductions")
        if second
        else PRICE_REDUCTION,
        events=_events(root) if second else {},
        **(_around(reader) if second else {}),
    )
    for inner in (reader, vat, coefficient):
        inner.done()
    return result


def _around(reader: Reader) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ("cap", "bedding_in", "retention", "quarter", "interest"):
        inner = reader.maybe(key)
        if inner is None:
            continue
        clause = inner.clause_number()
        if key == "cap":
            found["cap"] = Cap(clause, inner.fraction("share", 0, 1))
        elif key == "bedding_in":
            found["bedding"] = Bedding(clause, inner.number("months", 1, 24), inner.fraction("event_factor", 0, 1))
        elif key == "retention":
            found["retention"] = Retention(clause, inner.number("months", 1, 12))
        elif key == "interest":
            found["interest"] = Interest(clause, inner.fraction("daily", 0, 1))
        else:
            found["quarter"] = _quarter(inner, clause)
        inner.done()
    if reader.get("loss_estimate", required=False) is not None:
        found["loss_estimate"] = amount(reader, "loss_estimate")
    return found


def _quarter(reader: Reader, clause: str) -> QuarterTerms:
    bands = pairs(reader, "bands")
    if bands and bands[0][0] != 0:
        reader.note("bands", "hole", "Means below the first band have no share.", 'Begin with "0".')
    if any(a[0] >= b[0] or a[1] > b[1] for a, b in pairwise(bands)):
        reader.note("bands", "not_monotone", "The bands must ascend and a better mean must not pay less.")
    if any(not -1 <= share <= 1 for _, share in bands):
        reader.note("bands", "out_of_range", "A band's share lies between -1 and 1.")
    return QuarterTerms(clause, bands, reader.flag("reward_blocked_by_red_line"))


def pairs(reader: Reader, key: str) -> tuple[tuple[Fraction, Fraction], ...]:
    """A list of pairs of decimals."""
    raw = reader.get(key)
    try:
        if not isinstance(raw, list) or not raw or not all(isinstance(pair, list) for pair in raw):
            raise TypeError
        return tuple((money.decimal(x, reader.at(key)), money.decimal(y, reader.at(key))) for x, y in raw)
    except Problems as problems:
        reader.problems.extend(problems.problems)
    except (TypeError, ValueError):
        if raw is not None:
            reader.note(key, "not_pairs", f"{key} must be pairs of decimals in quotes.", 'As in [["0", "-0.05"]].')
    return ()


def _events(root: Reader) -> Mapping[str, EventTerms]:
    events: dict[str, EventTerms] = {}
    if root.get("events", required=False) is None:
        return events
    for key, reader in root.children("events"):
        events[key] = EventTerms(
            key=key,
            clause=reader.clause_number(),
            label=reader.label(),
            amount=amount(reader, "amount"),
            repeat=_repeat(reader),
            red_line=reader.flag("red_line", default=False),
            when=_trigger(reader),
        )
        reader.done()
    return events


def _repeat(reader: Reader) -> Repeat | None:
    inner = reader.maybe("repeat")
    if inner is None:
        return None
    factors = tuple(_decimals(inner, inner.texts("factors")))
    if any(a > b for a, b in pairwise(factors)) or any(factor < 1 for factor in factors):
        inner.note("factors", "not_monotone", "Factors begin at 1 or more and never fall.")
    result = Repeat(
        inner.word("same", ("equipment", "event"), "a way of counting"), inner.parse("window", duration, 1), factors
    )
    inner.done()
    return result


def _trigger(reader: Reader) -> Trigger | None:
    inner = reader.maybe("when")
    if inner is None:
        return None
    result = Trigger(inner.word("late", ("respond", "repair"), "a clock"), inner.texts("faults"))
    inner.done()
    return result


def _decimals(reader: Reader, texts: Iterable[str]) -> list[Fraction]:
    found = []
    for text in texts:
        try:
            found.append(money.decimal(text, reader.at("factors")))
        except Problems as problems:
            reader.problems.extend(problems.problems)
    return found


def _coefficient(reader: Reader) -> Coefficient:
    none = Coefficient((Fraction(0), Fraction(0)), ((Fraction(0), Fraction(1)), (Fraction(100), Fraction(1))))
    below, points = reader.get("below"), reader.get("points")
    try:
        edge, value = (money.decimal(text, reader.at("below")) for text in below)
        pairs = [(money.decimal(x, reader.at("points")), money.decimal(y, reader.at("points"))) for x, y in points]
    except Problems as problems:
        reader.problems.extend(problems.problems)
        return none
    except (TypeError, ValueError):
        reader.note("", "bad_coefficient", "below and points must be pairs of decimals in quotes.")
        return none
    if len(pairs) < 2 or pairs[0][0] != edge or pairs[-1][0] != 100:
        reader.note("points", "hole", "The points must run from the end of `below` to 100.")
    if any(a[0] >= b[0] or a[1] > b[1] for a, b in pairwise([(Fraction(-1), value), *pairs])):
        reader.note("points", "not_monotone", "A higher score must not pay less, and the points must ascend.")
    if value < 0 or any(y > 2 for _, y in pairs):
        reader.note("points", "out_of_range", "A coefficient lies between 0 and 2.")
    return Coefficient((edge, value), tuple(pairs))
