"""`/o/notices/robots`: the group robots of the estate, the ladder of an emergency, and what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from weituo.faces.office.notices import words
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.labels import ROLES, label
from weituo.faces.shared.request import StaffRequest
from weituo.notice import actions, addresses, reads
from weituo.people import reading

LONGEST = {"name": 40, "provider": 12, "purpose": 12}
SECRETS = {"webhook": 500, "secret": 200}
PURPOSES: Mapping[str, Promise] = {
    "routine": pgettext_lazy("robot", "Everyday work"),
    "emergency": pgettext_lazy("robot", "Emergencies only"),
}
STATES: Mapping[str, Promise] = {
    "queued": pgettext_lazy("message", "Waiting"),
    "leased": pgettext_lazy("message", "Being sent"),
    "sent": pgettext_lazy("message", "Sent"),
    "failed": pgettext_lazy("message", "Will be tried again"),
    "dead": pgettext_lazy("message", "Given up"),
}
PROVIDERS = ("dingtalk", "wecom", "feishu")
STEPS = ("engineer", "contractor_manager", "supervisor", "manager")


@require("notice.configure")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """GET: what there is. POST: one robot more; what was typed stays when it is refused, but never the secret."""
    ours = cast(StaffRequest, request)
    if request.method != "POST":
        return _page(request)
    typed = {key: _field(request, key, most) for key, most in LONGEST.items()}
    secret = {key: _field(request, key, most) for key, most in SECRETS.items()}
    if typed["provider"] not in PROVIDERS or typed["purpose"] not in PURPOSES:
        return _page(request, typed, _("Choose the program and what the robot is for."))
    try:
        actions.add_robot(actor=ours.actor, now=ours.now, **typed, **secret)
    except addresses.Bad:
        return _page(request, typed, _bad())
    messages.success(request, _("The robot is entered. Send a test message to see whether it speaks."))
    return redirect("office:robots")


@require("notice.configure")
@require_POST
def try_out(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Queues a test message."""
    ours = cast(StaffRequest, request)
    if not actions.test_robot(actor=ours.actor, robot_id=record_id, now=ours.now):
        raise Http404
    messages.success(request, _("The test message is on its way; the list below shows what the provider says."))
    return redirect("office:robots")


@require("notice.configure")
@require_POST
def rotate(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Another address and secret."""
    ours = cast(StaffRequest, request)
    secret = {key: _field(request, key, most) for key, most in SECRETS.items()}
    try:
        if not actions.rotate_robot(actor=ours.actor, robot_id=record_id, now=ours.now, **secret):
            raise Http404
    except addresses.Bad:
        return _page(request, {}, _bad())
    messages.success(request, _("The robot has its new address."))
    return redirect("office:robots")


@require("notice.configure")
@require_POST
def remove(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Takes the robot away."""
    ours = cast(StaffRequest, request)
    if not actions.remove_robot(actor=ours.actor, robot_id=record_id, now=ours.now):
        raise Http404
    messages.success(request, _("The robot is removed and its address forgotten."))
    return redirect("office:robots")


@require("notice.configure")
@require_POST
def climb(request: HttpRequest) -> HttpResponse:
    """The estate's own ladder: minutes for each role, an empty field leaves the role out."""
    ours = cast(StaffRequest, request)
    typed = [(role, _field(request, role, 4)) for role in STEPS]
    steps = [(role, int(text) if text.isascii() and text.isdigit() else -1) for role, text in typed if text]
    try:
        actions.set_ladder(actor=ours.actor, steps=sorted(steps, key=lambda one: one[1]))
    except ValueError:
        return _page(request, {}, _("Enter whole minutes up to 1440, for one role at least."))
    messages.success(request, _("Kept."))
    return redirect("office:robots")


def _page(request: HttpRequest, typed: Mapping[str, str] | None = None, problem: str = "") -> HttpResponse:
    ours = cast(StaffRequest, request)
    estate_of(ours.actor)
    reading.note(ours.actor, "secret", "robots")
    minutes = dict(reads.ladder_of(ours.actor))
    context: dict[str, Any] = {
        "robots": [(one, words.CHANNELS[one.provider], PURPOSES[one.purpose]) for one in reads.robots(ours.actor)],
        "log": [
            (one, words.CHANNELS.get(one.channel, one.channel), STATES[one.state]) for one in reads.log(ours.actor)
        ],
        "ladder": [(role, label(ROLES, role), minutes.get(role, "")) for role in STEPS],
        "providers": [(one, words.CHANNELS[one]) for one in PROVIDERS],
        "purposes": list(PURPOSES.items()),
        "typed": typed or {},
        "problem": problem,
    }
    return render(request, "office/notices/robots.html", context, status=422 if problem else 200)


def _field(request: HttpRequest, key: str, most: int) -> str:
    return request.POST.get(key, "").replace("\x00", "").strip()[:most]


def _bad() -> str:
    return _("This is not the address of such a robot. Copy it whole, as the program shows it when the robot is made.")
