"""`weituo admin`: people who can sign in, when nobody can."""

from __future__ import annotations

import argparse
from typing import Any

from weituo.cli.console import out


def add(commands: Any) -> None:
    command = commands.add_parser("admin", help="make an administrator, give a new password")
    verbs = command.add_subparsers(required=True, metavar="VERB")
    create = verbs.add_parser("create", help="a new administrator who also opens /admin/")
    create.add_argument("username")
    create.set_defaults(run=run_create)
    password = verbs.add_parser("password", help="a new password for somebody; printed once")
    password.add_argument("username")
    password.set_defaults(run=run_password)
    factors = verbs.add_parser("factors", help="take away somebody's lost second factor, when no administrator can")
    factors.add_argument("username")
    factors.set_defaults(run=run_factors)


def run_create(arguments: argparse.Namespace) -> int:
    """Prints the user name and the made password."""
    from weituo.cli import first

    out.print(f"{arguments.username} {first.administrator(arguments.username)}", markup=False)
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    """Prints the user name and the made password; the person's sessions end."""
    from django.utils import timezone

    from weituo.cli import first
    from weituo.people import actions

    password = first.readable_password()
    actions.set_password(username=arguments.username, password=password, now=timezone.now())
    out.print(f"{arguments.username} {password}", markup=False)
    return 0


def run_factors(arguments: argparse.Namespace) -> int:
    """Their password alone opens again; sessions end and the person is told. Exit code 1 when there is no such person."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.notice import account
    from weituo.people import factors
    from weituo.people import reads as people

    now, person_id = timezone.now(), people.person_id(arguments.username)
    if person_id is None:
        out.print(_("There is no such person."), markup=False)
        return 1
    factors.forget(person_id=person_id, now=now)
    account.changed(kind="account_reset", person_id=person_id, now=now)
    out.print(_("The second factor is taken away; the password alone opens now."), markup=False)
    return 0
