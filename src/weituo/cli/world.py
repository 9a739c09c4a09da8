"""`weituo world`: the demo estate by itself."""

from __future__ import annotations

import argparse
from typing import Any

from weituo.cli.console import Stop


def add(commands: Any) -> None:
    command = commands.add_parser("world", help="build the demo estate into an empty database")
    command.add_argument("--scale", choices=("full", "small"), default="full")
    command.add_argument("--seed", type=int, default=1, help="the same seed gives the same world")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Refuses a database that somebody already uses."""
    from django.utils.translation import gettext as _

    from weituo.cli import first, tables

    if not first.has_world():
        raise Stop(_("This installation comes without the demo estate."), 2)
    with first.alone():
        if tables.pending():
            tables.migrate()
        if not first.nobody():
            raise Stop(_("The database is in use already: the demo estate goes only into an empty one."))
        first.world(arguments.scale, arguments.seed)
    return 0
