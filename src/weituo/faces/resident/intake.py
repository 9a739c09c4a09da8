"""From the form to the order: danger, limits, photos, sending. The only place of this face that reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from covenant.agreement.terms import Terms
from covenant.errors import Refusal
from weituo.estate.reads import EstateView
from weituo.faces.resident import keys
from weituo.faces.resident.form import PHOTOS, ReportForm
from weituo.faces.resident.spot import Spot
from weituo.faces.resident.tiles import DANGER, Tile
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import Request
from weituo.hosts import client
from weituo.ledger.ids import uuid7
from weituo.pact import reads as pact
from weituo.people.reads import Actor
from weituo.work import limits, photos, understanding
from weituo.work import reads as work
from weituo.work.actions.report import ReportDraft, has_arrived, report


@dataclass(frozen=True, slots=True)
class Sent:
    """The order's tracking token; `repeated` when this very report had arrived before."""

    token: str
    repeated: bool


def terms(estate: EstateView, now: datetime) -> Terms | None:
    """The terms in force on the estate, or None when there are none yet."""
    in_force = pact.agreement_in_force(estate.id, now)
    return in_force.terms(now) if in_force else None


def danger(form: ReportForm, tile: Tile | None, estate: EstateView | None) -> bool:
    """Whether people may be in danger, by the chosen tile or by the words."""
    return (tile is not None and tile.severity == DANGER) or understanding.danger(
        form.estate, f"{form.text} {form.where}"
    )


def alarm_words() -> list[str]:
    """The words of danger, for the script that shows the loud line while somebody types."""
    return understanding.danger_words()


def take_photos(request: HttpRequest, estate: EstateView, form: ReportForm) -> None:
    """Photos that came with the form itself (no script): each is kept as a draft, or refused with a sentence."""
    now = _now(request)
    for file in request.FILES.getlist("photos"):
        if len(form.photos) >= PHOTOS:
            form.photo_problems.append(sentence(Refusal("photo.too_many")))
            return
        try:
            form.photos = (*form.photos, take_photo(estate, form.order, file, now))
        except Refusal as refusal:
            form.photo_problems.append(f"{file.name}:{sentence(refusal)}")


def take_photo(estate: EstateView, draft: UUID, file: UploadedFile, now: datetime, photo: UUID | None = None) -> UUID:
    """Keeps one photo for the report being written under `draft`. Refusal photo.*."""
    known = work.photo(photo) if photo else None
    if photo is None or photo.version != 7 or (known and known.draft != draft):
        photo = uuid7(now)  # an id that is somebody else's opens nothing
    stored = photos.accept(file, estate_id=estate.id, draft=draft, role="report", now=now, photo_id=photo)
    return stored.id


def send(request: HttpRequest, here: Spot, estate: EstateView, form: ReportForm, tile: Tile | None) -> Sent:
    """Reports. Refusal report.no_words when nothing was said, report.too_many beyond the limit: never for danger."""
    now = _now(request)
    urgent = danger(form, tile, estate)
    if not (tile or form.text or form.photos):
        raise Refusal("report.no_words")
    if not has_arrived(form.order, form.fact):  # what has arrived is answered again, however often
        limits.check(client(request), estate_id=estate.id, now=now, danger=urgent)
    place = here.place
    draft = ReportDraft(
        estate_id=estate.id,
        item=tile.item if tile else (place.item if place else None),
        fault=tile.fault if tile else None,
        code=here.code if place else None,
        equipment_id=place.equipment_id if place else None,
        space_id=place.space_id if place else None,
        unit_id=place.unit_id if place else None,
        words_place=form.words_place,
        text=form.text,
        contact_name=form.contact_name,
        contact_phone=form.contact_phone,
        channel="code",
        photos=form.photos,
    )
    actor = Actor.reporter(keys.reporter(form.order), estate.id)
    try:
        made = report(draft=draft, actor=actor, now=now, order_id=form.order, fact_id=form.fact)
    except Refusal as refusal:
        if refusal.code != "order.missing":
            raise
        # somebody sent another order's id: that must not hand out its address, and must not lose this report either
        form.order, form.fact, form.photos = uuid7(now), uuid7(now), ()
        return send(request, here, estate, form, tile)
    return Sent(made.order.tracking, made.repeated)


def _now(request: HttpRequest) -> datetime:
    return cast(Request, request).now
