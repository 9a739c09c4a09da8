"""`weituo dispatch`: the process that plans anew who goes where as things change."""

from __future__ import annotations

import argparse
from typing import Any

from weituo.cli import stopping
from weituo.cli.console import out


def add(commands: Any) -> None:
    command = commands.add_parser("dispatch", help="plan who goes where")
    verbs = command.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("run", help="plan anew as orders and rosters change (weituo up does it)").set_defaults(run=run)
    verbs.add_parser("once", help="plan every estate anew now").set_defaults(run=run_once)


def run(arguments: argparse.Namespace) -> int:
    """Until SIGTERM or Ctrl-C; a plan under way is finished first."""
    from django.utils import timezone

    from weituo.work.dispatching import worker

    worker.run(timezone.now, stopping.asked().wait)
    return 0


def run_once(arguments: argparse.Namespace) -> int:
    """Says how many orders were given to somebody else or for the first time."""
    from django.utils import timezone
    from django.utils.translation import ngettext

    from weituo.work.dispatching import worker

    count = sum(worker.plan_all(timezone.now()).values())
    text = ngettext("%(count)s order was given anew.", "%(count)s orders were given anew.", count)
    out.print(text % {"count": count}, markup=False)
    return 0
