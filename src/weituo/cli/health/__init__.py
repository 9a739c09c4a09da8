"""What `weituo doctor` looks at: the machine, the database, what this installation brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from weituo.cli.health import installation, machine, storage
from weituo.cli.health.finding import Finding, fail, ok, warn

Check = Callable[[datetime], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    machine.python,
    machine.data_folder,
    machine.disk,
    storage.database,
    machine.clock,
    installation.fonts,
    installation.pages,
    installation.holidays,
    installation.public_address,
    installation.demo_accounts,
)

__all__ = ["CHECKS", "Finding", "examine", "fail", "ok", "warn"]


def examine(now: datetime) -> Iterator[Finding]:
    """Every check in turn; one that breaks is itself a finding and stops no other."""
    for check in CHECKS:
        try:
            yield from check(now)
        except Exception as error:  # a doctor that dies of what it finds is no help
            yield fail(f"{check.__name__}: {type(error).__name__}: {error}")
