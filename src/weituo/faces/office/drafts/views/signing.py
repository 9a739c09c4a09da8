"""`/o/drafts/<id>/sign`: exactly what changes, the bytes' fingerprint, a typed name and, if wished, a drawn one."""

from __future__ import annotations

import base64
import binascii
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from weituo.faces.office.drafts import page
from weituo.faces.office.drafts.changes import changes
from weituo.faces.shared import refusals
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.ledger.ids import uuid7
from weituo.pact import draft_reads, drafts
from weituo.pact.draft_reads import DraftView

PREFIX = "data:image/png;base64,"


@require("draft.sign")
@require_safe
def sign_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Before the signature; afterwards who signed when."""
    return _page(request, page.found(request, draft_id))


def _page(
    request: HttpRequest, view: DraftView, problem: str = "", consent: str = "", status: int = 200
) -> HttpResponse:
    ours = cast(StaffRequest, request)
    base = draft_reads.base_of(view)
    mine = ours.actor.party or ""
    context = {
        "draft": view,
        "document": view.document,
        "changes": changes(base, view.document) if base is not None else (),
        "compared": base is not None,
        "signatures": [(party, view.document["parties"][party], view.signed_by(party)) for party in ("P", "A")],
        "may_sign": view.state == "proposed" and mine in ("P", "A") and view.signed_by(mine) is None,
        "fact": uuid7(ours.now),
        "problem": problem,
        "consent": consent,
    }
    return page.render(request, "sign", context, status)


@require("draft.sign")
@require_POST
def sign(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The typed name is the consent, the hash says to what. A refusal keeps what was typed."""
    ours = cast(StaffRequest, request)
    view = page.found(request, draft_id)
    consent = request.POST.get("consent", "")[:60]
    try:
        fact = UUID(request.POST.get("fact", ""))
    except ValueError:
        fact = uuid7(ours.now)
    try:
        drafts.sign(
            draft_id=view.id,
            actor=ours.actor,
            now=ours.now,
            consent=consent,
            sha256=request.POST.get("sha256", ""),
            fact_id=fact,
            drawing=_drawing(request.POST.get("drawing", "")),
        )
    except Refusal as refusal:
        return _page(request, page.found(request, draft_id), refusals.sentence(refusal), consent, 409)
    after = page.found(request, draft_id)
    if after.state == "activated":
        messages.success(request, _("Signed by both sides. The version comes into force on its day."))
    else:
        messages.success(request, _("Signed. It comes into force when the other side has signed too."))
    return HttpResponseRedirect(reverse("office:draft-sign", args=[view.id]), status=303)


def _drawing(text: str) -> bytes:
    """The PNG of a data address; nothing when nothing was drawn."""
    if not text:
        return b""
    try:
        return base64.b64decode(text.removeprefix(PREFIX).encode(), validate=True) or b"?"
    except (binascii.Error, ValueError, UnicodeEncodeError):
        return b"?"
