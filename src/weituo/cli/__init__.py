"""The command `weituo`: one file for each noun. Thin: reads arguments and the clock, calls actions and reads."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

NOUNS = (
    "up",
    "doctor",
    "world",
    "close",
    "bundle",
    "imports",
    "ledger",
    "anchor",
    "witness",
    "notice",
    "dispatch",
    "photos",
    "privacy",
    "token",
    "admin",
)
"""The modules here that add a command, in the order `weituo --help` shows them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code: 0 done, 1 refused or not in order, 2 not usable as given."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weituo.settings")
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["manage"]:
        return manage(words[1:])
    arguments = parser().parse_args(words)
    from weituo.cli.console import guarded

    return guarded(arguments.run, arguments)


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments."""
    top = argparse.ArgumentParser(
        prog="weituo", description="委托 — the engineering agreement of a residential estate, made executable"
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for noun in NOUNS:
        import_module(f"weituo.cli.{noun}").add(commands)
    commands.add_parser("manage", help="Django's own commands, passed through", add_help=False)
    return top


def manage(words: list[str]) -> int:
    """`weituo manage …` is Django's manage.py."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["weituo manage", *words])
    return 0
