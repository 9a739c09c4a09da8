"""The statements of an estate as the log tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from weituo.faces.shared.proof import STATES
from weituo.ledger import shown

ISSUED, RESTATED = "statement.issued", "statement.restated"
KINDS = (ISSUED, RESTATED)


@dataclass(frozen=True, slots=True)
class Paper:
    """A statement, or a month computed again: its fingerprint and how well that is proven."""

    statement: UUID
    month: str
    again: bool
    at: datetime
    sha256: str
    fact_id: UUID
    index: int | None
    state: str
    word: str
    proven: bool


@dataclass(frozen=True, slots=True)
class Year:
    """A year with its months that have a statement."""

    year: str
    months: tuple[str, ...]


def papers(estate_id: UUID) -> tuple[Paper, ...]:
    """All of them, the newest month first."""
    return tuple(sorted(_papers(estate_id), key=lambda one: (one.month, one.at), reverse=True))


def years(found: tuple[Paper, ...]) -> tuple[Year, ...]:
    """The years, the newest first."""
    names = sorted({one.month[:4] for one in found}, reverse=True)
    return tuple(Year(year, tuple(sorted({one.month for one in found if one.month[:4] == year}))) for year in names)


def _papers(estate_id: UUID) -> Iterator[Paper]:
    for one, body in shown.told(estate_id, KINDS):
        yield _paper(one, body)


def _paper(one: shown.Entry, body: Mapping[str, Any]) -> Paper:
    return Paper(
        UUID(one.subject.rpartition("/")[2]),
        str(body["month"]),
        one.kind == RESTATED,
        one.at,
        str(body.get("restated", body["statement"])),
        one.fact_id,
        one.index,
        one.state,
        str(STATES[one.state]),
        one.cover is not None,
    )
