"""What a witness remembers, against threads, processes and its own mistakes."""

import sqlite3
import threading
from pathlib import Path

import pytest

from tests.weituo.witness.example import NOW, ORIGIN, Log, signer
from weituo.witness.store import Seen, Store

ROOTS = [bytes([number]) * 32 for number in range(9)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Store.create(tmp_path / "own" / "witness.sqlite3")
    return tmp_path / "own" / "witness.sqlite3"


def keep(store: Store, seen: Seen) -> None:
    with store.turn(ORIGIN) as turn:
        turn.keep(seen)


def test_a_lost_store_is_not_replaced(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="make a new key"):
        Store(tmp_path / "witness.sqlite3")
    assert not list(tmp_path.iterdir())


def test_the_file_is_its_owners(path: Path):
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    store = Store(path)
    store.trust(Log().key)
    assert all(one.stat().st_mode & 0o077 == 0 for one in path.parent.iterdir())
    store.close()


def test_it_is_durable_before_a_turn_ends(path: Path):
    store = Store(path)
    assert store._rows("PRAGMA journal_mode")[0][0] == "wal"
    assert store._rows("PRAGMA synchronous")[0][0] == 2
    store.close()


def test_it_never_goes_back(path: Path):
    store = Store(path)
    store.trust(Log().key)
    keep(store, Seen(5, ROOTS[5], NOW, b"five"))
    for bad in (
        Seen(4, ROOTS[4], NOW, b"smaller"),
        Seen(5, ROOTS[4], NOW, b"another root"),
        Seen(5, None, NOW, b"no root"),
        Seen(6, ROOTS[6], NOW - 1, b"earlier"),
    ):
        with pytest.raises(sqlite3.IntegrityError):
            keep(store, bad)
    with pytest.raises(sqlite3.IntegrityError), store._transaction() as connection:
        connection.execute("DELETE FROM log")
    assert store.seen(ORIGIN) == Seen(5, ROOTS[5], NOW, b"five")
    keep(store, Seen(5, ROOTS[5], NOW, b"five again"))
    store.trust(Log().key)  # being told again changes nothing
    assert store.seen(ORIGIN).size == 5
    store.close()


def test_a_turn_that_fails_keeps_nothing(path: Path):
    store = Store(path)
    store.trust(Log().key)
    with pytest.raises(RuntimeError), store.turn(ORIGIN) as turn:
        turn.keep(Seen(5, ROOTS[5], NOW, b"five"))
        raise RuntimeError
    assert store.seen(ORIGIN) == Seen(0, None, 0, None)
    with pytest.raises(KeyError), store.turn("log.example/other"):
        pass
    store.close()


def test_which_keys_sign_for_which_log(path: Path):
    store = Store(path)
    one, two, other = Log().key, Log(seed="two").key, Log(origin="log.example/other").key
    for key in (one, two, other):
        store.trust(key)
    assert store.keys(ORIGIN) == [one, two]
    assert store.origins() == [ORIGIN, "log.example/other"]
    store.distrust(one)
    assert store.keys(ORIGIN) == [two]
    assert store.keys("log.example/third") == []
    with pytest.raises(ValueError, match="log"):
        store.trust(signer().key)
    store.close()


def test_halted_until_released(path: Path):
    store = Store(path)
    store.trust(Log().key)
    store.halt(ORIGIN, "two trees")
    store.close()
    store = Store(path)
    assert store.halted(ORIGIN) == "two trees"
    store.release(ORIGIN)
    assert store.halted(ORIGIN) == ""
    assert store.handed(ORIGIN) == -1
    store.hand(ORIGIN, 7)
    store.hand(ORIGIN, 5)
    assert store.handed(ORIGIN) == 7
    store.close()


def test_turns_of_threads_and_connections_come_one_after_another(path: Path):
    """Each reads the size, then sets one more: with a gap between the two, increments would be lost."""
    first, second = Store(path), Store(path)
    first.trust(Log().key)

    def run(store: Store) -> None:
        for _ in range(10):
            with store.turn(ORIGIN) as turn:
                size = turn.seen.size + 1
                turn.keep(Seen(size, bytes(31) + bytes([size]), NOW, b"note"))

    threads = [threading.Thread(target=run, args=(store,)) for store in (first, second) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert first.seen(ORIGIN).size == second.seen(ORIGIN).size == 60
    first.close()
    second.close()
