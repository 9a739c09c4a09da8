"""`weituo anchor`: to a time-stamp authority or a chain, and whether what came back still holds there."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from weituo.cli.console import Stop, out


def add(commands: Any) -> None:
    command = commands.add_parser("anchor", help="anchor the logs outside (docs/anchors.md); off until it is set up")
    verbs = command.add_subparsers(required=True, metavar="VERB")
    now = verbs.add_parser("run", help="anchor now (the ledger process does it once a day)")
    now.set_defaults(run=run_now)
    verify = verbs.add_parser("verify", help="ask the authority's roots and the chain about every anchor of an estate")
    verify.add_argument("estate", help="short name of the estate, as jasmine")
    verify.add_argument("--owner", help="the address the contract's owner must have")
    verify.set_defaults(run=run_verify)
    deploy = verbs.add_parser("deploy", help="put the contract on the chain of WEITUO_CHAIN_URL; prints its address")
    deploy.set_defaults(run=run_deploy)


def run_now(arguments: argparse.Namespace) -> int:
    """Exit code 1 when something outside could not be reached."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.ledger import anchoring

    anchors = list(anchoring.configured().values())
    if not anchors:
        raise Stop(_("Nothing is set up to anchor to: see docs/anchors.md."), 2)
    done = anchoring.run(timezone.now(), anchors)
    for receipt in done.receipts:
        out.print(f"{receipt.kind} {receipt.digest.hex()}", markup=False)
    for trouble in done.troubles:
        out.print(trouble, markup=False)
    out.print(_("Estates anchored: %(count)s.") % {"count": done.estates}, markup=False)
    return int(bool(done.troubles))


def run_verify(arguments: argparse.Namespace) -> int:
    """A line for each anchor; exit code 1 at the first that does not hold."""
    from django.utils.translation import gettext as _

    from weituo.cli.estates import named
    from weituo.ledger import anchoring

    bad = count = 0
    for size, time, problem in anchoring.verified(named(arguments.estate).id, arguments.owner or ""):
        count += 1
        bad += bool(problem)
        text = problem or _("holds since %(time)s") % {"time": f"{time:%Y-%m-%d %H:%M:%S}Z"}
        out.print(f"{size}: {text}", markup=False)
    if not count:
        out.print(_("This estate's log was never anchored."), markup=False)
    return int(bool(bad))


def run_deploy(arguments: argparse.Namespace) -> int:
    """Prints the address for WEITUO_CHAIN_CONTRACT."""
    from django.conf import settings
    from django.utils.translation import gettext as _

    from weituo.anchor.answers import Missing, Refused
    from weituo.anchor.evm import deploy
    from weituo.fetch import Unreachable

    if not settings.CHAIN_URL or not settings.CHAIN_KEY:
        raise Stop(_("WEITUO_CHAIN_URL and WEITUO_CHAIN_KEY must be set: see docs/anchors.md."), 2)
    key = bytes.fromhex(Path(settings.CHAIN_KEY).read_text().strip().removeprefix("0x"))
    try:
        address = deploy(settings.CHAIN_URL, key, chain_id=settings.CHAIN_ID)
    except (Missing, Refused, Unreachable) as trouble:
        raise Stop(str(trouble)) from trouble
    out.print(address, markup=False)
    return 0
