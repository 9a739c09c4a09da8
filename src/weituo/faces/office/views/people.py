"""`/o/people`: who is who on this estate, and what each role may do."""

from __future__ import annotations

from itertools import groupby
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weituo.faces.office import words
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.notice import account
from weituo.people import factors, locks, reading
from weituo.people import reads as people
from weituo.people.roles import PERMISSIONS, Role


@require("people.read")
@require_safe
def people_page(request: HttpRequest) -> HttpResponse:
    """The address book by organisation, then the table of roles and permissions."""
    ours = cast(StaffRequest, request)
    members = sorted(
        people.members(estate_of(ours.actor), ours.now),
        key=lambda one: (one.party or "~", one.organisation_zh, list(Role).index(one.role), one.name),
    )
    groups = [
        ({"zh": zh, "en": en}, party, list(found))
        for (zh, en, party), found in groupby(
            members, key=lambda one: (one.organisation_zh, one.organisation_en, one.party)
        )
    ]
    present = [role for role in Role if any(one.role == role for one in members)]
    grants = [
        (words.PERMISSIONS.get(permission, permission), [role in holders for role in present])
        for permission, holders in PERMISSIONS.items()
    ]
    reading.note(ours.actor, "people", "people")
    context = {
        "groups": groups,
        "present": present,
        "grants": grants,
        "protected": factors.protected(one.person_id for one in members),
        "locked": locks.locked((one.username for one in members), ours.now),
    }
    return render(request, "office/people.html", context)


@require("people.manage")
@require_POST
def reset(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Takes away somebody's second factor; they are told."""
    ours = cast(StaffRequest, request)
    member = _member(ours, person_id)
    factors.reset(actor=ours.actor, person_id=person_id, now=ours.now)
    account.changed(kind="account_reset", person_id=person_id, now=ours.now)
    text = _("The second factor of %(name)s is taken away. The password alone opens now; they have been told.")
    messages.success(request, text % {"name": member.name})
    return HttpResponseRedirect(reverse("office:people"))


@require("people.manage")
@require_POST
def unlock(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Lets somebody try again at once."""
    ours = cast(StaffRequest, request)
    member = _member(ours, person_id)
    locks.unlock(actor=ours.actor, person_id=person_id, now=ours.now)
    messages.success(request, _("%(name)s can sign in again.") % {"name": member.name})
    return HttpResponseRedirect(reverse("office:people"))


def _member(request: StaffRequest, person_id: UUID) -> people.Member:
    found = people.members(estate_of(request.actor), request.now)
    member = next((one for one in found if one.person_id == person_id), None)
    if member is None:
        raise Http404
    return member
