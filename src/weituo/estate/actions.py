"""The only writers of places. None of them is a fact; a code, once printed, is never reused."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from covenant.errors import Refusal
from weituo.estate import codes
from weituo.estate.models import Building, Code, Equipment, Estate, Space, Unit
from weituo.ledger import ids

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Target:
    """What a code stands for: exactly one of the three."""

    equipment_id: UUID | None = None
    space_id: UUID | None = None
    unit_id: UUID | None = None

    def __post_init__(self) -> None:
        if sum(given is not None for given in (self.equipment_id, self.space_id, self.unit_id)) != 1:
            raise ValueError("a code stands for exactly one place")


def create_estate(
    *,
    slug: str,
    name_zh: str,
    name_en: str = "",
    zone: str = "Asia/Shanghai",
    duty_phone: str = "",
    now: datetime,
) -> UUID:
    """A new estate; its id. The ledger's origin for its facts is made from the id: unlike any other estate's anywhere.

    Refusal `estate.slug_taken`, `estate.unknown_zone`.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refusal("estate.unknown_zone", zone=zone)
    if Estate.objects.filter(slug=slug).exists():
        raise Refusal("estate.slug_taken", slug=slug)
    estate_id = ids.uuid7(now)
    Estate.objects.create(
        id=estate_id,
        slug=slug,
        name_zh=name_zh,
        name_en=name_en,
        zone=zone,
        duty_phone=duty_phone,
        log=log_origin(estate_id),
    )
    return estate_id


def log_origin(estate_id: UUID) -> str:
    """The ledger's name for an estate's facts: no other estate's anywhere, and never changed."""
    return f"weituo/estate/{estate_id}"


def add_building(
    *,
    estate_id: UUID,
    label: str,
    name_zh: str,
    name_en: str = "",
    east: int | None = None,
    north: int | None = None,
    now: datetime,
) -> UUID:
    """A building; its id. `east` and `north` in metres from any one point of the estate."""
    row = Building.objects.create(
        id=ids.uuid7(now),
        estate_id=estate_id,
        label=label,
        name_zh=name_zh,
        name_en=name_en,
        east=east,
        north=north,
    )
    return row.id


def add_units(*, building_id: UUID, doors: Iterable[tuple[str, str | int]], now: datetime) -> list[UUID]:
    """Many units of one building, (label, floor) each; their ids in the same order."""
    building = Building.objects.get(pk=building_id)
    rows = [
        Unit(id=ids.uuid7(now), estate_id=building.estate_id, building=building, label=label, floor=str(floor))
        for label, floor in doors
    ]
    Unit.objects.bulk_create(rows, batch_size=BATCH)
    return [row.id for row in rows]


def add_space(
    *,
    estate_id: UUID,
    kind: str,
    name_zh: str,
    name_en: str = "",
    building_id: UUID | None = None,
    floor: str = "",
    now: datetime,
) -> UUID:
    """A space, of a building or of the estate as a whole; its id. Refusal `estate.other_estate`."""
    if building_id is not None:
        _same_estate(estate_id, Building.objects.get(pk=building_id).estate_id)
    row = Space.objects.create(
        id=ids.uuid7(now),
        estate_id=estate_id,
        building_id=building_id,
        kind=kind,
        name_zh=name_zh,
        name_en=name_en,
        floor=floor,
    )
    return row.id


def add_equipment(
    *,
    space_id: UUID,
    item: str,
    name_zh: str,
    name_en: str = "",
    number: str = "",
    installed_on: date | None = None,
    now: datetime,
) -> UUID:
    """A piece of equipment in a space; its id."""
    space = Space.objects.get(pk=space_id)
    row = Equipment.objects.create(
        id=ids.uuid7(now),
        estate_id=space.estate_id,
        space=space,
        item=item,
        name_zh=name_zh,
        name_en=name_en,
        number=number,
        installed_on=installed_on,
    )
    return row.id


@transaction.atomic
def issue_codes(
    *, estate_id: UUID, targets: Sequence[Target], now: datetime, choose: codes.Choose = secrets.choice
) -> list[str]:
    """A new code for each place, in the same order. A place may have several: two doors of one room.

    Refusal `estate.other_estate` when one of the places is not of this estate; then none is issued.
    """
    for model, wanted in (
        (Equipment, {target.equipment_id for target in targets}),
        (Space, {target.space_id for target in targets}),
        (Unit, {target.unit_id for target in targets}),
    ):
        wanted.discard(None)
        own = set(model.objects.filter(estate_id=estate_id).values_list("id", flat=True)) if wanted else set()
        if wanted - own:
            raise Refusal("estate.other_estate")
    fresh = _fresh(len(targets), choose)
    Code.objects.bulk_create(
        (
            Code(
                code=code,
                estate_id=estate_id,
                equipment_id=target.equipment_id,
                space_id=target.space_id,
                unit_id=target.unit_id,
                created_at=now,
            )
            for code, target in zip(fresh, targets, strict=True)
        ),
        batch_size=BATCH,
    )
    return fresh


def retire_code(*, code: str, now: datetime) -> None:
    """The code is no longer in use; its page says so and still takes a report. Retiring it again changes nothing."""
    Code.objects.filter(pk=code, retired_at=None).update(retired_at=now)


@transaction.atomic
def replace_code(*, code: str, now: datetime, choose: codes.Choose = secrets.choice) -> str:
    """A new code for the same place (the label is lost or somebody misuses it); the old page leads to the new one.

    Refusal `code.unknown`, `code.replaced` (with the code that already took its place).
    """
    old = Code.objects.filter(pk=code).first()
    if old is None:
        raise Refusal("code.unknown", printed=code)
    if old.replaced_by_id is not None:
        raise Refusal("code.replaced", printed=code, by=old.replaced_by_id)
    target = Target(old.equipment_id, old.space_id, old.unit_id)
    [new] = issue_codes(estate_id=old.estate_id, targets=[target], now=now, choose=choose)
    took = Code.objects.filter(pk=code, replaced_by=None).update(replaced_by_id=new, retired_at=old.retired_at or now)
    if not took:
        raise Refusal("code.replaced", printed=code, by="")
    return new


def _fresh(count: int, choose: codes.Choose) -> list[str]:
    """So many codes that are nobody's."""
    found: dict[str, None] = {}
    while len(found) < count:
        wave = {codes.generate(choose): None for _ in range(count - len(found))}
        for known in _known(list(wave)):
            del wave[known]
        found.update(wave)
    return list(found)[:count]


def _known(wave: list[str]) -> list[str]:
    known: list[str] = []
    for start in range(0, len(wave), BATCH):
        known += Code.objects.filter(pk__in=wave[start : start + BATCH]).values_list("pk", flat=True)
    return known


def _same_estate(wanted: UUID, found: UUID) -> None:
    if wanted != found:
        raise Refusal("estate.other_estate")
