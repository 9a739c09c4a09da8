"""The dashboard's content: the work room's board beside what the month room says lateness costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from covenant.order.table import OPEN
from weituo.faces.office.lines import Row, row
from weituo.faces.shared import labels
from weituo.month import reads as month
from weituo.pact.reads import Pact
from weituo.people.reads import Actor
from weituo.work import reads as work

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the matrix with the filter that shows its orders."""

    severity: str
    n: int
    query: str


@dataclass(frozen=True, slots=True)
class Line:
    """A state's row of the matrix."""

    name: str
    cells: tuple[Cell, ...]
    n: int
    query: str


@dataclass(frozen=True, slots=True)
class Board:
    """What the dashboard shows."""

    agreement: str
    open: int
    reported_today: int
    accepted_today: int
    claimed: int
    late_count: int
    soon_count: int
    priced: bool
    cost: int
    cost_orders: int
    late: tuple[Row, ...]
    next: tuple[Row, ...]
    severities: tuple[str, ...]
    matrix: tuple[Line, ...]
    sums: tuple[int, ...]
    paused: int
    days: tuple[Any, ...]
    chart: dict[str, Any]
    running: Any
    unruled: int


def board(actor: Actor, pact: Pact, *, now: datetime) -> Board:
    """Both sides' figures; a fixed number of queries."""
    found = work.dashboard(actor, pact, now=now)
    running = month.running_month(pact, now)
    severities = tuple(pact.terms(now).severities)
    lines = []
    for state in OPEN:
        cells = tuple(
            Cell(severity, found.counts.get((state, severity), 0), f"state={state}&severity={severity}")
            for severity in severities
        )
        name = labels.label(labels.STATES, state)
        lines.append(Line(name, cells, sum(cell.n for cell in cells), f"state={state}"))
    return Board(
        agreement=pact.key,
        open=found.open,
        reported_today=found.reported_today,
        accepted_today=found.accepted_today,
        claimed=found.waiting,
        late_count=found.late_count,
        soon_count=sum(1 for line in found.next if line.due and line.due - now <= SOON),
        priced=True,
        cost=-running.total,
        cost_orders=len(running.costs_by_order),
        late=tuple(row(line, -running.costs_by_order.get(line.id, 0)) for line in found.late),
        next=tuple(row(line) for line in found.next),
        severities=severities,
        matrix=tuple(lines),
        sums=tuple(sum(found.counts.get((state, severity), 0) for state in OPEN) for severity in severities),
        paused=found.paused,
        days=tuple(reversed(found.days)),
        chart=_chart(found.days),
        running=running,
        unruled=found.unruled,
    )


def _chart(days: tuple[work.Day, ...]) -> dict[str, Any]:
    """ECharts options: two lines over thirty days."""

    def series(name: str, colour: str, values: list[int]) -> dict[str, Any]:
        style = {"lineStyle": {"color": colour, "width": 2}, "itemStyle": {"color": colour}}
        return {"type": "line", "name": name, "data": values, "symbol": "none", **style}

    return {
        "grid": {"left": 32, "right": 8, "top": 32, "bottom": 24},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "xAxis": {"type": "category", "data": [day.day.strftime("%m-%d") for day in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            series(_("Reports"), "var(--accent)", [day.reported for day in days]),
            series(_("Accepted"), "#8a94a6", [day.accepted for day in days]),
        ],
    }
