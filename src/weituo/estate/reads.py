"""Questions about places. What comes out is frozen; rows stay inside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from weituo.estate import codes
from weituo.estate.models import Building, Code, Equipment, Estate, Space, Unit

NUMBERED = re.compile(r"(\d*)(\D*)")


@dataclass(frozen=True, slots=True)
class EstateView:
    """An estate."""

    id: UUID
    slug: str
    name_zh: str
    name_en: str
    zone: str
    duty_phone: str
    log: str

    def name(self, language: str) -> str:
        """The name in the language, Chinese when there is no other."""
        return _in(language, self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class Place:
    """What a code or an order points at: one of equipment, space or unit. `code` is empty when it has none."""

    estate: EstateView
    code: str
    kind: str  # equipment | space | unit
    id: UUID
    name_zh: str
    name_en: str
    item: str | None
    number: str
    building_zh: str
    building_en: str
    floor: str
    equipment_id: UUID | None
    space_id: UUID | None
    unit_id: UUID | None

    def name(self, language: str) -> str:
        """The place's own name in the language, Chinese when there is no other."""
        return _in(language, self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class Retired:
    """A code that is no longer in use: what it stood for, and the code that took its place if there is one."""

    code: str
    retired_at: datetime
    replaced_by: str | None
    place: Place

    @property
    def estate(self) -> EstateView:
        return self.place.estate


@dataclass(frozen=True, slots=True)
class Spot:
    """A building, a space or a piece of equipment by name; a building also by where its door stands, in metres."""

    id: UUID
    kind: str
    name_zh: str
    name_en: str
    east: int | None = None
    north: int | None = None


@dataclass(frozen=True, slots=True)
class BuildingView:
    """A building."""

    id: UUID
    label: str
    name_zh: str
    name_en: str


def estates() -> tuple[EstateView, ...]:
    """All estates, by short name."""
    return tuple(_estate(row) for row in Estate.objects.order_by("slug"))


def estate(estate_id: UUID) -> EstateView:
    """One estate. Estate.DoesNotExist when there is none."""
    return _estate(Estate.objects.get(pk=estate_id))


def estate_named(slug: str) -> EstateView | None:
    """The estate with this short name."""
    row = Estate.objects.filter(slug=slug).first()
    return _estate(row) if row else None


def resolve(code: str) -> Place | Retired | None:
    """What a scanned or typed code stands for; None for one that never was. One query."""
    wanted = codes.normal(code)
    row = _codes().filter(pk=wanted).first() if wanted else None
    if row is None:
        return None
    place = _code_place(row)
    if row.retired_at is not None:
        return Retired(row.code, row.retired_at, row.replaced_by_id, place)
    return place


def labelled(estate_id: UUID, *, kinds: Iterable[str] = ("equipment", "space", "unit")) -> tuple[Place, ...]:
    """Every place with a code in use, for printing: by building, kind and name."""
    wanted = Q()
    for kind in kinds:
        wanted |= Q(**{f"{kind}__isnull": False})
    rows = _codes().filter(wanted, estate_id=estate_id, retired_at=None)
    return tuple(sorted((_code_place(row) for row in rows), key=_as_walked))


def codes_at(estate_id: UUID, places: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The codes in use that prove presence at these pieces of equipment, spaces and units: a thing's code also stands for
    the space it is in. One query."""
    found: dict[UUID, list[str]] = {}
    wanted = set(places)
    there = Q(equipment__in=wanted) | Q(equipment__space__in=wanted) | Q(space__in=wanted) | Q(unit__in=wanted)
    rows = Code.objects.filter(there, estate_id=estate_id, retired_at=None).order_by("code")
    for code, *ids in rows.values_list("code", "equipment_id", "equipment__space_id", "space_id", "unit_id"):
        for place in ids:
            if place in wanted:
                found.setdefault(place, []).append(code)
    return {place: tuple(codes) for place, codes in found.items()}


def buildings(estate_id: UUID) -> tuple[BuildingView, ...]:
    """The estate's buildings, in the order they were entered."""
    rows = Building.objects.filter(estate_id=estate_id).order_by("id")
    return tuple(BuildingView(row.id, row.label, row.name_zh, row.name_en) for row in rows)


def places(
    estate_id: UUID,
    *,
    equipment: Iterable[UUID] = (),
    spaces: Iterable[UUID] = (),
    units: Iterable[UUID] = (),
) -> dict[UUID, Place]:
    """These places by id, with one query for each sort asked for; another estate's are left out."""
    found: dict[UUID, Place] = {}
    if wanted := set(equipment):
        for thing in _equipment().filter(estate_id=estate_id, pk__in=wanted):
            found[thing.id] = _of_equipment(thing, "")
    if wanted := set(spaces):
        for space in _spaces().filter(estate_id=estate_id, pk__in=wanted):
            found[space.id] = _of_space(space, "")
    if wanted := set(units):
        for unit in _units().filter(estate_id=estate_id, pk__in=wanted):
            found[unit.id] = _of_unit(unit, "")
    return found


def search(estate_id: UUID, words: str, limit: int = 20) -> tuple[Place, ...]:
    """Places whose name or number holds the words, equipment first: for the desk that takes a report by telephone."""
    words = words.strip()
    if not words:
        return ()
    named = Q(name_zh__icontains=words) | Q(name_en__icontains=words)
    things = _equipment().filter(named | Q(number__icontains=words), estate_id=estate_id).order_by("id")[:limit]
    spaces = _spaces().filter(named, estate_id=estate_id).order_by("id")[:limit]
    door = Q(label__icontains=words)
    if len(parts := words.split()) == 2:
        door |= Q(building__name_zh__icontains=parts[0], label__icontains=parts[1])
    units = _units().filter(door, estate_id=estate_id).order_by("id")[:limit]
    found = [_of_equipment(row, "") for row in things]
    found += [_of_space(row, "") for row in spaces]
    found += [_of_unit(row, "") for row in units]
    return tuple(found[:limit])


def equipment_of(estate_id: UUID, item: str | None = None) -> tuple[Place, ...]:
    """The estate's equipment (of one item), in the order it was entered."""
    rows = _equipment().filter(estate_id=estate_id).order_by("id")
    if item is not None:
        rows = rows.filter(item=item)
    return tuple(_of_equipment(row, "") for row in rows)


def spots(estate_id: UUID) -> tuple[Spot, ...]:
    """Everything of the estate that has a name but its dwellings, in the order it was entered. Three queries."""
    houses = Building.objects.filter(estate_id=estate_id).order_by("id")
    found = [Spot(row.id, "building", row.name_zh, row.name_en or row.name_zh, row.east, row.north) for row in houses]
    for kind, model in (("space", Space), ("equipment", Equipment)):
        rows = model._default_manager.filter(estate_id=estate_id).order_by("id")
        found += [Spot(key, kind, zh, en or zh) for key, zh, en in rows.values_list("id", "name_zh", "name_en")]
    return tuple(found)


def spaces_of(estate_id: UUID) -> tuple[Place, ...]:
    """The estate's spaces, in the order they were entered."""
    return tuple(_of_space(row, "") for row in _spaces().filter(estate_id=estate_id).order_by("id"))


def natural(name: str) -> list[tuple[int, str]]:
    """What to sort a name by, so that 2 comes before 10."""
    return [(int(part or 0), rest) for part, rest in NUMBERED.findall(name)]


def _as_walked(place: Place) -> tuple[list[tuple[int, str]], ...]:
    """Building after building, 2 before 10: somebody will carry the sheets around and stick them on."""
    return tuple(natural(name) for name in (place.building_zh, place.kind, place.name_zh, place.code))


def _in(language: str, zh: str, en: str) -> str:
    return en if language.startswith("en") and en else zh


def _equipment() -> QuerySet[Equipment]:
    return Equipment.objects.select_related("estate", "space__building")


def _spaces() -> QuerySet[Space]:
    return Space.objects.select_related("estate", "building")


def _units() -> QuerySet[Unit]:
    return Unit.objects.select_related("estate", "building")


def _codes() -> QuerySet[Code]:
    return Code.objects.select_related("estate", "equipment__space__building", "space__building", "unit__building")


def _code_place(row: Code) -> Place:
    view = _estate(row.estate)
    if row.equipment is not None:
        return _of_equipment(row.equipment, row.code, view)
    if row.space is not None:
        return _of_space(row.space, row.code, view)
    assert row.unit is not None  # the table's own constraint
    return _of_unit(row.unit, row.code, view)


def _estate(row: Estate) -> EstateView:
    return EstateView(row.id, row.slug, row.name_zh, row.name_en, row.zone, row.duty_phone, row.log)


def _of_equipment(row: Equipment, code: str, estate: EstateView | None = None) -> Place:
    building = row.space.building
    return Place(
        estate=estate or _estate(row.estate),
        code=code,
        kind="equipment",
        id=row.id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        item=row.item,
        number=row.number,
        building_zh=building.name_zh if building else "",
        building_en=building.name_en if building else "",
        floor=row.space.floor,
        equipment_id=row.id,
        space_id=row.space_id,
        unit_id=None,
    )


def _of_space(row: Space, code: str, estate: EstateView | None = None) -> Place:
    building = row.building
    return Place(
        estate=estate or _estate(row.estate),
        code=code,
        kind="space",
        id=row.id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        item=None,
        number="",
        building_zh=building.name_zh if building else "",
        building_en=building.name_en if building else "",
        floor=row.floor,
        equipment_id=None,
        space_id=row.id,
        unit_id=None,
    )


def _of_unit(row: Unit, code: str, estate: EstateView | None = None) -> Place:
    return Place(
        estate=estate or _estate(row.estate),
        code=code,
        kind="unit",
        id=row.id,
        name_zh=f"{row.building.name_zh} {row.label}",
        name_en=f"{row.building.name_en or row.building.name_zh} {row.label}",
        item=None,
        number=row.label,
        building_zh=row.building.name_zh,
        building_en=row.building.name_en,
        floor=row.floor,
        equipment_id=None,
        space_id=None,
        unit_id=row.id,
    )
