"""`/o/ledger/witness`: the owners' representative watches the log with a telephone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from shlex import quote
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Problems
from weituo.estate import reads as estates
from weituo.faces.office.ledger import health
from weituo.faces.office.scope import estate_of
from weituo.faces.shared import labels
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.ledger import phone, shown, standing

OWNERS = "O"
LONGEST = 500  # characters of a line
WORDS: Mapping[str, Promise] = {
    "unable": gettext_lazy("This browser cannot keep such a key. Use the witness program instead, or a newer browser."),
    "none": gettext_lazy("This telephone has no key yet."),
    "unknown": gettext_lazy("Send this line to the administrator. Until it is entered, nothing can be confirmed."),
    "ready": gettext_lazy("This telephone can confirm. Last confirmed here: {n} facts, {at}."),
    "fresh": gettext_lazy("This telephone can confirm. It has not confirmed anything yet."),
    "working": gettext_lazy("Checking…"),
    "done": gettext_lazy("Confirmed: {n} facts. The new log goes on from the one you confirmed before."),
    "first": gettext_lazy("Confirmed for the first time: {n} facts. From now on this telephone notices every change."),
    "same": gettext_lazy("Nothing new since you last confirmed: {n} facts."),
    "forked": gettext_lazy(
        "Do not confirm: the log does not go on from what you confirmed. Something before was changed. Keep this page, "
        "and call the other members and the auditor."
    ),
    "smaller": gettext_lazy(
        "Do not confirm: the log is smaller than what you confirmed. Keep this page, and call the other members and the "
        "auditor."
    ),
    "unsigned": gettext_lazy("The checkpoint does not carry the log's signature. Nothing was confirmed."),
    "refused": gettext_lazy("The ledger did not take the confirmation ({why}). Try again in a minute."),
    "offline": gettext_lazy("No connection. Nothing was sent; try again."),
}
"""What the script on the page says."""


@require("ledger.witness")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Size now, when the owners last confirmed, whether the new goes on from the old, who else cosigned."""
    ours = cast(StaffRequest, request)
    estate = estates.estate(estate_of(ours.actor))
    log, head = standing.of_estate(estate.id), shown.head(estate.id)
    mine = [one for one in log.witnesses if one.party == OWNERS] if log else []
    last = max(mine, key=lambda one: one.size, default=None)
    context: dict[str, Any] = {
        "estate": estate,
        "log": log,
        "head": head,
        "root": b64encode(head.root).decode() if head else "",
        "last": last,
        "grown": head.size - last.size if head and last else 0,
        "continues": phone.continues(estate.id, last.size) if last else None,
        "others": [health.watch(log, one, ours.now) for one in log.witnesses if one not in mine] if log else (),
        "island": _island(estate, log) if log and head else None,
        "now": ours.now,
    }
    return render(request, "office/ledger/witness.html", context)


@require("ledger.witness")
@require_safe
def step(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint as the log signed it, and the proof that it goes on from `?old=`. 409 when the log is smaller
    than that, 404 before anything was signed."""
    text = request.GET.get("old", "0")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        return JsonResponse({"error": "old"}, status=400)
    try:
        found = phone.step(estate_of(cast(StaffRequest, request).actor), int(text))
    except ValueError:
        return JsonResponse({"error": "smaller"}, status=409)
    if found is None:
        return JsonResponse({"error": "unsigned"}, status=404)
    proof = [b64encode(one).decode() for one in found.proof]
    answer = JsonResponse({"size": found.size, "note": found.note, "proof": proof})
    answer["Cache-Control"] = "private, no-store"
    return answer


@require("ledger.witness")
@require_POST
def cosign(request: HttpRequest) -> HttpResponse:
    """Takes a cosignature; 422 with a reason when it is not one of a witness of this log."""
    size, line = request.POST.get("size", ""), request.POST.get("line", "")
    if not size.isascii() or not size.isdigit() or len(size) > 18 or len(line) > LONGEST:
        return JsonResponse({"error": "bad_request"}, status=400)
    try:
        new = phone.take(estate_of(cast(StaffRequest, request).actor), int(size), line)
    except Problems as problems:
        return JsonResponse({"error": problems.problems[0].code}, status=422)
    return JsonResponse({"new": new})


def _island(estate: estates.EstateView, log: standing.Standing) -> dict[str, Any]:
    """What the script on the page needs, its words among them."""
    name = labels.label(labels.ROLES, "committee")
    return {
        "origin": log.origin,
        "keys": list(log.keys),
        "witnesses": [one.vkey for one in log.witnesses],
        "step": reverse("office:ledger-witness-step"),
        "cosign": reverse("office:ledger-witness-cosign"),
        "command": f"weituo ledger witness {estate.slug} {quote(name)} {{vkey}} --party O",
        "words": {key: str(said) for key, said in WORDS.items()},
    }
