"""What both sides look at: the same figures for both, by a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from covenant.agreement import Terms
from covenant.period import Month
from weituo.ledger.time import instant
from weituo.pact.reads import Pact
from weituo.people.reads import Actor
from weituo.work.models import Order
from weituo.work.reads import names
from weituo.work.reads.listing import Line, late_now, line, scope

NEXT, LATE, DAYS = 12, 30, 30


@dataclass(frozen=True, slots=True)
class Day:
    """One day's counts."""

    day: date
    reported: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Board:
    """Open orders by (state, severity), what is due next, what is late now, the last days."""

    counts: dict[tuple[str, str], int]
    open: int
    late_count: int
    unassigned: int
    waiting: int
    unruled: int
    paused: int
    next: tuple[Line, ...]
    late: tuple[Line, ...]
    days: tuple[Day, ...]
    reported_today: int
    accepted_today: int


def dashboard(actor: Actor, pact: Pact, *, now: datetime) -> Board:
    """The board of the actor's estate. Seven queries."""
    found = scope(actor)
    terms = pact.terms(now)
    rows = found.filter(is_open=True).order_by().values_list("state", "severity").annotate(n=Count("id"))
    counts = {(state, severity): n for state, severity, n in rows}
    late = found.filter(late_now(now))
    soon = (
        found.filter(is_open=True, paused=False)
        .exclude(state="claimed")
        .filter(Q(arrived_at=None, respond_due__gte=now) | Q(repair_due__gte=now))
    )
    related = names.RELATED
    upcoming = [
        line(row, terms, actor, now) for row in soon.select_related(*related).order_by("repair_due")[: NEXT * 4]
    ]
    far = now + timedelta(days=36500)
    upcoming.sort(key=lambda one: one.due if one.due and one.due >= now else far)
    days = _days(found, pact, now)
    return Board(
        counts=counts,
        open=sum(counts.values()),
        late_count=late.count(),
        unassigned=sum(n for (state, _), n in counts.items() if state == "reported"),
        waiting=sum(n for (state, _), n in counts.items() if state == "claimed"),
        unruled=found.filter(recurrence_of__isnull=False, recurrence_confirmed=None).exclude(state="cancelled").count(),
        paused=found.filter(paused=True, is_open=True).count(),
        next=tuple(upcoming[:NEXT]),
        late=tuple(
            line(row, terms, actor, now) for row in late.select_related(*related).order_by("repair_due", "id")[:LATE]
        ),
        days=days,
        reported_today=days[-1].reported,
        accepted_today=days[-1].accepted,
    )


def _days(found, pact: Pact, now: datetime) -> tuple[Day, ...]:  # type: ignore[no-untyped-def]
    zone = ZoneInfo(pact.calendars.zone.name)
    today = now.astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    since = datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC)
    counts: dict[str, dict[date, int]] = {}
    for column in ("reported_at", "accepted_at"):
        rows = found.filter(**{f"{column}__gte": since, f"{column}__lte": now}).order_by()
        rows = rows.values_list(TruncDate(column, tzinfo=zone)).annotate(n=Count("id"))
        counts[column] = dict(rows)
    days = [first + timedelta(days=offset) for offset in range(DAYS)]
    return tuple(Day(day, counts["reported_at"].get(day, 0), counts["accepted_at"].get(day, 0)) for day in days)


def month_counts(
    pact: Pact, month: Month, *, now: datetime
) -> tuple[dict[str, tuple[int, int]], dict[UUID, tuple[str, ...]]]:
    """The running month in counts {measure: (num, den)} and its late orders {id: measures failed}.

    What fell due so far, with the same meaning as the measures. A fixed number of queries.
    """
    terms = pact.agreement.for_month(month, pact.calendars.zone)
    start, end = (instant(edge) for edge in month.span(pact.calendars.zone))
    found = Order.objects.filter(estate_id=pact.estate_id, agreement_id=pact.id, perform=terms.contractor)
    counts: dict[str, tuple[int, int]] = {}
    failed: dict[UUID, tuple[str, ...]] = {}
    for key, measure in terms.measures.items():
        if measure.function in ("response_1", "repair_1"):
            due, done = (
                ("respond_due", "arrived_at") if measure.function == "response_1" else ("repair_due", "claimed_at")
            )
            owed = found.filter(**{f"{due}__gte": start, f"{due}__lt": end}).exclude(state="cancelled")
            met = owed.filter(**{f"{done}__lte": F(due)}).count()
            late = owed.filter(Q(**{f"{done}__gt": F(due)}) | Q(**{done: None, f"{due}__lte": now})).values_list(
                "pk", flat=True
            )
            for order_id in late:
                failed[order_id] = (*failed.get(order_id, ()), key)
            counts[key] = (met, met + len(late))
        elif measure.function == "satisfaction_1":
            counts[key] = _ratings(found, terms, key, pact, month)
        elif measure.function == "rework_1":
            ruled = found.filter(recurrence_ruled_at__gte=start, recurrence_ruled_at__lt=end, recurrence_confirmed=True)
            counts[key] = (ruled.count(), found.filter(accepted_at__gte=start, accepted_at__lt=end).count())
    return counts, failed


def _ratings(found, terms: Terms, key: str, pact: Pact, month: Month) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    """Good and all ratings, pooled with earlier months as satisfaction_1 does; one query however many it takes."""
    measure = terms.measures[key]
    wanted = {}
    for back in range(measure.pool_months):
        start, end = (instant(edge) for edge in month.span(pact.calendars.zone))
        within = Q(rated_at__gte=start, rated_at__lt=end)
        wanted[f"n{back}"] = Count("id", filter=within)
        wanted[f"good{back}"] = Count("id", filter=within & Q(stars__gte=measure.good))
        first, month = start, month.previous()
    row = found.filter(rated_at__gte=first).aggregate(**wanted)
    good = count = 0
    for back in range(measure.pool_months):
        good, count = good + row[f"good{back}"], count + row[f"n{back}"]
        if count >= measure.min_n:
            break
    return good, count


__all__ = ["Board", "Day", "dashboard", "month_counts"]
