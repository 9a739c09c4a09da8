"""The day and its orders as they go to a phone, in the phone's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.estate.drawings import DrawingView
from weituo.estate.reads import Spot
from weituo.faces.shared.labels import PARTIES, label
from weituo.faces.shared.refusals import sentence
from weituo.ledger.time import ms
from weituo.people.reads import Actor
from weituo.work.actions.phone import Answer
from weituo.work.checklists import Checklist
from weituo.work.reads import phone
from weituo.work.reads.phone import PhoneOrder

AS_IS = (
    "id", "number", "state", "paused", "seq", "severity", "item", "fault", "text", "code_hashes", "code_needed",
    "reported_at", "due_respond", "due_repair", "mine", "challenge",
)  # fmt: skip


def language() -> str:
    """The phone's language, as labels know it."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def me(actor: Actor) -> dict[str, Any]:
    """Who the phone acts as."""
    assert actor.estate_id is not None
    estate = estates.estate(actor.estate_id)
    return {
        "membership_id": actor.membership_id,
        "name": actor.name,
        "party": actor.party or "",
        "estate": {"id": estate.id, "name": estate.name(translation.get_language() or ""), "zone": estate.zone},
    }


def order(found: PhoneOrder) -> dict[str, Any]:
    """One order."""
    said = language()
    contact = {"name": found.contact_name, "phone": found.contact_phone}
    return {
        **{name: getattr(found, name) for name in AS_IS},
        "item_words": found.item_words[said],
        "fault_words": found.fault_words[said],
        "contact": contact if any(contact.values()) else None,
        "place": {
            "words": " ".join(filter(None, (found.place[said], found.place_words))),
            "building_id": found.building_id,
            "building": found.building[said],
            "unit": found.unit,
            "space": found.space[said],
            "equipment_id": found.equipment_id,
            "equipment_words": found.equipment_words[said],
        },
        "assignee_name": found.assignee,
        "evidence": [{"role": one.role, "least": one.least, "why": why(one.clause)} for one in found.evidence],
        "pauses": [{"key": one.key, "words": one.words[said], "approve": one.approve} for one in found.pauses],
        "steps": [
            {"kind": one.kind, "at": one.at, "who": label(PARTIES, one.who), "words": one.words} for one in found.steps
        ],
        "checklist_id": found.checklist,
    }


def why(clause: str) -> str:
    """The clause as people name it."""
    return _("Agreement, clause %(clause)s") % {"clause": clause}


def drawings(found: Iterable[DrawingView]) -> list[dict[str, Any]]:
    """Drawings with where their bytes are."""
    said = language()
    return [
        {
            "id": one.id,
            "title": one.title,
            "place": one.place_en if said == "en" else one.place_zh,
            "sha256": one.sha256,
            "size": one.size,
            "mime": one.mime,
            "url": f"/api/v1/phone/drawings/{one.id}",
        }
        for one in found
    ]


def checklists(found: Iterable[Checklist]) -> list[dict[str, Any]]:
    """Checklists in the phone's language."""
    said = language()
    return [
        {
            "id": one.id,
            "item": one.items[0],
            "title": one.title[said],
            "lines": [
                {
                    "id": line.id,
                    "text": line.words[said],
                    "kind": line.kind,
                    "unit": line.unit or None,
                    "low": line.low,
                    "high": line.high,
                }
                for line in one.lines
            ],
        }
        for one in found
    ]


def places(found: Iterable[Spot]) -> list[dict[str, Any]]:
    """The estate's places by name."""
    said = language()
    return [
        {
            "id": one.id,
            "name": one.name_en if said == "en" else one.name_zh,
            "kind": one.kind,
            "x": one.east,
            "y": one.north,
        }
        for one in found
    ]


def history(found: Mapping[UUID, tuple[phone.PastOrder, ...]]) -> dict[str, list[dict[str, Any]]]:
    """What was wrong before with the things of the day."""
    said = language()
    return {
        str(thing): [
            {
                "number": one.number,
                "reported_at": one.reported_at,
                "fault": one.fault[said],
                "state": one.state,
                "note": one.note,
            }
            for one in past
        ]
        for thing, past in found.items()
    }


def answer(given: Answer, actor: Actor, now: datetime) -> dict[str, Any]:
    """Held or refused, with the order as it is now."""
    current = phone.one(actor, given.order_id, now=now)
    return {
        "id": given.id,
        "state": "refused" if given.refusal else "held",
        "repeated": given.repeated,
        **(refused(given.refusal) if given.refusal else {}),
        "order": order(current) if current else None,
        "server_time": ms(now),
    }


def refused(refusal: Refusal) -> dict[str, str]:
    """Why something does not count."""
    return {"code": refusal.code, "sentence": sentence(refusal)}
