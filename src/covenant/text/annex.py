"""The annexes: the kinds of equipment with the faults each can have, and what every fault is presumed to be."""

from __future__ import annotations

from dataclasses import dataclass

from covenant.agreement.terms import Terms
from covenant.text import words
from covenant.text.numbers import by_word
from covenant.text.phrase import Text, joined, label, same, say


@dataclass(frozen=True, slots=True)
class Annex:
    """A table behind the articles: its title, the heads of its columns, its rows."""

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


def annexes(terms: Terms) -> tuple[Annex, ...]:
    """附表一 and 附表二."""
    items = tuple(
        (
            label(one.label),
            same(one.key),
            joined((label(terms.faults[key].label) for key in one.faults), "、", ", "),
        )
        for one in terms.items.values()
    )
    faults = tuple(
        (
            label(one.label),
            same(one.key),
            say("{key}级（{name}）", "{key} ({name})", key=one.severity, name=label(terms.severities[one.severity])),
            by_word(words.CAUSES, one.cause),
        )
        for one in sorted(terms.faults.values(), key=lambda one: (one.severity, one.key))
    )
    name, what = Text("名称", "Name"), Text("代号", "Word")
    return (
        Annex(
            Text("附表一 设备与故障", "Annex 1 Equipment and faults"),
            (Text("设备或部位", "Equipment or place"), what, Text("可报的故障", "Faults it can have")),
            items,
        ),
        Annex(
            Text("附表二 故障的推定等级与原因", "Annex 2 Presumed class and cause of faults"),
            (name, what, Text("推定紧急程度", "Presumed class"), Text("推定原因", "Presumed cause")),
            faults,
        ),
    )
