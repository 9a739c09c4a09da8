"""Open orders by the building they are in, for the map."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from weituo.people.reads import Actor
from weituo.work.reads import names
from weituo.work.reads.listing import Line, line, scope, terms_now

MOST = 1_000
"""Orders a map shows; emergencies first."""


def by_building(actor: Actor, *, now: datetime) -> dict[UUID | None, tuple[Line, ...]]:
    """The open orders this actor sees, the gravest and oldest first; None: of no building. Three queries."""
    rows = scope(actor).filter(is_open=True).select_related(*names.RELATED).order_by("severity", "reported_at")[:MOST]
    terms = terms_now(actor, now)
    found: dict[UUID | None, list[Line]] = {}
    for row in rows:
        found.setdefault(names.building(row), []).append(line(row, terms, actor, now))
    return {key: tuple(lines) for key, lines in found.items()}
