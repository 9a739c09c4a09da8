"""A witness in a folder of the test, and the same behind an address."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.weituo.witness.example import NOW, Log, signer
from weituo.witness.cosign import Cosigner
from weituo.witness.server import Server
from weituo.witness.store import Store


@dataclass
class Clock:
    now: int = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log() -> Log:
    return Log().grow(8)


@pytest.fixture
def cosigner(tmp_path: Path, log: Log) -> Iterator[Cosigner]:
    Store.create(tmp_path / "witness.sqlite3")
    store = Store(tmp_path / "witness.sqlite3")
    store.trust(log.key)
    yield Cosigner(store, signer(), tmp_path / "evidence")
    store.close()


@pytest.fixture
def serve(cosigner: Cosigner, clock: Clock) -> Iterator[Callable[..., str]]:
    """Starts the witness's server; gives its address."""
    running: list[tuple[Server, threading.Thread]] = []

    def start(**bounds: float) -> str:
        server = Server(("127.0.0.1", 0), cosigner, clock, lambda _status, _what: None, **bounds)  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.stop()
        thread.join(10)
        assert not thread.is_alive()
