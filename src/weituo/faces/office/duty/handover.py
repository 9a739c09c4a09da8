"""`/o/handovers`: 交接班. What is open is filled in; whoever leaves changes it, whoever comes acknowledges it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.duty import handing
from weituo.duty.handing import LineView
from weituo.estate import reads as estates
from weituo.faces.office.scope import estate_of
from weituo.faces.shared import labels
from weituo.faces.shared.access import require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.faces.shared.templatetags.weituo import say
from weituo.ledger.ids import uuid7
from weituo.notice import reads as notices
from weituo.work import reads as work
from weituo.work.reads import Filters

SPARE = 3  # empty lines for keys and tools
KINDS = ("order", "pause", "alarm", "thing")
STATES = ("reported", "assigned", "taken", "arrived")


@require("duty.handover")
@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """The form, filled in, and what was handed over: `?day=`, `?q=`, `?page=`."""
    return _page(request)


def _page(request: HttpRequest, *, problem: str = "", typed: list[LineView] | None = None) -> HttpResponse:
    ours = cast(StaffRequest, request)
    zone = ZoneInfo(estates.estate(estate_of(ours.actor)).zone)
    day, words = _day(request.GET.get("day", "")), request.GET.get("q", "").replace("\x00", "").strip()[:60]
    page = request.GET.get("page", "")
    number = min(int(page), 10_000) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    found, more = handing.listed(ours.actor, zone, day=day, words=words, page=number)
    context: dict[str, Any] = {
        "found": found,
        "more": more,
        "number": number,
        "day": day,
        "words": words,
        "lines": typed if typed is not None else [*_open(ours), *[LineView("thing", "")] * SPARE],
        "typed_words": request.POST.get("words", "")[: handing.MOST_WORDS],
        "id": request.POST.get("handover") or uuid7(ours.now),
        "problem": problem,
        "now": ours.now,
    }
    return render(request, "office/duty/handovers.html", context, status=422 if problem else 200)


@require("duty.handover")
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Writes it down under the form's own id."""
    ours = cast(StaffRequest, request)
    typed = list(_typed(request))
    try:
        handover_id = UUID(request.POST.get("handover", ""))
    except ValueError:
        handover_id = uuid7(ours.now)
    words = request.POST.get("words", "").replace("\x00", "")
    try:
        made, _again = handing.write(actor=ours.actor, handover_id=handover_id, lines=typed, words=words, now=ours.now)
    except Refusal as refusal:
        return _page(request, problem=sentence(refusal), typed=[*typed, *[LineView("thing", "")] * SPARE])
    messages.success(request, _("Written down. Whoever comes reads and acknowledges it."))
    return HttpResponseRedirect(reverse("office:handover", args=[made.id]), status=303)


@require("duty.handover")
@require_safe
def one(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """One hand-over, to read, acknowledge, add to and print."""
    ours = cast(StaffRequest, request)
    found = handing.handover(ours.actor, handover_id)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "own": found.writer_id == ours.actor.membership_id,
        "taking": uuid7(ours.now),
        "note": uuid7(ours.now),
        "now": ours.now,
    }
    return render(request, "office/duty/handover.html", context)


@require("duty.handover")
@require_POST
def acknowledge(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """接班"""
    ours = cast(StaffRequest, request)
    try:
        handing.acknowledge(
            actor=ours.actor, handover_id=handover_id, taking=_id(request, "taking", ours), now=ours.now
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Taken over."))
    return HttpResponseRedirect(reverse("office:handover", args=[handover_id]), status=303)


@require("duty.handover")
@require_POST
def note(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """补充说明"""
    ours = cast(StaffRequest, request)
    words = request.POST.get("words", "").replace("\x00", "")
    try:
        handing.add_note(
            actor=ours.actor, handover_id=handover_id, note_id=_id(request, "note", ours), words=words, now=ours.now
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return HttpResponseRedirect(reverse("office:handover", args=[handover_id]), status=303)


def _open(ours: StaffRequest) -> Iterator[LineView]:
    """What is open now, emergencies first, in words that can be changed."""
    alarms = notices.alarms(ours.actor)
    filters = Filters(states=STATES, open=True)
    lines = work.orders(ours.actor, filters, now=ours.now, size=handing.MOST_LINES - SPARE - 5).lines
    kinds = {one.id: "alarm" if one.id in alarms else "pause" if one.paused else "order" for one in lines}
    order = ("alarm", "order", "pause")
    for one in sorted(lines, key=lambda one: (order.index(kinds[one.id]), one.severity, one.reported_at)):
        state = str(labels.PAUSED) if one.paused else labels.label(labels.STATES, one.state)
        with_ = one.assignee or pgettext("handover", "nobody sent")
        words = f"{one.number} {say(one.fault_label)} {say(one.place)} · {state} · {with_}"
        yield LineView(kinds[one.id], words[: handing.MOST_LINE], one.id)


def _typed(request: HttpRequest) -> Iterator[LineView]:
    """The lines that are ticked, as they were changed."""
    for number in range(handing.MOST_LINES):
        words = request.POST.get(f"words-{number}", "").replace("\x00", "").strip()
        kind = request.POST.get(f"kind-{number}", "")
        if not words or kind not in KINDS or (kind != "thing" and f"keep-{number}" not in request.POST):
            continue
        try:
            order_id = UUID(request.POST.get(f"order-{number}", ""))
        except ValueError:
            order_id = None
        yield LineView(kind, words, order_id)


def _id(request: HttpRequest, name: str, ours: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid7(ours.now)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 < found.year < 2200 else None
