"""`/o/duty`: who is on duty now, and the roster of a week. Each side makes its own people's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.duty import actions, reads
from weituo.duty.reads import WEEK
from weituo.estate import reads as estates
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.people import reading

FAR = 366  # days from today a roster can be looked at or made


@require("duty.read")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The week of `?week=` (a day of it), this week by default."""
    ours = cast(StaffRequest, request)
    estate = estates.estate(estate_of(ours.actor))
    zone = ZoneInfo(estate.zone)
    today = ours.now.astimezone(zone).date()
    monday = _monday(request.GET.get("week", ""), today)
    lines = reads.week(estate.id, monday, zone, ours.now)
    people = {line.member.membership_id: line.member for line in lines}
    running = reads.on_duty(estate.id, ours.now)
    if running:
        reading.note(ours.actor, "people", "duty")  # their telephone numbers
    mine = [line.member for line in lines if line.member.party == ours.actor.party]
    context: dict[str, Any] = {
        "lines": lines,
        "days": [monday + timedelta(days=number) for number in range(7)],
        "today": today,
        "monday": monday,
        "previous": monday - WEEK,
        "next": monday + WEEK,
        "running": [(people.get(one.membership_id), one) for one in running if one.membership_id in people],
        "kept": reads.available(estate.id, ours.now) is not None,
        "edits": allowed(ours.actor, "duty.edit"),
        "mine": mine,
        "party": ours.actor.party,
        "now": ours.now,
    }
    return render(request, "office/duty/page.html", context)


@require("duty.edit")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """One shift; one that ends before it begins ends on the next day."""
    ours = cast(StaffRequest, request)
    zone = ZoneInfo(estates.estate(estate_of(ours.actor)).zone)
    today = ours.now.astimezone(zone).date()
    back = today
    try:
        member = UUID(request.POST.get("member", ""))
        day = date.fromisoformat(request.POST.get("day", ""))
        begins, ends = (time.fromisoformat(request.POST.get(name, "")) for name in ("begins", "ends"))
        if abs((day - today).days) > FAR:
            raise ValueError
    except ValueError:
        messages.error(request, _("Enter the person, the day and both times."))
        return _see(back)
    back = day
    start = datetime.combine(day, begins.replace(tzinfo=None), zone)
    end = datetime.combine(day if ends > begins else day + timedelta(days=1), ends.replace(tzinfo=None), zone)
    try:
        actions.add(
            actor=ours.actor,
            membership_id=member,
            kind=request.POST.get("kind", ""),
            starts_at=start,
            ends_at=end,
            now=ours.now,
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Entered."))
    return _see(back)


@require("duty.edit")
@require_POST
def remove(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Takes one out."""
    ours = cast(StaffRequest, request)
    estate = estates.estate(estate_of(ours.actor))
    zone = ZoneInfo(estate.zone)
    found = reads.shift(estate.id, shift_id)
    day = (found.starts_at if found else ours.now).astimezone(zone).date()
    try:
        actions.remove(actor=ours.actor, shift_id=shift_id, now=ours.now)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Taken out."))
    return _see(day)


@require("duty.edit")
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """The week before, once more."""
    ours = cast(StaffRequest, request)
    zone = ZoneInfo(estates.estate(estate_of(ours.actor)).zone)
    today = ours.now.astimezone(zone).date()
    monday = _monday(request.POST.get("week", ""), today)
    found = actions.copy(actor=ours.actor, source=monday - WEEK, target=monday, zone=zone, now=ours.now)
    if found.added:
        said = ngettext("%(n)s shift copied.", "%(n)s shifts copied.", found.added) % {"n": found.added}
        if found.left:
            said += " " + _("%(n)s did not fit: the person has left, is taken then, or the time has passed.") % {
                "n": found.left
            }
        messages.success(request, said)
    elif found.left:
        messages.error(
            request, _("Nothing was copied: everything of the week before is entered already or has passed.")
        )
    else:
        messages.error(request, _("The week before has no shifts of your people."))
    return _see(monday)


def _monday(text: str, today: date) -> date:
    """The Monday of the week of this day; of today's for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    if abs((day - today).days) > FAR:
        day = today
    return day - timedelta(days=day.weekday())


def _see(day: date) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('office:duty')}?week={day.isoformat()}", status=303)
