"""Triggers by which the database refuses to change what was proposed for signature, and signatures for ever."""

from __future__ import annotations

from typing import Any

MESSAGE = "signed terms never change"
DRAFT, SIGNATURE = "pact_draft", "pact_draftsignature"
FIXED = ("id", "estate_id", "agreement_id", "key", "base", "version", "document", "sha256", "revision", "proposed_at")


def install(connection: Any) -> None:
    """Puts the triggers on."""
    _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def lift(connection: Any) -> None:
    """Takes them off, as the reverse migration and tests that empty tables do."""
    _run(connection, _postgresql_lift() if connection.vendor == "postgresql" else _sqlite_lift())


def _changed(differs: str) -> str:
    """A proposed draft whose text would become another, or one that is over and would change at all."""
    columns = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in FIXED)
    return f"OLD.state IN ('activated', 'withdrawn') OR (OLD.sha256 <> '' AND ({columns}))"


def _sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    return [
        f"CREATE TRIGGER {DRAFT}_no_update BEFORE UPDATE ON {DRAFT} WHEN {_changed('IS NOT')} {refuse}",
        f"CREATE TRIGGER {DRAFT}_no_delete BEFORE DELETE ON {DRAFT} WHEN OLD.sha256 <> '' {refuse}",
        f"CREATE TRIGGER {SIGNATURE}_no_update BEFORE UPDATE ON {SIGNATURE} {refuse}",
        f"CREATE TRIGGER {SIGNATURE}_no_delete BEFORE DELETE ON {SIGNATURE} {refuse}",
    ]


def _sqlite_lift() -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in (DRAFT, SIGNATURE) for verb in ("update", "delete")
    ]


def _postgresql() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION pact_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    each = "FOR EACH ROW"
    refuse = "EXECUTE FUNCTION pact_refuse()"
    return [
        function,
        f"CREATE TRIGGER {DRAFT}_no_update BEFORE UPDATE ON {DRAFT} {each} "
        f"WHEN ({_changed('IS DISTINCT FROM')}) {refuse}",
        f"CREATE TRIGGER {DRAFT}_no_delete BEFORE DELETE ON {DRAFT} {each} WHEN (OLD.sha256 <> '') {refuse}",
        f"CREATE TRIGGER {SIGNATURE}_no_update BEFORE UPDATE ON {SIGNATURE} {each} {refuse}",
        f"CREATE TRIGGER {SIGNATURE}_no_delete BEFORE DELETE ON {SIGNATURE} {each} {refuse}",
    ]


def _postgresql_lift() -> list[str]:
    drops = [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}"
        for table in (DRAFT, SIGNATURE)
        for verb in ("update", "delete")
    ]
    return [*drops, "DROP FUNCTION IF EXISTS pact_refuse()"]


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
