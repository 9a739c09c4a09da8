"""`weituo ledger`: the process that signs, how the logs stand, their keys and witnesses."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from weituo.cli import stopping
from weituo.cli.console import Stop, out

if TYPE_CHECKING:
    from weituo.ledger.models import Log


def add(commands: Any) -> None:
    command = commands.add_parser("ledger", help="the log of facts: sign, check, keys, witnesses")
    verbs = command.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("run", help="give facts their places and sign (weituo up does it)").set_defaults(run=run_worker)
    verbs.add_parser("status", help="size, checkpoint, witnesses of every log").set_defaults(run=run_status)
    verbs.add_parser("check", help="hash every stored fact again and compare").set_defaults(run=run_check)
    policy = verbs.add_parser("policy", help="who must have signed: the file a verifier is given")
    policy.add_argument("estate", help="short name of the estate")
    policy.set_defaults(run=run_policy)
    rotate = verbs.add_parser("rotate", help="a new signing key; the old one signs along for 30 days")
    rotate.add_argument("estate", help="short name of the estate")
    rotate.set_defaults(run=run_rotate)
    witness = verbs.add_parser("witness", help="let a witness cosign an estate's log")
    witness.add_argument("estate", help="short name of the estate")
    witness.add_argument("name", help="whose it is, as it is shown")
    witness.add_argument("vkey", help="its public key, from `weituo witness key`")
    witness.add_argument(
        "--url", default="", help="where to ask it; without, it comes by itself (weituo witness follow)"
    )
    witness.add_argument("--party", default="", choices=["", "P", "A", "O"], help="P principal, A contractor, O owners")
    witness.set_defaults(run=run_witness)
    dismiss = verbs.add_parser("dismiss", help="a witness is none any more; what it cosigned stays")
    dismiss.add_argument("estate", help="short name of the estate")
    dismiss.add_argument("name", help="its name, as `weituo ledger status` shows it")
    dismiss.set_defaults(run=run_dismiss)
    quorum = verbs.add_parser("quorum", help="how many witnesses must cosign before a fact counts as proven")
    quorum.add_argument("estate", help="short name of the estate")
    quorum.add_argument("count", type=int)
    quorum.set_defaults(run=run_quorum)
    release = verbs.add_parser("release", help="let a halted log sign again, after you have looked why it was halted")
    release.add_argument("estate", help="short name of the estate")
    release.set_defaults(run=run_release)


def run_worker(arguments: argparse.Namespace) -> int:
    """Until SIGTERM or Ctrl-C; what is under way is finished first."""
    from django.utils import timezone

    from weituo.ledger import worker

    worker.run(timezone.now, stopping.asked().wait)
    return 0


def run_status(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a log is halted."""
    from django.utils.translation import gettext as _

    from weituo.ledger import standing

    halted = 0
    for one in standing.logs():
        at = one.signed_at.isoformat(timespec="seconds") if one.signed_at else "–"
        out.print(one.origin, markup=False)
        text = _(
            "  %(size)s facts, %(waiting)s waiting; signed up to %(signed)s at %(at)s; quorum %(quorum)s of %(all)s"
        )
        values = {"size": one.size, "waiting": one.waiting, "signed": one.signed, "at": at}
        out.print(text % {**values, "quorum": one.quorum, "all": len(one.witnesses)}, markup=False)
        for witness in one.witnesses:
            seen = witness.seen_at.isoformat(timespec="seconds") if witness.seen_at else _("never")
            out.print(f"  · {witness.name}: {witness.size}, {seen} {witness.trouble}", markup=False)
        if one.halted:
            out.print("  " + _("HALTED: %(why)s") % {"why": one.halted}, markup=False)
            halted = 1
    return halted


def run_check(arguments: argparse.Namespace) -> int:
    """Rebuilds every log from its stored bytes; exit code 1 at the first difference."""
    from django.utils.translation import gettext as _

    from weituo.ledger import standing

    bad = 0
    for one in standing.logs():
        found = standing.examine(one.origin)
        if found:
            bad = 1
            out.print(f"{one.origin}: {found}", markup=False)
        else:
            text = _("%(log)s: %(size)s facts are what was signed.")
            out.print(text % {"log": one.origin, "size": one.size}, markup=False)
    return bad


def run_policy(arguments: argparse.Namespace) -> int:
    """Prints the policy."""
    from weituo.ledger import witnesses

    out.print(witnesses.policy(_log(arguments.estate)).text, markup=False, end="")
    return 0


def run_rotate(arguments: argparse.Namespace) -> int:
    """Prints the new key."""
    from django.utils import timezone

    from weituo.ledger import keys, witnesses

    log, now = _log(arguments.estate), timezone.now()
    out.print(keys.rotate(log, now).line, markup=False)
    witnesses.rule(log, now)
    return 0


def run_witness(arguments: argparse.Namespace) -> int:
    """Adds one."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.ledger import witnesses

    log = _log(arguments.estate)
    try:
        row = witnesses.add(
            log,
            name=arguments.name,
            vkey=arguments.vkey,
            url=arguments.url,
            party=arguments.party,
            now=timezone.now(),
        )
    except ValueError as error:
        raise Stop(_("This key cannot be a witness's: %(why)s") % {"why": error}, 2) from error
    if not row.url:
        text = _("It follows the log at your address, then: %(path)s")
        out.print(text % {"path": f"/log/{witnesses.token(row)}/"}, markup=False)
    return 0


def run_dismiss(arguments: argparse.Namespace) -> int:
    """Removes one; exit code 2 when the quorum would not be met any more."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.ledger import witnesses

    found = [row for row in witnesses.present(_log(arguments.estate)) if row.name == arguments.name]
    if len(found) != 1:
        raise Stop(_("No single witness is called %(name)s.") % {"name": arguments.name}, 2)
    try:
        witnesses.remove(found[0], timezone.now())
    except ValueError:
        raise Stop(_("The log asks for every witness it has: lower the quorum first."), 2) from None
    return 0


def run_quorum(arguments: argparse.Namespace) -> int:
    """Sets k of n."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.ledger import witnesses

    log = _log(arguments.estate)
    if not 0 <= arguments.count <= len(witnesses.present(log)):
        raise Stop(_("There are %(count)s witnesses.") % {"count": len(witnesses.present(log))}, 2)
    witnesses.require(log, arguments.count, timezone.now())
    return 0


def run_release(arguments: argparse.Namespace) -> int:
    """Lifts the halt."""
    from weituo.ledger import publisher

    publisher.release(_log(arguments.estate))
    return 0


def _log(slug: str) -> Log:
    from django.utils import timezone

    from weituo.cli.estates import named
    from weituo.ledger import sequencer

    estate = named(slug)
    return sequencer.opened(estate.log, timezone.now(), estate.id)
