"""A small estate: one building, a lobby, a lift, a pump room for all, four units."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from weituo.estate import actions
from weituo.estate.actions import Target

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Small:
    estate: UUID
    building: UUID
    lobby: UUID
    plant: UUID
    lift: UUID
    units: list[UUID]


def small(slug="jasmine"):
    estate = actions.create_estate(
        slug=slug, name_zh="茉莉园小区", name_en="Jasmine Court", duty_phone="0571-88001234", now=NOW
    )
    building = actions.add_building(estate_id=estate, label="3", name_zh="3幢", name_en="Building 3", now=NOW)
    lobby = actions.add_space(
        estate_id=estate, building_id=building, kind="lobby", name_zh="3幢一单元大堂", name_en="Lobby 3-1",
        floor="1F", now=NOW,
    )  # fmt: skip
    plant = actions.add_space(estate_id=estate, kind="plant", name_zh="1号生活水泵房", floor="B1", now=NOW)
    lift = actions.add_equipment(
        space_id=lobby, item="lift.car", name_zh="3幢一单元2号电梯", name_en="Building 3-1 lift 2",
        number="DT-0312", now=NOW,
    )  # fmt: skip
    units = actions.add_units(
        building_id=building, doors=[("1-0301", 3), ("1-0302", 3), ("1-0401", 4), ("1-0402", 4)], now=NOW
    )
    return Small(estate, building, lobby, plant, lift, units)


def codes_for(place, choose=None):
    targets = [Target(equipment_id=place.lift), Target(space_id=place.plant), Target(unit_id=place.units[0])]
    return actions.issue_codes(
        estate_id=place.estate, targets=targets, now=NOW, choose=choose or random.Random(1).choice
    )
