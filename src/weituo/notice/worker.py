"""`weituo notice run`: reads new facts, looks what time brought, sends. Started by `weituo up`; several may run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
from django.db import DatabaseError, close_old_connections

from weituo.notice import reader, sender, sweep

IDLE = 1.0  # seconds
SWEPT = timedelta(seconds=20)

log = logging.getLogger(__name__)


class Worker:
    """Keeps between rounds only when it last looked what time brought."""

    def __init__(self, clock: Callable[[], datetime], transport: httpx.BaseTransport | None = None) -> None:
        self.clock, self.transport = clock, transport
        self.swept: datetime | None = None

    def round(self) -> bool:
        """Once everything that is due; whether there was something."""
        now = self.clock()
        read = reader.read_all(now)
        told = 0
        if self.swept is None or not timedelta(0) <= now - self.swept < SWEPT:
            self.swept = now
            told = sweep.sweep(now)
        sent = sender.round_(self.clock, self.transport, most=10)
        return bool(read or told or sent)


def run(clock: Callable[[], datetime], pause: Callable[[float], bool]) -> None:
    """Rounds until `pause(seconds)` says True. An unreachable database is waited for."""
    worker, wait = Worker(clock), IDLE
    while True:
        try:
            busy, wait = worker.round(), IDLE
        except DatabaseError as error:
            log.warning("notices wait for the database: %s", error)
            close_old_connections()
            busy, wait = False, min(wait * 2, 10)
        if pause(0 if busy else wait):
            return
