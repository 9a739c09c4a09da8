"""Writers and the signing process, killed at any moment: nothing acknowledged is lost, nothing doubled, no gap, no fork.

`WEITUO_KILLS=1000` (`make soak`) makes the long run of it.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from weituo.ledger.models import Checkpoint

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("WEITUO_KILLS") or 5)
PROGRAM = [sys.executable, "-m", "tests.weituo.ledger.kill_writer"]
MIGRATE = [sys.executable, "-m", "weituo.cli", "manage", "migrate", "--verbosity", "0"]
LEDGER = [sys.executable, "-m", "weituo.cli", "ledger", "run"]


class Child:
    """One of our processes, started again after each kill; `lines` are what it acknowledged."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.command, self.environment = command, environment
        self.lines: list[str] = []
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self.reader.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.lines += [line for line in process.stdout if line.endswith("\n")]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.reader.join(10)


@pytest.fixture
def environment(tmp_path, transactional_db):
    """A database that several processes share: the test's own on PostgreSQL, a file of its own on SQLite."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{tmp_path / 'kill.sqlite3'}"
    elif str(told["HOST"]).startswith("/"):
        url = f"postgres://{told['USER']}@/{told['NAME']}?host={told['HOST']}"
    else:
        port = told["PORT"] or 5432
        url = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST'] or 'localhost'}:{port}/{told['NAME']}"
    found = {
        **os.environ,
        "DATABASE_URL": url,
        "WEITUO_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "weituo.settings",
    }
    if connection.vendor == "sqlite":
        subprocess.run(MIGRATE, cwd=ROOT, env=found, check=True, capture_output=True)
    return found


def until(condition, limit=30.0):
    """Polls; how long it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() < began + limit, "it never came true"
        time.sleep(0.02)
    return time.monotonic() - began


def _signed_up_to(environment: dict[str, str]) -> int:
    if connection.vendor != "sqlite":
        return Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    file = environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, timeout=20)) as db:
        return db.execute("SELECT coalesce(max(size), 0) FROM ledger_checkpoint").fetchone()[0]


def test_killed_at_any_moment(environment, tmp_path):
    draw = random.Random(KILLS)
    writers = [Child([*PROGRAM, "write"], environment) for _ in range(2)]
    ledger = Child(LEDGER, environment)
    waits = []
    try:
        until(lambda: _signed_up_to(environment) > 0, 60)
        for _ in range(KILLS):
            time.sleep(draw.uniform(0.05, 0.6))  # the moment of the kill, not a wait for something
            child = draw.choice([*writers, ledger])
            child.kill()
            before = _signed_up_to(environment)
            child.start()
            if child is ledger:
                waits.append(until(lambda least=before: _signed_up_to(environment) > least))
    finally:
        for child in (*writers, ledger):
            child.kill()
    acknowledged = tmp_path / "acknowledged"
    acknowledged.write_text("".join(line for child in writers for line in child.lines))
    done = subprocess.run(
        [*PROGRAM, "check", str(acknowledged)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    sys.stdout.write(f"\n{KILLS} kills; from a start to the next checkpoint at most {max(waits, default=0):.2f} s; ")
    sys.stdout.write(done.stdout)
