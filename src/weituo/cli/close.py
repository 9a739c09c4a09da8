"""`weituo close-month`: issue the statement of a finished month, as the button on the page does."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from weituo.cli.console import Stop, out


def add(commands: Any) -> None:
    command = commands.add_parser("close-month", help="issue the statement of a finished month")
    command.add_argument("estate", help="short name of the estate, as jasmine")
    command.add_argument("month", help="as 2026-10")
    command.add_argument("--by", metavar="USERNAME", help="who closes it (default: the system)")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the statement; a month closed before gives the statement it has."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from covenant.period import Month
    from weituo.cli.estates import named
    from weituo.month import actions, reads
    from weituo.people.reads import Actor, actor_of

    now = timezone.now()
    month = Month.parse(arguments.month)
    estate = named(arguments.estate)
    actor = Actor.system(estate.id)
    if arguments.by:
        found = actor_of(arguments.by, now, estate.id)
        if found is None or not found.may("statement.close"):
            raise Stop(_("%(username)s may not close a month of this estate.") % {"username": arguments.by})
        actor = found
    statement_id, new = actions.close_month(estate_id=estate.id, month=month, actor=actor, now=now)
    view = reads.statement(actor, statement_id)
    assert view is not None  # just issued, or known
    if not new:
        out.print(_("%(month)s was closed before; nothing is computed again.") % {"month": month}, markup=False)
    show(estate.name_zh, view.document)
    out.print(f"SHA-256 {view.sha256}", markup=False)
    return 0


def show(estate: str, document: Mapping[str, Any]) -> None:
    """The figures, money to the right."""
    from django.utils.translation import get_language
    from django.utils.translation import gettext as _
    from rich.table import Table

    from covenant.money import format_fen
    from covenant.money import show as show_decimal

    chinese = (get_language() or "").startswith("zh")
    total = document["total"]
    score = total["score"] if total["score"] is not None else _("not evaluated")
    out.print(
        _("Statement of %(month)s · %(estate)s · score %(score)s · coefficient %(coefficient)s")
        % {
            "month": document["month"],
            "estate": estate,
            "score": score,
            "coefficient": show_decimal(Fraction(document["coefficient"]), 4) if document["coefficient"] else "—",
        },
        markup=False,
    )
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column()
    table.add_column(justify="right")
    for line in document["lines"]:
        table.add_row(line["clause"], line["label"]["zh" if chinese else "en"], format_fen(line["fen"]))
    for label, key in ((_("Net"), "net"), (_("Gross"), "gross")):
        table.add_row("", label, format_fen(document[key]))
    out.print(table)
