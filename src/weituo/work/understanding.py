"""Reports understood by the house's rules and the estate's own. An estate may add words of danger, never take any away."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from covenant.agreement import Terms
from covenant.errors import Refusal
from weituo import fetch
from weituo.engines import understanding as engine
from weituo.engines.understanding import BadRule, Reading, Rule
from weituo.people.reads import Actor
from weituo.work.models import Order, ReportRule

POINTS = 30  # an estate's own rule decides over those of the house
MOST = 200  # rules of an estate
LATELY = 300  # orders
SECONDS, ANSWER = 3.0, 64_000  # the model's time, and bytes

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RuleView:
    """An estate's own rule."""

    id: UUID
    words: tuple[str, ...]
    none: tuple[str, ...]
    item: str
    fault: str
    danger: bool
    by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Differing:
    """An order that was filed otherwise than its words were understood."""

    id: UUID
    number: str
    proposed: tuple[str, str]
    filed: tuple[str, str]


def read(estate_id: UUID, text: str, terms: Terms, here: str | None = None) -> Reading:
    """What a report says, by the terms in force; `here` is the item of the thing whose code was scanned."""
    catalogue = {key: item.faults for key, item in terms.items.items()}
    return engine.understand(text, catalogue, here=here, own=_own(estate_id))


def asked(estate_id: UUID, text: str, terms: Terms, here: str | None = None) -> Reading:
    """The same, and a language model besides where the operator has set one up (`WEITUO_UNDERSTANDING_URL`): for a person
    who waits and decides. Whatever goes wrong there, the rules' reading remains."""
    reading = read(estate_id, text, terms, here)
    url, model, key = settings.UNDERSTANDING_URL, settings.UNDERSTANDING_MODEL, settings.UNDERSTANDING_KEY
    if not url or (reading.item is not None and reading.danger):
        return reading
    catalogue = {key: item.faults for key, item in terms.items.items()}
    body = json.dumps(engine.question(text, catalogue, model), ensure_ascii=False).encode()
    try:
        answer = fetch.request(
            "POST", url, timeout=SECONDS, limit=ANSWER, body=body, kind="application/json", token=key
        )
    except fetch.Unreachable as error:
        log.warning("the language model gave no answer: %s", error)
        return reading
    return engine.heard(answer.data, reading, catalogue) if answer.status == 200 else reading


def danger(estate_id: UUID | None, text: str) -> bool:
    """Whether the words say that people may be in danger."""
    return engine.danger(text, _own(estate_id) if estate_id else ())


def danger_words() -> list[str]:
    """The house's words of danger, for a script that warns while somebody types."""
    return sorted({word for rule in engine.built_in() if rule.danger and not rule.all for word in rule.any})


def rules(estate_id: UUID) -> tuple[RuleView, ...]:
    """The estate's own rules in force, the newest first."""
    rows = ReportRule.objects.filter(estate_id=estate_id, ended_at=None).select_related("made_by__person")
    return tuple(_view(row) for row in rows.order_by("-made_at", "-id"))


def add(*, actor: Actor, rule_id: UUID, data: dict[str, Any], now: datetime) -> None:
    """A rule of the actor's estate; the same id again changes nothing. Refusals rule.bad, rule.too_many."""
    if actor.estate_id is None:
        raise Refusal("rule.bad")
    if ReportRule.objects.filter(pk=rule_id).exists():
        return
    if ReportRule.objects.filter(estate_id=actor.estate_id, ended_at=None).count() >= MOST:
        raise Refusal("rule.too_many", most=MOST)
    row = {"id": f"own.{rule_id.hex[-8:]}", "points": POINTS, **data}
    try:
        engine.read([row])
    except BadRule as bad:
        raise Refusal("rule.bad") from bad
    ReportRule.objects.create(
        id=rule_id, estate_id=actor.estate_id, data=row, made_by_id=actor.membership_id, made_at=now
    )


def end(*, actor: Actor, rule_id: UUID, now: datetime) -> None:
    """It does not count any more; again changes nothing. Refusal rule.missing."""
    rows = ReportRule.objects.filter(pk=rule_id)
    if actor.estate_id is None or not rows.filter(estate_id=actor.estate_id).exists():
        raise Refusal("rule.missing")
    rows.filter(ended_at=None).update(ended_at=now, ended_by_id=actor.membership_id)


def differing(estate_id: UUID, terms: Terms, most: int = 50) -> tuple[Differing, ...]:
    """Of the last orders those whose words were understood otherwise than they were filed in the end, the place that was
    known then included."""
    found: list[Differing] = []
    rows = Order.objects.filter(estate_id=estate_id).exclude(text="").order_by("-reported_at", "-id")
    of = ("id", "number", "text", "item", "fault", "unit_id", "equipment__item")
    for row in rows.select_related("equipment").only(*of)[:LATELY]:
        here = row.equipment.item if row.equipment else "unit.inside" if row.unit_id else None
        reading = read(estate_id, row.text, terms, here)
        pair = (reading.item or "", reading.fault or "")
        if reading.item and pair != (row.item, row.fault):
            found.append(Differing(row.pk, row.number, pair, (row.item, row.fault)))
            if len(found) == most:
                break
    return tuple(found)


def _own(estate_id: UUID) -> tuple[Rule, ...]:
    rows = ReportRule.objects.filter(estate_id=estate_id, ended_at=None).order_by("made_at", "id")
    return engine.read(rows.values_list("data", flat=True))


def _view(row: ReportRule) -> RuleView:
    data = row.data
    by = row.made_by.person.name if row.made_by else ""
    return RuleView(
        row.pk,
        tuple(data.get("any", ())),
        tuple(data.get("not", ())),
        data.get("item") or "",
        data.get("fault") or "",
        bool(data.get("danger")),
        by,
        row.made_at,
    )
