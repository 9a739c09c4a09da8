"""What each order owes: one obligation per clock, with its obligor, due time and verdict.

An obligation belongs to the month in which it falls due: the only attribution under which a month can be decided at
its end and leaving a bad order open never helps. A rejected claim never stopped the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from covenant.agreement import Agreement, Limit, Terms, responsible
from covenant.agreement.duties import DutySpan
from covenant.calendar import Calendars, Hours
from covenant.clock import due, elapsed
from covenant.order import OrderState
from covenant.period import Span, measure
from covenant.zone import MINUTE

CLOCKS = ("respond", "repair")
CALLOUT, ACCEPT = "callout", "accept"  # the principal's own clocks
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
    """One clock of one order, owed by `party`. Times in ms UTC; `done` is None while it is owed; `stale` when max_open
    cut it short; `excluded` says why it is left out of the count: cancelled, transferred, excuse:…, priced_event."""

    __slots__ = (
        "calendar", "clause", "clock", "done", "due", "excluded", "limit", "order", "party", "pauses", "provisional",
        "reported", "severity", "stale", "start",
    )  # fmt: skip

    def __init__(self, order: OrderState, clock: str, party: str, terms: Terms) -> None:
        self.order = order
        self.clock = clock
        self.party = party
        self.severity = order.classes[0][1]
        self.start = order.reported_at
        self.reported = order.reported_at  # of the earliest report of it, when duplicates were merged
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

    __slots__ = ("_answers", "_hours", "agreement", "as_of", "calendars", "merged")

    def __init__(
        self, agreement: Agreement, calendars: Calendars, as_of: int, merged: Mapping[str, int] | None = None
    ) -> None:
        self.agreement = agreement
        self.calendars = calendars
        self.as_of = as_of
        self.merged = merged or {}  # order → the earliest report of a duplicate merged into it
        self._answers: dict[tuple[int, str, str], str] = {}
        self._hours: dict[tuple[int, str], Hours] = {}

    def of(self, order: OrderState) -> list[Obligation]:
        """The obligations of one order, of whichever party; none for a clock its service level does not have."""
        terms = self.agreement.at(order.reported_at)
        order.excuses = [one for one in order.excuses if one.excuse in terms.excuses]
        order.transfers = [(at, party) for at, party in order.transfers if party in terms.parties]
        first = self.performer(terms, order)
        pauses = self._pauses(terms, order)
        started = self._start(terms, order)
        result = [] if started is None else self._clocks(terms, order, first, pauses, started)
        if terms.schema > 1:
            result += self._principal(terms, order)
        return result

    def _clocks(
        self, terms: Terms, order: OrderState, first: str, pauses: list[tuple[PauseUsed, bool]], started: int
    ) -> list[Obligation]:
        result = []
        for party, held in _held(order, first, started):
            for clock in CLOCKS:
                one = Obligation(order, clock, party, terms)
                one.reported = self._reported(terms, order)
                one.start = held[0][0]
                one.done = _done(order, clock, held)
                if self._run(one, pauses, _gaps(held)):
                    _left_out(one, order, held, first)
                    result.append(one)
        return result

    def _start(self, terms: Terms, order: OrderState) -> int | None:
        """When the performer's clocks start: at the report, of a merged duplicate if that came earlier; by night, when
        somebody else takes the report, at the call-out. None while nobody was called."""
        at = self._reported(terms, order)
        if terms.schema == 1:
            return at
        span = self._span(terms, at)
        if span is None or span.callout is None:
            return at
        claimed = order.claims[0].at if order.claims else None
        called = [one for one in (order.called_out_at, order.taken_at, order.arrived_at, claimed) if one is not None]
        return min(called) if called else None

    def _reported(self, terms: Terms, order: OrderState) -> int:
        at = order.reported_at
        return at if terms.schema == 1 else min(at, self.merged.get(order.id, at))

    def _span(self, terms: Terms, at: int) -> DutySpan | None:
        """Who answers then; None too when nobody is ever called out, for then it does not matter."""
        if all(span.callout is None for span in terms.duty):
            return None
        day = self.calendars.zone.day(at)
        return terms.duty_at((at - self.calendars.zone.instant(day, 0)) // MINUTE)

    def _principal(self, terms: Terms, order: OrderState) -> list[Obligation]:
        """What the principal owes for this order: the call-out by night, a ruling on each claim."""
        result = []
        at = self._reported(terms, order)
        span = self._span(terms, at)
        if span is not None and span.callout is not None:
            called = self._start(terms, order)
            result.append(
                self._owed(terms, order, CALLOUT, span.callout.by, at, called, span.callout.limit, span.clause)
            )
        for duty in terms.client_duties.values():
            if duty.key == ACCEPT and duty.limit is not None:
                for claim in order.claims:
                    result.append(
                        self._owed(
                            terms, order, ACCEPT, terms.principal, claim.at, claim.ruled_at, duty.limit, duty.clause
                        )
                    )
        return result

    def _owed(
        self,
        terms: Terms,
        order: OrderState,
        clock: str,
        party: str,
        start: int,
        done: int | None,
        limit: Limit,
        clause: str,
    ) -> Obligation:
        one = Obligation(order, clock, party, terms)
        hours = self.hours(terms, limit.calendar)
        one.start, one.done, one.limit, one.calendar, one.clause = start, done, limit, limit.calendar, clause
        one.due = due(start, limit.ms, hours)
        one.provisional = hours.provisional(one.due)
        if order.cancelled_at is not None and order.cancelled_at <= one.due:
            one.excluded = "cancelled"
        return one

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

    def _run(self, one: Obligation, pauses: list[tuple[PauseUsed, bool]], gaps: list[Span]) -> bool:
        order = one.order
        begins = one.start
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
            start = begins if at == order.reported_at else max(at, begins)
            hours = self.hours(terms, limit.calendar)
            used = [pause for pause, _ in pauses if pause.span[1] > start]
            ends = _ends(start, limit.ms, hours, [*(pause.span for pause in used), *gaps])
            if one.limit is None or ends < one.due:
                one.limit, one.calendar, one.clause = limit, limit.calendar, level.clause
                one.severity, one.start, one.due = severity, start, ends
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
        oldest = one.reported + self.agreement.at(one.order.reported_at).max_open + uncapped
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


Held = list[Span]  # when a party had the order, ascending; the last may end NEVER


def _held(order: OrderState, first: str, started: int) -> list[tuple[str, Held]]:
    """Who had the order when, the performer of the matrix first."""
    if not order.transfers:
        return [(first, [(started, NEVER)])]
    spans: dict[str, Held] = {}
    at, party = started, first
    for moved, to in [*order.transfers, (NEVER, "")]:
        if moved > at and party:
            spans.setdefault(party, []).append((at, moved))
        at, party = max(at, moved), to
    return list(spans.items())


def _gaps(held: Held) -> list[Span]:
    """While others had it."""
    return [(before[1], after[0]) for before, after in pairwise(held)]


def _left_out(one: Obligation, order: OrderState, held: Held, first: str) -> None:
    """An excuse leaves the order out; so does giving it away in time. Who had it only for a while did its part by handing
    it back."""
    if one.excluded is None and order.excuse is not None:
        one.excluded = f"excuse:{order.excuse}"
    gone = held[-1][1]
    if gone < min(one.due, NEVER) and one.done is None:
        if one.party == first:
            one.excluded = one.excluded or "transferred"
        else:
            one.done = gone


def _done(order: OrderState, clock: str, held: Held) -> int | None:
    """When the clock was met by whoever holds it: only what happened while the party had the order."""
    if clock == "repair":
        done = order.claimed_at
    elif order.transfers:
        done = next((at for at in order.arrivals if any(start <= at < end for start, end in held)), None)
    elif order.arrived_at is None and order.claims:
        done = order.claims[0].at  # whoever claims completion was there no later than that
    else:
        done = order.arrived_at
    return done if done is None or any(start <= done < end for start, end in held) else None


def obligations(order: OrderState, agreement: Agreement, calendars: Calendars, as_of: int) -> list[Obligation]:
    """The obligations of one order as known at `as_of`."""
    return Obligations(agreement, calendars, as_of).of(order)
