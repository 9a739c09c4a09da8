"""Which places carry a label and which do not, filtered the way the codes page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from weituo.estate import reads as estate
from weituo.estate.reads import Place

KINDS = ("equipment", "space", "unit")


def labelled(estate_id: UUID, kind: str, words: str) -> tuple[Place, ...]:
    """Places with a code in use: of one kind (or equipment and spaces), whose name, number or code holds the words."""
    kinds = (kind,) if kind in KINDS else ("equipment", "space")
    return tuple(place for place in estate.labelled(estate_id, kinds=kinds) if _holds(place, words))


def without(estate_id: UUID) -> tuple[Place, ...]:
    """Equipment and spaces that have no label in use."""
    has = {place.id for place in estate.labelled(estate_id, kinds=("equipment", "space"))}
    every = (*estate.equipment_of(estate_id), *estate.spaces_of(estate_id))
    return tuple(place for place in every if place.id not in has)


def chosen(estate_id: UUID, kind: str, words: str, codes: Iterable[str]) -> tuple[Place, ...]:
    """What to print: the ticked codes, or everything the filter shows when none is ticked."""
    wanted = set(codes)
    if not wanted:
        return labelled(estate_id, kind, words)
    return tuple(place for place in estate.labelled(estate_id) if place.code in wanted)


def _holds(place: Place, words: str) -> bool:
    text = (
        f"{place.building_zh} {place.name_zh} {place.building_en} {place.name_en} {place.number} {place.code}".lower()
    )
    return all(word in text for word in words.lower().split())
