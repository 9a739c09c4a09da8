"""`/o/reads`: who saw what of residents and colleagues, and what was done to somebody's account."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from weituo.faces.office.scope import estate_of
from weituo.faces.shared import labels
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.request import StaffRequest
from weituo.people import reading
from weituo.people import reads as people
from weituo.work import reads as work

KINDS: Mapping[str, Promise] = {
    "order": pgettext_lazy("read", "Opened the order with the reporter's words and contact"),
    "words": pgettext_lazy("read", "Read the reporter's words in a list"),
    "photo": pgettext_lazy("read", "Looked at photos"),
    "people": pgettext_lazy("read", "Looked up colleagues and their telephone numbers"),
    "export": pgettext_lazy("read", "Took away a file"),
    "bundle": pgettext_lazy("read", "Took away a bundle with photos or personal values"),
    "secret": pgettext_lazy("read", "Opened secret addresses"),
    "reset": pgettext_lazy("read", "Took away a second factor"),
    "unlock": pgettext_lazy("read", "Unlocked an account"),
}
SUBJECTS: Mapping[str, Promise] = {
    "people": pgettext_lazy("read subject", "Address book"),
    "duty": pgettext_lazy("read subject", "Duty roster"),
    "admin": pgettext_lazy("read subject", "Admin site"),
    "calendar": pgettext_lazy("read subject", "Own calendar address"),
    "robots": pgettext_lazy("read subject", "Group robots (masked)"),
    "reads": pgettext_lazy("read subject", "This record"),
    "orders.csv": pgettext_lazy("read subject", "List of orders (CSV)"),
    "orders.xlsx": pgettext_lazy("read subject", "List of orders (Excel)"),
    "all": pgettext_lazy("read subject", "All months"),
}
DAYS = (7, 30, 90, 0)
SIZE, MOST = 50, 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page."""

    at: datetime
    name: str
    role: str
    organisation: str
    kind: str
    about: str
    subject: str
    url: str


@require("reads.read")
@require_safe
def reads_page(request: HttpRequest) -> HttpResponse:
    """The newest first, filtered by the address."""
    ours = cast(StaffRequest, request)
    estate_id, wish = estate_of(ours.actor), _wish(ours)
    before = request.GET.get("before", "")
    found = reading.rows(estate_id, **wish, before=int(before) if before.isdecimal() else None, most=SIZE + 1)
    context: dict[str, Any] = {
        "rows": _rows(ours, found[:SIZE]),
        "more": found[SIZE - 1].id if len(found) > SIZE else None,
        "kinds": list(KINDS.items()),
        "readers": people.members(estate_id, ours.now),
        "days": DAYS,
        "wish": {**wish, "days": _days(ours)},
        "narrowed": bool(wish["membership_id"] or wish["kind"] or wish["subject"]),
        "about": _named(ours, [wish["subject"]])[wish["subject"]][0] if wish["subject"] else "",
    }
    return render(request, "office/reads.html", context)


@require("reads.read")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same rows as a file; taking it away is written down like any other."""
    ours = cast(StaffRequest, request)
    found = reading.rows(estate_of(ours.actor), **_wish(ours), most=MOST)
    reading.note(ours.actor, "export", "reads")
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow([_("Time"), _("Who"), _("Role"), _("Organisation"), _("What"), _("About"), _("Id")])
    for one in _rows(ours, found):
        moment = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M:%S %z")
        cells = [moment, one.name, labels.label(labels.ROLES, one.role), one.organisation, one.kind, one.about]
        writer.writerow([f"'{cell}" if cell[:1] in tuple("=+-@\t") else cell for cell in (*cells, one.subject)])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="reads-{timezone.localtime(ours.now):%Y%m%d-%H%M}.csv"'
    return answer


def _days(request: StaffRequest) -> int:
    wished = request.GET.get("days", "")
    return int(wished) if wished.isdecimal() and int(wished) in DAYS else 30


def _wish(request: StaffRequest) -> dict[str, Any]:
    kind, days = request.GET.get("kind", ""), _days(request)
    return {
        "membership_id": _uuid(request.GET.get("who", "")),
        "kind": kind if kind in KINDS else "",
        "subject": request.GET.get("about", "").replace("\x00", "")[:80],
        "since": request.now - timedelta(days=days) if days else None,
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _rows(request: StaffRequest, found: Sequence[reading.ReadView]) -> list[Row]:
    named = _named(request, [one.subject for one in found])
    return [
        Row(
            at=one.at,
            name=one.name,
            role=one.role,
            organisation=one.organisation,
            kind=labels.label(KINDS, one.kind),
            about=named[one.subject][0],
            subject=one.subject,
            url=named[one.subject][1],
        )
        for one in found
    ]


def _named(request: StaffRequest, subjects: Sequence[str]) -> dict[str, tuple[str, str]]:
    """What each subject is called, and the address of its page when the reader may open that."""
    ids = {text: wanted for text in subjects if (wanted := _uuid(text.partition("/")[2])) is not None}
    orders = work.numbers(estate_of(request.actor), [one for text, one in ids.items() if text.startswith("order/")])
    persons = people.person_names([one for text, one in ids.items() if text.startswith("person/")])
    opens = allowed(request.actor, "order.read")
    found: dict[str, tuple[str, str]] = {}
    for text in subjects:
        wanted = ids.get(text)
        if wanted in orders:
            found[text] = orders[wanted].number, reverse("office:order", args=[wanted]) if opens else ""
        elif wanted in persons:
            found[text] = persons[wanted], ""
        else:
            found[text] = labels.label(SUBJECTS, text), ""
    return found
