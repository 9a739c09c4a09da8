"""The month's orders as known at the statement's issue, folded from the same facts: printed again in a year, the report
says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from covenant.agreement import Terms
from covenant.calendar import Calendars
from covenant.collect import collect
from covenant.order import OrderState
from covenant.period import Span
from weituo.ledger.time import ms
from weituo.month import leaves
from weituo.month.reads import StatementView
from weituo.month.reads.verify import known_at
from weituo.pact import reads as pacts

DAY = 86_400_000
KINDS, WAITS, REPEATS, OFTEN = 9, 8, 8, 3


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody waited from report to completion; `done` is None while it is open."""

    order: UUID
    reported: int
    done: int | None
    length: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """A place with several reports in the month. `sample` is one of its orders, to name it by."""

    sample: UUID
    reports: int
    faults: tuple[tuple[str, int], ...]
    recurrences: int


@dataclass(frozen=True, slots=True)
class MonthOrders:
    """Counts of one month. `days` are (reported, accepted) per day; `kinds` (item, count), the most first."""

    terms: Terms
    reported: int
    accepted: int
    open: int
    rejected: int
    days: tuple[tuple[int, int], ...]
    kinds: tuple[tuple[str, int], ...]
    stars: tuple[int, ...]
    waits: tuple[Wait, ...]
    repeats: tuple[Repeat, ...]
    median: int | None


def month_orders(view: StatementView) -> MonthOrders:
    """Gather and count."""
    agreement, calendars = known_at(view.agreement_id, view.as_of)
    pact = pacts.agreement(view.agreement_id)
    assert pact is not None
    terms = agreement.for_month(view.month, calendars.zone)
    since = ms(leaves.since(pact, view.month))
    found = collect(
        leaves.entries(pact, leaves.subjects(pact, view.month)),
        agreement.key,
        since=since,
        as_of=ms(view.as_of),
        begins=agreement.versions[0].effective_from,
        checked=False,
    ).orders
    return _count(found, view, terms, calendars)


def _count(found: list[OrderState], view: StatementView, terms: Terms, calendars: Calendars) -> MonthOrders:
    start, end = view.month.span(calendars.zone)
    reported = [one for one in found if start <= one.reported_at < end and one.cancelled_at is None]
    waits = sorted((_wait(one, ms(view.as_of)) for one in reported), key=lambda one: (-one.length, one.order))
    finished = sorted(one.length for one in waits if one.done is not None)
    stars = Counter(one.stars for one in found if one.rated_at is not None and start <= one.rated_at < end)
    return MonthOrders(
        terms=terms,
        reported=len(reported),
        accepted=sum(_in(one.accepted_at, (start, end)) for one in found),
        open=sum(one.accepted_at is None or one.accepted_at >= end for one in reported),
        rejected=sum(
            claim.ruling == "rejected" and _in(claim.ruled_at, (start, end)) for one in found for claim in one.claims
        ),
        days=_days(found, reported, (start, end)),
        kinds=_kinds(reported),
        stars=tuple(stars.get(n, 0) for n in (5, 4, 3, 2, 1)),
        waits=tuple(waits[:WAITS]),
        repeats=_repeats(reported),
        median=finished[len(finished) // 2] if finished else None,
    )


def _in(moment: int | None, span: Span) -> bool:
    return moment is not None and span[0] <= moment < span[1]


def _days(found: Iterable[OrderState], reported: Iterable[OrderState], span: Span) -> tuple[tuple[int, int], ...]:
    """Days are counted from the month's first midnight; a day of 23 or 25 hours shifts the rest by an hour at most."""
    length = -(-(span[1] - span[0]) // DAY)
    came = Counter(min(length - 1, (one.reported_at - span[0]) // DAY) for one in reported)
    went = Counter(
        min(length - 1, (one.accepted_at - span[0]) // DAY)
        for one in found
        if one.accepted_at is not None and _in(one.accepted_at, span)
    )
    return tuple((came[day], went[day]) for day in range(length))


def _kinds(reported: Iterable[OrderState]) -> tuple[tuple[str, int], ...]:
    counts = Counter(one.item for one in reported)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    rest = sum(count for _, count in ranked[KINDS:])
    return (*ranked[:KINDS], *((("", rest),) if rest else ()))


def _wait(one: OrderState, as_of: int) -> Wait:
    done = one.claimed_at
    return Wait(UUID(one.id), one.reported_at, done, (as_of if done is None else done) - one.reported_at)


def _repeats(reported: Iterable[OrderState]) -> tuple[Repeat, ...]:
    at: dict[str, list[OrderState]] = {}
    for one in reported:
        spot = one.equipment or one.place
        if spot is not None:
            at.setdefault(spot, []).append(one)
    often = [group for group in at.values() if len(group) >= OFTEN]
    often.sort(key=lambda group: (-len(group), group[0].id))
    return tuple(
        Repeat(
            UUID(group[0].id),
            len(group),
            tuple(sorted(Counter(one.fault for one in group).items(), key=lambda pair: (-pair[1], pair[0]))[:3]),
            sum(one.recurrence is True for one in group),
        )
        for group in often[:REPEATS]
    )
