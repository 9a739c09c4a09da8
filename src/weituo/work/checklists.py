"""Checklists that come with the house (`checklists.json`), by the agreement's items. A changed list gets a new id, so that
answers given before keep their questions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from covenant.agreement.matrix import fits
from covenant.errors import Refusal


@dataclass(frozen=True, slots=True)
class Question:
    """One line. `low` and `high` are what is usual: outside is shown as such and refused by nobody."""

    id: str
    kind: str  # check | number | text
    words: Mapping[str, str]
    unit: str
    low: float | None
    high: float | None

    def unusual(self, value: Any) -> bool:
        """Whether a person ought to look: a check not made, a number outside."""
        if self.kind == "check":
            return value is not True
        if self.kind != "number" or not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return (self.low is not None and value < self.low) or (self.high is not None and value > self.high)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The lines for some items."""

    id: str
    items: tuple[str, ...]
    title: Mapping[str, str]
    lines: tuple[Question, ...]


@cache
def every() -> tuple[Checklist, ...]:
    """All lists, the more special before the more general."""
    text = resources.files("weituo.work").joinpath("checklists.json").read_text(encoding="utf-8")
    return tuple(
        Checklist(one["id"], tuple(one["items"]), _words(one), tuple(_question(line) for line in one["lines"]))
        for one in json.loads(text)
    )


def of(item: str) -> Checklist | None:
    """The list for an item; None when there is none."""
    return next((one for one in every() if any(fits(pattern, item) for pattern in one.items)), None)


def named(checklist_id: str) -> Checklist | None:
    """One list by its id."""
    return next((one for one in every() if one.id == checklist_id), None)


def fit(checklist_id: str, answers: Iterable[Mapping[str, Any]]) -> None:
    """Return when the answers are to questions of that list, each once and of its kind; Refusal `check.not_of_list`."""
    found = named(checklist_id)
    lines = {line.id: line for line in found.lines} if found else {}
    for answer in answers:
        line = lines.pop(str(answer["id"]), None)
        if line is None or not _of_kind(line.kind, answer["value"]):
            raise Refusal("check.not_of_list")
    if found is None:
        raise Refusal("check.not_of_list")


def _of_kind(kind: str, value: Any) -> bool:
    if value is None:
        return True
    if kind == "check":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _question(line: Mapping[str, Any]) -> Question:
    return Question(line["id"], line["kind"], _words(line), line.get("unit", ""), line.get("low"), line.get("high"))


def _words(one: Mapping[str, Any]) -> dict[str, str]:
    return {"zh": one["zh"], "en": one["en"]}
