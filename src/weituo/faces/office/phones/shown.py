"""What phones sent for an order, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from weituo.faces.shared.labels import EVIDENCE, label
from weituo.faces.shared.refusals import sentence
from weituo.ledger.time import instant
from weituo.people.reads import Actor
from weituo.work import checklists
from weituo.work.reads import phone, phone_acts
from weituo.work.reads.phone_acts import ActView

KINDS: Mapping[str, Promise] = {
    "take": pgettext_lazy("phone act", "took the order"),
    "arrive": pgettext_lazy("phone act", "arrived"),
    "pause": pgettext_lazy("phone act", "paused"),
    "resume": pgettext_lazy("phone act", "resumed"),
    "claim": pgettext_lazy("phone act", "claimed completion"),
    "sign": pgettext_lazy("phone act", "had it signed"),
    "parts": pgettext_lazy("phone act", "parts used"),
    "check": pgettext_lazy("phone act", "checklist"),
    "note": pgettext_lazy("phone act", "note"),
    **EVIDENCE,
}
BESIDE = ("parts", "check", "note")
"""Held, and in no fact: shown beside them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of a checklist as it was filled in."""

    text: str
    value: str
    unusual: bool


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act as shown. `made_at` as the phone says it, put right by what it knew of our clock."""

    what: str
    who: str
    made_at: datetime
    received_at: datetime
    offline: bool
    doubtful: bool
    why: str
    words: str
    parts: tuple[str, ...]
    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What did not count, what is kept beside the facts, and the signs its photos may carry, by day."""

    refused: tuple[ActLine, ...]
    beside: tuple[ActLine, ...]
    signs: tuple[tuple[date, str], ...]


def sent(actor: Actor, order_id: UUID) -> Sent:
    """Both, in the order in which they came in; parts named with a completion count as used."""
    found = phone_acts.acts(actor, order_id)
    kept = [one for one in found if one.refusal is None and (one.kind in BESIDE or one.said.get("parts"))]
    return Sent(
        tuple(_line(one) for one in found if one.refusal is not None),
        tuple(_line(one) for one in kept),
        phone.signs(actor, order_id),
    )


def _line(one: ActView) -> ActLine:
    said = one.said
    return ActLine(
        what=label(KINDS, "parts" if one.refusal is None and said.get("parts") else one.kind),
        who=one.who,
        made_at=instant(one.made_at),
        received_at=one.received_at,
        offline=one.offline,
        doubtful=not one.clock_known,
        why=sentence(one.refusal) if one.refusal else "",
        words=str(said.get("note") or said.get("words") or ""),
        parts=tuple(f"{part['name']} {part['count']:g} {part['unit']}".strip() for part in said.get("parts") or ()),
        title=_title(said),
        answers=tuple(_answers(said)),
    )


def _title(said: Mapping[str, Any]) -> str:
    found = checklists.named(str(said.get("checklist_id", "")))
    return found.title[_language()] if found else ""


def _answers(said: Mapping[str, Any]) -> Iterator[Answer]:
    found = checklists.named(str(said.get("checklist_id", "")))
    given = {str(one["id"]): one["value"] for one in said.get("lines") or ()}
    for line in found.lines if found else ():
        value = given.get(line.id)
        yield Answer(line.words[_language()], _value(value, line.unit), line.id in given and line.unusual(value))


def _value(value: Any, unit: str) -> str:
    if value is None:
        return _("not filled in")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:g} {unit}".strip() if isinstance(value, int | float) else str(value)


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
