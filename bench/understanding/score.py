"""Precision and recall of every fault, of danger and of the place. A proposal that was not made lowers recall only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from weituo.engines.understanding import Reading, Where, understand

HERE = Path(__file__).parent
PARTS = ("tune", "held")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what is meant: item and fault "" when it is no work of ours."""

    text: str
    item: str
    fault: str
    danger: bool
    where: Where


@dataclass(slots=True)
class Score:
    """Right, proposed and meant, by what it is of."""

    right: Counter[str] = field(default_factory=Counter)
    proposed: Counter[str] = field(default_factory=Counter)
    meant: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Sentence, Reading]] = field(default_factory=list)

    def count(self, kind: str, proposed: str, meant: str) -> None:
        """One answer of one kind; "" for none."""
        for name in (kind, f"{kind} {meant}" if meant else ""):
            if name and meant:
                self.meant[name] += 1
        for name in (kind, f"{kind} {proposed}" if proposed else ""):
            if name and proposed:
                self.proposed[name] += 1
        if proposed and proposed == meant:
            self.right[kind] += 1
            self.right[f"{kind} {meant}"] += 1

    def precision(self, name: str) -> float:
        """Of what was proposed, how much is right; 1 where nothing was."""
        return self.right[name] / self.proposed[name] if self.proposed[name] else 1.0

    def recall(self, name: str) -> float:
        """Of what was meant, how much was proposed; 1 where nothing was meant."""
        return self.right[name] / self.meant[name] if self.meant[name] else 1.0


def catalogue() -> dict[str, list[str]]:
    """Items with their faults, of the template for full outsourcing."""
    terms = yaml.safe_load((HERE.parent.parent / "agreements" / "full.yaml").read_text("utf-8"))
    return {one["item"]: one["faults"] for one in terms["items"]}


def sentences(part: str) -> list[Sentence]:
    """The labelled sentences of a part."""
    found = []
    for line in (HERE / f"{part}.tsv").read_text("utf-8").splitlines():
        text, item, fault, danger, place = line.split("\t")
        found.append(
            Sentence(text, item.strip(), fault.strip(), danger == "1", Where(*place.split("-")) if place else Where())
        )
    return found


def score(part: str) -> Score:
    """All sentences of a part."""
    known, done = catalogue(), Score()
    for one in sentences(part):
        reading = understand(one.text, known)
        done.count("item", reading.item or "", one.item)
        done.count("fault", reading.fault or "", one.fault)
        pair = f"{reading.item}/{reading.fault}" if reading.item else ""
        done.count("both", pair, f"{one.item}/{one.fault}" if one.item else "")
        done.count("danger", "yes" if reading.danger else "", "yes" if one.danger else "")
        done.count("place", str(reading.where) if reading.where else "", str(one.where) if one.where else "")
        if (reading.item or "", reading.fault or "", reading.danger) != (one.item, one.fault, one.danger):
            done.wrong.append((one, reading))
    return done
