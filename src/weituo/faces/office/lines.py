"""Orders as lines of the desk's tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weituo.work.reads import Line

ASSIGNABLE = ("reported", "assigned", "taken", "arrived")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what and where in both languages, the clock that matters now, what lateness takes from the month."""

    id: UUID
    number: str
    what: dict[str, str]
    place: dict[str, str]
    severity: str
    state: str
    paused: bool
    clock: str
    due: datetime | None
    done: datetime | None
    late: bool
    assignee: str
    assignable: bool
    reported_at: datetime
    cost: int | None


def row(line: Line, cost: int | None = None) -> Row:
    """The line with its telling clock: the one that ran out, else the next, else how the repair ended."""
    clock, due, done = line.clock, line.due, None
    if line.late and line.state not in ("accepted", "cancelled", "claimed"):
        clock = "repair" if "repair" in line.late else "respond"
        due = line.repair_due if clock == "repair" else line.respond_due
        done = line.arrived_at if clock == "respond" else None
    elif due is None and line.state in ("claimed", "accepted"):
        clock, due, done = "repair", line.repair_due, line.claimed_at
    return Row(
        id=line.id,
        number=line.number,
        what=line.fault_label if line.fault != "other" else line.item_label,
        place=line.place,
        severity=line.severity,
        state=line.state,
        paused=line.paused,
        clock=clock,
        due=due,
        done=done,
        late=bool(line.late) and line.state not in ("accepted", "cancelled"),
        assignee=line.assignee,
        assignable=line.state in ASSIGNABLE,
        reported_at=line.reported_at,
        cost=cost,
    )
