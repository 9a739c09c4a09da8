"""Many orders at once: copies of the world's accepted orders, spread over two years, without their facts."""

from __future__ import annotations

from datetime import timedelta

from weituo.ledger.ids import uuid7
from weituo.work import search
from weituo.work.models import Order

SHIFTED = (
    "reported_at", "touched_at", "respond_due", "repair_due", "arrived_at", "claimed_at", "accepted_at", "rated_at",
    "confirmed_at",
)  # fmt: skip


def grow(count: int) -> None:
    """Insert copies until there are `count` orders."""
    originals = list(Order.objects.filter(state="accepted"))
    have, made = Order.objects.count(), []
    for number in range(count - have):
        row = originals[number % len(originals)]
        back = timedelta(days=1 + number * 700 // max(1, count), minutes=number % 600)
        values = {field.attname: getattr(row, field.attname) for field in Order._meta.concrete_fields}
        for name in SHIFTED:
            if values[name] is not None:
                values[name] -= back
        values["id"] = uuid7(values["reported_at"])
        values.update(
            number=f"V{have + number:08d}", tracking=f"v{have + number:031d}", recurrence_of_id=None, source_key=None
        )
        made.append(Order(**values))
        if len(made) == 5000:
            _insert(made)
            made = []
    _insert(made)


def _insert(rows: list[Order]) -> None:
    Order.objects.bulk_create(rows)
    search.put([(row.pk, row.number, f"{row.text} {row.place_words}") for row in rows])
