"""The application server as a child of ours, in a process group of its own: what we start, we stop."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from types import FrameType

from django.utils.translation import gettext as _

from weituo.cli.console import Stop, out

THREADS = 16
"""For each worker: a phone that sends its photo slowly keeps one of them busy."""
RESTART = 1.0  # seconds
START_LIMIT, STOP_LIMIT, ERRORS_AT_START = 60, 12, 2
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def free(host: str, port: int) -> bool:
    """Whether we could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            text = _("Port %(port)s needs more rights than you have: choose one above 1023.")
            raise Stop(text % {"port": port}) from error
        except OSError:
            return False
    return True


def command(host: str, port: int, workers: int) -> list[str]:
    """The server's command line."""
    return [
        *(sys.executable, "-m", "granian", "weituo.wsgi:application"),
        *("--interface", "wsgi", "--host", host, "--port", str(port), "--http", "1", "--no-ws"),
        *("--workers", str(workers), "--blocking-threads", str(THREADS)),
        *("--blocking-threads-idle-timeout", "600", "--respawn-failed-workers", "--workers-kill-timeout", "8"),
        *("--log-level", "error"),  # its warning about so many threads is not for the reader
    ]


LEDGER = [sys.executable, "-m", "weituo.cli", "ledger", "run"]
"""The process that gives facts their places and signs them."""

NOTICE = [sys.executable, "-m", "weituo.cli", "notice", "run"]
"""The process that tells people."""
DISPATCH = [sys.executable, "-m", "weituo.cli", "dispatch", "run"]
"""The process that plans anew who goes where."""
PHOTOS = [sys.executable, "-m", "weituo.cli", "photos", "watch"]
"""The process that looks for photos used before, every few minutes."""


@contextlib.contextmanager
def running(words: list[str], *beside: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A child of ours, until the block ends; those beside it are started again when they end by themselves."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    over = threading.Event()
    held = [start(one) for one in beside]

    def watch() -> None:
        while not over.wait(RESTART):
            for place, process in enumerate(held):
                if process.poll() is not None:
                    held[place] = start(beside[place])

    # The death signal follows the thread that started a child, so the watcher lives as long as the block.
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    process = start(words)
    try:
        yield process
    finally:
        over.set()
        watcher.join()
        stop(process, *held)


def start(words: list[str]) -> subprocess.Popen[bytes]:
    """Starts a child in a process group of its own, which ends when we are killed outright."""
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )


def wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Until it answers. Stop when it ended instead, answers with errors only, or needs too long."""
    began = time.monotonic()
    errors = 0
    while time.monotonic() < began + START_LIMIT:
        if process.poll() is not None:
            raise Stop(_("The server ended by itself; its last lines are above. `weituo doctor` looks for the cause."))
        status = health(port)
        if status == 200:
            return
        errors += status is not None
        if errors > ERRORS_AT_START:
            raise Stop(_("The server answers with errors; they are above. `weituo doctor` looks for the cause."))
        time.sleep(0.5 if errors else 0.05)
    raise Stop(_("The server did not answer within %(seconds)s seconds.") % {"seconds": START_LIMIT})


def health(port: int) -> int | None:
    """What /healthz answers; None while nobody does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def until_stopped(process: subprocess.Popen[bytes]) -> int:
    """Waits for Ctrl-C (or SIGTERM): 0. When the server ends by itself: 1."""
    try:
        process.wait()
    except KeyboardInterrupt:
        out.print()
        out.print(_("Stopping … the data is kept; `weituo up` goes on where it was."), markup=False)
        return 0
    out.print(_("The server ended by itself. The data is kept; start again with `weituo up`."), markup=False)
    return 1


def stop(*processes: subprocess.Popen[bytes]) -> None:
    """Ends their whole groups: asks all of them, waits, then insists."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
    for process in processes:
        _tell(process, signal.SIGTERM)
    latest = time.monotonic() + STOP_LIMIT
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, latest - time.monotonic()))
        _tell(process, signal.SIGKILL)  # also workers that outlived their parent
    for process in processes:
        process.wait()
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _tell(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _die_with_parent() -> None:
    """When we are killed outright, the server is asked to stop all the same (Linux)."""
    ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGTERM)
