"""`weituo photos`: which photos were used before. Asks; a person on the order's page answers."""

from __future__ import annotations

import argparse
from typing import Any

from weituo.cli import stopping
from weituo.cli.console import bar, out

EVERY = 300.0
"""Seconds between two looks of `watch`."""


def add(commands: Any) -> None:
    command = commands.add_parser("photos", help="find photos that were used before")
    verbs = command.add_subparsers(required=True, metavar="VERB")
    once = verbs.add_parser("fingerprint", help="fingerprint and compare what is new; safe to stop and repeat")
    once.set_defaults(run=run_once)
    watch = verbs.add_parser("watch", help="the same every five minutes (weituo up does it)")
    watch.set_defaults(run=run_watch)


def run_once(arguments: argparse.Namespace) -> int:
    """Exit code 0 also when something was found: it is a question, not a fault."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.work.actions import reuse

    with bar(_("Photos")) as report:
        done = reuse.find(now=timezone.now(), report=report)
    text = _("%(made)s fingerprints made, %(compared)s photos compared, %(flagged)s to look at.")
    out.print(text % {"made": done.made, "compared": done.compared, "flagged": done.flagged}, markup=False)
    if done.unreadable:
        out.print(_("%(count)s photos could not be compared.") % {"count": done.unreadable}, markup=False)
    return 0


def run_watch(arguments: argparse.Namespace) -> int:
    """Until SIGTERM or Ctrl-C. A look without work is two queries."""
    import logging

    from django.db import DatabaseError, close_old_connections
    from django.utils import timezone

    from weituo.work.actions import reuse

    over = stopping.asked()
    while not over.is_set():
        close_old_connections()
        try:
            if reuse.waiting():
                reuse.find(now=timezone.now())
        except DatabaseError:
            logging.getLogger(__name__).exception("photos are compared later")
        over.wait(EVERY)
    return 0
