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


def run_create(arguments: argparse.Namespace) -> int:
    """Prints the user name and the made password."""
    from weituo.cli import first

    out.print(f"{arguments.username} {first.administrator(arguments.username)}", markup=False)
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    """Prints the user name and the made password; the person's sessions end."""
    from weituo.cli import first
    from weituo.people import actions

    password = first.readable_password()
    actions.set_password(username=arguments.username, password=password)
    out.print(f"{arguments.username} {password}", markup=False)
    return 0
