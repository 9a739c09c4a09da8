"""The demo world: one estate, its people, an agreement, and months of history made through the same actions as life.

The clock is passed in and every choice comes from the seed: the same seed and day give the same world.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from covenant.period import Month
from covenant.zone import SHANGHAI
from weituo.estate import actions as estates
from weituo.estate.actions import Target
from weituo.ledger import entropy
from weituo.ledger.time import ms
from weituo.pact import actions as pacts
from weituo.pact import reads as agreements
from weituo.pact import terms_file
from weituo.pact.reads import Pact
from weituo.people import actions as people
from weituo.people import reads as members
from weituo.people.reads import Actor
from world import duty, place
from world.cast import CAST, ORGANISATIONS, PASSWORD
from world.history import History
from world.months import close_months

Progress = Callable[[int, int, str], None]

ZONE = ZoneInfo("Asia/Shanghai")
TERMS = Path(__file__).resolve().parent.parent / "agreements" / "full.yaml"


@dataclass(slots=True)
class World:
    """What was built: ids and codes by the plan's keys, actors by user name."""

    estate_id: UUID
    start: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    spaces: dict[str, UUID] = field(default_factory=dict)
    equipment: dict[str, UUID] = field(default_factory=dict)
    units: list[UUID] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    pact: Pact | None = None


def build(
    *, scale: str = "full", seed: int = 1, today: datetime, progress: Progress | None = None, days: int | None = None
) -> World:
    """Build it into an empty database. "full": 3,000 households and three months; "small": two buildings and the same
    months with few orders. `days` shortens the history."""
    small = scale == "small"
    with entropy.seeded(seed):
        start = beginning(today) if days is None else (today - timedelta(days=days)).astimezone(ZONE)
        world = _estate(small, start - timedelta(days=62))
        _agreement(world, start - timedelta(days=61))
        history = History(world, seed=seed, per_day=2 if small else 8, start=start, end=today)
        history.run(progress or (lambda done, total, what: None))
        close_months(world, start, today)
        if not small:
            duty.keep(world.actors, today.astimezone(ZONE))
    return world


def beginning(today: datetime) -> datetime:
    """The first local midnight of the month that lies about three months back, so that whole months can be closed."""
    month = Month.of(ms(today - timedelta(days=75)), SHANGHAI)
    return datetime(month.year, month.month, 1, tzinfo=ZONE)


def _estate(small: bool, now: datetime) -> World:
    estate_id = estates.create_estate(
        slug="jasmine", name_zh="茉莉园小区", name_en="Jasmine Court", duty_phone="0571-5550 0119", now=now
    )
    world = World(estate_id, now)
    organisations = {
        key: people.create_organisation(kind=kind, name_zh=zh, name_en=en, now=now)
        for key, (kind, zh, en) in ORGANISATIONS.items()
    }
    hashed = make_password(PASSWORD)
    for member in CAST:
        person = people.create_person(
            username=member.username,
            name=member.name,
            hashed=hashed,
            phone=f"000-0000-{len(world.actors) + 1:04d}",
            is_superuser=member.role == "administrator",
            now=now,
        )
        people.grant(
            person_id=person,
            organisation_id=organisations[member.organisation],
            estate_id=estate_id,
            role=member.role,
            party=member.party,
            now=now,
        )
        actor = members.actor_of(member.username, now, estate_id)
        assert actor is not None
        world.actors[member.username] = actor
    world.actors["principal"] = Actor.system(organisations["principal"])
    world.actors["contractor"] = Actor.system(organisations["contractor"])
    _places(world, 2 if small else place.BUILDINGS, now)
    return world


def _places(world: World, buildings: int, now: datetime) -> None:
    rows: dict[int, UUID] = {}
    for number in range(1, buildings + 1):
        rows[number] = estates.add_building(
            estate_id=world.estate_id,
            label=str(number),
            name_zh=f"{number}幢",
            name_en=f"Building {number}",
            east=(number - 1) % 5 * 80,  # four rows of five
            north=(number - 1) // 5 * 60,
            now=now,
        )
        world.units += estates.add_units(building_id=rows[number], doors=place.doors(number), now=now)
    for space in place.spaces():
        if space.building is None or space.building in rows:
            world.spaces[space.key] = estates.add_space(
                estate_id=world.estate_id,
                kind=space.kind,
                name_zh=space.zh,
                name_en=space.en,
                building_id=rows[space.building] if space.building else None,
                floor=space.floor,
                now=now,
            )
    for thing in place.equipment():
        if thing.space in world.spaces:
            world.equipment[thing.key] = estates.add_equipment(
                space_id=world.spaces[thing.space],
                item=thing.item,
                name_zh=thing.zh,
                name_en=thing.en,
                number=thing.number,
                now=now,
            )
    keys = [*world.equipment, *world.spaces]
    targets = [Target(one, None, None) for one in world.equipment.values()]
    targets += [Target(None, one, None) for one in world.spaces.values()]
    units = world.units[:: max(1, len(world.units) // 60)]
    keys += [f"unit-{index}" for index in range(len(units))]
    targets += [Target(None, None, one) for one in units]
    chosen = estates.issue_codes(estate_id=world.estate_id, targets=targets, now=now, choose=_choose)
    world.codes = dict(zip(keys, chosen, strict=True))


def _choose(letters: Sequence[str]) -> str:
    return letters[entropy.bits(16) % len(letters)]


def _agreement(world: World, now: datetime) -> None:
    document = terms_file.load(TERMS)
    first = now.astimezone(ZONE).date().replace(day=1)
    document["agreement"]["term"] = {"start": first.isoformat(), "end": first.replace(year=first.year + 3).isoformat()}
    document["version"]["effective_from"] = f"{first.isoformat()}T00:00:00+08:00"
    principal, contractor = (world.actors.pop(key).estate_id for key in ("principal", "contractor"))
    assert principal is not None
    assert contractor is not None
    pacts.activate(
        estate_id=world.estate_id,
        document=document,
        principal_id=principal,
        contractor_id=contractor,
        actor=world.actors["zhou"],
        now=now,
    )
    world.pact = agreements.agreement_in_force(world.estate_id, now)
