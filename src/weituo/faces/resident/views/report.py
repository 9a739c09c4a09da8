"""`/q/<code>`: say what is wrong. Open to everybody, without sign-in and without JavaScript."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from covenant.errors import Refusal
from weituo.estate.reads import EstateView
from weituo.faces.resident import already, intake, tiles
from weituo.faces.resident.form import ReportForm
from weituo.faces.resident.spot import Spot, spot
from weituo.faces.shared.access import allowed
from weituo.faces.shared.refusals import sentence, words
from weituo.faces.shared.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The form, and taking it. An engineer who scans is shown his jobs here instead (`?report=1`: the form)."""
    here = spot(code)
    if request.method == "POST":
        return take(request, spot(here.moved_to) if here.moved_to else here)
    if here.moved_to:
        return HttpResponseRedirect(reverse("resident:report", args=[here.moved_to]))
    if jobs := engineers_page(request, here):
        return HttpResponseRedirect(jobs)
    return form_page(request, here, ReportForm.fresh(cast(Request, request).now))


def take(request: HttpRequest, here: Spot, *, trusted: bool = True) -> HttpResponse:
    """Takes a report; or gives the form back with everything typed, one sentence, and the photos that arrived.

    `trusted` is False when the CSRF token was missing (cookies off, page open for days): the form comes back with a
    new token, except that danger to people is accepted even so.
    """
    form = ReportForm.read(request.POST, cast(Request, request).now)
    estate = here.on(form.estate)
    with_board = board_of(request, here, estate, form.fault)
    tile = with_board.tile(form.fault)
    danger = intake.danger(form, tile, estate)
    if not trusted and not danger:
        form.problem = _("The page was open for too long or cookies are off. Please send it once more.")
        return form_page(request, here, form, 403)
    if estate is None:
        form.problem, form.call = words("report.no_estate"), danger
        return form_page(request, here, form, 422)
    intake.take_photos(request, estate, form)
    if form.photo_problems and not danger:
        form.problem = _("The report is not sent yet: some photos could not be taken.")
        return form_page(request, here, form, 422)
    try:
        sent = intake.send(request, here, estate, form, tile)
    except Refusal as refusal:
        form.problem, form.call = sentence(refusal), refusal.code == "report.too_many"
        return form_page(request, here, form, 429 if form.call else 422)
    for problem in form.photo_problems:
        messages.warning(request, problem)
    if sent.repeated:
        there = _(
            "We already have this report. Here is where it stands. To report something else, scan the code again."
        )
        messages.info(request, there)
    else:
        messages.success(request, _("Thank you, your report has arrived."))
    return HttpResponseRedirect(reverse("resident:track", args=[sent.token]), status=303)


def form_page(request: HttpRequest, here: Spot, form: ReportForm, status: int = 200) -> HttpResponse:
    """The form as a page, in the estate's own time."""
    estate = here.on(form.estate)
    if estate:
        timezone.activate(ZoneInfo(estate.zone))
    shown = board_of(request, here, estate, form.fault)
    offered = already.here(request, here) if not form.typed else ()
    context: dict[str, Any] = {
        "place": here.place,
        "estate": estate,
        "estates": here.choices,
        "retired": here.retired,
        "code": here.code,
        "form": form,
        "urgent": shown.urgent,
        "groups": shown.groups,
        "already": offered,
        "already_more": max(0, len(offered) - 1),
        "action": reverse("resident:report", args=[here.code]),
        "photos_url": reverse("resident:photos", args=[here.code]),
        "proposal_url": reverse("resident:proposal", args=[here.code]),
        "follow_url": reverse("resident:follow", args=[here.code]),
        "language_next": reverse("resident:report", args=[here.code]),
        "alarm_words": intake.alarm_words(),
        "draft_words": draft_words(),
    }
    response = render(request, "resident/report.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    if not form.typed:
        # the back button may show this very page again, ids and all: so a second tap is still the same report
        response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


def board_of(request: HttpRequest, here: Spot, estate: EstateView | None, chosen: str) -> tiles.Board:
    """The tiles of this spot by the agreement in force; none when there is no agreement yet."""
    terms = intake.terms(estate, cast(Request, request).now) if estate else None
    if terms is None:
        return tiles.NOTHING
    place = here.place
    inside = "unit.inside" if place and place.kind == "unit" else ""
    return tiles.board(terms, place.item if place else None, first=inside, chosen=chosen)


def engineers_page(request: HttpRequest, here: Spot) -> str | None:
    """Where a scanning engineer of this estate is sent, if that face is installed."""
    actor = cast(Request, request).actor
    wants_form = "report" in request.GET or here.place is None
    if wants_form or actor is None or not allowed(actor, "order.take"):
        return None
    if here.estate is None or actor.estate_id not in (None, here.estate.id):
        return None
    try:
        return reverse("engineer:here", args=[here.code])
    except NoReverseMatch:
        return None


def on_csrf_failure(request: HttpRequest, code: str) -> HttpResponse:
    """Keeps what was typed when the form's token is missing or stale."""
    here = spot(code)
    return take(request, spot(here.moved_to) if here.moved_to else here, trusted=False)


def draft_words() -> dict[str, str]:
    """What the script says about the draft kept on the phone."""
    return {
        "restored": _("Restored what you had not sent yet."),
        "clear": _("Start afresh"),
        "sent": _("This report has been sent."),
        "see": _("See where it stands"),
        "another": _("Report something else"),
        "offline": _(
            "No connection. Your report is kept on this phone and goes out by itself when you are back online."
        ),
        "sending": _("Sending…"),
        "waiting": _("Waiting for {n} photos to arrive…"),
    }


report.on_csrf_failure = on_csrf_failure  # type: ignore[attr-defined]
