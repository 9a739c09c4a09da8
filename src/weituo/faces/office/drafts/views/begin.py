"""`/o/drafts/`: the drafts of the estate, and beginning one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.faces.office.drafts import page, words
from weituo.faces.office.scope import estate_of
from weituo.faces.shared import refusals
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.request import StaffRequest
from weituo.pact import draft_reads, drafts, templates


@require("draft.read")
@require_safe
def drafts_page(request: HttpRequest) -> HttpResponse:
    """Running drafts first; for who may draft, what to begin from."""
    return _page(request)


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    ours = cast(StaffRequest, request)
    last = draft_reads.last_version(estate_of(ours.actor))
    context = {
        "drafts": draft_reads.drafts(ours.actor),
        "may_edit": allowed(ours.actor, "draft.edit"),
        "version": last,
        "templates": [(name, words.TEMPLATES[name], words.ABOUT[name]) for name in templates.available()],
        "problem": problem,
    }
    return page.render(request, "list", context, status)


@require("draft.edit")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """A new draft, then its page."""
    ours = cast(StaffRequest, request)
    base = request.POST.get("base", "")[:20]
    try:
        made = drafts.start(estate_id=estate_of(ours.actor), base=base, actor=ours.actor, now=ours.now)
    except Refusal as refusal:
        return _page(request, refusals.sentence(refusal), 409)
    messages.success(request, _("The draft has begun. Every change is kept at once."))
    return HttpResponseRedirect(reverse("office:draft", args=[made]), status=303)
