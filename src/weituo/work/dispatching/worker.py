"""`weituo dispatch run`: looks whether anything changed and plans anew. Two at once do no harm: an order that moved on
since a plan began stays where it is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, close_old_connections
from django.db.models import Count, Max, Sum

from weituo.duty.models import Shift
from weituo.estate.models import Estate
from weituo.people.models import Licence
from weituo.work.actions import dispatch
from weituo.work.models import DispatchPolicy, Order

IDLE = 2.0  # seconds
ANYWAY = timedelta(seconds=60)  # time itself changes slack and duty

log = logging.getLogger(__name__)


class Worker:
    """Remembers what each estate looked like at its last plan."""

    def __init__(self) -> None:
        self.seen: dict[UUID, tuple[object, datetime]] = {}

    def round(self, now: datetime) -> int:
        """Plans every estate that changed or was not planned for a minute; how many orders were given anew."""
        sent = 0
        for estate_id in Estate.objects.order_by("id").values_list("id", flat=True):
            mark = _mark(estate_id)
            before = self.seen.get(estate_id)
            if before is not None and before[0] == mark and timedelta(0) <= now - before[1] < ANYWAY:
                continue
            sent += dispatch.plan_anew(estate_id, now)
            self.seen[estate_id] = (_mark(estate_id), now)
        return sent


def plan_all(now: datetime) -> dict[UUID, int]:
    """Every estate once."""
    return {key: dispatch.plan_anew(key, now) for key in Estate.objects.order_by("id").values_list("id", flat=True)}


def run(clock: Callable[[], datetime], pause: Callable[[float], bool]) -> None:
    """Rounds until `pause(seconds)` says True. An unreachable database is waited for."""
    worker, wait = Worker(), IDLE
    while True:
        try:
            worker.round(clock())
            wait = IDLE
        except DatabaseError as error:
            log.warning("dispatch waits for the database: %s", error)
            close_old_connections()
            wait = min(wait * 2, 30)
        if pause(wait):
            return


def _mark(estate_id: UUID) -> object:
    """Different whenever an open order, the roster, a licence or the policy changed."""
    orders = Order.objects.filter(estate_id=estate_id, is_open=True).aggregate(Count("id"), Sum("seq"))
    shifts = Shift.objects.filter(estate_id=estate_id).aggregate(Count("id"), Max("added_at"))
    licences = Licence.objects.aggregate(Max("entered_at"), Max("withdrawn_at"))
    policy = DispatchPolicy.objects.filter(estate_id=estate_id).aggregate(Max("made_at"))
    return tuple(tuple(one.values()) for one in (orders, shifts, licences, policy))
