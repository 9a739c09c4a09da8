"""Erasing what somebody said and left with an order, at a request or because it was kept long enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from covenant import retention
from weituo.ledger import privacy
from weituo.ledger import reads as facts
from weituo.work import search
from weituo.work.models import Order, PhoneAct, PhotoOrigin

COLUMNS = {
    "text": "text",
    "words_place": "place_words",
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
}
"""Where an order's row repeats a disclosed value, by the value's name."""
SAID = {"note": ("note",), "words": ("words", "lines"), "signer": ("name",)}
"""Where what a phone sent repeats one."""


def erase(*, order_id: UUID, reason: str, now: datetime, names: Sequence[str] = ()) -> int:
    """Every personal value of an order's facts (of these names, when some are named), and what its row repeats of them; how
    many values. The order's clocks, state and figures stay as they are. 0 for an order that is not there."""
    with transaction.atomic():
        row = Order.objects.select_for_update(of=("self",)).select_related("estate").filter(pk=order_id).first()
        if row is None:
            return 0
        count = privacy.erase(
            estate_id=row.estate_id,
            origin=row.estate.log,
            fact_ids=[UUID(one.id) for one in facts.facts(row.estate_id, subject=f"order/{row.pk}")],
            names=names,
            reason=reason,
            now=now,
        )
        blank = {column: "" for name, column in COLUMNS.items() if not names or name in names}
        Order.objects.filter(pk=row.pk).update(**blank)
        _found_again([row.pk])
        if not names:  # where and when its photos were taken, and with what
            PhotoOrigin.objects.filter(photo__order=row).delete()
        _phones(PhoneAct.objects.filter(order=row), names)
        return count


def _phones(rows: QuerySet[PhoneAct], names: Sequence[str]) -> None:
    """Out of what phones sent, the words of these names, all when none are named. The act itself stays."""
    gone = {key for name, keys in SAID.items() if not names or name in names for key in keys}
    for row in rows.exclude(said={}).iterator(500):
        left = {key: value for key, value in row.said.items() if key not in gone}
        if left != row.said:
            PhoneAct.objects.filter(pk=row.pk).update(said=left)


def retain(*, estate_id: UUID, now: datetime, log: str) -> int:
    """Erases whatever of an estate has outlived its rule (`covenant.retention`); how many values."""
    count = 0
    for name, fact_ids in privacy.expired(estate_id, now).items():
        for at in range(0, len(fact_ids), privacy.BATCH):
            some = fact_ids[at : at + privacy.BATCH]
            with transaction.atomic():
                count += privacy.erase(
                    estate_id=estate_id, origin=log, fact_ids=some, names=[name], reason="retention", now=now
                )
                if name in COLUMNS:
                    orders = [one.removeprefix("order/") for one in facts.subjects(some) if one.startswith("order/")]
                    Order.objects.filter(pk__in=orders).update(**{COLUMNS[name]: ""})
                    _found_again(orders)
    for name in SAID:
        old = now - timedelta(days=retention.days(name))
        _phones(PhoneAct.objects.filter(estate_id=estate_id, received_at__lt=old), [name])
    old = now - timedelta(days=retention.days("photo_origin"))
    return count + PhotoOrigin.objects.filter(photo__estate_id=estate_id, photo__created_at__lt=old).delete()[0]


def _found_again(orders: Sequence[UUID | str]) -> None:
    """What is no longer there is no longer found either."""
    rows = Order.objects.filter(pk__in=orders).values_list("pk", "number", "text", "place_words")
    search.put([(key, number, f"{text} {place}") for key, number, text, place in rows], new=False)
