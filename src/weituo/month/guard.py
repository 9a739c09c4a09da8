"""Triggers by which the database refuses to change or remove an issued statement or a signature."""

from __future__ import annotations

from typing import Any

TABLES = ("month_statement", "month_signature")
MESSAGE = "issued statements never change"


def install(connection: Any) -> None:
    """Puts the triggers on."""
    _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def lift(connection: Any) -> None:
    """Takes them off, as the reverse migration and tests that empty tables do."""
    _run(connection, _postgresql_lift() if connection.vendor == "postgresql" else _sqlite_lift())


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table in TABLES
        for verb in ("UPDATE", "DELETE")
    ]


def _sqlite_lift() -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in TABLES for verb in ("update", "delete")]


def _postgresql() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION month_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    return [function] + [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION month_refuse()"
        for table in TABLES
    ]


def _postgresql_lift() -> list[str]:
    drops = [f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}" for table in TABLES]
    return [*drops, "DROP FUNCTION IF EXISTS month_refuse()"]


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
