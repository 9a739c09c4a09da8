"""A process that kills itself at the n-th line it runs of our own code: a kill between any two lines is as likely as
between any others, however fast they are. `python -m tests.soak.frail WORDS…` is `weituo WORDS…` in such a process.

WEITUO_SOAK_LINE=n. Without it nothing is watched.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import weituo

HOME = str(Path(weituo.__file__).parent)
WATCHED = tuple(f"{HOME}/{room}/" for room in ("ledger", "work", "witness", "faces"))
VARIABLE = "WEITUO_SOAK_LINE"
passed = count(1)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def begin(end: Callable[[], None] = killed) -> None:
    """From here on lines of this thread, and of those it starts, are counted."""
    last = int(os.environ.get(VARIABLE) or 0)
    if not last:
        return

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line" and next(passed) >= last:
            end()
        return line

    def call(frame: FrameType, event: str, argument: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(WATCHED) else None

    threading.settrace(call)
    sys.settrace(call)


if __name__ == "__main__":
    from weituo.cli import main

    begin()
    sys.exit(main(sys.argv[1:]))
