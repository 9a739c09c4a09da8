"""What can be wrong here: the faults of the agreement's items as tiles to tap, danger first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation

from covenant.agreement.terms import Item, Terms

DANGER = "S0"


@dataclass(frozen=True, slots=True)
class Tile:
    """One fault of one item. `value` is what the form sends: "lift.car/trapped"."""

    value: str
    label: str
    severity: str
    item: str
    fault: str


@dataclass(frozen=True, slots=True)
class Group:
    """An item with its faults; `chosen` when the form already holds one of them."""

    label: str
    tiles: tuple[Tile, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Board:
    """`urgent` are the life-safety tiles, shown first and red; `groups` hold the others, item by item."""

    urgent: tuple[Tile, ...]
    groups: tuple[Group, ...]

    def tile(self, value: str) -> Tile | None:
        """The tile the form names, if it is on this board."""
        everything = (*self.urgent, *(tile for group in self.groups for tile in group.tiles))
        return next((tile for tile in everything if tile.value == value), None)


NOTHING = Board((), ())


def board(terms: Terms, item: str | None, chosen: str = "") -> Board:
    """The tiles for equipment of an item, or for a place (item None): then every item of the agreement."""
    items = relevant(terms.items, item)
    urgent: dict[str, Tile] = {}
    groups = []
    for one in items:
        calm = []
        for key in one.faults:
            fault = terms.faults[key]
            tile = Tile(f"{one.key}/{key}", say(fault.label), fault.severity, one.key, key)
            if fault.severity == DANGER:
                urgent.setdefault(tile.label, tile)
            else:
                calm.append(tile)
        if calm:
            groups.append(Group(say(one.label), tuple(calm), any(tile.value == chosen for tile in calm)))
    return Board(tuple(urgent.values()), tuple(groups))


def relevant(items: Mapping[str, Item], item: str | None) -> list[Item]:
    """The agreement's entry for the item; failing that its relatives (lift.*); failing that all of them."""
    everything = list(items.values())
    if item is None:
        return everything
    family = [one for one in everything if one.key.split(".")[0] == item.split(".")[0]]
    return [items[item]] if item in items else family or everything


def say(label: Mapping[str, str]) -> str:
    """A label of the terms in the current language, the other one when it is missing."""
    first, second = ("en", "zh") if (translation.get_language() or "").startswith("en") else ("zh", "en")
    return label.get(first) or label.get(second) or ""
