"""Erasing personal values (PIPL art. 47): salt and value go, the fact and every proof of it stay, and the log says so.

Nothing that feeds a figure is a personal value, so no figure can change. What was erased here is still in older backups of
the database until these run out; keep no backup longer than the shortest rule below.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from covenant import retention
from weituo.ledger import sequencer, system
from weituo.ledger.models import Disclosure, Fact

REASONS = ("request", "retention", "mistake")

BATCH = 500


def erase(
    *, estate_id: UUID, origin: str, fact_ids: Sequence[UUID], reason: str, now: datetime, names: Sequence[str] = ()
) -> int:
    """Erases the values (of these names, all when none are named) behind these facts of one log; how many. One fact
    `privacy.erased` for each fact that lost something, in the same transaction."""
    if reason not in REASONS:
        raise ValueError("the reason is one of " + ", ".join(REASONS))
    with transaction.atomic():
        log = sequencer.opened(origin, now, estate_id)
        rows = Disclosure.objects.filter(estate_id=estate_id, fact_id__in=list(fact_ids))
        if names:
            rows = rows.filter(name__in=list(names))
        found: dict[UUID, set[str]] = {}
        for fact_id, name in rows.values_list("fact_id", "name"):
            found.setdefault(fact_id, set()).add(name)
        for fact_id, gone in sorted(found.items()):
            body = {"fact": str(fact_id), "names": sorted(gone), "reason": reason}
            system.write(log, "privacy.erased", f"privacy/{estate_id}", body, now)
        return rows.delete()[0]


def expired(estate_id: UUID, now: datetime) -> dict[str, list[UUID]]:
    """The facts whose values have outlived their rule, by the value's name."""
    found: dict[str, list[UUID]] = {}
    named = Disclosure.objects.filter(estate_id=estate_id).order_by().values_list("name", flat=True).distinct()
    for name in sorted(named):
        until = now - timedelta(days=retention.days(name))
        old = Fact.objects.filter(estate_id=estate_id, recv__lt=until).values("fact_id")
        ids = list(Disclosure.objects.filter(name=name, fact_id__in=old).values_list("fact_id", flat=True))
        if ids:
            found[name] = ids
    return found
