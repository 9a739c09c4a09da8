"""Where buildings stand, in metres from any one point of the estate: for the map, and for who is nearest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from covenant.errors import Refusal
from weituo.estate.models import Building
from weituo.estate.reads import natural

FARTHEST = 20_000
"""Metres from the point everything is measured from."""


@dataclass(frozen=True, slots=True)
class Position:
    """A building and where its door stands: metres `east` and `north`, None while nobody said."""

    id: UUID
    name_zh: str
    name_en: str
    east: int | None
    north: int | None

    @property
    def known(self) -> bool:
        return self.east is not None and self.north is not None


def positions(estate_id: UUID) -> tuple[Position, ...]:
    """All buildings of the estate, 2 before 10."""
    rows = sorted(Building.objects.filter(estate_id=estate_id), key=lambda row: (natural(row.name_zh), row.pk))
    return tuple(Position(row.id, row.name_zh, row.name_en or row.name_zh, row.east, row.north) for row in rows)


def move(estate_id: UUID, to: Mapping[UUID, tuple[int, int] | None]) -> int:
    """Puts these buildings there (None: nobody knows where); how many that changed.

    Refusals: place.missing, place.too_far; then nothing is changed.
    """
    if any(where is not None and max(map(abs, where)) > FARTHEST for where in to.values()):
        raise Refusal("place.too_far", most=FARTHEST // 1000)
    with transaction.atomic():
        rows = list(Building.objects.select_for_update().filter(estate_id=estate_id, pk__in=list(to)).order_by("id"))
        if len(rows) != len(to):
            raise Refusal("place.missing")
        changed = []
        for row in rows:
            east, north = to[row.pk] or (None, None)
            if (row.east, row.north) != (east, north):
                row.east, row.north = east, north
                changed.append(row)
        Building.objects.bulk_update(changed, ["east", "north"], batch_size=500)
    return len(changed)
