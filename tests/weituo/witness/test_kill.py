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
from tests.weituo.witness.example import ORIGIN, Log, signer
from weituo.witness.client import Conflict, Refused, Unreachable, Witness
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


class Load:
    """Threads that each push another next entry onto whatever the witness saw last, so that every size is a race between
    as many trees; they keep every cosignature they get."""

    def __init__(self) -> None:
        self.known: dict[bytes, list[bytes]] = {b"": []}  # root → entries
        self.got: dict[int, set[bytes]] = {}
        self.largest = 0
        self.lock = threading.Lock()

    def run(self, number: int, url: str) -> None:
        witness = Witness(url, signer().key)
        try:
            while True:
                latest = witness.latest(ORIGIN)
                seen = Checkpoint.parse(Note.parse(latest).text).root if latest else b""
                tree = Log([*self.known[seen], b"by %d" % number])
                size, root = len(tree.entries), tree.root()
                with self.lock:
                    self.known[root] = tree.entries
                try:
                    witness.add(size - 1, tree.proof(size - 1), tree.note(), 2)
                except (Conflict, Refused):  # another thread was faster
                    continue
                with self.lock:
                    self.got.setdefault(size, set()).add(root)
                    self.largest = max(self.largest, size)
        except Unreachable:
            return


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
