"""`weituo bundle`: everything an outsider needs to check an estate's figures, in one file."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from weituo.cli.console import Stop, out


def add(commands: Any) -> None:
    command = commands.add_parser("bundle", help="export an audit bundle: the whole log and what its figures rest on")
    command.add_argument("estate", help="short name of the estate, as jasmine")
    command.add_argument("--month", action="append", default=[], help="as 2026-04 (repeatable; without: every month)")
    command.add_argument("--out", type=Path, help="the file to write (default: ESTATE-bundle.zip)")
    command.add_argument("--evidence", action="store_true", help="with photos, films and signatures")
    command.add_argument("--personal", action="store_true", help="with names, telephone numbers and texts")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the file whole or not at all."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from covenant.period import Month
    from weituo.cli.console import bar
    from weituo.cli.estates import named
    from weituo.month import bundle

    estate = named(arguments.estate)
    target = arguments.out or Path(f"{arguments.estate}-bundle.zip")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file, bar(_("Writing the bundle")) as report:
            made = bundle.write(
                file,
                estate_id=estate.id,
                months=[Month.parse(month) for month in arguments.month],
                evidence=arguments.evidence,
                personal=arguments.personal,
                now=timezone.now(),
                progress=lambda done, total: report(done, total, ""),
            )
        os.replace(draft, target)
    except OSError as error:
        raise Stop(_("%(file)s cannot be written: %(why)s") % {"file": target, "why": error}) from error
    finally:
        draft.unlink(missing_ok=True)
    text = _("%(file)s: %(size)s facts, %(statements)s statements, %(evidence)s files")
    values = {"file": target, "size": made.size, "statements": made.statements, "evidence": made.evidence}
    out.print(text % values, markup=False)
    if made.missing:
        out.print(_("%(count)s files that facts name are no longer here.") % {"count": made.missing}, markup=False)
    return 0
