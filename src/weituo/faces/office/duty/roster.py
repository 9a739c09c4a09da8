"""`/o/duty/import`: a roster from Excel, in two steps: what it would change and what is wrong with it; then all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from covenant.errors import Refusal
from weituo.duty import reads
from weituo.duty.sheet import cells, legend, plan, reading, words, writing
from weituo.duty.sheet.plan import Plan, Was
from weituo.duty.sheet.reading import Reading, Wanted
from weituo.estate import reads as estates
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.people import reads as people
from weituo.people.reads import Member

SHOWN = 200  # errors, lines
SALT = "weituo.roster"
VALID = timedelta(hours=2)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the preview; `was` and `now` are empty where there is none."""

    name: str
    cell: str
    was: Was | None
    now: Wanted | None


@require("duty.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Chooses a file; a post reads it and shows what it would change. Nothing is written."""
    ours = cast(StaffRequest, request)
    context: dict[str, Any] = {"now": ours.now, "months": _months(ours)}
    sent = request.FILES.get("file")
    if request.method != "POST":
        return render(request, "office/duty/roster.html", context)
    status = 200
    if sent is None:
        context["problem"], status = _("Please choose a file."), 422
    elif (sent.size or 0) > cells.MOST_BYTES:
        context["problem"], status = sentence(Refusal("roster.too_large")), 422
    else:
        try:
            context |= _preview(ours, sent.read())
        except Refusal as refusal:
            context["problem"], status = sentence(refusal), 422
        else:
            context["file"] = sent.name
            status = 422 if context["errors"] else 200
    return render(request, "office/duty/roster.html", context, status=status)


@require("duty.edit")
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Does what was shown. When the roster was changed meanwhile, nothing is done."""
    ours = cast(StaffRequest, request)
    zone = _zone(ours)
    try:
        data = signing.loads(request.POST.get("plan", ""), salt=f"{SALT}/{ours.actor.membership_id}", max_age=VALID)
    except signing.BadSignature:
        messages.error(request, _("What was shown is no longer valid. Choose the file again."))
        return HttpResponseRedirect(reverse("office:roster"), status=303)
    wanted = [Wanted(cell, UUID(key), kind, _at(start), _at(end)) for cell, key, kind, start, end in data["wanted"]]
    covered = [(UUID(key), date.fromordinal(day)) for key, day in data["covered"]]
    try:
        done = plan.apply(
            actor=ours.actor, wanted=wanted, covered=covered, digest=data["digest"], zone=zone, now=ours.now
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return HttpResponseRedirect(reverse("office:roster"), status=303)
    if done.count:
        said = _("Taken over: %(new)s new, %(changed)s changed, %(removed)s removed.")
        counts = {"new": len(done.new), "changed": len(done.changed), "removed": len(done.removed)}
        messages.success(request, said % counts)
    else:
        messages.success(request, _("Nothing to change: the roster stands like that already."))
    first = min((day for _key, day in covered), default=ours.now.astimezone(zone).date())
    return HttpResponseRedirect(f"{reverse('office:duty')}?week={first.isoformat()}", status=303)


@require("duty.edit")
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A file to fill in for `?month=2026-12`."""
    return _file(cast(StaffRequest, request), empty=True)


@require("duty.read")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The month `?month=` of one's own side as it stands, in the form that can be brought back."""
    return _file(cast(StaffRequest, request), empty=False)


def _file(ours: StaffRequest, *, empty: bool) -> HttpResponse:
    first = legend.month(ours.GET.get("month", "")) or _months(ours)[0]
    raw = writing.month(estate_of(ours.actor), ours.actor.party, first, _zone(ours), ours.now, empty=empty)
    answer = HttpResponse(raw, content_type=XLSX)
    kind = "template" if empty else "roster"
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{first:%Y-%m}.xlsx"'
    return answer


def _preview(ours: StaffRequest, raw: bytes) -> dict[str, Any]:
    estate_id, zone = estate_of(ours.actor), _zone(ours)
    members = people.members(estate_id, ours.now, roles=reads.POSTS)
    found = reading.read(raw, members, ours.actor.party, zone, ours.now.astimezone(zone).date())
    made = plan.of_reading(estate_id, found, zone, ours.now)
    errors = [*found.errors, *made.errors]
    return {
        "reading": found,
        "plan": made,
        "errors": [words.sentence(one) for one in errors[:SHOWN]],
        "more_errors": max(0, len(errors) - SHOWN),
        "changes": _changes(made, {one.membership_id: one for one in members})[:SHOWN],
        "more": max(0, made.count - SHOWN),
        "sealed": "" if errors or not made.count else _sealed(ours, found, made),
    }


def _changes(made: Plan, members: dict[UUID, Member]) -> list[Change]:
    def name(key: UUID) -> str:
        return members[key].name if key in members else ""

    found = [Change(name(one.membership_id), one.cell, None, one) for one in made.new]
    found += [Change(name(one.membership_id), one.cell, was, one) for was, one in made.changed]
    found += [Change(name(was.membership_id), "", was, None) for was in made.removed]
    return sorted(found, key=lambda one: (_begins(one), one.name))


def _begins(one: Change) -> datetime:
    shift = one.now or one.was
    assert shift is not None
    return shift.starts_at


def _sealed(ours: StaffRequest, found: Reading, made: Plan) -> str:
    """What was shown, to be sent back unchanged by the same person."""
    data = {
        "wanted": [
            [one.cell, str(one.membership_id), one.kind, one.starts_at.timestamp(), one.ends_at.timestamp()]
            for one in found.wanted
        ],
        "covered": [[str(key), day.toordinal()] for key, day in found.covered],
        "digest": made.digest,
    }
    return signing.dumps(data, salt=f"{SALT}/{ours.actor.membership_id}", compress=True)


def _months(ours: StaffRequest) -> list[date]:
    """This month and the three after it."""
    first = ours.now.astimezone(_zone(ours)).date().replace(day=1)
    found = [first]
    for _number in range(3):
        found.append((found[-1] + timedelta(days=32)).replace(day=1))
    return found


def _zone(ours: StaffRequest) -> ZoneInfo:
    return ZoneInfo(estates.estate(estate_of(ours.actor)).zone)


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
