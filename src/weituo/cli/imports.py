"""`weituo import orders FILE --mapping FILE`: orders from another system. `weituo import roster FILE --as NAME`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from weituo.cli.console import Stop, bar, out

SHOWN = 50


def add(commands: Any) -> None:
    command = commands.add_parser("import", help="bring in orders from a CSV or XLSX file, or a roster from XLSX")
    command.add_argument("what", choices=("orders", "roster"))
    command.add_argument("file", type=Path)
    command.add_argument("--mapping", type=Path, help="orders: what the columns mean, as YAML")
    command.add_argument("--as", dest="username", metavar="NAME", help="roster: whose roster it is, by user name")
    command.add_argument("--estate", metavar="NAME", help="roster: the estate, where the person has several")
    command.add_argument("--dry-run", action="store_true", help="check and count, change nothing")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """All rows or none; says what is wrong by row and column, or by cell."""
    return _roster(arguments) if arguments.what == "roster" else _orders(arguments)


def _orders(arguments: argparse.Namespace) -> int:
    if arguments.mapping is None:
        raise Stop("Orders need --mapping FILE, which says what the columns mean.", 2)
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


def _roster(arguments: argparse.Namespace) -> int:
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    from covenant.errors import Refusal
    from weituo.cli import tables
    from weituo.duty import reads
    from weituo.duty.sheet import plan, reading, words
    from weituo.estate import reads as estates
    from weituo.faces.shared.refusals import sentence
    from weituo.people import reads as people

    if tables.pending():
        tables.migrate()
    now = timezone.now()
    estate = estates.estate_named(arguments.estate) if arguments.estate else None
    if arguments.estate and estate is None:
        raise Stop(f"There is no estate {arguments.estate!r}.", 2)
    actor = people.actor_of(arguments.username or "", now, estate.id if estate else None)
    if actor is None or actor.estate_id is None or not actor.may("duty.edit"):
        raise Stop("--as NAME must be somebody who makes rosters here: a contractor's manager or a supervisor.", 2)
    zone = ZoneInfo(estates.estate(actor.estate_id).zone)
    members = people.members(actor.estate_id, now, roles=reads.POSTS)
    try:
        raw = arguments.file.read_bytes()
        found = reading.read(raw, members, actor.party, zone, now.astimezone(zone).date())
        made = plan.of_reading(actor.estate_id, found, zone, now)
        errors = [*found.errors, *made.errors]
        for error in errors[:SHOWN]:
            out.print(words.sentence(error), markup=False)
        if errors:
            raise Stop(f"{len(errors)} cells are wrong; nothing was imported.")
        if not arguments.dry_run:
            covered, digest = found.covered, made.digest
            made = plan.apply(actor=actor, wanted=found.wanted, covered=covered, digest=digest, zone=zone, now=now)
    except Refusal as refusal:
        raise Stop(sentence(refusal)) from None
    except OSError as problem:
        raise Stop(str(problem), 2) from None
    counts = f"{len(made.new)} new, {len(made.changed)} changed, {len(made.removed)} removed"
    out.print(f"{counts}, {made.same} as before, {made.past} begun already.", markup=False)
    return 0
