"""The one process that gives facts their places and signs: `weituo ledger run`, started by `weituo up`.

Several may run: the log's locked row and the record outside the database let only one at a time do each step. A kill at
any moment loses nothing, for every step is a transaction and is found unfinished by the next round.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections

from weituo.ledger import anchoring, publisher, sequencer, witnesses
from weituo.ledger.keys import NoKey
from weituo.ledger.models import Log

IDLE = 0.25  # seconds between two looks at what waits
SIGNED = timedelta(seconds=1)
ASKED = timedelta(seconds=30)
HOUR = timedelta(hours=1)

log = logging.getLogger(__name__)


class Worker:
    """Keeps what it knows between rounds: when it last signed and asked, so that a round without work costs one query."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.signed: dict[str, datetime] = {}
        self.asked: dict[str, datetime] = {}
        self.unsigned: set[str] = set()
        self.anchor_at = clock()
        self.started = False

    def round(self) -> bool:
        """Once everything that is due; whether there was something."""
        now = self.clock()
        if not self.started:
            self._start(now)
        placed = self._place(now)
        signed = self._sign(now)
        asked = self._ask(now)
        anchored = self._anchor(now)
        return placed or signed or asked or anchored

    def _start(self, now: datetime) -> None:
        """Before anything is signed: is this database behind what a witness has seen?"""
        for one in Log.objects.filter(halted=""):
            witnesses.behind(one, now)
            self.unsigned.add(one.origin)
        self.started = True

    def _place(self, now: datetime) -> bool:
        found = sequencer.waiting()
        for origin in found:
            try:
                sequencer.sequence(origin, now)
            except sequencer.Spoiled as spoiled:
                for one in Log.objects.filter(origin=origin):
                    publisher.halt(one, f"A waiting fact was changed: {spoiled}.")
            self.unsigned.add(origin)
        return bool(found)

    def _sign(self, now: datetime) -> bool:
        due = [one for one in self.unsigned if now - self.signed.get(one, now - SIGNED) >= SIGNED]
        for one in Log.objects.filter(origin__in=due):
            self.unsigned.discard(one.origin)
            self.signed[one.origin] = now
            if publisher.publish(one, now) is not None:
                self.asked.pop(one.origin, None)
        return bool(due)

    def _ask(self, now: datetime) -> bool:
        """Asks after each new checkpoint, and again from time to time who did not answer."""
        due = [one for one in Log.objects.filter(halted="") if now - self.asked.get(one.origin, now - ASKED) >= ASKED]
        done = 0
        for one in due:
            self.asked[one.origin] = now
            done += witnesses.ask(one, now)
        return bool(done)

    def _anchor(self, now: datetime) -> bool:
        """Once a day, where it is switched on; what cannot be reached is tried again after an hour."""
        if now < self.anchor_at or not anchoring.due(now):
            return False
        self.anchor_at = now + HOUR
        for trouble in anchoring.run(now, list(anchoring.configured().values())).troubles:
            log.warning("not anchored: %s", trouble)
        return True


def run(clock: Callable[[], datetime], pause: Callable[[float], bool]) -> None:
    """Rounds until `pause(seconds)` says True: the process is to end. An unreachable database is waited for."""
    worker, wait = Worker(clock), IDLE
    while True:
        try:
            busy = worker.round()
            wait = IDLE
        except DatabaseError as error:
            log.warning("the ledger waits for the database: %s", error)
            close_old_connections()
            busy, wait = False, min(wait * 2, 10)
        except NoKey as error:
            log.error("%s", error)
            busy, wait = False, 10
        if pause(0 if busy else wait):
            return
