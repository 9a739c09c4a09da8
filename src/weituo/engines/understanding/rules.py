"""Rules as data: words that speak for an item, a fault or danger. Read strictly, whoever wrote them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

WORDS, WORD, GROUPS, POINTS = 60, 40, 6, 30
"""Most words of a rule, characters of a word, groups, points."""


class BadRule(ValueError):
    """A rule that cannot be used; `rule` and `why` name it."""

    def __init__(self, rule: str, why: str) -> None:
        super().__init__(f"{rule}: {why}")
        self.rule, self.why = rule, why


@dataclass(frozen=True, slots=True)
class Rule:
    """When one of `any` stands in a text, one of each group of `all` too and none of `none`, `points` go to the item, the
    fault, or both. `items`: only together with one of these. `room`: when a room's number stands there instead of words.
    `danger`: people may be in danger. An item "" speaks for no work of ours."""

    id: str
    any: tuple[str, ...] = ()
    all: tuple[tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()
    item: str | None = None
    fault: str | None = None
    items: tuple[str, ...] = ()
    points: int = 10
    danger: bool = False
    room: bool = False


KEYS = {"id", "any", "all", "not", "item", "fault", "items", "points", "danger", "room"}


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Rules from their rows; BadRule for the first that does not hold."""
    return tuple(_rule(row) for row in rows)


def _rule(row: Mapping[str, Any]) -> Rule:
    name = str(row.get("id", "?"))[:60]
    if not isinstance(row, Mapping) or set(row) - KEYS or not row.get("id"):
        raise BadRule(name, "unknown_key")
    words, none = _words(name, row.get("any", [])), _words(name, row.get("not", []))
    groups = row.get("all", [])
    if not isinstance(groups, list) or len(groups) > GROUPS:
        raise BadRule(name, "bad_words")
    points, room = row.get("points", 10), row.get("room", False)
    if type(points) is not int or not 0 < points <= POINTS or type(room) is not bool:
        raise BadRule(name, "bad_points")
    if not words and not room:
        raise BadRule(name, "no_words")
    item, fault, danger = row.get("item"), row.get("fault"), row.get("danger", False)
    if type(danger) is not bool or not (item is not None or fault or danger):
        raise BadRule(name, "gives_nothing")
    return Rule(
        name, words, tuple(_words(name, one) for one in groups), none, item, fault, _words(name, row.get("items", [])),
        points, danger, room,
    )  # fmt: skip


def _words(name: str, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or len(raw) > WORDS:
        raise BadRule(name, "bad_words")
    if not all(isinstance(one, str) and 0 < len(one.strip()) <= WORD for one in raw):
        raise BadRule(name, "bad_words")
    return tuple(one.strip().lower() for one in raw)


@cache
def built_in() -> tuple[Rule, ...]:
    """The rules that come with the house."""
    text = resources.files("weituo.engines.understanding").joinpath("rules.json").read_bytes()
    return read(json.loads(text))
