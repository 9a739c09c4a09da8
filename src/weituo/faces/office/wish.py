"""The list's filters as they stand in the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from covenant.order import STATES
from weituo.work.reads import Filters

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
EXTRA = ("open", "all", "paused")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, as the form shows it again."""

    q: str
    state: str
    severity: str
    assignee: str
    month: str
    late: bool

    @property
    def narrowed(self) -> bool:
        """Whether anything but the open orders was asked for."""
        return bool(self.q or self.severity or self.assignee or self.month or self.late or self.state != "open")

    def filters(self) -> Filters:
        """The same for the work room. What cannot be read narrows nothing."""
        found = MONTH.fullmatch(self.month)
        assignee: UUID | str | None = self.assignee if self.assignee == "none" else _uuid(self.assignee)
        return Filters(
            states=(self.state,) if self.state in STATES else (),
            open=self.state in ("open", "paused"),
            paused=True if self.state == "paused" else None,
            severities=(self.severity,) if self.severity else (),
            late=self.late,
            assignee=assignee,
            q=self.q,
            month=(int(found[1]), int(found[2])) if found else None,
        )


def wish(asked: QueryDict) -> Wish:
    """Read the address; bounded."""
    state = asked.get("state", "open")
    return Wish(
        q=asked.get("q", "").replace("\x00", "").strip()[:60],
        state=state if state in STATES or state in EXTRA else "open",
        severity=asked.get("severity", "")[:10],
        assignee=asked.get("assignee", "")[:40],
        month=asked.get("month", "")[:7],
        late=asked.get("late") == "1",
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
