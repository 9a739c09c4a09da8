"""Triggers by which the database refuses to change rows that are final: what was issued, signed, proposed.

They stop mistakes and honest programs, not a superuser; what proves a change is the chain of hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DISTINCT = "{distinct}"  # in a condition: the database's word for "differs, null included"


@dataclass(frozen=True, slots=True)
class Watched:
    """A table whose rows are final, or are once a condition over OLD and NEW holds. Empty: always."""

    table: str
    update: str = ""
    delete: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """The tables of one room. `name` is the room's, for the function on PostgreSQL."""

    name: str
    message: str
    tables: Sequence[Watched]

    def install(self, connection: Any, only: Sequence[str] = ()) -> None:
        """Puts the triggers on; `only` some tables, for the migration that makes them."""
        postgresql = connection.vendor == "postgresql"
        statements = [self._function()] if postgresql else []
        for one in self._chosen(only):
            for verb, when in (("UPDATE", one.update), ("DELETE", one.delete)):
                statements.append(
                    _postgresql(self.name, one, verb, when) if postgresql else self._sqlite(one, verb, when)
                )
        _run(connection, statements)

    def lift(self, connection: Any, only: Sequence[str] = ()) -> None:
        """Takes them off, as reverse migrations do, and tests that empty tables."""
        names = [(f"{one.table}_no_{verb}", one.table) for one in self._chosen(only) for verb in ("update", "delete")]
        if connection.vendor != "postgresql":
            _run(connection, [f"DROP TRIGGER IF EXISTS {trigger}" for trigger, _ in names])
            return
        old = [(f"{one.table}_no_change", one.table) for one in self._chosen(only)]  # as the first release named them
        drops = [f"DROP TRIGGER IF EXISTS {trigger} ON {table}" for trigger, table in (*names, *old)]
        _run(connection, drops if only else [*drops, f"DROP FUNCTION IF EXISTS {self.name}_refuse()"])

    def _chosen(self, only: Sequence[str]) -> list[Watched]:
        return [one for one in self.tables if not only or one.table in only]

    def _function(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{self.message}' USING ERRCODE = 'restrict_violation'; END $$"
        )

    def _sqlite(self, one: Watched, verb: str, when: str) -> str:
        condition = f" WHEN {when.replace(DISTINCT, 'IS NOT')}" if when else ""
        head = f"CREATE TRIGGER {one.table}_no_{verb.lower()} BEFORE {verb} ON {one.table}{condition}"
        return f"{head} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"


def _postgresql(name: str, one: Watched, verb: str, when: str) -> str:
    condition = f" WHEN ({when.replace(DISTINCT, 'IS DISTINCT FROM')})" if when else ""
    head = f"CREATE TRIGGER {one.table}_no_{verb.lower()} BEFORE {verb} ON {one.table} FOR EACH ROW{condition}"
    return f"{head} EXECUTE FUNCTION {name}_refuse()"


def _run(connection: Any, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
