"""The number people read out on the telephone: 20261123-0017, counted by estate and local day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models.functions import Length

from weituo.estate.reads import EstateView
from weituo.work.models import Order


def next_number(estate: EstateView, at: datetime) -> str:
    """The next number of the day of `at`; nobody else is given it before the caller's transaction ends.

    Reports of the same estate and day wait for one another here: a report that lost a race for its number would have to
    be refused in the end, and no report may be. Other days and estates do not wait, so an import of the past holds nobody
    up.
    """
    zone = ZoneInfo(estate.zone)
    day = at.astimezone(zone).date()
    _alone(f"{estate.id}/{day}")
    begins, ends = (datetime.combine(day + timedelta(days=more), time(), zone) for more in (0, 1))
    taken = Order.objects.filter(estate_id=estate.id, reported_at__gte=begins, reported_at__lt=ends)
    # Not by a range of the number's text: databases sort punctuation in different ways, and 9999 after 10000.
    last = taken.annotate(long=Length("number")).order_by("-long", "-number").values_list("number", flat=True).first()
    return f"{day:%Y%m%d}-{(int(last[9:]) if last else 0) + 1:04d}"


def _alone(name: str) -> None:
    """Waits until no other transaction counts under this name (SQLite writes one at a time anyway)."""
    if connection.vendor != "postgresql":
        return
    key = int.from_bytes(sha256(f"order number {name}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
