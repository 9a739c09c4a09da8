"""Where a report stands, said the way its reporter asks: does somebody come, and when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from weituo.estate.reads import EstateView
from weituo.faces.resident import keys
from weituo.faces.resident.tiles import DANGER, say
from weituo.faces.shared import labels
from weituo.work.reads import Tracked

ENDED = ("accepted", "cancelled")
HIDDEN_STEPS = ("order.pause_ruled", "order.recurrence_ruled", "order.followed")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history."""

    label: str
    detail: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo's two addresses and what it shows."""

    thumb: str
    full: str
    label: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything the tracking page shows. A follower sees no words and no photos of the reporter (`own` is False)."""

    own: bool
    order: UUID
    seq: int
    number: str
    estate: EstateView
    phone: str
    what: str
    place: str
    severity: str
    danger: bool
    state: str
    moving: bool
    headline: str
    hint: str
    deadline: datetime | None
    deadline_label: str
    deadline_done: datetime | None
    respond_due: datetime | None
    arrived_at: datetime | None
    repair_due: datetime | None
    repaired_at: datetime | None
    handler: Any
    text: str
    photos: tuple[Picture, ...]
    steps: tuple[Step, ...]
    stars: int | None
    confirmed: bool
    seen: str
    address: str
    shared: str
    code: str
    merged_url: str
    merged_number: str


def progress(
    request: HttpRequest, found: Tracked, estate: EstateView, token: str, *, own: bool, now: datetime
) -> Progress:
    """The page's content from the order as read; `own` for the reporter, False for a follower."""
    moving = found.state not in ENDED
    deadline, label, done = next_deadline(found)
    return Progress(
        own=own,
        order=found.order_id,
        seq=found.seq,
        number=found.number,
        estate=estate,
        phone=estate.duty_phone,
        what=say({"zh": found.fault_zh, "en": found.fault_en}),
        place=place_words(found, own=own),
        severity=found.severity,
        danger=found.severity == DANGER and found.arrived_at is None and moving,
        state=found.state,
        moving=moving,
        headline=headline(found),
        hint=hint(found),
        deadline=deadline,
        deadline_label=label,
        deadline_done=done,
        respond_due=found.respond_due,
        arrived_at=found.arrived_at,
        repair_due=found.repair_due,
        repaired_at=found.claimed_at if found.state in ("claimed", "accepted") else None,
        handler=found.handler,
        text=found.text if own else "",
        photos=pictures(found, token) if own else (),
        steps=steps(found),
        stars=found.stars,
        confirmed=found.confirmed_at is not None,
        seen=timezone.localtime(now).strftime("%H:%M:%S"),
        address=request.build_absolute_uri(reverse("resident:track", args=[token])),
        shared=request.build_absolute_uri(reverse("resident:track", args=[keys.follower_token(found.order_id)])),
        code=found.code or "",
        merged_url=reverse("resident:track", args=[keys.follower_token(found.merged_into)])
        if found.merged_into and found.merged_shown
        else "",
        merged_number=found.merged_number,
    )


def headline(found: Tracked) -> str:
    """The one sentence that answers the question."""
    if found.paused:
        return _("Paused for now, it will go on")
    if found.merged_into:
        return _("Handled together with an earlier report")
    if found.state == "accepted" and found.confirmed_at:
        return _("Fixed and confirmed")
    if found.handler and found.state in ("assigned", "taken", "arrived"):
        return {
            "assigned": _("%(name)s is coming"),
            "taken": _("%(name)s is on the way"),
            "arrived": _("%(name)s is on site"),
        }[found.state] % {"name": found.handler.name}
    return {
        "reported": _("Received, somebody is being sent"),
        "claimed": _("Reported as fixed – please have a look"),
        "accepted": _("Fixed"),
        "cancelled": _("This report is closed"),
    }.get(found.state, _("Somebody is coming"))


def hint(found: Tracked) -> str:
    """What the limit means, in the places where people ask."""
    if found.merged_into:
        return _("The same fault was reported before: order %(number)s is worked on.") % {"number": found.merged_number}
    if found.state == "cancelled":
        return _("Nobody is coming for this report. If something is still wrong, please report it again.")
    if found.paused:
        return _("Why and since when is in the history below.")
    if found.state in ("reported", "assigned", "taken") and found.respond_due:
        return _("The agreement promises somebody on site by then; whoever is late pays for it.")
    return ""


def next_deadline(found: Tracked) -> tuple[datetime | None, str, datetime | None]:
    """The promise that counts now: somebody there, then repaired; its name; when it was kept."""
    if found.state == "cancelled":
        return None, "", None
    if found.arrived_at is None and found.respond_due and found.state not in ("claimed", "accepted"):
        return found.respond_due, _("On site"), None
    if found.repair_due:
        kept = found.claimed_at if found.state in ("claimed", "accepted") else None
        return found.repair_due, _("Repaired"), kept
    return None, "", None


def place_words(found: Tracked, *, own: bool) -> str:
    """The place's name; what the reporter wrote about it only for the reporter."""
    name = say({"zh": found.place_zh, "en": found.place_en})
    return " · ".join(part for part in (name, found.words_place if own else "") if part) or "–"


def steps(found: Tracked) -> tuple[Step, ...]:
    """The history, newest first. Engineers by name, others by their side."""
    english = (translation.get_language() or "").startswith("en")
    lines = []
    for one in found.steps:
        if one.kind in HIDDEN_STEPS:
            continue
        who = one.name or (labels.label(labels.PARTIES, one.party) if one.party else "")
        lines.append(Step(labels.label(labels.STEPS, one.kind), _detail(one, found, english), one.at, who))
    return tuple(reversed(lines))


def _detail(one: Any, found: Tracked, english: bool) -> str:
    body = one.body
    if one.kind == "order.rejected":
        return labels.label(labels.REJECTIONS, body["reason"])
    if one.kind == "order.cancelled":
        return labels.label(labels.CANCELLINGS, body["reason"])
    if one.kind == "order.rated":
        return "★" * int(body["stars"])
    if one.kind == "order.classified":
        return labels.label(labels.SEVERITIES, body["severity"])
    if one.kind == "order.paused":
        return str(found.pause_labels.get(body["reason"], {}).get("en" if english else "zh", ""))
    return ""


def pictures(found: Tracked, token: str) -> tuple[Picture, ...]:
    """The report's and the engineer's photos, opened with the tracking token."""
    names = {"report": _("Photo of the report"), "before": _("Before the repair"), "after": _("After the repair")}
    out = []
    for photo_id, role in found.photos:
        thumb, full = (f"{reverse('file', args=[photo_id, size])}?t={token}" for size in ("thumb", "full"))
        out.append(Picture(thumb, full, names.get(role, names["report"])))
    return tuple(out)
