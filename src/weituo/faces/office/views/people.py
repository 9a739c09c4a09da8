"""`/o/people`: who is who on this estate, and what each role may do."""

from __future__ import annotations

from itertools import groupby
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from weituo.faces.office import words
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
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
    context = {"groups": groups, "present": present, "grants": grants}
    return render(request, "office/people.html", context)
