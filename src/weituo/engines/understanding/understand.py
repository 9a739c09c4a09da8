"""From what somebody says to the item and the fault it is most likely about, with the words that say so."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from weituo.engines.understanding.places import Where, where
from weituo.engines.understanding.rules import Rule, built_in

LONGEST = 2000  # characters that are read
LEAST, PRIOR, OTHER = 9, 12, "other"
"""Points a proposal needs; points of the thing whose code was scanned."""
HARMLESS = (
    "消火栓", "灭火器", "防火门", "火警误报", "没有着火", "没看见火",
    "fire door", "fire extinguisher", "fire hydrant", "smoke detector battery",
)  # fmt: skip
"""A word of danger inside one of these means something else. In doubt it is danger: nothing else is taken back."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke, and the words in which it found something."""

    rule: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The proposal: item and fault of the catalogue, both None when nothing is clear; whether people may be in danger; the
    place that was named; the rules that spoke for it. `others`: the next best pairs."""

    item: str | None
    fault: str | None
    danger: bool
    where: Where
    reasons: tuple[Reason, ...]
    others: tuple[tuple[str, str], ...] = ()


def understand(
    text: str, catalogue: Mapping[str, Sequence[str]], *, here: str | None = None, own: Iterable[Rule] = ()
) -> Reading:
    """`catalogue`: each item's faults in the terms; `here`: the item of the thing whose code was scanned; `own`: further
    rules of the estate. Words of danger are only ever added to, never taken away."""
    said = normal(text)
    plain = said
    for phrase in HARMLESS:
        plain = plain.replace(phrase, " ")
    place = where(said)
    spoke: list[tuple[Rule, tuple[str, ...]]] = []
    for rule in (*built_in(), *own):
        found = matches(rule, plain if rule.danger else said, place)
        if found is not None:
            spoke.append((rule, found))
    danger = any(rule.danger for rule, _ in spoke)
    ranked = _ranked(spoke, catalogue, here)
    best = ranked[0][1] if ranked and ranked[0][0] >= LEAST else None
    reasons = tuple(Reason(rule.id, words) for rule, words in spoke if _speaks(rule, best))
    others = tuple(pair for points, pair in ranked[1:4] if points >= LEAST)
    item, fault = best or (None, None)
    return Reading(item, fault, danger, place, reasons, others)


def danger(text: str, own: Iterable[Rule] = ()) -> bool:
    """Whether the words say that people may be in danger."""
    said = normal(text)
    for phrase in HARMLESS:
        said = said.replace(phrase, " ")
    nowhere = Where()
    return any(rule.danger and matches(rule, said, nowhere) is not None for rule in (*built_in(), *own))


def normal(text: str) -> str:
    """One form of each letter; only so much is read."""
    return unicodedata.normalize("NFKC", text[:LONGEST]).lower()


def matches(rule: Rule, said: str, place: Where) -> tuple[str, ...] | None:
    """The words of a rule that stand there; None when it does not speak."""
    found = [word for word in rule.any if word in said]
    if (not found and not (rule.room and place.room)) or any(word in said for word in rule.none):
        return None
    for group in rule.all:
        more = next((word for word in group if word in said), None)
        if more is None:
            return None
        found.append(more)
    return tuple(found)


def _ranked(
    spoke: Sequence[tuple[Rule, tuple[str, ...]]], catalogue: Mapping[str, Sequence[str]], here: str | None
) -> list[tuple[int, tuple[str, str]]]:
    items = dict.fromkeys(catalogue, 0)
    faults: dict[str, int] = {}
    against = 0
    for rule, words in spoke:
        # a longer word says more than a short one
        points = rule.points + max((len(word) for word in words), default=0)
        if rule.item == "":
            against += points
        elif rule.item is not None and rule.item in items:
            items[rule.item] += points
        if rule.fault and not rule.items:
            faults[rule.fault] = faults.get(rule.fault, 0) + points
    if here in items:
        items[here] += PRIOR
    if OTHER in items and not any(items.values()):
        items[OTHER] = 1  # nothing was said of a thing: rather none than any
    found = []
    for item, known in catalogue.items():
        for fault in known:
            own = sum(
                rule.points + max((len(word) for word in words), default=0)
                for rule, words in spoke
                if rule.fault == fault and item in rule.items
            )
            points = faults.get(fault, 0) + own
            if not points and not (fault == OTHER and items[item]):
                continue  # nothing was said of this fault
            found.append((items[item] + points - (against if item != here else 0), (item, fault)))
    order = {
        pair: number for number, pair in enumerate((item, fault) for item in catalogue for fault in catalogue[item])
    }
    return sorted(found, key=lambda one: (-one[0], order[one[1]]))


def _speaks(rule: Rule, best: tuple[str, str] | None) -> bool:
    return rule.danger or (best is not None and (rule.item == best[0] or rule.fault == best[1]))
