"""`weituo privacy`: erase what somebody left with an order, and what has been kept long enough."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from weituo.cli.console import out


def add(commands: Any) -> None:
    command = commands.add_parser("privacy", help="erase personal values; proofs and figures stay")
    verbs = command.add_subparsers(required=True, metavar="VERB")
    erase = verbs.add_parser("erase", help="what somebody said and left with one order")
    erase.add_argument("order", type=UUID, help="the order's id, from its page's address")
    erase.add_argument("--name", action="append", default=[], help="only this value, as contact_phone (repeatable)")
    erase.add_argument("--reason", choices=["request", "mistake"], default="request")
    erase.set_defaults(run=run_erase)
    retain = verbs.add_parser("retain", help="everything that has outlived its rule; --dry-run only counts")
    retain.add_argument("estate", help="short name of the estate, as jasmine")
    retain.add_argument("--dry-run", action="store_true")
    retain.set_defaults(run=run_retain)


def run_erase(arguments: argparse.Namespace) -> int:
    """Exit code 1 when there was nothing to erase."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.work.actions import erasure

    count = erasure.erase(order_id=arguments.order, reason=arguments.reason, now=timezone.now(), names=arguments.name)
    text = _("%(count)s personal values erased. Backups made before still hold them until they run out.")
    out.print(text % {"count": count} if count else _("There was nothing to erase."), markup=False)
    return int(not count)


def run_retain(arguments: argparse.Namespace) -> int:
    """Safe to repeat, as from a daily timer."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.cli.estates import named
    from weituo.ledger import privacy
    from weituo.people import reading
    from weituo.work.actions import erasure

    estate, now = named(arguments.estate), timezone.now()
    if arguments.dry_run:
        for name, fact_ids in privacy.expired(estate.id, now).items():
            out.print(f"{name}: {len(fact_ids)}", markup=False)
        return 0
    count = erasure.retain(estate_id=estate.id, now=now, log=estate.log)
    reading.retain(estate_id=estate.id, now=now)
    out.print(_("%(count)s personal values had outlived their rule and were erased.") % {"count": count}, markup=False)
    return 0
