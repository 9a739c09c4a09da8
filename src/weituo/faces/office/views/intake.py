"""`/o/intake`: somebody calls or stands at the desk, by day or night. Big targets, few fields."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from covenant.agreement import Terms
from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.estate.reads import Place
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.pact import reads as pacts
from weituo.work import reads as work
from weituo.work.actions.report import ReportDraft, report

LIMITS = {"q": 60, "text": 1000, "words_place": 200, "contact_name": 60, "contact_phone": 30}
OLDEST = timedelta(days=2)


@require("order.intake")
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """Choose the place (`?q=`, `?place=`), then what is wrong; a post sends it once however often it arrives."""
    ours = cast(StaffRequest, request)
    estate_id = estate_of(ours.actor)
    pact = pacts.agreement_in_force(estate_id, ours.now)
    asked = request.POST if request.method == "POST" else request.GET
    typed = {key: asked.get(key, "").replace("\x00", "").strip()[:most] for key, most in LIMITS.items()}
    place = place_of(estate_id, asked.get("place", ""))
    terms = pact.terms(ours.now) if pact else None
    problem = ""
    if request.method == "POST":
        try:
            return _send(ours, asked, typed, place)
        except Refusal as refusal:
            problem = sentence(refusal)
    context = {
        "typed": typed,
        "place": place,
        "found": estates.search(estate_id, typed["q"]) if typed["q"] else (),
        "open_here": work.open_at_place(estate_id, equipment_id=place.equipment_id, space_id=place.space_id)
        if place
        else (),
        "groups": groups(terms, place),
        "chosen": asked.get("what", ""),
        "channel": asked.get("channel", "telephone"),
        "order": asked.get("order") or uuid7(ours.now),
        "fact": asked.get("fact") or uuid7(ours.now),
        "back": asked.get("back", "")[:10],
        "problem": problem,
        "no_agreement": terms is None,
        "now": ours.now,
    }
    return render(request, "office/intake.html", context, status=422 if problem else 200)


def place_of(estate_id: UUID, text: str) -> Place | None:
    """`equipment:<id>`, `space:<id>` or `unit:<id>` of this estate."""
    kind, _colon, key = text.partition(":")
    try:
        wanted = [UUID(key)]
    except ValueError:
        return None
    names = {"equipment": "equipment", "space": "spaces", "unit": "units"}
    if kind not in names:
        return None
    return estates.places(estate_id, **{names[kind]: wanted}).get(wanted[0])


def groups(terms: Terms | None, place: Place | None) -> list[tuple[Any, list[tuple[str, Any, str]]]]:
    """The items to choose from with their faults as (value, label, severity): the place's own item when it has one."""
    if terms is None:
        return []
    keys = [place.item] if place and place.item in terms.items else list(terms.items)
    if place and place.kind == "unit" and "unit.inside" in terms.items:
        keys = ["unit.inside"]
    return [
        (
            terms.items[key].label,
            [
                (f"{key}/{fault}", terms.faults[fault].label, terms.faults[fault].severity)
                for fault in terms.items[key].faults
            ],
        )
        for key in keys
        if key is not None
    ]


def _send(ours: StaffRequest, asked: Any, typed: dict[str, str], place: Place | None) -> HttpResponse:
    item, _slash, fault = asked.get("what", "").partition("/")
    if not (fault or typed["text"]):
        raise Refusal("report.no_words")
    channel = asked.get("channel") if asked.get("channel") in ("telephone", "desk") else "telephone"
    try:
        order_id, fact_id = UUID(asked.get("order", "")), UUID(asked.get("fact", ""))
    except ValueError:
        order_id, fact_id = uuid7(ours.now), uuid7(ours.now)
    draft = ReportDraft(
        estate_id=estate_of(ours.actor),
        item=item or None,
        fault=fault or None,
        equipment_id=place.equipment_id if place else None,
        space_id=place.space_id if place else None,
        unit_id=place.unit_id if place else None,
        words_place=typed["words_place"],
        text=typed["text"],
        contact_name=typed["contact_name"],
        contact_phone=typed["contact_phone"],
        channel=channel,
        at=_called(asked.get("called", ""), ours.now) if channel == "telephone" else None,
    )
    sent = report(draft=draft, actor=ours.actor, now=ours.now, order_id=order_id, fact_id=fact_id)
    messages.success(ours, _("Reported as %(number)s; somebody is being sent.") % {"number": sent.order.number})
    back = "office:night" if asked.get("back") == "night" and ours.actor.may("duty.night") else "office:intake"
    return HttpResponseRedirect(f"{reverse(back)}?sent={sent.order.number}", status=303)


def _called(text: str, now: datetime) -> datetime | None:
    """When the call came in, today or yesterday; what cannot be read or lies ahead is now."""
    try:
        called = timezone.make_aware(datetime.fromisoformat(text))
    except ValueError:
        return None
    return called if now - OLDEST < called < now else None
