"""`weituo doctor`: looks at everything a start depends on; each line says what to do about it."""

from __future__ import annotations

import argparse
from typing import Any

from weituo.cli.console import out

MARK = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}


def add(commands: Any) -> None:
    command = commands.add_parser("doctor", help="is everything in order? each finding says what to do")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when something does not work; warnings alone give 0."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.cli.health import examine

    worst = 0
    for finding in examine(timezone.now()):
        out.print(MARK[finding.level], end=" ")
        out.print(finding.text, markup=False)
        if finding.remedy:
            out.print(f"    → {finding.remedy}", markup=False)
        worst = max(worst, finding.level == "fail")
    out.print(_("Something above does not work.") if worst else _("Ready to run."), markup=False)
    return int(worst)
