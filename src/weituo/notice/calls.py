"""Calls of the desk as notices: told at once by the page that made them; the sweep finds what was cut off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from weituo.duty import calls
from weituo.duty.calls import CallView
from weituo.notice import decide, gather, outbox
from weituo.notice.decide import Notice, People
from weituo.notice.models import Message

LATELY = timedelta(hours=1)


def tell(estate_id: UUID, call: CallView, now: datetime) -> int:
    """Tells the person who is called; how many messages. Told once, however often it is asked for."""
    return outbox.tell(estate_id, _notices(estate_id, [call]), gather.zone(estate_id), now)


def open_calls(estate_id: UUID, now: datetime) -> list[Notice]:
    """The notices of the calls nobody has answered, and those of their time being over."""
    unanswered = calls.unanswered(estate_id, now - LATELY)
    return _notices(estate_id, unanswered) + _missed(estate_id, unanswered, now)


def seen(estate_id: UUID, made: Iterable[CallView]) -> frozenset[UUID]:
    """Of these calls, those whose notice the person called has acknowledged."""
    keys = {f"{estate_id.hex}/called/{one.id}/inapp/{one.membership_id.hex}": one.id for one in made}
    rows = Message.objects.filter(dedupe__in=list(keys), acknowledged_at__isnull=False)
    return frozenset(keys[key] for key in rows.values_list("dedupe", flat=True))


def _missed(estate_id: UUID, made: Iterable[CallView], now: datetime) -> list[Notice]:
    found = []
    people: People | None = None
    for one in made:
        row = gather.row(estate_id, one.order_id)
        if row is None or not row.is_open:
            continue
        patience = calls.patience(row.severity)
        if now - one.called_at >= patience:
            people = people or gather.people(estate_id, now)
            minutes = int(patience.total_seconds() // 60)
            found.append(decide.missed(gather.order(row), people, one.id, one.membership_id, one.name, minutes))
    return found


def _notices(estate_id: UUID, made: Iterable[CallView]) -> list[Notice]:
    found = []
    for one in made:
        row = gather.row(estate_id, one.order_id)
        if row is not None:
            found.append(decide.called(gather.order(row), one.id, one.membership_id))
    return found
