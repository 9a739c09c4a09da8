"""`weituo import orders FILE --mapping FILE`: orders from another system."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from weituo.cli.console import Stop, bar, out

SHOWN = 50


def add(commands: Any) -> None:
    command = commands.add_parser("import", help="bring in orders from a CSV or XLSX file")
    command.add_argument("what", choices=("orders",))
    command.add_argument("file", type=Path)
    command.add_argument("--mapping", type=Path, required=True, help="what the columns mean, as YAML")
    command.add_argument("--dry-run", action="store_true", help="check and count, change nothing")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """All rows or none; says what is wrong by row and column."""
    from django.utils import timezone

    from covenant.errors import Problems
    from weituo.cli import tables
    from weituo.work import imports

    if tables.pending():
        tables.migrate()
    try:
        with bar("Orders") as report:
            result = imports.run(
                arguments.file, arguments.mapping, now=timezone.now(), dry_run=arguments.dry_run, progress=report
            )
    except (Problems, OSError) as problem:
        raise Stop(str(problem), 2) from None
    for error in result.errors[:SHOWN]:
        out.print(str(error), markup=False)
    if result.errors:
        raise Stop(f"{len(result.errors)} cells are wrong; nothing was imported.")
    out.print(
        f"{result.imported} imported, {result.known} here already, {result.left_out} left out by the mapping.",
        markup=False,
    )
    return 0
