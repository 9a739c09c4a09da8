"""What a witness remembers: one SQLite file, one row for each log. Whatever it signs is in here first.

Several threads and processes may use the file. A turn is one transaction that begins by locking it, so that comparing and
setting cannot come apart; its end is durable (WAL, synchronous=FULL) before anything leaves the process. Triggers refuse a
size or a time that goes back and a second root for one size, whoever asks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from covenant.seal import ED25519, VerifierKey
from weituo.witness import keyfile

BUSY = 10.0  # seconds to wait for another process's turn
SCHEMA = """
CREATE TABLE IF NOT EXISTS log (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL DEFAULT 0 CHECK (size >= 0),
    root BLOB,
    time INTEGER NOT NULL DEFAULT 0,
    note BLOB,
    handed INTEGER NOT NULL DEFAULT -1,
    halted TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS trusted (
    origin TEXT NOT NULL REFERENCES log (origin),
    vkey TEXT NOT NULL,
    PRIMARY KEY (origin, vkey)
) STRICT;
CREATE TRIGGER IF NOT EXISTS log_only_grows BEFORE UPDATE ON log
WHEN NEW.origin <> OLD.origin OR NEW.size < OLD.size OR NEW.time < OLD.time
    OR (OLD.root IS NOT NULL AND NEW.size = OLD.size AND NEW.root IS NOT OLD.root)
BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TRIGGER IF NOT EXISTS log_stays BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'a witness never forgets'); END;
"""


class Seen(NamedTuple):
    """The newest checkpoint cosigned for a log: its size and root (32 bytes), the cosignature's time (seconds UTC), the
    note with the log's signatures and ours. Size 0, root None, note None before the first."""

    size: int
    root: bytes | None
    time: int
    note: bytes | None


class Turn:
    """A log while nobody else can touch it."""

    def __init__(self, connection: sqlite3.Connection, origin: str, seen: Seen, halted: str) -> None:
        self._connection = connection
        self._origin = origin
        self.seen = seen
        self.halted = halted

    def keep(self, seen: Seen) -> None:
        """Remembers this as the newest checkpoint. sqlite3.IntegrityError when it would go back."""
        self._connection.execute(
            "UPDATE log SET size = ?, root = ?, time = ?, note = ? WHERE origin = ?", (*seen, self._origin)
        )
        self.seen = seen


class Store:
    """The file of a witness, which has to be there: an empty one in its place would sign anything. `create` makes it.

    sqlite3.Error when it does not answer as it should.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise FileNotFoundError(
                f"{path} is missing. A witness that lost what it has seen must not sign again: make a new key."
            )
        self._lock = RLock()
        self._connection = _opened(path)

    @classmethod
    def create(cls, path: Path) -> None:
        """An empty store, when there is none."""
        keyfile.private_folder(path.parent)
        path.touch(mode=0o600)
        connection = _opened(path)
        try:
            connection.executescript(SCHEMA)
        finally:
            connection.close()

    def close(self) -> None:
        """No call may follow."""
        with self._lock:
            self._connection.close()

    def trust(self, key: VerifierKey) -> None:
        """Cosigns for the log of this name from now on, and takes this key's signature for the log's. ValueError when it is
        no log's key."""
        if key.kind != ED25519:
            raise ValueError("This is not the key of a log.")
        with self._transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO log (origin) VALUES (?)", (key.name,))
            connection.execute("INSERT OR IGNORE INTO trusted VALUES (?, ?)", (key.name, key.line))

    def distrust(self, key: VerifierKey) -> None:
        """Takes a signature of this key for nothing any more; what was seen of the log stays."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM trusted WHERE vkey = ?", (key.line,))

    def keys(self, origin: str) -> list[VerifierKey]:
        """The keys that sign for this log; none when it is not known here."""
        rows = self._rows("SELECT vkey FROM trusted WHERE origin = ? ORDER BY rowid", origin)
        return [VerifierKey.parse(line) for (line,) in rows]

    def origins(self) -> list[str]:
        """The logs known here."""
        return [origin for (origin,) in self._rows("SELECT origin FROM log ORDER BY origin")]

    def seen(self, origin: str) -> Seen:
        """The newest checkpoint cosigned; of size 0 and without a root when there is none."""
        rows = self._rows("SELECT size, root, time, note FROM log WHERE origin = ?", origin)
        return Seen(*rows[0]) if rows else Seen(0, None, 0, None)

    def halted(self, origin: str) -> str:
        """Why nothing is signed for this log any more; empty when it is."""
        rows = self._rows("SELECT halted FROM log WHERE origin = ?", origin)
        return str(rows[0][0]) if rows else ""

    def halt(self, origin: str, why: str) -> None:
        """Signs nothing more for this log until `release`."""
        with self._transaction() as connection:
            connection.execute("UPDATE log SET halted = ? WHERE origin = ?", (why, origin))

    def release(self, origin: str) -> None:
        """Signs again for this log, what goes on from the newest checkpoint cosigned; that is never given up."""
        self.halt(origin, "")

    def handed(self, origin: str) -> int:
        """The size of the newest checkpoint whose cosignature the log has taken; -1 before the first."""
        rows = self._rows("SELECT handed FROM log WHERE origin = ?", origin)
        return int(rows[0][0]) if rows else -1

    def hand(self, origin: str, size: int) -> None:
        """The log has taken the cosignature of this size."""
        with self._transaction() as connection:
            connection.execute("UPDATE log SET handed = max(handed, ?) WHERE origin = ?", (size, origin))

    @contextmanager
    def turn(self, origin: str) -> Iterator[Turn]:
        """The log's row, locked until the block ends; then what it kept is durable. KeyError for an unknown log."""
        with self._transaction() as connection:
            row = connection.execute(
                "SELECT size, root, time, note, halted FROM log WHERE origin = ?", (origin,)
            ).fetchone()
            if row is None:
                raise KeyError(origin)
            yield Turn(connection, origin, Seen(*row[:4]), row[4])

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: str) -> list[tuple]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
