"""The database: reachable, in the right form, its facts guarded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from weituo.cli import tables
from weituo.cli.health.finding import Finding, fail, ok, warn
from weituo.ledger import guard


def usable() -> bool:
    """Whether the database answers and has all its tables."""
    try:
        return tables.pending() == 0
    except DatabaseError:
        return False


def database(now: datetime) -> Iterator[Finding]:
    """Reachable; tables up to date; facts protected; a character type that knows Chinese."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield fail(
            _("The database does not answer: %(error)s") % {"error": error},
            _("Is it running? Is DATABASE_URL right?"),
        )
        return
    yield ok(_("Database %(name)s") % {"name": _version()})
    if count := tables.pending():
        yield fail(
            _("%(count)s steps of the database's tables are missing") % {"count": count},
            _("`weituo up` takes them, or `weituo manage migrate`."),
        )
        return
    if guard.present(connection):
        yield ok(_("The database refuses to change or delete facts"))
    else:
        yield fail(
            _("The triggers that protect the facts are gone"),
            "weituo manage migrate ledger 0001 --fake && weituo manage migrate ledger",
        )
    yield from _characters()


def apart(now: datetime) -> timedelta:
    """How far the database server's clock is from ours; nothing for SQLite, which has none."""
    if connection.vendor != "postgresql" or not usable():
        return timedelta()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found - now


def _characters() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        ctype, encoding = cursor.fetchone()
    if encoding != "UTF8":
        yield fail(_("The database is not in UTF-8 but %(encoding)s") % {"encoding": encoding}, "createdb -E UTF8")
    elif ctype in {"C", "POSIX"}:
        yield warn(
            _("LC_CTYPE is %(ctype)s: searching does not know Chinese characters") % {"ctype": ctype},
            "createdb -T template0 -E UTF8 --locale=C.UTF-8",
        )
    else:
        yield ok(f"UTF-8 · LC_CTYPE {ctype}")


def _version() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0]}"
        cursor.execute("SELECT sqlite_version()")
        return f"SQLite {cursor.fetchone()[0]}"
