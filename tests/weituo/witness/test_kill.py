"""A witness killed under load, again and again: it never says two things about one size and never goes back."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from covenant.seal import Checkpoint, Note
from tests.weituo.witness.example import ORIGIN, Load, Log, signer
from weituo.witness.client import Witness
from weituo.witness.store import Store

KILLS = 20
WORDS = [sys.executable, "-m", "tests.weituo.witness.serving"]


@contextmanager
def process(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    started = subprocess.Popen([*WORDS, str(folder)], stdout=subprocess.PIPE, env={**os.environ})
    assert started.stdout
    try:
        yield started, f"http://127.0.0.1:{int(started.stdout.readline())}"
    finally:
        if started.poll() is None:
            started.kill()
        started.wait(10)
        started.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_under_load_it_never_contradicts_itself(tmp_path: Path):
    Store.create(tmp_path / "witness.sqlite3")
    store = Store(tmp_path / "witness.sqlite3")
    store.trust(Log().key)
    load, chance, before = Load(), random.Random(20), 0
    for _ in range(KILLS):
        with process(tmp_path) as (server, url):
            threads = [threading.Thread(target=load.run, args=(number, url)) for number in range(4)]
            for thread in threads:
                thread.start()
            threads[0].join(chance.uniform(0.01, 0.15))
            server.send_signal(signal.SIGKILL)
            for thread in threads:
                thread.join(10)
                assert not thread.is_alive()
        seen = store.seen(ORIGIN)
        assert seen.size >= max(before, load.largest)
        if seen.note is not None:
            assert Checkpoint.parse(Note.parse(seen.note).text) == Checkpoint(ORIGIN, seen.size, seen.root or b"")
        before = seen.size
    store.close()
    assert load.got, "nothing was ever cosigned"
    assert all(len(roots) == 1 for roots in load.got.values())


def test_asked_to_end_it_finishes_and_ends(tmp_path: Path):
    """Somebody who is connected and says nothing does not hold it up."""
    Store.create(tmp_path / "witness.sqlite3")
    store = Store(tmp_path / "witness.sqlite3")
    log = Log().grow(3)
    store.trust(log.key)
    store.close()
    with process(tmp_path) as (server, url):
        assert Witness(url, signer().key).add(0, [], log.note(), 5)
        idle = socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1])), 5)
        server.send_signal(signal.SIGTERM)
        assert server.wait(5) == 0
        idle.close()
