"""`/api/v1/phone/uploads`: large files piece by piece, as tus 1.0 describes it (creation, termination, expiration)."""

from __future__ import annotations

import binascii
from base64 import b64decode
from email.utils import format_datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import ValidationError
from pydantic import ValidationError as Malformed

from covenant.errors import Refusal
from weituo.faces.api.access import PhoneRequest, phone_guard
from weituo.faces.api.phone.files import described
from weituo.faces.api.phone.waiting import later, no_room
from weituo.faces.api.schemas import phone as schema
from weituo.faces.api.schemas.problem import FAILURES, Problem
from weituo.work import video
from weituo.work.actions import phone_video as videos
from weituo.work.actions.phone import Answer, Busy

router = Router(tags=["phone"])
VERSION = "1.0.0"
HEADERS = {
    "Tus-Resumable": VERSION,
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination,expiration",
    "Tus-Max-Size": str(video.MAX_BYTES),
    "Cache-Control": "no-store",
}
ANSWER: dict[Any, Any] = {201: None, FAILURES: Problem, 412: None, 503: Problem, 507: Problem}


@router.post(
    "/uploads", response=ANSWER, operation_id="upload_begin", summary="Begin a video", **phone_guard("order.take")
)
def begin(request: HttpRequest) -> Any:
    """`Upload-Length` and, in `Upload-Metadata`, id and all that a file is described with. The same id again goes on with
    the same upload."""
    if not _speaks(request):
        return _answer(412)
    ours = cast(PhoneRequest, request)
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    length = _number(request, "Upload-Length")
    try:
        file_id = UUID(said.pop("id", ""))
        about = schema.FileAbout.model_validate({**said, "role": said.get("role", "video")})
    except (ValueError, Malformed):
        raise _malformed("Upload-Metadata") from None
    if about.role != "video":
        raise _malformed("role")
    try:
        found = videos.begin(described(file_id, about), length, ours.bearer, now=ours.now)
    except videos.NoRoom:
        return later(507, "api.full")
    except Busy:
        return later(503, "api.busy")
    at = length if isinstance(found, Answer) else found.offset
    answer = _answer(201, {"Location": f"{request.path}/{file_id}", "Upload-Offset": str(at)})
    if not isinstance(found, Answer):
        answer["Upload-Expires"] = format_datetime(found.expires_at, usegmt=True)
    return answer


@router.api_operation(
    ["HEAD"],
    "/uploads/{uuid:upload_id}",
    response={200: None, FAILURES: Problem},
    operation_id="upload_standing",
    summary="How far it is",
    **phone_guard("order.take"),
)
def standing(request: HttpRequest, upload_id: UUID) -> Any:
    """`Upload-Offset`: where to go on."""
    ours = cast(PhoneRequest, request)
    found = videos.standing(upload_id, ours.bearer, ours.now)
    return _answer(200, {"Upload-Offset": str(found.offset), "Upload-Length": str(found.length)})


@router.patch(
    "/uploads/{uuid:upload_id}",
    response={204: None, FAILURES: Problem, 412: None, 415: None, 503: Problem, 507: Problem},
    operation_id="upload_piece",
    summary="The next bytes",
    **phone_guard("order.take"),
)
def piece(request: HttpRequest, upload_id: UUID) -> Any:
    """Bytes from `Upload-Offset` on; 409 when the file ends elsewhere. With the last byte it is held, or refused: `holds`
    says which, and knows nothing of it when it was damaged."""
    if not _speaks(request):
        return _answer(412)
    if request.content_type != "application/offset+octet-stream":
        return _answer(415)
    ours = cast(PhoneRequest, request)
    try:
        at = videos.append(upload_id, _number(request, "Upload-Offset"), cast(Any, request), ours.bearer, now=ours.now)
    except videos.Elsewhere:
        return _answer(409)
    except Busy:
        return later(503, "api.busy")
    except OSError as error:
        return no_room(error)
    except Refusal as refusal:
        if refusal.code != "upload.too_long":
            raise
        return _answer(413)
    return _answer(204, {"Upload-Offset": str(at)})


@router.delete(
    "/uploads/{uuid:upload_id}",
    response={204: None, FAILURES: Problem},
    operation_id="upload_end",
    summary="Give it up",
    **phone_guard("order.take"),
)
def end(request: HttpRequest, upload_id: UUID) -> Any:
    """What arrived so far is thrown away."""
    ours = cast(PhoneRequest, request)
    videos.end(upload_id, ours.bearer, now=ours.now)
    return _answer(204)


def _speaks(request: HttpRequest) -> bool:
    return request.headers.get("Tus-Resumable") == VERSION


def _answer(status: int, more: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(status=status, headers={**HEADERS, **(more or {})})


def _number(request: HttpRequest, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise _malformed(name)
    return int(text)


def _metadata(text: str) -> dict[str, str]:
    found = {}
    for pair in filter(None, text.split(",")):
        key, _space, value = pair.strip().partition(" ")
        try:
            found[key] = b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise _malformed("Upload-Metadata") from None
    return found


def _malformed(where: str) -> ValidationError:
    return ValidationError([{"loc": ("header", where), "msg": "cannot be read", "type": "value_error"}])
