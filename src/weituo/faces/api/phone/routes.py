"""What an engineer's phone asks and sends. Whatever it sent gets one answer, the same however often it asks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.errors import ValidationError
from pydantic import ValidationError as Malformed

from weituo.estate import drawings
from weituo.faces.api.access import Phone, PhoneRequest, Session, phone_guard, session_guard
from weituo.faces.api.phone import shown
from weituo.faces.api.phone.files import described
from weituo.faces.api.phone.waiting import later, no_room
from weituo.faces.api.schemas import phone as schema
from weituo.faces.api.schemas.problem import FAILURES, Problem
from weituo.faces.shared.request import StaffRequest
from weituo.ledger import blobs
from weituo.ledger.time import ms
from weituo.people import phones
from weituo.work.actions import phone as acts
from weituo.work.actions import phone_file
from weituo.work.actions.phone import Answer, Busy, Sent
from weituo.work.reads import phone, phone_acts

router = Router(tags=["phone"])


@router.post(
    "/devices",
    response={200: schema.DeviceOut, FAILURES: Problem},
    operation_id="pair_phone",
    summary="Pair a phone",
    **session_guard("order.take"),
)
def pair(request: HttpRequest, said: schema.DeviceIn) -> Any:
    """A key for this phone of the person signed in. The same id again gives a new key; the one before it dies."""
    ours = cast(StaffRequest, request)
    token = phones.pair(device_id=said.id, actor=ours.actor, name=said.name, now=ours.now)
    return {"id": said.id, "token": token, "server_time": ms(ours.now), "me": shown.me(ours.actor)}


@router.delete(
    "/devices/{uuid:device_id}",
    response={204: None, FAILURES: Problem},
    operation_id="revoke_phone",
    summary="Take a phone out of use",
    auth=[Phone("order.take"), Session("order.take")],
    openapi_extra={"x-permission": "order.take"},
)
def revoke(request: HttpRequest, device_id: UUID) -> Any:
    """Its key stops working; what it sent stays."""
    ours = cast(StaffRequest, request)
    phones.revoke(device_id=device_id, actor=ours.actor, now=ours.now)
    return HttpResponse(status=204)


@router.get(
    "/day",
    response={200: schema.DayOut, 304: None, FAILURES: Problem},
    operation_id="phone_day",
    summary="The day, for where there is no network",
    **phone_guard("order.take"),
)
def day(request: HttpRequest) -> Any:
    """One's open orders, what nobody has, and one's own of the last three days, with all that the work needs."""
    ours = cast(PhoneRequest, request)
    found = phone.day(ours.actor, now=ours.now)
    content = {
        "me": shown.me(ours.actor),
        "orders": [shown.order(one) for one in found.orders],
        "history": shown.history(found.history),
        "drawings": shown.drawings(found.drawings),
        "checklists": shown.checklists(found.checklists),
        "places": shown.places(found.places),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        body = f'{{"server_time": {ms(ours.now)}, {text[1:]}'
        answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer


@router.get(
    "/drawings/{uuid:drawing_id}",
    response={200: None, FAILURES: Problem},
    operation_id="phone_drawing",
    summary="A drawing's file",
    **phone_guard("order.take"),
)
def drawing(request: HttpRequest, drawing_id: UUID) -> Any:
    """The bytes; a drawing never changes under its id."""
    ours = cast(PhoneRequest, request)
    found = drawings.drawing(ours.actor, drawing_id)
    answer = FileResponse(blobs.open_(found.sha256), content_type=found.mime)
    answer["Cache-Control"] = "private, max-age=604800, immutable"
    return answer


@router.put(
    "/acts/{uuid:act_id}",
    response={200: schema.AnswerOut, FAILURES: Problem, 503: Problem},
    operation_id="phone_act",
    summary="One act",
    **phone_guard("order.take"),
)
def act(request: HttpRequest, act_id: UUID, said: schema.ActIn) -> Any:
    """Counted or refused, once. A refusal is an answer, 200; the id with other content is 422."""
    ours = cast(PhoneRequest, request)
    sent = Sent(act_id, said.order_id, said.kind, said.made_at, said.offset, said.offline, _body(said))
    return answered(ours, lambda: acts.act(sent, ours.bearer, now=ours.now))


def _body(said: schema.ActIn) -> dict[str, Any]:
    try:
        return schema.BODIES[said.kind].model_validate(said.body).model_dump(mode="json")
    except Malformed as error:
        raise ValidationError(
            [{**one, "loc": ("body", "said", "body", *one["loc"])} for one in error.errors()]
        ) from None


@router.put(
    "/files/{uuid:file_id}",
    response={200: schema.AnswerOut, FAILURES: Problem, 503: Problem, 507: Problem},
    operation_id="phone_file",
    summary="One photo or signature",
    openapi_extra={
        "x-permission": "order.take",
        "requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
    },
    auth=[Phone("order.take")],
)
def file(request: HttpRequest, file_id: UUID, about: Query[schema.FileAbout]) -> Any:
    """The bytes as they are, at most 8 MB; videos go by the resumable way. Bytes of another sum are 422, to be sent
    again."""
    ours = cast(PhoneRequest, request)
    if about.role not in phone_file.PIECES:
        raise ValidationError(
            [{"loc": ("query", "role"), "msg": "a video goes to /phone/uploads", "type": "value_error"}]
        )
    sent = described(file_id, about)
    return answered(ours, lambda: phone_file.photo(sent, cast(Any, request), ours.bearer, now=ours.now))


def answered(ours: PhoneRequest, ask: Callable[[], Answer]) -> Any:
    """The answer, or why there is none yet: the phone keeps what it has and sends it again."""
    try:
        given = ask()
    except Busy:
        return later(503, "api.busy")
    except OSError as error:
        return no_room(error)
    return shown.answer(given, ours.actor, ours.now)


@router.post(
    "/holds",
    response={200: schema.HoldsOut, FAILURES: Problem},
    operation_id="phone_holds",
    summary="What became of these",
    **phone_guard("order.take"),
)
def holds(request: HttpRequest, said: schema.HoldsIn) -> Any:
    """After lost answers: which of these ids are held or refused, and which never arrived."""
    ours = cast(PhoneRequest, request)
    found = {one.id: one.refusal for one in phone_acts.holds(ours.actor, said.ids)}
    return {
        "held": [one for one, refusal in found.items() if refusal is None],
        "refused": [{"id": one, **shown.refused(refusal)} for one, refusal in found.items() if refusal is not None],
        "unknown": [one for one in dict.fromkeys(said.ids) if one not in found],
    }
