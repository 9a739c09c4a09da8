"""Orders by words in number, text and place: an index of pairs of characters, because most Chinese words have two.

The index only narrows down; the words themselves are looked for in what it finds. SQLite keeps it as FTS5 (whose own
trigrams find no word of two characters), PostgreSQL as arrays under GIN (whose parser depends on the locale).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.expressions import RawSQL

RUN = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
LONGEST = 60  # pairs of a question; the rest of a longer one is looked for in what these find
FREQUENT = 2_000
"""Orders. A word that may stand in more of them is sooner met by reading from the newest order on."""

SQLITE = (
    "CREATE VIRTUAL TABLE work_search USING fts5("
    "order_id UNINDEXED, public, private, tokenize = 'unicode61', detail = column)",
)
POSTGRES = (
    "CREATE TABLE work_search (order_id uuid PRIMARY KEY, public text[] NOT NULL, private text[] NOT NULL)",
    "CREATE INDEX work_search_public ON work_search USING gin (public)",
    "CREATE INDEX work_search_private ON work_search USING gin (private)",
)


def grams(text: str) -> list[str]:
    """Every pair of neighbouring characters and every single one that is not of ASCII, once each, in order."""
    found: dict[str, None] = {}
    for run in RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if not run.isascii():
            found.update(dict.fromkeys(run))
        found.update(dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1)))
    return list(found)


def create(link: BaseDatabaseWrapper) -> None:
    """Makes the index, empty."""
    with link.cursor() as cursor:
        for statement in SQLITE if link.vendor == "sqlite" else POSTGRES:
            cursor.execute(statement)


def drop(link: BaseDatabaseWrapper) -> None:
    """Takes it away."""
    with link.cursor() as cursor:
        cursor.execute("DROP TABLE work_search")


def put(rows: Iterable[tuple[UUID, str, str]], link: BaseDatabaseWrapper | None = None, *, new: bool = True) -> None:
    """(order, what everybody may search, what only readers of personal values may) of orders; not `new`: once more,
    after something was erased, and nothing of before stays on the disk's pages."""
    link = link or connection
    lite = link.vendor == "sqlite"
    values = []
    for order_id, public, private in rows:
        both = grams(public), grams(private)
        values.append((order_id.hex if lite else order_id, *(" ".join(one) if lite else one for one in both)))
    with link.cursor() as cursor:
        if not new:
            cursor.executemany("DELETE FROM work_search WHERE order_id = %s", [row[:1] for row in values])
        cursor.executemany("INSERT INTO work_search (order_id, public, private) VALUES (%s, %s, %s)", values)
        if not new and lite:
            cursor.execute("INSERT INTO work_search (work_search) VALUES ('optimize')")


def matching(word: str, *, personal: bool) -> Q | None:
    """Orders that may hold the word; None when the index does not narrow them down. One query."""
    wanted = grams(word)
    pairs = [one for one in wanted if len(one) == 2] or wanted
    if not pairs:
        return None
    where, values = _where(pairs[:LONGEST], personal)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM work_search WHERE {where} LIMIT {FREQUENT + 1}) few", values
        )
        (some,) = cursor.fetchone()
    if some > FREQUENT:
        return None
    # no text of anybody's in the statement
    return Q(pk__in=RawSQL(f"SELECT order_id FROM work_search WHERE {where}", values))


def _where(pairs: Sequence[str], personal: bool) -> tuple[str, tuple[str | list[str], ...]]:
    if connection.vendor == "sqlite":
        columns = "{public private}" if personal else "{public}"
        said = " AND ".join(f'"{one}"' for one in pairs)
        return "work_search MATCH %s", (f"{columns} : ({said})",)
    wanted = list(pairs)
    return ("public @> %s OR private @> %s", (wanted, wanted)) if personal else ("public @> %s", (wanted,))
