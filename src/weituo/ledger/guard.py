"""The triggers by which the database itself refuses to change a fact.

They stop mistakes and honest programs, not a superuser, who can lift them (as tests that empty tables do). What
proves a change is the chain of hashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TABLE = "ledger_fact"
MESSAGE = "facts are append-only"

SQLITE = tuple(
    f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for verb in ("UPDATE", "DELETE")
)
SQLITE_LIFT = tuple(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete"))

POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$",
    f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
)
POSTGRESQL_LIFT = (
    f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS {TABLE}_no_truncate ON {TABLE}",
    f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
)


def install(connection: Any) -> None:
    """Puts the triggers on; the table exists and has none."""
    _run(connection, POSTGRESQL if connection.vendor == "postgresql" else SQLITE)


def lift(connection: Any) -> None:
    """Takes the triggers off."""
    _run(connection, POSTGRESQL_LIFT if connection.vendor == "postgresql" else SQLITE_LIFT)


def present(connection: Any) -> bool:
    """Whether both triggers are there and enabled. (On SQLite a rebuilt table would have lost them.)"""
    if connection.vendor == "postgresql":
        query = "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'"
    else:
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [TABLE])
        return bool(cursor.fetchone()[0] == 2)


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Without triggers inside: for tests that empty their tables afterwards, and for nothing else."""
    lift(connection)
    try:
        yield
    finally:
        install(connection)


def _run(connection: Any, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
