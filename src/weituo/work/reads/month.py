"""One month's orders in counts, for the report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from weituo.pact import reads as pacts
from weituo.work.models import Order
from weituo.work.reads import names

FAULTS, REPEATS = 8, 6


@dataclass(frozen=True, slots=True)
class MonthView:
    """Counts with Chinese labels, ready to print."""

    reported: int
    accepted: int
    open: int
    days: list[list[object]]
    faults: list[list[object]]
    severities: list[list[object]]
    repeats: list[list[object]]


def month_of(agreement_id: UUID, start: datetime, end: datetime, *, zone: ZoneInfo) -> MonthView:
    """The orders of an agreement reported within [start, end)."""
    found = Order.objects.filter(agreement_id=agreement_id)
    rows = list(found.filter(reported_at__gte=start, reported_at__lt=end).select_related(*names.RELATED))
    pact = pacts.agreement(agreement_id)
    terms = pact.agreement.latest if pact else None
    by_day = Counter(row.reported_at.astimezone(zone).day for row in rows)
    last = (end.astimezone(zone) - timedelta(hours=1)).day
    faults = Counter(names.fault(terms, row)["zh"] for row in rows)
    places = Counter(names.place(row)["zh"] for row in rows)
    return MonthView(
        reported=len(rows),
        accepted=found.filter(accepted_at__gte=start, accepted_at__lt=end).count(),
        open=sum(
            1 for row in rows if row.state not in ("cancelled",) and not (row.accepted_at and row.accepted_at < end)
        ),
        days=[[str(day), by_day.get(day, 0)] for day in range(1, last + 1)],
        faults=[[name, count] for name, count in faults.most_common(FAULTS)],
        severities=[_severity(key, label["zh"], rows) for key, label in terms.severities.items()] if terms else [],
        repeats=[[name, count] for name, count in places.most_common(REPEATS) if count > 2 and name],
    )


def _severity(key: str, label: str, rows: list[Order]) -> list[object]:
    mine = [row for row in rows if row.severity == key and row.state != "cancelled"]
    out: list[object] = [label, len(mine)]
    for due, done in (("respond_due", "arrived_at"), ("repair_due", "claimed_at")):
        owed = [row for row in mine if getattr(row, due) is not None and getattr(row, done) is not None]
        met = sum(getattr(row, done) <= getattr(row, due) for row in owed)
        out.append(f"{met}/{len(owed)}")
    return out
