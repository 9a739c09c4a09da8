"""`weituo token`: keys for programs that use the API."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from weituo.cli.console import Stop, out


def add(commands: Any) -> None:
    command = commands.add_parser("token", help="API tokens: make, list, revoke")
    verbs = command.add_subparsers(required=True, metavar="VERB")
    make = verbs.add_parser("make", help="make a token that acts as a person's membership; shown once")
    make.add_argument("username")
    make.add_argument("--name", default="API", help="what it is for")
    make.add_argument("--estate", help="short name, when the person works on several")
    make.set_defaults(run=run_make)
    show = verbs.add_parser("list", help="a person's tokens")
    show.add_argument("username")
    show.add_argument("--estate")
    show.set_defaults(run=run_list)
    revoke = verbs.add_parser("revoke", help="stop a token")
    revoke.add_argument("id", type=UUID)
    revoke.set_defaults(run=run_revoke)


def run_make(arguments: argparse.Namespace) -> int:
    """Prints the new token alone on a line, so that a script can keep it."""
    from django.utils import timezone

    from weituo.people import actions

    now = timezone.now()
    _id, secret = actions.make_token(membership_id=_membership(arguments), name=arguments.name, now=now)
    out.print(secret, markup=False)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Id, name, last use."""
    from django.utils.translation import gettext as _

    from weituo.people import reads

    tokens = reads.tokens(_membership(arguments))
    for token in tokens:
        state = _("revoked") if token.revoked_at else _("last used %(when)s") % {"when": token.last_used or _("never")}
        out.print(f"{token.id}  {token.name}  {state}", markup=False)
    if not tokens:
        out.print(_("No token yet: weituo token make %(username)s") % {"username": arguments.username}, markup=False)
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """The token stops working at once."""
    from django.utils import timezone

    from weituo.people import actions

    actions.revoke_token(token_id=arguments.id, now=timezone.now())
    return 0


def _membership(arguments: argparse.Namespace) -> UUID:
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.cli.estates import named
    from weituo.people import reads

    estate = named(arguments.estate).id if arguments.estate else None
    actor = reads.actor_of(arguments.username, timezone.now(), estate)
    if actor is None or actor.membership_id is None:
        raise Stop(_("%(username)s has no role here now.") % {"username": arguments.username})
    return actor.membership_id
