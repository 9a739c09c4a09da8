"""`/o/ledger`: how the log stands, what can be taken away, and whether a paper somebody brings is good."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.agreement import Witnessing
from covenant.errors import Problems
from weituo.estate import reads as estates
from weituo.faces.office.ledger import bundles, health, words
from weituo.faces.office.scope import estate_of
from weituo.faces.shared import program, proof
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.request import StaffRequest
from weituo.ledger import brought, shown, standing
from weituo.pact import reads as pacts

MOST = 64 * 1024
LAST = 20


@require("ledger.read")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(request)


@require("ledger.read")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """The page with what came of a file; 422 when it cannot be read."""
    ours = cast(StaffRequest, request)
    file = request.FILES.get("file")
    if file is None:
        return _page(request, words.Outcome(_("No file"), "warn", (_("Choose a file first."),)), 422)
    if file.size is None or file.size > MOST:
        said = _("This file is too large: receipts, proofs and facts have at most 64 KiB.")
        return _page(request, words.Outcome(_("Unknown file"), "warn", (said,)), 422)
    try:
        found = brought.examine(estate_of(ours.actor), file.read(), ours.now)
    except Problems as problems:
        return _page(request, words.unreadable(str(problems.problems[0])), 422)
    return _page(request, words.outcome(found))


@require("ledger.read")
@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """Who must have signed: what a verifier is given."""
    estate = estates.estate(estate_of(cast(StaffRequest, request).actor))
    text = shown.policy(estate.id)
    if not text:
        raise Http404
    return proof.download(text.encode(), "text/plain; charset=utf-8", f"{estate.slug}.policy")


@require("ledger.read")
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint with all signatures, to keep beside the log."""
    estate = estates.estate(estate_of(cast(StaffRequest, request).actor))
    found = shown.head(estate.id)
    if found is None:
        raise Http404
    return proof.download(found.note, "text/plain; charset=utf-8", f"{estate.slug}-{found.size}.checkpoint")


@require("ledger.read")
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """verify.pyz; 404 where Weituo runs without its sources."""
    data = program.verifier()
    if data is None:
        raise Http404
    return proof.download(data, "application/octet-stream", program.NAME)


def _agreed(estate_id: UUID, now: datetime) -> Witnessing | None:
    pact = pacts.agreement_in_force(estate_id, now)
    return pact.terms(now).witnessing if pact is not None else None


def _page(request: HttpRequest, outcome: words.Outcome | None = None, status: int = 200) -> HttpResponse:
    ours = cast(StaffRequest, request)
    estate = estates.estate(estate_of(ours.actor))
    log, head = standing.of_estate(estate.id), shown.head(estate.id)
    context: dict[str, Any] = {
        "estate": estate,
        "log": log,
        "head": head,
        "root": b64encode(head.root).decode() if head else "",
        "health": health.of(log, ours.now, _agreed(estate.id, ours.now)),
        "watches": [health.watch(log, voice, ours.now) for voice in log.witnesses] if log else (),
        "checkpoints": standing.checkpoints(log.origin, LAST) if log else (),
        "anchors": standing.anchors(log.origin) if log else (),
        "choices": bundles.choices(estate.id),
        "seconds": bundles.seconds(log.size) if log else 1,
        "most": bundles.MOST // (1024 * 1024),
        "may_evidence": allowed(ours.actor, "bundle.evidence"),
        "may_personal": allowed(ours.actor, "bundle.personal"),
        "may_witness": allowed(ours.actor, "ledger.witness"),
        "verifier": program.verifier() is not None,
        "outcome": outcome,
        "now": ours.now,
    }
    return render(request, "office/ledger/page.html", context, status=status)
