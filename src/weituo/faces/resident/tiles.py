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
    item: str | None
    fault: str


@dataclass(frozen=True, slots=True)
class Group:
    """An item with its faults; `opened` when it is what this place is mostly about, or one of them is chosen."""

    label: str
    tiles: tuple[Tile, ...]
    opened: bool


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


def board(terms: Terms, item: str | None, *, first: str = "", chosen: str = "") -> Board:
    """The tiles for equipment of an item; or for a place (item None): every item of the agreement, `first` on top.

    A danger that several items know stands there once and names no item: which one it is, is for the engineer to say.
    """
    items = relevant(terms.items, item)
    items.sort(key=lambda one: one.key != first)
    urgent: dict[str, list[Item]] = {}
    groups = []
    for one in items:
        calm = []
        for key in one.faults:
            fault = terms.faults[key]
            if fault.severity == DANGER:
                urgent.setdefault(key, []).append(one)
            else:
                calm.append(Tile(f"{one.key}/{key}", say(fault.label), fault.severity, one.key, key))
        if calm:
            opened = one.key == first or any(tile.value == chosen for tile in calm)
            groups.append(Group(say(one.label), tuple(calm), opened))
    return Board(tuple(_danger(terms, key, owners, first) for key, owners in urgent.items()), tuple(groups))


def _danger(terms: Terms, key: str, owners: list[Item], first: str) -> Tile:
    keys = [one.key for one in owners]
    item = keys[0] if len(keys) == 1 else first if first in keys else None
    return Tile(f"{item or ''}/{key}", say(terms.faults[key].label), DANGER, item, key)


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
