"""The gates an agreement must pass before it can be activated. Each finding names clause and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from covenant.agreement.matrix import CAUSES, candidates
from covenant.agreement.terms import Terms
from covenant.money import Fen, round_fen
from covenant.zone import MINUTE

RESCUE_LIMIT = 30 * MINUTE  # 杭州市电梯安全管理条例 30; TSG T5002: rescue within 30 minutes in a city


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands in the way of activation. `code` is stable; `message` and `remedy` are English sentences."""

    path: str
    code: str
    clause: str | None
    message: str
    remedy: str


def check(terms: Terms) -> list[Finding]:
    """Every gate's findings; an empty list means the terms may be activated."""
    return [*_matrix(terms), *_accountable(terms), *_life_safety(terms), *_windows(terms), *_payment(terms)]


def worst_month(terms: Terms) -> Fen:
    """The least a month can pay before VAT, in fen: everything evaluated and scored 0."""
    pay = terms.payment
    fixed = pay.monthly_fee * (1 - pay.performance_share)
    return round_fen(fixed, terms.rounding.money) + round_fen(
        pay.monthly_fee * pay.performance_share * pay.coefficient.below[1], terms.rounding.money
    )


def _matrix(terms: Terms) -> Iterator[Finding]:
    for item in terms.items:
        for cause in CAUSES:
            rows = candidates(terms.matrix, item, cause)
            if not rows:
                message = f"Nobody is responsible for {item} when the cause is {cause}."
                yield Finding("matrix", "hole", None, message, "Add a row, or a last row for item * and cause any.")
            elif len(rows) > 1:
                message = f"Clauses {rows[0].clause} and {rows[1].clause} both decide {item} for {cause}."
                yield Finding("matrix", "two_rows", rows[1].clause, message, "Make one of them more specific.")


def _accountable(terms: Terms) -> Iterator[Finding]:
    for row in terms.matrix:
        party = terms.parties[row.accountable]
        if party.role not in ("principal", "utility", "owner"):
            message = f"{row.item} makes {row.accountable} accountable to the owners; the property company stays so."
            yield Finding("matrix", "accountable", row.clause, message, "Set accountable to P (民法典 941).")


def _life_safety(terms: Terms) -> Iterator[Finding]:
    first = min(terms.severities)
    level = terms.levels[first]
    if level.respond is None:
        return
    if level.respond.ms > RESCUE_LIMIT:
        message = f"Life safety is answered within {level.respond.text}; the statute allows 30 minutes."
        yield Finding(
            f"levels.{first}.respond",
            "below_statute",
            level.clause,
            message,
            "At most PT30M (杭州市电梯安全管理条例 30).",
        )
    shape = terms.calendars[level.respond.calendar]
    if shape.holidays or any(windows != ((0, 1440),) for windows in shape.week):
        message = "The life-safety clock stands still outside working hours."
        yield Finding(
            f"levels.{first}.respond", "not_always", level.clause, message, "Use a calendar of 24 hours on all days."
        )


def _windows(terms: Terms) -> Iterator[Finding]:
    for measure in terms.measures.values():
        if measure.function == "rework_1" and measure.window is None:
            message = "Rework has no window within which a fault counts as the same."
            yield Finding(f"measures.{measure.key}", "no_window", measure.clause, message, "Add window: P30D.")
        clock = {"response_1": "respond", "repair_1": "repair"}.get(measure.function)
        if clock and not any(level.limit(clock) for level in terms.levels.values()):
            message = f"{measure.key} judges a clock that no service level has."
            yield Finding(f"measures.{measure.key}", "no_clock", measure.clause, message, f"Add levels.*.{clock}.")


def _payment(terms: Terms) -> Iterator[Finding]:
    if worst_month(terms) < 0:
        message = "In the worst month the contractor would have to pay."
        yield Finding("payment", "negative_month", terms.payment.clause, message, "Raise the lowest coefficient.")
