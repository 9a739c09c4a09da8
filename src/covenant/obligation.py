"""What each order owes: one obligation per clock, with its obligor, due time and verdict.

An obligation belongs to the month in which it falls due: the only attribution under which a month can be decided at
its end and leaving a bad order open never helps. A rejected claim never stopped the clock.
"""

from __future__ import annotations

from covenant.agreement import Agreement, Limit, Terms, responsible
from covenant.calendar import Calendars, Hours
from covenant.clock import due, elapsed
from covenant.order import OrderState
from covenant.period import Span, measure

CLOCKS = ("respond", "repair")
MET = "met"
LATE = "late"
OPEN = "open"

NEVER = 253_402_300_799_999  # 9999-12-31


class PauseUsed:
    """A pause as it counted: clipped by its cap, with the clause that allows it."""

    __slots__ = ("clause", "id", "reason", "span")

    def __init__(self, span: Span, reason: str, clause: str, id: str) -> None:
        self.span = span
        self.reason = reason
        self.clause = clause
        self.id = id


class Obligation:
    """One clock of one order. Times in ms UTC; `done` is None while it is owed; `stale` when max_open cut it short."""

    __slots__ = (
        "calendar", "clause", "clock", "done", "due", "excluded", "limit", "order", "party", "pauses", "provisional",
        "severity", "stale", "start",
    )  # fmt: skip

    def __init__(self, order: OrderState, clock: str, party: str, terms: Terms) -> None:
        self.order = order
        self.clock = clock
        self.party = party
        self.severity = order.classes[0][1]
        self.start = order.reported_at
        self.limit: Limit | None = None
        self.calendar = ""
        self.clause = ""
        self.due = NEVER
        self.done: int | None = None
        self.pauses: tuple[PauseUsed, ...] = ()
        self.stale = False
        self.provisional = False
        self.excluded: str | None = None

    def verdict(self, as_of: int) -> str:
        """met, late or open as things stood at `as_of`. At the due instant itself it is met (G25)."""
        if self.done is not None and self.done <= self.due:
            return MET
        return LATE if self.due <= as_of else OPEN


class Obligations:
    """Works out obligations under one agreement and the notices published by `as_of`."""

    __slots__ = ("_answers", "_hours", "agreement", "as_of", "calendars")

    def __init__(self, agreement: Agreement, calendars: Calendars, as_of: int) -> None:
        self.agreement = agreement
        self.calendars = calendars
        self.as_of = as_of
        self._answers: dict[tuple[int, str, str], str] = {}
        self._hours: dict[tuple[int, str], Hours] = {}

    def of(self, order: OrderState) -> list[Obligation]:
        """The obligations of one order; none for a clock its service level does not have."""
        terms = self.agreement.at(order.reported_at)
        party = self.performer(terms, order)
        pauses = self._pauses(terms, order)
        result = []
        for clock in CLOCKS:
            one = Obligation(order, clock, party, terms)
            one.done = _done(order, clock)
            if self._run(one, pauses):
                result.append(one)
        return result

    def performer(self, terms: Terms, order: OrderState) -> str:
        """The party the matrix names for the order's item and cause."""
        key = (id(terms), order.item, order.cause)
        party = self._answers.get(key)
        if party is None:
            party = self._answers[key] = responsible(terms, order.item, order.cause).perform
        return party

    def hours(self, terms: Terms, calendar: str) -> Hours:
        """The hours of one of the terms' calendars as known at `as_of`."""
        key = (id(terms), calendar)
        hours = self._hours.get(key)
        if hours is None:
            hours = self._hours[key] = self.calendars.hours(terms.calendars[calendar], self.as_of)
        return hours

    def _run(self, one: Obligation, pauses: list[tuple[PauseUsed, bool]]) -> bool:
        order = one.order
        gravest: str | None = None
        for at, severity, _ in order.classes:
            # A clock that is done no longer changes; a lowered severity keeps the clock it had.
            if (gravest is not None and severity >= gravest) or (
                one.done is not None and at > order.reported_at and one.done <= at
            ):
                continue
            gravest = severity
            terms = self.agreement.at(at)
            level = terms.levels[severity]
            limit = level.limit(one.clock)
            if limit is None:
                continue
            hours = self.hours(terms, limit.calendar)
            used = [pause for pause, _ in pauses if pause.span[1] > at]
            ends = _ends(at, limit.ms, hours, [pause.span for pause in used])
            if one.limit is None or ends < one.due:
                one.limit, one.calendar, one.clause = limit, limit.calendar, level.clause
                one.severity, one.start, one.due = severity, at, ends
                one.pauses = tuple(pause for pause in used if pause.span[0] < ends)
                one.provisional = ends < NEVER and hours.provisional(ends)
        if one.limit is None:
            return False
        self._stale(one, pauses)
        if order.cancelled_at is not None and order.cancelled_at <= one.due:
            one.excluded = "cancelled"
        return True

    def _stale(self, one: Obligation, pauses: list[tuple[PauseUsed, bool]]) -> None:
        uncapped = measure(pause.span for pause, capped in pauses if not capped)
        oldest = one.order.reported_at + self.agreement.at(one.order.reported_at).max_open + uncapped
        if oldest < one.due:
            one.due, one.stale = oldest, True

    def _pauses(self, terms: Terms, order: OrderState) -> list[tuple[PauseUsed, bool]]:
        """The pauses that count, clipped, each with whether it has a cap: approved, or of a kind that needs no approval
        and was not refused."""
        result = []
        for pause in order.pauses:
            rule = terms.pauses.get(pause.reason)
            if rule is None or pause.approved is False or (rule.approve != "auto" and pause.approved is None):
                continue
            end = NEVER if pause.end is None else pause.end
            if rule.cap is not None:
                end = min(end, pause.start + rule.cap)
            if end > pause.start:
                result.append(
                    (PauseUsed((pause.start, end), pause.reason, rule.clause, pause.id), rule.cap is not None)
                )
        return result


def _ends(start: int, limit: int, hours: Hours, pauses: list[Span]) -> int:
    """The due time; NEVER while a pause without cap is running before the limit is used up."""
    running = min((span[0] for span in pauses if span[1] >= NEVER), default=None)
    if running is not None and elapsed(start, running, hours, pauses) < limit:
        return NEVER
    return due(start, limit, hours, pauses)


def _done(order: OrderState, clock: str) -> int | None:
    if clock == "repair":
        return order.claimed_at
    if order.arrived_at is None and order.claims:
        return order.claims[0].at  # whoever claims completion was there no later than that
    return order.arrived_at


def obligations(order: OrderState, agreement: Agreement, calendars: Calendars, as_of: int) -> list[Obligation]:
    """The obligations of one order as known at `as_of`."""
    return Obligations(agreement, calendars, as_of).of(order)
