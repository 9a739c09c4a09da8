"""`weituo up`: make everything ready and serve. Asks nothing."""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

from weituo.cli import console, server
from weituo.cli.console import Stop, out, step


def add(commands: Any) -> None:
    command = commands.add_parser("up", help="set up what is missing and serve (Ctrl-C stops everything)")
    command.add_argument("--host", default=os.environ.get("WEITUO_HOST", "0.0.0.0"), help="address to listen on")
    command.add_argument("--port", type=int, default=int(os.environ.get("WEITUO_PORT") or 8000))
    command.add_argument("--workers", type=int, default=2, help="processes that answer (default 2)")
    command.add_argument("--empty", action="store_true", help="no demo estate; makes a first administrator")
    os.environ.setdefault("WEITUO_COLLECTED", "1")  # read by settings: static files come out of the collected folder
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Ready, serve, wait. Exit code 0 after Ctrl-C."""
    from django.utils.translation import gettext as _

    began = time.monotonic()
    if not server.free(arguments.host, arguments.port):
        text = _("Port %(port)s is in use, perhaps by another `weituo up`: stop that one or choose --port %(other)s")
        raise Stop(text % {"port": arguments.port, "other": arguments.port + 1})
    out.print(_("Weituo is getting ready"), markup=False)
    password = prepare(arguments.empty)
    web = server.command(arguments.host, arguments.port, arguments.workers)
    with server.running(web, server.LEDGER, server.PHOTOS, server.NOTICE, server.DISPATCH) as process:
        with step(_("Starting to serve")):
            server.wait(process, arguments.port)
        from weituo.cli import welcome

        welcome.show(arguments.host, arguments.port, console.elapsed(began), password)
        return server.until_stopped(process)


def prepare(empty: bool) -> str | None:
    """Data folder, tables, pages, and somebody to sign in: the demo world, or a first administrator whose new password
    is given back. Safe to repeat and to interrupt; two at once wait for each other."""
    from django.utils.translation import gettext as _

    from weituo.cli import first, pages, tables

    with first.alone():
        if pending := tables.pending():
            with step(_("Database tables (%(count)s steps)") % {"count": pending}):
                tables.migrate()
        if pages.stale():
            with step(_("Pages")):
                pages.collect()
        if first.nobody():
            if empty or not first.has_world():
                password = first.administrator()
                first.keep("admin", password)
                return password
            first.world()
    return None
