"""`/t/<token>`: where a report stands. The token is the key: a reporter's opens everything, a follower's only looks."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from covenant.order import may
from weituo.estate import reads as estates
from weituo.faces.resident import keys
from weituo.faces.resident.progress import Progress, progress
from weituo.faces.resident.proofs import panel
from weituo.faces.shared.request import Request
from weituo.ledger.ids import uuid7
from weituo.work import reads as work

REPORTER = "reporter"


@never_cache
@require_safe
def track(request: HttpRequest, token: str) -> HttpResponse:
    """The page."""
    return page(request, token)


@never_cache
@require_safe
def state(request: HttpRequest, token: str) -> HttpResponse:
    """The part that is fetched again every 20 seconds."""
    response = render(request, "resident/_live.html", {"t": found(request, token)})
    return private(response)


def found(request: HttpRequest, token: str) -> Progress:
    """What the token opens; 404 for anything else."""
    order = keys.followed_order(token)
    row = work.tracked_order(order) if order else work.tracking(token)
    if row is None:
        raise Http404
    estate = estates.estate(row.estate_id)
    timezone.activate(ZoneInfo(estate.zone))
    return progress(request, row, estate, token, own=order is None, now=cast(Request, request).now)


def page(request: HttpRequest, token: str, *, status: int = 200, **typed: Any) -> HttpResponse:
    """The page; `typed` holds what to give back after a refusal: problem, words, stars, rating_words, reject_open."""
    t = found(request, token)
    now = cast(Request, request).now
    can = {
        "can_confirm": t.own and not t.confirmed and t.state == "claimed",  # later the stars say it
        "can_reject": t.own and may(t.state, "order.rejected", REPORTER),
        "can_rate": t.own and t.stars is None and _may_rate(t),
        "can_withdraw": t.own and may(t.state, "order.cancelled", REPORTER),
    }
    context: dict[str, Any] = {
        "t": t,
        **can,
        "asks": can["can_confirm"] or can["can_reject"] or can["can_rate"],
        "typed": typed,
        "problem": typed.get("problem", ""),
        "reject_open": typed.get("reject_open", False),
        "facts": {name: uuid7(now) for name in ("confirm", "reject", "rate", "withdraw")},
        "state_url": reverse("resident:state", args=[token]),
        "confirm_url": reverse("resident:confirm", args=[token]),
        "reject_url": reverse("resident:reject", args=[token]),
        "rate_url": reverse("resident:rate", args=[token]),
        "withdraw_url": reverse("resident:withdraw", args=[token]),
        "again_url": reverse("resident:report", args=[t.code]) if t.code and not t.moving else "",
        "language_next": reverse("resident:track", args=[token]),
        "star_words": star_words(),
        "proof": panel(t, token),
        "share_words": {"copied": _("Address copied.")},
    }
    return private(render(request, "resident/track.html", context, status=status))


def private(response: HttpResponse) -> HttpResponse:
    """Not for search engines: the address is a key."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def star_words() -> list[tuple[int, str]]:
    """Five to one: the style sheet lights the lower ones of a chosen star."""
    words = (_("very bad"), _("bad"), _("all right"), _("good"), _("very good"))
    return [(n, _("%(n)s stars: %(words)s") % {"n": n, "words": words[n - 1]}) for n in range(5, 0, -1)]


def _may_rate(t: Progress) -> bool:
    # while it is still open whether it is fixed, that comes first; stars follow a confirmation or the acceptance
    return may(t.state, "order.rated", REPORTER) and (t.confirmed or t.state == "accepted")
