"""Who the law or the site wants for a kind of work: data with place, days and source, because it differs by province."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from covenant.agreement.matrix import fits
from covenant.agreement.reader import Reader
from covenant.errors import Problem, Problems

BINDING = ("law", "site")
MOST_PERSONS = 6


@dataclass(frozen=True, slots=True)
class CrewRule:
    """For items that fit `item`, in `place`, from `since` to `until` (ordinals, both included; None for ever):
    `persons` at once, `certified` of them holding one of `licences`.

    `binding` "law" is never set aside; "site" may be, by a person, with words. `faults` empty means every fault.
    """

    key: str
    item: str
    faults: tuple[str, ...]
    licences: tuple[str, ...]
    persons: int
    certified: int
    binding: str
    place: str
    since: int | None
    until: int | None
    source: str

    def applies(self, item: str, fault: str, day: int, places: frozenset[str]) -> bool:
        """Whether it speaks of this work, here, on that day."""
        return (
            fits(self.item, item)
            and (not self.faults or fault in self.faults)
            and self.place in places
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Book:
    """The rules, and the places that stand in them: `CN`, and the parts of it an estate lies in, as `CN-44`."""

    rules: tuple[CrewRule, ...] = ()
    places: frozenset[str] = frozenset({"CN"})

    def on(self, item: str, fault: str, day: int) -> tuple[CrewRule, ...]:
        """The rules for a piece of work on a day."""
        return tuple(rule for rule in self.rules if rule.applies(item, fault, day, self.places))

    def persons(self, item: str, fault: str, day: int) -> int:
        """How many go."""
        return max((rule.persons for rule in self.on(item, fault, day)), default=1)


def read(data: Iterable[Mapping[str, Any]], places: Iterable[str] = ("CN",)) -> Book:
    """Rules from their document; Problems name everything wrong with it, by rule."""
    problems: list[Problem] = []
    rules = tuple(_rule(Reader(one, f"rules[{number}]", problems)) for number, one in enumerate(data))
    keys = [rule.key for rule in rules]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        problems.append(Problem("rules", "twice", f"{key} stands twice.", "Give each rule its own key."))
    if problems:
        raise Problems(problems)
    return Book(rules, frozenset(places))


def _rule(reader: Reader) -> CrewRule:
    licences = _words(reader, "licences")
    persons, certified = _count(reader, "persons", 1), _count(reader, "certified", 0)
    if certified > persons or bool(certified) != bool(licences):
        reader.note("certified", "bad_count", "certified counts holders of the licences, among the persons.")
    return CrewRule(
        key=reader.word("key"),
        item=_pattern(reader),
        faults=_words(reader, "faults"),
        licences=licences,
        persons=persons,
        certified=certified,
        binding=reader.word("binding", BINDING),
        place=reader.text("place"),
        since=_day(reader, "since"),
        until=_day(reader, "until"),
        source=reader.text("source"),
    )


def _pattern(reader: Reader) -> str:
    raw = reader.text("item")
    if not raw.removesuffix("*").removesuffix(".").replace(".", "").replace("_", "").isalnum() and raw != "*":
        reader.note("item", "bad_item", f"{raw!r} names no item.", "Write lift.car, lift.* or *.")
    return raw


def _words(reader: Reader, key: str) -> tuple[str, ...]:
    raw = reader.get(key, required=False)
    if raw is None:
        return ()
    if not isinstance(raw, list) or not all(isinstance(one, str) and one.isidentifier() for one in raw):
        reader.note(key, "not_words", f"{key} must be a list of words.")
        return ()
    return tuple(raw)


def _count(reader: Reader, key: str, least: int) -> int:
    raw = reader.get(key)
    if type(raw) is not int or not least <= raw <= MOST_PERSONS:
        reader.note(key, "bad_count", f"{key} must be a whole number from {least} to {MOST_PERSONS}.")
        return least
    return raw


def _day(reader: Reader, key: str) -> int | None:
    raw = reader.get(key, required=False)
    if raw is None:
        return None
    try:
        return date.fromisoformat(raw).toordinal()
    except (TypeError, ValueError):
        reader.note(key, "bad_day", f"{key} must be a day such as 2026-01-31.")
        return None
