"""Where the demo world is: 茉莉园小区 Jasmine Court, 3,000 households in Hangzhou. Plain data; `build` writes it."""

from __future__ import annotations

from dataclasses import dataclass

BUILDINGS = 20
STAIRS = ("一单元", "二单元")
FLOORS = 25
DOORS_PER_FLOOR = 3  # 20 × 2 × 25 × 3 = 3,000 households


@dataclass(frozen=True, slots=True)
class SpacePlan:
    """A place to be made. `building` is its number, or None for the estate as a whole."""

    key: str
    kind: str
    zh: str
    en: str
    building: int | None = None
    floor: str = ""


@dataclass(frozen=True, slots=True)
class EquipmentPlan:
    """A thing to be made at the space with key `space`; `item` is the agreement's word for its kind."""

    key: str
    space: str
    item: str
    zh: str
    en: str
    number: str


COMMON_SPACES = (
    SpacePlan("pump-1", "plant", "1号生活水泵房", "Domestic pump room 1", None, "B1"),
    SpacePlan("pump-2", "plant", "2号生活水泵房", "Domestic pump room 2", None, "B1"),
    SpacePlan("fire-pump", "plant", "消防水泵房", "Fire pump room", None, "B2"),
    SpacePlan("fire-control", "plant", "消防控制室", "Fire control room", None, "1F"),
    SpacePlan("power-1", "plant", "1号配电房", "Power room 1", None, "B1"),
    SpacePlan("power-2", "plant", "2号配电房", "Power room 2", None, "B1"),
    SpacePlan("generator", "plant", "柴油发电机房", "Generator room", None, "B1"),
    SpacePlan("garage-east", "garage", "东区地下车库", "East garage", None, "B1"),
    SpacePlan("garage-west", "garage", "西区地下车库", "West garage", None, "B1"),
    SpacePlan("garden", "outdoor", "中心花园", "Central garden"),
    SpacePlan("playground", "outdoor", "儿童活动场地", "Playground"),
    SpacePlan("gate-south", "outdoor", "南大门", "South gate"),
    SpacePlan("gate-north", "outdoor", "北门", "North gate"),
)

COMMON_EQUIPMENT = (
    EquipmentPlan("P1-1", "pump-1", "water.pump", "1号泵房 1#生活水泵", "Domestic pump 1-1", "SB-101"),
    EquipmentPlan("P1-2", "pump-1", "water.pump", "1号泵房 2#生活水泵", "Domestic pump 1-2", "SB-102"),
    EquipmentPlan("P2-1", "pump-2", "water.pump", "2号泵房 1#生活水泵", "Domestic pump 2-1", "SB-201"),
    EquipmentPlan("P2-2", "pump-2", "water.pump", "2号泵房 2#生活水泵", "Domestic pump 2-2", "SB-202"),
    EquipmentPlan("FP-1", "fire-pump", "fire.pump", "消火栓泵 1#", "Hydrant pump 1", "XF-001"),
    EquipmentPlan("FP-2", "fire-pump", "fire.pump", "喷淋泵 1#", "Sprinkler pump 1", "XF-002"),
    EquipmentPlan("FC-1", "fire-control", "fire.alarm", "火灾报警主机", "Fire alarm panel", "XF-010"),
    EquipmentPlan("PW-1", "power-1", "power.room", "1号配电房 低压柜", "Low-voltage panel 1", "PD-001"),
    EquipmentPlan("PW-2", "power-2", "power.room", "2号配电房 低压柜", "Low-voltage panel 2", "PD-002"),
    EquipmentPlan("GN-1", "generator", "power.room", "柴油发电机", "Diesel generator", "PD-010"),
    EquipmentPlan("GS-1", "gate-south", "access.gate", "南大门 车行道闸", "South vehicle gate", "MJ-001"),
    EquipmentPlan("GN-2", "gate-north", "access.gate", "北门 人行门禁", "North pedestrian gate", "MJ-002"),
)


def spaces() -> list[SpacePlan]:
    """Every space: the common ones, and of each building the lobbies, corridors and roof."""
    plan = list(COMMON_SPACES)
    for number in range(1, BUILDINGS + 1):
        for stair, name in enumerate(STAIRS, start=1):
            plan.append(
                SpacePlan(
                    f"lobby-{number}-{stair}",
                    "lobby",
                    f"{number}幢{name}大堂",
                    f"Building {number}-{stair} lobby",
                    number,
                    "1F",
                )
            )
            plan.append(
                SpacePlan(
                    f"corridor-{number}-{stair}",
                    "corridor",
                    f"{number}幢{name}楼道",
                    f"Building {number}-{stair} corridors",
                    number,
                )
            )
        plan.append(SpacePlan(f"roof-{number}", "roof", f"{number}幢屋面", f"Building {number} roof", number, "RF"))
    return plan


def equipment() -> list[EquipmentPlan]:
    """Every piece of equipment: the common plant, and of each stair two lifts and one entrance intercom."""
    plan = list(COMMON_EQUIPMENT)
    for number in range(1, BUILDINGS + 1):
        for stair, name in enumerate(STAIRS, start=1):
            lobby = f"lobby-{number}-{stair}"
            for lift in (1, 2):
                plan.append(
                    EquipmentPlan(
                        f"L{number}-{stair}-{lift}",
                        lobby,
                        "lift.car",
                        f"{number}幢{name}{lift}号电梯",
                        f"Building {number}-{stair} lift {lift}",
                        f"DT-{number:02d}{stair}{lift}",
                    )
                )
            plan.append(
                EquipmentPlan(
                    f"D{number}-{stair}",
                    lobby,
                    "access.door",
                    f"{number}幢{name}单元门禁",
                    f"Building {number}-{stair} entrance door",
                    f"MJ-{number:02d}{stair}",
                )
            )
    return plan


def doors(number: int) -> list[tuple[str, int]]:
    """The unit labels of one building with their floors: `1-0301` is stair one, third floor, first door."""
    return [
        (f"{stair}-{floor:02d}{door:02d}", floor)
        for stair in range(1, len(STAIRS) + 1)
        for floor in range(1, FLOORS + 1)
        for door in range(1, DOORS_PER_FLOOR + 1)
    ]
