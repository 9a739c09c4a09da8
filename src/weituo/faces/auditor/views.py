"""`/a/`: which estates, which statements, how well they are proven, and how to compute all of it again."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from weituo.estate import reads as estates
from weituo.faces.auditor import papers
from weituo.faces.shared import program, proof
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.ledger import proofs, shown, standing
from weituo.people.reads import Actor

FILES = ("json", "tlog-proof")


@require("audit.read")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page, for the estate the auditor acts on now."""
    ours = cast(StaffRequest, request)
    mine = [actor for actor in ours.actors if actor.may("audit.read") and actor.estate_id is not None]
    estate = estates.estate(_estate(ours.actor))
    found = papers.papers(estate.id)
    context = {
        "estate": estate,
        "estates": [(actor, estates.estate(actor.estate_id)) for actor in mine if actor.estate_id],
        "papers": found,
        "years": papers.years(found),
        "log": standing.of_estate(estate.id),
        "signed": shown.head(estate.id) is not None,
        "verifier": program.verifier() is not None,
        "month": next((one.month for one in found), ""),
        "now": ours.now,
    }
    return render(request, "auditor/home.html", context)


@require("audit.read")
@require_safe
def fact(request: HttpRequest, fact_id: UUID, kind: str) -> HttpResponse:
    """The fact that issued a statement, or its proof."""
    estate_id = _estate(cast(StaffRequest, request).actor)
    one = next((one for one, _body in shown.told(estate_id, papers.KINDS) if one.fact_id == fact_id), None)
    if one is None or kind not in FILES:
        raise Http404
    data = shown.entry(estate_id, one.subject, fact_id) if kind == "json" else proofs.proof(fact_id)
    if data is None:
        raise Http404
    return proof.download(data, proof.KINDS[kind], f"{proof.stem(one)}.{kind}")


def _estate(actor: Actor) -> UUID:
    """An auditor of the whole group has no estate here: 404."""
    if actor.estate_id is None:
        raise Http404
    return actor.estate_id
