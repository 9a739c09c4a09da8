"""Ending a process that runs until it is told: what is under way is finished first."""

from __future__ import annotations

import signal
import threading


def asked() -> threading.Event:
    """Set from the first SIGTERM or Ctrl-C on."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    return over
