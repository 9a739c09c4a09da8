"""The gates an agreement must pass before it can be activated. Each finding names clause and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from covenant.agreement import statute
from covenant.agreement.finding import REFUSE, WARN, Finding
from covenant.agreement.matrix import CAUSES, candidates
from covenant.agreement.pay import DAMAGES
from covenant.agreement.terms import PILLARS, Terms
from covenant.money import Fen, format_fen, round_fen

# Words that sound like a duty and decide nothing: each must be pinned before both sides sign.
VAGUE = (
    *(
        "及时",
        "尽快",
        "合理",
        "适当",
        "重大",
        "严重",
        "必要时",
        "原则上",
        "连续两次",
        "返修",
        "突发性损坏",
        "正常情况下",
    ),
    *("promptly", "as soon as possible", "reasonable", "appropriate", "material breach", "where necessary"),
)
EXCESSIVE = Fraction(13, 10)  # 合同编通则解释 65: more than 30 % above the loss is generally excessive


@dataclass(frozen=True, slots=True)
class Worst:
    """The least a month can pay before VAT and what it is made of, in fen: everything scored 0, events up to the cap, one
    of each red line, and the worst quarter on top of it."""

    fixed: Fen
    performance: Fen
    events: Fen
    red_lines: Fen
    quarter: Fen

    @property
    def net(self) -> Fen:
        """The sum."""
        return self.fixed + self.performance - self.events - self.red_lines + self.quarter


def check(terms: Terms, others: Iterable[Terms] = ()) -> list[Finding]:
    """Every gate's findings; without one of level REFUSE the terms may be activated. `others` are the other agreements
    in force on the estate: nobody may entrust the whole property service, nor all its pieces (民法典 941)."""
    first = [*_matrix(terms), *_accountable(terms), *statute.life_safety(terms), *_windows(terms), *_payment(terms)]
    if terms.schema == 1:
        return first
    return [
        *first,
        *_definitions(terms),
        *_portfolio(terms, others),
        *statute.licences(terms),
        *statute.required(terms),
        *statute.payment(terms),
        *_penalties(terms),
        *_mode(terms),
    ]


def refused(findings: Iterable[Finding]) -> bool:
    """Whether any of them stands in the way of activation."""
    return any(finding.level == REFUSE for finding in findings)


def worst_month(terms: Terms) -> Worst:
    """What the contractor has to reckon with in the worst month that ends a quarter."""
    pay, mode = terms.payment, terms.rounding.money
    fixed = round_fen(pay.monthly_fee * (1 - pay.performance_share), mode)
    performance = round_fen(pay.monthly_fee * pay.performance_share * pay.coefficient.below[1], mode)
    priced = [event for event in pay.events.values() if not event.red_line]
    events = 0
    if priced:
        events = round_fen(pay.cap.share * pay.monthly_fee, mode) if pay.cap else pay.monthly_fee
    red = sum(event.amount for event in pay.events.values() if event.red_line)
    quarter = round_fen(pay.quarter.bands[0][1] * 3 * pay.monthly_fee, mode) if pay.quarter else 0
    return Worst(fixed, performance, events, red, min(0, quarter))


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
    pay = terms.payment
    worst = worst_month(terms)
    if worst.net < 0:
        message = f"In the worst month the contractor would have to pay {format_fen(-worst.net)}."
        yield Finding(
            "payment", "negative_month", pay.clause, message, "Raise the lowest coefficient or lower cap and quarter."
        )
    if pay.events and pay.cap is None:
        message = "Events are priced, but nothing limits what they take in a month."
        yield Finding("payment", "no_cap", pay.clause, message, 'Add payment.cap with a share such as "0.10".')
    for event in pay.events.values():
        if event.when and not any(level.limit(event.when.clock) for level in terms.levels.values()):
            message = f"{event.key} waits for a clock that no service level has."
            yield Finding(f"events.{event.key}", "no_clock", event.clause, message, f"Add levels.*.{event.when.clock}.")


def _penalties(terms: Terms) -> Iterator[Finding]:
    """违约金 far above the loss is cut down by courts (民法典 585): better known while drafting."""
    pay = terms.payment
    if pay.deductions != DAMAGES or pay.loss_estimate is None:
        return
    worst = worst_month(terms)
    taken = worst.events + worst.red_lines
    if taken > EXCESSIVE * pay.loss_estimate:
        message = (
            f"A month's damages can reach {format_fen(taken)}, more than 30 % above the expected loss of "
            f"{format_fen(pay.loss_estimate)}; a court may lower them."
        )
        remedy = "Lower the cap, or declare the deductions a price reduction (民法典 582)."
        yield Finding("payment", "excessive", pay.clause, message, remedy, WARN)


def _definitions(terms: Terms) -> Iterator[Finding]:
    known = {one.phrase for one in terms.definitions}
    for one in terms.definitions:
        if one.pinned is None:
            message = f"{one.phrase!r} can be read in two ways and is not pinned."
            yield Finding("definitions", "unpinned", one.clause, message, "Say in both languages what it means here.")
    said: list[tuple[str, str, str]] = []
    for note in terms.notes:
        said.append(("notes", note.clause, f"{note.text['zh']} {note.text['en']}"))
    for key, measure in terms.measures.items():
        said.append((f"measures.{key}", measure.clause, f"{measure.label['zh']} {measure.label['en']}"))
    for key, event in terms.payment.events.items():
        said.append((f"events.{key}", event.clause, f"{event.label['zh']} {event.label['en']}"))
    for path, clause, text in said:
        for word in VAGUE:
            if word in text and not any(word in phrase or phrase in word for phrase in known):
                message = f"{word!r} decides nothing by itself."
                yield Finding(
                    path, "vague", clause, message, "Add it to definitions with one meaning, or leave it out."
                )


def _portfolio(terms: Terms, others: Iterable[Terms]) -> Iterator[Finding]:
    covered = set(terms.covers)
    for other in others:
        if other.key != terms.key:
            covered |= set(other.covers)
    if covered >= set(PILLARS):
        message = (
            "Together with the estate's other agreements this entrusts maintenance, cleaning and order: all of it."
        )
        remedy = "Keep one of the three with the property company (民法典 941; 物业管理条例 59)."
        yield Finding("agreement.covers", "whole_service", None, message, remedy)


def _mode(terms: Terms) -> Iterator[Finding]:
    ours = [row for row in terms.matrix if row.perform == terms.contractor]
    if terms.mode == "full":
        for row in terms.matrix:
            if row.perform == terms.principal and row.item != "*":
                message = f"In a full delegation the property company still performs {row.item}."
                yield Finding(
                    "matrix", "mode", row.clause, message, "Let A perform it, or call the mode partial.", WARN
                )
    if terms.mode == "co_managed" and not any(row.assist for row in terms.matrix):
        message = "Nobody assists anybody, so nothing is managed together."
        yield Finding("matrix", "mode", None, message, "Name assist: P or A in the shared rows.", WARN)
    if not ours:
        message = "The contractor performs nothing."
        yield Finding("matrix", "idle", None, message, "Let the contractor perform at least one item.")
