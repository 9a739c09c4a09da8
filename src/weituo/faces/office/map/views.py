"""`/o/map`: buildings with their open orders; who looks after places moves them."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from covenant.errors import Refusal
from weituo.estate import positions
from weituo.faces.office.lines import row
from weituo.faces.office.map.sheet import sheet
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.work.reads import around


@require("map.read")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The map, and under it the same as a list."""
    ours = cast(StaffRequest, request)
    found = positions.positions(estate_of(ours.actor))
    orders = around.by_building(ours.actor, now=ours.now)
    placed = {one.id for one in found if one.known}
    names = {one.id: {"zh": one.name_zh, "en": one.name_en} for one in found}
    context = {
        "sheet": sheet(found, orders, all_of_them=False),
        "missing": len(found) - len(placed),
        "edits": allowed(ours.actor, "map.edit"),
        "opens": allowed(ours.actor, "order.read"),
        "groups": [
            {"id": key, "name": names.get(key) if key else None, "lines": [row(one) for one in lines]}
            for key, lines in sorted(orders.items(), key=lambda one: (one[0] is None, one[1][0].severity, -len(one[1])))
        ],
    }
    return render(request, "office/map/page.html", context)


@require("map.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Where each building stands: by hand on the sheet, or in metres."""
    ours = cast(StaffRequest, request)
    estate_id = estate_of(ours.actor)
    found = positions.positions(estate_id)
    problem = ""
    if request.method == "POST":
        try:
            count = positions.move(estate_id, _typed(request.POST, [one.id for one in found]))
        except ValueError:
            problem = _("Metres are whole numbers; leave both fields of a building empty when nobody knows.")
        except Refusal as refusal:
            problem = sentence(refusal)
        else:
            said = ngettext("%(count)d building moved.", "%(count)d buildings moved.", count) % {"count": count}
            messages.success(request, said if count else _("Nothing was changed."))
            return HttpResponseRedirect(reverse("office:map"), status=303)
    context = {
        "sheet": sheet(found, {}, all_of_them=True),
        "rows": [
            {
                "id": one.id,
                "name": {"zh": one.name_zh, "en": one.name_en},
                "east": request.POST.get(f"east-{one.id}", "" if one.east is None else one.east),
                "north": request.POST.get(f"north-{one.id}", "" if one.north is None else one.north),
            }
            for one in found
        ],
        "problem": problem,
    }
    return render(request, "office/map/edit.html", context, status=422 if problem else 200)


def _typed(given: QueryDict, buildings: list[UUID]) -> dict[UUID, tuple[int, int] | None]:
    """What the form says of each building that it names; ValueError for half a place and for what is no number."""
    typed: dict[UUID, tuple[int, int] | None] = {}
    for key in buildings:
        east, north = (given.get(f"{side}-{key}", "").strip()[:12] for side in ("east", "north"))
        if f"east-{key}" not in given:
            continue
        if bool(east) != bool(north):
            raise ValueError("half a place")
        typed[key] = (int(east), int(north)) if east else None
    return typed
