"""What was last signed, kept outside the database: a restored backup of the database cannot bring an old log back.

One small SQLite file, DATA/ledger/record.sqlite3, written through to the disk before any signature is made. Never
restore it with the database, never edit it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Signed(NamedTuple):
    """The newest checkpoint a signature was promised for."""

    size: int
    root: bytes


def path() -> Path:
    """Where the record is."""
    return Path(settings.DATA) / "ledger" / "record.sqlite3"


def last(origin: str) -> Signed | None:
    """What was last signed of a log; None when nothing ever was, here."""
    with _opened() as db:
        row = db.execute("SELECT size, root FROM signed WHERE origin = ?", [origin]).fetchone()
    return Signed(int(row[0]), bytes(row[1])) if row else None


def swap(origin: str, before: Signed | None, after: Signed) -> bool:
    """Records `after` if `before` is still what stands there; on disk when it returns True."""
    with _opened() as db:
        if before is None:
            done = db.execute(
                "INSERT INTO signed (origin, size, root) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [origin, after.size, after.root],
            )
        else:
            done = db.execute(
                "UPDATE signed SET size = ?, root = ? WHERE origin = ? AND size = ? AND root = ?",
                [after.size, after.root, origin, before.size, before.root],
            )
        return done.rowcount == 1


@contextmanager
def _opened() -> Iterator[sqlite3.Connection]:
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(file, timeout=20, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = EXTRA")
        db.execute(
            "CREATE TABLE IF NOT EXISTS signed (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL)"
        )
        yield db
